import { pairOf } from '#shared/model/asset-pair';
import { type Decimal, formatDecimal } from '#shared/model/decimal';
import type { Fill, OrderState } from '#shared/model/order';
import type { UtcMs } from '#shared/model/time';
import type { Balance, WalletIncome } from './account-book';
import type { Book, OrderUpdate } from './book';
import type { LiveOrder } from './live-order';
import type { ToldPosition } from './perpetual';
import type { ExecutionPorts } from './ports';
import type { ExecutionQuality } from './quality/collector';

/** What is set for a symbol at the exchange, times the margin. */
export interface SetLeverage {
  readonly symbol: string;
  readonly leverage: Decimal;
}

/** Known to stand at the exchange, with nothing of it on the wire. */
export const SETTLED: ReadonlySet<OrderState> = new Set([
  'acknowledged',
  'waiting',
  'triggered',
  'partially-filled',
  'adopted',
]);
/** Must be in a listing of what works there. */
const LISTED: ReadonlySet<OrderState> = new Set([...SETTLED, 'cancel-pending']);

interface LastFill {
  readonly at: number;
  readonly toldMonotonicMs: number;
}

/** Balances that differ from ours are believed when nothing was told of the account for this long after them. */
const QUIET_MS = 2_000;

/**
 * Step 7 of design, "The order path": what the exchange says of orders and accounts, by stream or reading, is taken into the book, journaled
 * and told, each once however often it is reported. What no report explains is believed once the account is quiet.
 */
export class ExchangeReports {
  readonly #ports: ExecutionPorts;
  readonly #book: Book;
  readonly #quality: ExecutionQuality;
  /** Asks the exchange how this order stands. */
  readonly #confirm: (order: LiveOrder) => void;
  /** Of each account: its time at the exchange, and when it was told here. */
  readonly #lastFill = new Map<string, LastFill>();
  /** Of each account: when it was read afresh while nothing was told of it, its last fill, and the time of its balances since. */
  readonly #readWhileQuiet = new Map<string, { readonly last: LastFill | undefined; readonly balancesAt: UtcMs }>();
  /** The time of each account's balances when its last reading had been taken in, and nothing told after it. */
  readonly #balancesRead = new Map<string, UtcMs>();
  /** How often each account was read afresh. */
  readonly #readings = new Map<string, number>();

  constructor(ports: ExecutionPorts, book: Book, quality: ExecutionQuality, confirm: (order: LiveOrder) => void) {
    this.#ports = ports;
    this.#book = book;
    this.#quality = quality;
    this.#confirm = confirm;
  }

  /** How often this account was read afresh; undefined: never. */
  readingsOf(accountId: string): number | undefined {
    return this.#readings.get(accountId);
  }

  /** What is said of an order, by stream or listing. */
  applyUpdate(update: OrderUpdate): void {
    this.#book.apply(update);
  }

  /** An execution; told once, however often it is reported. */
  applyFill(fill: Fill, isHistory = false): void {
    if (!this.#book.addFill(fill, pairOf(fill.symbol))) return;
    const at = Math.max(fill.at, this.#lastFill.get(fill.accountId)?.at ?? 0);
    this.#lastFill.set(fill.accountId, { at, toldMonotonicMs: this.#ports.clock.monotonicMs() });
    if (isHistory) return;
    const order = this.#book.orderOf(fill);
    const nowMs = this.#ports.clock.monotonicMs();
    const told = { ...fill, clientOrderId: fill.clientOrderId ?? order?.clientOrderId };
    this.#ports.journal.record('fill', {
      accountId: fill.accountId,
      tradeId: fill.tradeId,
      symbol: fill.symbol,
      clientOrderId: told.clientOrderId ?? null,
      exchangeOrderId: fill.exchangeOrderId,
      side: fill.side,
      price: formatDecimal(fill.price),
      quantity: formatDecimal(fill.quantity),
      fee: formatDecimal(fill.fee),
      feeAsset: fill.feeAsset,
      maker: fill.isMaker,
      ...(fill.realised !== undefined && { realised: formatDecimal(fill.realised) }),
      at: fill.at,
      ...this.#quality.recordedTimes(told.clientOrderId ?? '', nowMs),
    });
    this.#ports.listener.onFill(fill, order?.intent.botId, order?.intent.botOrderId);
    this.#ports.listener.onAccount(fill.accountId);
    this.#quality.filled(told, nowMs);
    // The balances read last may have shown it already.
    this.#settleOnceQuiet(fill.accountId);
  }

  /** Balances as the exchange told them at its time `at`. */
  applyBalances(accountId: string, balances: ReadonlyMap<string, Balance>, at: number): void {
    this.#book.account(accountId).setBalances(balances, at);
    this.#settleOnceQuiet(accountId);
    this.#ports.listener.onAccount(accountId);
  }

