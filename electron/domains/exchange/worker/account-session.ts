import { messageOf } from '#shared/model/result';
import type { Emit } from '../../../platform/process/serve';
import { RequestError } from '../../../platform/process/serve';
import { meaningOf } from '../../../platform/venue/binance/codes';
import type { BinanceConnection } from '../../../platform/venue/binance/connection';
import type { SymbolOf } from '../../../platform/venue/binance/raw';
import type { VenueFill } from '../../../platform/venue/binance/raw-fills';
import type { VenueOrder } from '../../../platform/venue/binance/raw-orders';
import { failureOf } from '../../../platform/venue/venue-error';
import type { AccountSnapshot, ExchangeProtocol, MarginSettings, OneOrder, OrderReport, PlaceOrder } from '../protocol';
import { BackOff, sleep, within } from './back-off';
import type { AccountDialect, NamedOrders } from './dialect';
import { requestErrorOf } from './failures';
import { PreparedOrders } from './prepared-orders';
import type { RateHold, RequestKind } from './rate-hold';
import { SeenKeys } from './seen';

export interface AccountSessionOptions {
  readonly accountId: string;
  readonly dialect: AccountDialect;
  /** Set at the exchange before the account counts as linked; null leaves it. */
  readonly margin?: MarginSettings | null;
  /** Reads the account and follows its stream. */
  readonly connection: BinanceConnection;
  /** Places and cancels; null with a key that can only read. The one that reads, where it is left out. */
  readonly entry?: BinanceConnection | null;
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
const SEEN_INCOMES = 20_000;
/** Reasons of USD-M for an account update that move no money, or money that fills tell. */
const WITHOUT_INCOME = new Set(['', 'ORDER', 'MARGIN_TRANSFER', 'MARGIN_TYPE_CHANGE']);
/** Between a movement of the wallet and asking what it was: soon, and again where the list lags behind. */
const INCOME_WAITS_MS = [100, 3_000, 20_000];

/** One account: its requests, and its stream kept open with a fresh snapshot after each opening. */
export class AccountSession {
  readonly #options: AccountSessionOptions;
  readonly #seenFills = new SeenKeys(SEEN_FILLS);
  readonly #seenIncomes = new SeenKeys(SEEN_INCOMES);
  /** Fills of symbols from before they were traded here: the money they moved is in the balances that were first read. */
  readonly #fillsOfBefore = new Set<string>();
  /** A reading of the movements stands before its first request. */
  #isIncomeDue = false;
  #incomeSeries = 0;
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
    this.#prepared = new PreparedOrders((order, mayGo) => options.dialect.place(this.#entry(), order, mayGo));
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
        await Promise.race([this.#setMargin().then(() => this.#tellSnapshot()), lost]);
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
    const { dialect, symbolOf } = this.#options;
    const order = dialect.readStreamOrder(raw, symbolOf);
    if (order === undefined) {
      this.#options.onDropped(1);
      return;
    }
    const fill = dialect.readStreamFill(raw, order);
    this.#tell(() => {
      if (fill !== undefined) this.#tellFill(fill);
      this.#options.emit('order', this.#owned(order));
    });
  }

