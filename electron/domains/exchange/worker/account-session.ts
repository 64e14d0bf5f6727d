import { messageOf } from '#shared/model/result';
import type { Emit } from '../../../platform/process/serve';
import { RequestError } from '../../../platform/process/serve';
import { meaningOf } from '../../../platform/venue/binance/codes';
import type { BinanceConnection } from '../../../platform/venue/binance/connection';
import { isRaw, type SymbolOf, timeOf } from '../../../platform/venue/binance/raw';
import { readAnswerFills, readStreamFill, type VenueFill } from '../../../platform/venue/binance/raw-fills';
import {
  readRestOrder,
  readRestOrders,
  readStreamOrder,
  type VenueOrder,
} from '../../../platform/venue/binance/raw-orders';
import { marketIdOf } from '../../../platform/venue/binance/symbols';
import { failureOf } from '../../../platform/venue/venue-error';
import type { AccountSnapshot, ExchangeProtocol, OneOrder, OrderReport, PlaceOrder } from '../protocol';
import { BackOff, sleep, within } from './back-off';
import { requestErrorOf } from './failures';
import { oneOrderParameters, placeParameters } from './place-parameters';
import { PreparedOrders } from './prepared-orders';
import type { RateHold, RequestKind } from './rate-hold';
import { SeenKeys } from './seen';
import { readBalances, readSnapshot } from './snapshot';

export interface AccountSessionOptions {
  readonly accountId: string;
  readonly connection: BinanceConnection;
  readonly symbols: readonly string[];
  readonly symbolOf: SymbolOf;
  readonly hold: RateHold;
  readonly isFrozen: () => boolean;
  readonly emit: Emit<ExchangeProtocol>;
  /** Told how many values of the exchange could not be read. */
  readonly onDropped: (count: number) => void;
  /** Told when the exchange refused a timestamp: the clocks have to be compared at once. */
  readonly onClockRefused: () => void;
}

const OPEN_LIMIT_MS = 10_000;
const STABLE_AFTER_MS = 10_000;
/** An order the exchange acknowledged must show on the stream within this, or the stream is dead whatever its socket says. */
const ECHO_LIMIT_MS = 5_000;
const SEEN_FILLS = 50_000;

/** One account: its requests, and its stream kept open with a fresh snapshot after each opening. */
export class AccountSession {
  readonly #options: AccountSessionOptions;
  readonly #seenFills = new SeenKeys(SEEN_FILLS);
  /** Stream events that came before the snapshot: they are told after it. Undefined while they are told at once. */
  #waiting: Array<() => void> | undefined;
  readonly #prepared: PreparedOrders;
  #lastStreamAt = 0;
  #echoExpectedAt: { readonly sentAt: number; readonly answeredAt: number } | undefined;
  /** Openings of the stream so far. */
  #opening = 0;
  #stopped = false;

