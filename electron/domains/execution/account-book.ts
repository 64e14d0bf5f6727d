import { type AssetPair, pairOf } from '#shared/model/asset-pair';
import { add, type Decimal, max, min, mul, neg, sub, ZERO } from '#shared/model/decimal';
import { isContractSymbol } from '#shared/model/market';
import type { Fill } from '#shared/model/order';
import type { LiveOrder } from './live-order';
import type { MarginPosition, MarginState } from './margin';
import { MarginBook, type MarketLook } from './margin-book';
import { applyPerpetualFill, asTold, isAsTold } from './perpetual';
import { applyFill, FLAT, type Position } from './position';

/** One movement of a margin account's wallet that no fill tells. */
export interface WalletIncome {
  readonly accountId: string;
  readonly id: string;
  /** `transfer`: money that came or went, neither gain nor loss. `cost`: clearance fees, rebates and whatever else there is. */
  readonly kind: 'funding' | 'transfer' | 'cost';
  readonly symbol: string | undefined;
  readonly asset: string;
  /** Signed: below zero paid. */
  readonly amount: Decimal;
  readonly at: number;
}

export interface Balance {
  readonly free: Decimal;
  readonly locked: Decimal;
  /** When it last changed, by the exchange's clock, where it tells that of each balance. */
  readonly changedAt?: number;
}

/** Working quantities of one symbol, base asset, kept as orders change. */
export interface WorkingTotals {
  readonly buys: Decimal;
  readonly sells: Decimal;
}

const NO_ORDERS: WorkingTotals = { buys: ZERO, sells: ZERO };

/**
 * One account as known here. Totals per asset are a baseline (what the exchange said when we first looked) plus the
 * flows of fills since, so that cash and positions always change together and equity never flickers between a fill and
 * the balance message that follows it.
 */
export class AccountBook {
  readonly accountId: string;
  readonly #baseline = new Map<string, Decimal>();
  readonly #flows = new Map<string, Decimal>();
  readonly #positions = new Map<string, Position>();
  /** Of perpetuals, by their fills alone: exact, where the exchange tells an entry price cut at 8 decimals. */
  readonly #byFills = new Map<string, Position>();
  readonly #seenTrades = new Set<string>();
  readonly #working = new Map<string, WorkingTotals>();
  /** What working orders may still spend, by asset. */
  readonly #claimed = new Map<string, Decimal>();
  /** What orders have spent by their reports and not by their fills yet. */
  readonly #awaited = new Map<LiveOrder, { readonly asset: string; readonly amount: Decimal }>();
  /** Of a margin account; empty on spot. */
  readonly margin = new MarginBook();
  readonly #seenIncomes = new Set<string>();
  readonly #balances = new Map<string, Balance>();
  /** The exchange's time of each balance. */
  readonly #toldAt = new Map<string, number>();
  #balancesAt = 0;
  #isKnown = false;
  /** Orders whose lock the exchange's free balance may not show yet. */
  readonly #unseenLocks = new Map<
    LiveOrder,
    { readonly asset: string; readonly amount: Decimal; seenFrom: number | undefined }
  >();

  constructor(accountId: string) {
    this.accountId = accountId;
  }

  /** False until the exchange has told balances and fills once: then nothing here may be relied on. */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  get balancesAt(): number {
    return this.#balancesAt;
  }

  get positions(): ReadonlyMap<string, Position> {
    return this.#positions;
  }

  position(symbol: string): Position {
    return this.#positions.get(symbol) ?? FLAT;
  }

  working(symbol: string): WorkingTotals {
    return this.#working.get(symbol) ?? NO_ORDERS;
  }

  /** Whether this trade was new; the same trade told twice counts once. */
  addFill(fill: Fill, pair: AssetPair): boolean {
    const key = `${fill.symbol}/${fill.tradeId}`;
    if (this.#seenTrades.has(key)) return false;
    this.#seenTrades.add(key);
    if (isContractSymbol(fill.symbol)) return this.#addPerpetualFill(fill, pair.quote);
    this.#positions.set(fill.symbol, applyFill(this.position(fill.symbol), fill, pair.base, pair.quote));
    const notional = mul(fill.price, fill.quantity);
    this.#flow(pair.base, fill.side === 'buy' ? fill.quantity : neg(fill.quantity));
    this.#flow(pair.quote, fill.side === 'buy' ? neg(notional) : notional);
    this.#flow(fill.feeAsset, neg(fill.fee));
    return true;
  }

  /** A perpetual's fill moves no coins: what it realised and its fee go through the wallet. */
  #addPerpetualFill(fill: Fill, settle: string): true {
    const before = this.position(fill.symbol);
    const after = applyPerpetualFill(before, fill, settle);
    this.#positions.set(fill.symbol, after);
    this.#byFills.set(fill.symbol, applyPerpetualFill(this.#byFills.get(fill.symbol) ?? FLAT, fill, settle));
    // Realised is net of the fee in the settle asset; a fee in another asset comes out of that one.
    this.#flow(settle, sub(after.realised, before.realised));
    if (fill.feeAsset !== settle) this.#flow(fill.feeAsset, neg(fill.fee));
    return true;
  }