  onAccountPosition(raw: unknown): void {
    this.#lastStreamAt = performance.now();
    const { accountId, dialect, symbolOf, emit, onDropped } = this.#options;
    const money = dialect.readMoney(raw, symbolOf);
    if (money === undefined) return;
    const { at, balances, positions, reason, dropped } = money;
    onDropped(dropped);
    this.#tell(() => {
      if (positions.length > 0) emit('positions', { accountId, at, reason, positions });
      if (balances.length > 0) emit('balances', { accountId, at, balances });
    });
    if (!WITHOUT_INCOME.has(reason)) this.#askForIncomes();
  }

  /** Settings that changed at the exchange, and its warnings. */
  onNotice(raw: unknown): void {
    const { accountId, dialect, symbolOf, emit } = this.#options;
    const notice = dialect.readNotice(raw, symbolOf);
    if (notice?.kind === 'leverage') this.#tell(() => emit('leverage', { accountId, leverages: [notice.leverage] }));
    else if (notice !== undefined)
      this.#tell(() => emit('marginCall', { accountId, at: notice.at, symbols: notice.symbols }));
  }

  /**
   * Money moved and no fill tells why: the list of movements does, in its own time. It is read soon and twice more; a further
   * movement begins anew. Whatever it tells later comes with the next snapshot or the next movement.
   */
  #askForIncomes(): void {
    if (this.#options.dialect.incomes === undefined || this.#isIncomeDue) return;
    this.#isIncomeDue = true;
    this.#incomeSeries += 1;
    void this.#readIncomes(this.#incomeSeries);
  }

  async #readIncomes(series: number): Promise<void> {
    const { accountId, connection, dialect, symbolOf, emit, hold } = this.#options;
    for (const waitMs of INCOME_WAITS_MS) {
      await sleep(waitMs);
      if (this.#stopped || series !== this.#incomeSeries) return;
      this.#isIncomeDue = false;
      try {
        hold.check('read');
        const incomes = (await dialect.incomes?.(connection, accountId, symbolOf)) ?? [];
        this.#tell(() => {
          for (const income of incomes) if (this.#seenIncomes.add(income.id)) emit('income', income);
        });
      } catch (thrown) {
        requestErrorOf(thrown, 'read', hold);
      }
    }
  }

  /** Signs an order whose decision is still being written. It leaves only by `placeOrder`. */
  prepareOrder(order: PlaceOrder): void {
    const { isFrozen, hold } = this.#options;
    if (this.#entryIfAny !== null && !isFrozen() && hold.waitMs('place') === 0) this.#prepared.prepare(order);
  }

  /** One HTTP request, never a second: the prepared one when it is this very order, otherwise one made now. */
  async placeOrder(order: PlaceOrder): Promise<OrderReport> {
    const { dialect, symbolOf, isFrozen, hold } = this.#options;
    const entry = this.#entry();
    if (isFrozen()) throw new RequestError('not-sent', 'orders are frozen: it was not sent');
    const sentAt = performance.now();
    const answer = await this.#ask('place', () => {
      hold.check('place');
      return this.#prepared.release(order) ?? dialect.place(entry, order);
    });
    this.#echoExpectedAt ??= { sentAt, answeredAt: performance.now() };
    const placed = dialect.readPlaced(answer, order, symbolOf);
    if (placed === undefined) throw new RequestError('outcome-unknown', 'the exchange answered, but not with an order');
    for (const fill of dialect.answerFills(answer, placed)) this.#tellFill(fill);
    return this.#owned(placed);
  }

  cancelOrder(order: OneOrder): Promise<OrderReport> {
    return this.#askForOrder('cancel', order);
  }

  queryOrder(order: OneOrder): Promise<OrderReport> {
    return this.#askForOrder('read', order);
  }

  async cancelAll(symbol: string): Promise<readonly OrderReport[]> {
    const { dialect, symbolOf } = this.#options;
    const entry = this.#entry();
    try {
      return this.#ownedAll(await this.#ask('cancel', () => dialect.cancelAll(entry, symbol, symbolOf)));
    } catch (thrown) {
      // Nothing to cancel on this symbol is what was asked for.
      if (thrown instanceof RequestError && thrown.code === 'unknown-order') return [];
      throw thrown;
    }
  }

  async openOrders(): Promise<readonly OrderReport[]> {
    const { connection, dialect, symbolOf } = this.#options;
    return this.#ownedAll(await this.#ask('read', () => dialect.openOrders(connection, symbolOf)));
  }

  /** Everything of the account, read and told now. Throws `not-ready` while it is being read already. */
  async snapshot(): Promise<AccountSnapshot> {
    if (this.#waiting !== undefined)
      throw new RequestError('not-ready', `${this.#options.accountId} is being read already`);
    const opening = this.#opening;
    this.#waiting = [];
    try {
      return await this.#tellSnapshot();
    } finally {
      if (this.#opening === opening) this.#tellWaiting();
    }
  }

  /** Before symbols are traded: sets what the operator wants of them, and leaves their fills so far aside for good. */
  async beginSymbols(symbols: readonly string[]): Promise<void> {
    if (symbols.length === 0) return;
    await this.#setMargin(symbols);
    const { fills, margin } = await this.#read(symbols);
    for (const fill of fills) this.#fillsOfBefore.add(`${fill.symbol}:${fill.tradeId}`);
    const { accountId, emit } = this.#options;
    if (margin !== null) this.#tell(() => emit('leverage', { accountId, leverages: margin.leverages }));
  }

  #read(symbols = this.#options.symbols): Promise<AccountSnapshot> {
    return this.#ask('read', async () => {
      const { connection, dialect, accountId, symbolOf } = this.#options;
      const { snapshot, dropped } = await dialect.snapshot(connection, accountId, symbols, symbolOf);
      this.#options.onDropped(dropped);
      if (this.#fillsOfBefore.size === 0) return snapshot;
      const isSince = ({ symbol, tradeId }: VenueFill) => !this.#fillsOfBefore.has(`${symbol}:${tradeId}`);
      return { ...snapshot, fills: snapshot.fills.filter(isSince) };
    });
  }

  /** A setting that the exchange refuses keeps nothing from being linked: the gate judges by what is set there. */
  async #setMargin(symbols = this.#options.symbols): Promise<void> {
    const { dialect, margin } = this.#options;
    const entry = this.#entryIfAny;
    if (margin === undefined || margin === null || entry === null) return;
    await this.#ask('read', () => dialect.setMargin(entry, symbols, margin)).catch((thrown: unknown) => {
      if (!(thrown instanceof RequestError) || thrown.code !== 'rejected') throw thrown;
    });
  }

  /** Reads the account and tells it; what the stream tells meanwhile is told after it. */
  async #tellSnapshot(): Promise<AccountSnapshot> {
    const opening = this.#opening;
    const snapshot = await this.#read();
    // Asked for before the stream was lost again: what it tells may be over, and nothing later would say so.
    if (this.#opening !== opening) return snapshot;
    for (const fill of snapshot.fills) this.#seenFills.add(`${fill.symbol}:${fill.tradeId}`);
    for (const income of snapshot.margin?.incomes ?? []) this.#seenIncomes.add(income.id);
    this.#options.emit('snapshot', snapshot);
    this.#tellWaiting();
    return snapshot;
  }

  #tellWaiting(): void {
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

  async #askForOrder(kind: 'cancel' | 'read', order: OneOrder): Promise<OrderReport> {
    const { connection, dialect, symbolOf } = this.#options;
    const by = kind === 'cancel' ? this.#entry() : connection;
    const answer = await this.#ask(kind, () =>
      kind === 'cancel' ? dialect.cancel(by, order) : dialect.query(by, order),
    );
    const read = dialect.readOrder(answer, symbolOf);
    if (read !== undefined) return this.#owned(read);
    throw new RequestError(
      kind === 'read' ? 'unreachable' : 'outcome-unknown',
      'the exchange answered, but not with an order',
    );
  }

  get #entryIfAny(): BinanceConnection | null {
    const { entry, connection } = this.#options;
    return entry === undefined ? connection : entry;
  }

  #entry(): BinanceConnection {
    const entry = this.#entryIfAny;
    if (entry !== null) return entry;
    const why = `no key that trades is lent for ${this.#options.accountId}: it was not sent`;
    throw new RequestError('not-sent', `${why}. Keep one on the Keys page, and unlock the vault.`);
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

  #ownedAll({ orders, dropped }: NamedOrders): OrderReport[] {
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