  constructor(options: AccountSessionOptions) {
    this.#options = options;
    this.#prepared = new PreparedOrders((order, mayGo) =>
      options.connection.rest('privatePostOrder', placeParameters(order), mayGo),
    );
  }

  /** Keeps the stream open until `stop`. Never rejects. */
  async run(): Promise<void> {
    const backOff = new BackOff();
    const { connection, hold } = this.#options;
    while (!this.#stopped) {
      let openedAt = 0;
      this.#opening += 1;
      try {
        this.#waiting = [];
        const { lost } = await within(connection.openUserData(), OPEN_LIMIT_MS, 'the account stream did not open');
        await Promise.race([this.#tellSnapshot(), lost]);
        openedAt = performance.now();
        this.#link('up', 'account stream open');
        await lost;
      } catch (thrown) {
        if (!this.#stopped) this.#link('down', messageOf(thrown));
        connection.dropStreams('reopening');
      }
      if (openedAt > 0 && performance.now() - openedAt > STABLE_AFTER_MS) backOff.reset();
      await sleep(Math.max(backOff.next(), hold.waitMs('read')));
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#options.connection.dropStreams('stopping');
  }

  /** Called each second: reopens a stream that did not show an order which the exchange had acknowledged. */
  checkEcho(): void {
    const expected = this.#echoExpectedAt;
    if (expected === undefined || this.#waiting !== undefined) return;
    if (this.#lastStreamAt >= expected.sentAt) this.#echoExpectedAt = undefined;
    else if (performance.now() - expected.answeredAt > ECHO_LIMIT_MS) {
      this.#echoExpectedAt = undefined;
      this.#options.connection.dropStreams('the account stream is silent although an order was acknowledged');
    }
  }

  onExecutionReport(raw: unknown): void {
    this.#lastStreamAt = performance.now();
    const order = readStreamOrder(raw, this.#options.symbolOf);
    if (order === undefined) {
      this.#options.onDropped(1);
      return;
    }
    const fill = readStreamFill(raw, order);
    this.#tell(() => {
      if (fill !== undefined) this.#tellFill(fill);
      this.#options.emit('order', this.#owned(order));
    });
  }

  onAccountPosition(raw: unknown): void {
    this.#lastStreamAt = performance.now();
    if (!isRaw(raw) || raw.e !== 'outboundAccountPosition') return;
    const { balances, dropped } = readBalances(raw.B, { asset: 'a', free: 'f', locked: 'l' });
    this.#options.onDropped(dropped);
    const at = timeOf(raw, 'u', 'E') ?? Date.now();
    this.#tell(() => this.#options.emit('balances', { accountId: this.#options.accountId, at, balances }));
  }

  /** Signs an order whose decision is still being written. It leaves only by `placeOrder`. */
  prepareOrder(order: PlaceOrder): void {
    const { isFrozen, hold } = this.#options;
    if (!isFrozen() && hold.waitMs('place') === 0) this.#prepared.prepare(order);
  }

  /** One HTTP request, never a second: the prepared one when it is this very order, otherwise one made now. */
  async placeOrder(order: PlaceOrder): Promise<OrderReport> {
    const { connection, isFrozen, hold } = this.#options;
    if (isFrozen()) throw new RequestError('not-sent', 'orders are frozen: it was not sent');
    const sentAt = performance.now();
    const answer = await this.#ask('place', () => {
      hold.check('place');
      return this.#prepared.release(order) ?? connection.rest('privatePostOrder', placeParameters(order));
    });
    this.#echoExpectedAt ??= { sentAt, answeredAt: performance.now() };
    const placed = readRestOrder(
      isRaw(answer) ? { stopPrice: order.stopPrice, ...answer } : answer,
      this.#options.symbolOf,
    );
    if (placed === undefined) throw new RequestError('outcome-unknown', 'the exchange answered, but not with an order');
    for (const fill of readAnswerFills(answer, placed)) this.#tellFill(fill);
    return this.#owned(placed);
  }

  cancelOrder(order: OneOrder): Promise<OrderReport> {
    return this.#askForOrder('cancel', 'privateDeleteOrder', order);
  }

  queryOrder(order: OneOrder): Promise<OrderReport> {
    return this.#askForOrder('read', 'privateGetOrder', order);
  }

  async cancelAll(symbol: string): Promise<readonly OrderReport[]> {
    const parameters = { symbol: marketIdOf(symbol) };
    try {
      const answer = await this.#ask('cancel', () =>
        this.#options.connection.rest('privateDeleteOpenOrders', parameters),
      );
      return this.#ownedAll(answer);
    } catch (thrown) {
      // Nothing to cancel on this symbol is what was asked for.
      if (thrown instanceof RequestError && thrown.code === 'unknown-order') return [];
      throw thrown;
    }
  }

  async openOrders(): Promise<readonly OrderReport[]> {
    return this.#ownedAll(await this.#ask('read', () => this.#options.connection.rest('privateGetOpenOrders')));
  }

  snapshot(): Promise<AccountSnapshot> {
    return this.#ask('read', async () => {
      const { connection, accountId, symbols, symbolOf } = this.#options;
      const { snapshot, dropped } = await readSnapshot(connection, accountId, symbols, symbolOf);
      this.#options.onDropped(dropped);
      return snapshot;
    });
  }

  async #tellSnapshot(): Promise<void> {
    const opening = this.#opening;
    const snapshot = await this.snapshot();
    // Asked for before the stream was lost again: what it tells may be over, and nothing later would say so.
    if (this.#opening !== opening) return;
    for (const fill of snapshot.fills) this.#seenFills.add(`${fill.symbol}:${fill.tradeId}`);
    this.#options.emit('snapshot', snapshot);
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const tell of waiting) tell();
  }

  #tell(tell: () => void): void {
    if (this.#waiting === undefined) tell();
    else this.#waiting.push(tell);
  }

  #tellFill(fill: VenueFill): void {
    if (this.#seenFills.add(`${fill.symbol}:${fill.tradeId}`)) {
      this.#options.emit('fill', { accountId: this.#options.accountId, ...fill });
    }
  }

  async #askForOrder(
    kind: 'cancel' | 'read',
    call: 'privateDeleteOrder' | 'privateGetOrder',
    order: OneOrder,
  ): Promise<OrderReport> {
    const answer = await this.#ask(kind, () => this.#options.connection.rest(call, oneOrderParameters(order)));
    const read = readRestOrder(answer, this.#options.symbolOf);
    if (read !== undefined) return this.#owned(read);
    throw new RequestError(
      kind === 'read' ? 'unreachable' : 'outcome-unknown',
      'the exchange answered, but not with an order',
    );
  }

  async #ask<T>(kind: RequestKind, ask: () => Promise<T>): Promise<T> {
    try {
      this.#options.hold.check(kind);
      return await ask();
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (failure.kind === 'answered' && meaningOf(failure) === 'clock') this.#options.onClockRefused();
      throw requestErrorOf(thrown, kind, this.#options.hold);
    }
  }

  #ownedAll(answer: unknown): OrderReport[] {
    const { orders, dropped } = readRestOrders(answer, this.#options.symbolOf);
    this.#options.onDropped(dropped);
    return orders.map((order) => this.#owned(order));
  }

  #owned(order: VenueOrder): OrderReport {
    return { accountId: this.#options.accountId, ...order };
  }

  #link(state: 'up' | 'down', message: string): void {
    this.#options.emit('link', { accountId: this.#options.accountId, state, message });
  }
}