  /**
   * A movement of the wallet that no fill tells. Of a symbol it is funding or a clearance fee and counts as its profit or loss.
   * Whether it was new; the same one told twice counts once.
   */
  addIncome(income: WalletIncome): boolean {
    if (this.#seenIncomes.has(income.id)) return false;
    this.#seenIncomes.add(income.id);
    this.#flow(income.asset, income.amount);
    if (income.symbol === undefined || income.kind === 'transfer') return true;
    const position = this.position(income.symbol);
    this.#positions.set(income.symbol, { ...position, funding: add(position.funding, income.amount) });
    return true;
  }

  /** What a margin account is worth and has bound at these marks; undefined while something of it is not known. */
  marginAt(
    look: MarketLook,
    settle: string,
  ): { readonly state: MarginState; readonly positions: ReadonlyMap<string, MarginPosition> } | undefined {
    return this.#isKnown ? this.margin.state(this.total(settle), this.#positions, FLAT, look) : undefined;
  }

  /**
   * Takes balances at the exchange's time `at`. A message tells only what changed, so age is kept, and judged, by asset. A reading was
   * asked for after all that was told before it, so it always counts; what is told after it may be older, and then it is in the reading.
   * That is judged by the exchange's own times alone: by our clock, a little ahead, a movement right after the reading was lost.
   */
  setBalances(balances: ReadonlyMap<string, Balance>, at: number, isReading = false): void {
    for (const [asset, balance] of balances) {
      if (!isReading && at < (this.#toldAt.get(asset) ?? 0)) continue;
      this.#balances.set(asset, balance);
      this.#toldAt.set(asset, balance.changedAt ?? at);
    }
    this.#balancesAt = Math.max(this.#balancesAt, at);
    for (const [order, lock] of this.#unseenLocks) {
      if (this.#showsLock(lock.asset, lock.seenFrom)) this.#unseenLocks.delete(order);
    }
  }

  #showsLock(asset: string, seenFrom: number | undefined): boolean {
    return seenFrom !== undefined && seenFrom <= (this.#toldAt.get(asset) ?? 0);
  }

  /**
   * Makes the totals agree with the exchange's balances. Right only while nothing trades: at the first snapshot, and
   * when no fill came for a while. Returns the assets that differed and by how much (a deposit, a foreign fill).
   */
  settleBaseline(): ReadonlyMap<string, Decimal> {
    const differences = new Map<string, Decimal>();
    for (const [asset, { free, locked }] of this.#balances) {
      const baseline = sub(add(free, locked), this.#flows.get(asset) ?? ZERO);
      const before = this.#baseline.get(asset) ?? ZERO;
      if (this.#isKnown && baseline !== before) differences.set(asset, sub(baseline, before));
      this.#baseline.set(asset, baseline);
    }
    this.#isKnown = true;
    return differences;
  }

  /**
   * Makes the positions agree with what the exchange tells. Right under the same conditions as `settleBaseline`. Returns those
   * whose quantity differed and by how much; one whose cost alone did is taken as told, too.
   */
  settlePositions(): ReadonlyMap<string, Decimal> {
    const differences = new Map<string, Decimal>();
    for (const told of this.margin.toldPositions) {
      const position = this.position(told.symbol);
      if (isAsTold(position, told)) continue;
      if (position.quantity !== told.quantity) differences.set(told.symbol, sub(told.quantity, position.quantity));
      // A first reading may tell a position that is older than its fills; once both agree the fills have the exact cost.
      const byFills = this.#byFills.get(told.symbol) ?? FLAT;
      const { quantity, cost } = isAsTold(byFills, told) ? byFills : asTold(position, told);
      this.#positions.set(told.symbol, { ...position, quantity, cost });
    }
    return differences;
  }

  /** Whether the exchange's balances and the totals tell different amounts of something. */
  get differs(): boolean {
    for (const told of this.margin.toldPositions) if (!isAsTold(this.position(told.symbol), told)) return true;
    for (const [asset, { free, locked }] of this.#balances) if (add(free, locked) !== this.total(asset)) return true;
    return false;
  }

  /** All of an asset the account holds, locked included. */
  total(asset: string): Decimal {
    return add(this.#baseline.get(asset) ?? ZERO, this.#flows.get(asset) ?? ZERO);
  }

  /** Holdings that no known fill explains: their cost is not known. */
  baseline(asset: string): Decimal {
    return this.#baseline.get(asset) ?? ZERO;
  }

  /**
   * What a new order may spend; undefined while balances are not known. The lesser of two: free at the exchange less locks
   * it has not shown yet, and all that is held less what working orders may still spend. The first does not see orders of
   * the same millisecond apart, the second not what left the account for reasons that no fill explains.
   */
  available(asset: string): Decimal | undefined {
    if (!this.#isKnown) return undefined;
    let free = this.#balances.get(asset)?.free ?? ZERO;
    for (const lock of this.#unseenLocks.values()) if (lock.asset === asset) free = sub(free, lock.amount);
    let unclaimed = sub(this.total(asset), this.#claimed.get(asset) ?? ZERO);
    for (const spent of this.#awaited.values()) if (spent.asset === asset) unclaimed = sub(unclaimed, spent.amount);
    return max(min(free, unclaimed), ZERO);
  }

  /** Whether a report told of fills that have not come: totals and balances cannot be compared then. */
  get isAwaitingFills(): boolean {
    return this.#awaited.size > 0 || this.margin.isAwaiting;
  }

  /**
   * Follows what a report says was filled and no fill has told yet: it is spent, though the totals do not show it. Without
   * this an order cancelled after a part of it filled would free that part's money until its fill is told.
   */
  awaitFills(order: LiveOrder): void {
    if (isContractSymbol(order.intent.symbol)) {
      this.margin.awaitFills(order);
      return;
    }
    const { base, quote } = pairOf(order.intent.symbol);
    const isBuy = order.intent.side === 'buy';
    const amount = isBuy
      ? sub(order.filledNotional, order.toldNotional)
      : sub(order.filledQuantity, order.toldQuantity);
    if (amount > 0n) this.#awaited.set(order, { asset: isBuy ? quote : base, amount });
    else this.#awaited.delete(order);
  }

  /**
   * What the account holds with the fills that reports have told of and that have not come one by one: a query or a cancel's
   * answer tells an order as filled without its fills, and until they come it counts neither as working nor in the total.
   */
  totalWithAwaited(asset: string): Decimal {
    let total = this.total(asset);
    for (const order of this.#awaited.keys()) {
      if (pairOf(order.intent.symbol).base !== asset) continue;
      const untold = sub(order.filledQuantity, order.toldQuantity);
      total = order.intent.side === 'buy' ? add(total, untold) : sub(total, untold);
    }
    return total;
  }

  /** Held by working orders at the exchange, as it last told. */
  locked(asset: string): Decimal {
    return this.#balances.get(asset)?.locked ?? ZERO;
  }

  /** From the decision on, before anything is sent: two decisions never spend the same money. */
  reserve(order: LiveOrder, asset: string, amount: Decimal): void {
    this.#unseenLocks.set(order, { asset, amount, seenFrom: undefined });
  }

  /** The exchange took the order at its time `at`: balances from then on show the lock. */
  lockSeenFrom(order: LiveOrder, at: number): void {
    const lock = this.#unseenLocks.get(order);
    if (lock === undefined) return;
    if (this.#showsLock(lock.asset, at)) this.#unseenLocks.delete(order);
    else lock.seenFrom = at;
  }

  release(order: LiveOrder): void {
    this.#unseenLocks.delete(order);
  }

  /** The unfilled quantity of a working order changed `by` so much, at the price the order is valued at. */
  changeWorking({ intent: { symbol, side, reduceOnly }, price }: LiveOrder, by: Decimal): void {
    const { buys, sells } = this.working(symbol);
    const { base, quote } = pairOf(symbol);
    this.#working.set(symbol, side === 'buy' ? { buys: add(buys, by), sells } : { buys, sells: add(sells, by) });
    if (isContractSymbol(symbol)) {
      if (!reduceOnly) this.margin.changeOpen(symbol, side, mul(price, by));
    } else if (side === 'buy') this.#claim(quote, mul(price, by));
    else this.#claim(base, by);
  }

  #claim(asset: string, by: Decimal): void {
    this.#claimed.set(asset, add(this.#claimed.get(asset) ?? ZERO, by));
  }

  #flow(asset: string, amount: Decimal): void {
    this.#flows.set(asset, add(this.#flows.get(asset) ?? ZERO, amount));
  }
}