  /**
   * Balances that differ from what the fills make them are believed once nothing was told of the account for a while, it was
   * read afresh, and again nothing was told: a fill may be told later than the balances that show it, and the fills of a first
   * snapshot may be younger than its balances.
   */
  #settleOnceQuiet(accountId: string): void {
    const { clock, listener } = this.#ports;
    const account = this.#book.account(accountId);
    if (!account.isKnown || !account.differs) return;
    // The youngest there are: what was told just now may be older than what was read.
    const at = account.balancesAt;
    clock.after(QUIET_MS, () => {
      if (account.balancesAt !== at || !account.differs) return;
      const last = this.#lastFill.get(accountId);
      const isQuiet = last === undefined || clock.monotonicMs() - last.toldMonotonicMs >= QUIET_MS;
      if (!isQuiet || account.isAwaitingFills) return this.#settleOnceQuiet(accountId);
      const read = this.#readWhileQuiet.get(accountId);
      const isOlder = last !== undefined && last.at > at;
      if (isOlder || read === undefined || read.last !== last || read.balancesAt !== at)
        return void this.#readAgain(accountId, last);
      this.#settle(accountId);
      listener.onAccount(accountId);
    });
  }

  /**
   * What the stream told may lack a fill, lost or held up, or be balances of the very millisecond before it. What is read now
   * has every fill that its balances show.
   */
  async #readAgain(accountId: string, last: LastFill | undefined): Promise<void> {
    const answer = await this.#ports.readAccount(accountId);
    // Not the time of the balances by now: what the stream told while the account was read is told right after it, and is not in it.
    const balancesAt = this.#balancesRead.get(accountId);
    if (answer.ok && balancesAt !== undefined) this.#readWhileQuiet.set(accountId, { last, balancesAt });
    this.#settleOnceQuiet(accountId);
  }

  /** The whole account, read afresh: fills first, so that the totals are compared with all of them. */
  applySnapshot(
    accountId: string,
    snapshot: {
      fills: readonly Fill[];
      orders: readonly OrderUpdate[];
      balances: ReadonlyMap<string, Balance>;
      at: number;
      /** Only of a margin account; `positions` are all there are. */
      margin?: {
        readonly positions: readonly ToldPosition[];
        readonly leverages: readonly SetLeverage[];
        readonly incomes: readonly WalletIncome[];
      };
    },
  ): void {
    const account = this.#book.account(accountId);
    const isFirst = !account.isKnown;
    this.#readings.set(accountId, (this.#readings.get(accountId) ?? 0) + 1);
    for (const fill of snapshot.fills) this.applyFill(fill, isFirst);
    const { margin } = snapshot;
    if (margin !== undefined) {
      for (const income of margin.incomes) this.applyIncome(income, isFirst);
      this.applyLeverages(accountId, margin.leverages);
      account.margin.tell(margin.positions, true);
    }
    for (const order of snapshot.orders) this.#book.apply(order);
    account.setBalances(snapshot.balances, snapshot.at, true);
    this.#balancesRead.set(accountId, account.balancesAt);
    if (isFirst) this.#settle(accountId);
    this.#settleOnceQuiet(accountId);
    this.#askAboutMissing(accountId, snapshot.orders);
    this.#ports.listener.onAccount(accountId);
  }

  /**
   * Working orders that the exchange does not list ended while we were not looking, or were acknowledged while it was read:
   * ask what became of them. No clock is asked which of the two it is: ours and the exchange's differ.
   */
  #askAboutMissing(accountId: string, listed: readonly OrderUpdate[]): void {
    const ids = new Set(listed.map(({ clientOrderId }) => clientOrderId));
    for (const order of this.#book.workingOrders) {
      if (order.intent.accountId !== accountId || !LISTED.has(order.state) || ids.has(order.clientOrderId)) continue;
      this.#confirm(order);
    }
  }

  /** Positions of a margin account that changed. */
  applyPositions(accountId: string, positions: readonly ToldPosition[]): void {
    this.#book.account(accountId).margin.tell(positions, false);
    this.#settleOnceQuiet(accountId);
    this.#ports.listener.onAccount(accountId);
  }

  /** A movement of the wallet that no fill tells; told once, however often it is reported. */
  applyIncome(income: WalletIncome, isHistory = false): void {
    const { journal, listener } = this.#ports;
    if (!this.#book.account(income.accountId).addIncome(income) || isHistory) return;
    const { amount, symbol = null, ...rest } = income;
    journal.record('account.income', { ...rest, symbol, amount: formatDecimal(amount) });
    listener.onIncome(income);
    listener.onAccount(income.accountId);
  }

  /** Leverages as they are set at the exchange. */
  applyLeverages(accountId: string, leverages: readonly SetLeverage[]): void {
    const { margin } = this.#book.account(accountId);
    for (const { symbol, leverage } of leverages) {
      const before = margin.setLeverage(symbol, leverage);
      if (before === undefined || before === leverage) continue;
      const [from, to] = [formatDecimal(before), formatDecimal(leverage)];
      this.#ports.journal.record('account.leverage', { accountId, symbol, from, to });
    }
    this.#ports.listener.onAccount(accountId);
  }

  #settle(accountId: string): void {
    const account = this.#book.account(accountId);
    const isFirst = !account.isKnown;
    const differences = account.settleBaseline();
    for (const [symbol, by] of account.settlePositions()) {
      // At the first look the exchange may tell less history than there was.
      if (isFirst) continue;
      this.#ports.journal.record('position.adjusted', {
        accountId,
        symbol,
        by: formatDecimal(by),
        why: 'the exchange holds another position than the known fills explain',
      });
    }
    for (const [asset, by] of differences) {
      this.#ports.listener.onMoneyMoved(accountId, asset, by);
      this.#ports.journal.record('account.adjusted', {
        accountId,
        asset,
        by: formatDecimal(by),
        why: 'the exchange holds more or less than the known fills explain',
      });
    }
  }
}
