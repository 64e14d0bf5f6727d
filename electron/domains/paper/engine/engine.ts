import { add, type Decimal, decimal, mul, neg, sub } from '#shared/model/decimal';
import { err, ok, type Result } from '#shared/model/result';
import type { UtcMs } from '#shared/model/time';
import { Accounts } from './accounts';
import { newOrder, refusalOf, syntheticOrder } from './admission';
import { type Market, type MarketSource, openMarket } from './market';
import { type MarketStep, STEP_MS } from './market-model';
import { match, walkQuantity } from './matching';
import { OrderStore } from './order-store';
import { badSymbol, type Rejection, unknownOrder } from './rejections';
import { DEFAULT_FEES, type FeeRates, givenAsset, lockFor, settle, Totals } from './settlement';
import { isTriggered } from './stops';
import type { AccountTrade, EngineSink, Execution, Order, OrderRequest, OrderStatus, Side } from './types';
import { isOpen, isStop } from './types';

export interface EngineOptions {
  readonly seed: number;
  readonly startAt: UtcMs;
  readonly markets: readonly MarketSource[];
  readonly sink: EngineSink;
  /** Market time over exchange time; 1 by default. */
  readonly speed?: number;
  readonly fees?: FeeRates;
}

/** After a gap (the machine slept) at most this much market time is caught up on; the rest is skipped. */
const MAX_CATCH_UP_STEPS = 100;

export interface Placed {
  readonly order: Order;
  /** Executions at once, oldest first. */
  readonly trades: readonly AccountTrade[];
}

/**
 * The exchange itself: accounts, books, matching, stops and the synthetic participants. No sockets, no clock, no
 * chance: time comes in with each call (it never goes back), randomness from the seed. Same seed, same calls at the
 * same times: same result to the last digit.
 */
export class Engine {
  readonly accounts = new Accounts();
  readonly store = new OrderStore();
  /** Fees taken from accounts, by asset. */
  readonly feesTaken = new Totals();
  /** What accounts gained from trading with synthetic participants (before fees), by asset. */
  readonly fromSynthetic = new Totals();
  readonly #markets = new Map<string, Market>();
  readonly #sink: EngineSink;
  readonly #fees: FeeRates;
  readonly #stepMs: number;
  readonly #touched = new Map<string, Set<string>>();
  #now: UtcMs;
  #nextStepAt: UtcMs;
  #nextOrderId = 1;
  #trades: AccountTrade[] = [];
  #stepFollower: ((moves: ReadonlyMap<string, MarketStep>) => void) | undefined;

  constructor(options: EngineOptions) {
    this.#sink = options.sink;
    this.#fees = options.fees ?? DEFAULT_FEES;
    this.#stepMs = STEP_MS / (options.speed ?? 1);
    this.#now = options.startAt;
    this.#nextStepAt = options.startAt;
    for (const source of options.markets) {
      const market = openMarket(source, options.seed, options.startAt, options.sink, (self) => ({
        rest: (side, price, quantity) => this.#restSynthetic(self, side, price, quantity),
        withdraw: (order) => self.book.remove(order),
        take: (side, quantity, limit) => this.#takeSynthetic(self, side, quantity, limit),
      }));
      this.#markets.set(source.spec.id, market);
    }
  }

  get now(): UtcMs {
    return this.#now;
  }

  get symbols(): readonly string[] {
    return [...this.#markets.keys()];
  }

  market(symbol: string): Market | undefined {
    return this.#markets.get(symbol);
  }

  /** The derivatives engine lives by this one's steps: it hears of each, once the spot markets have made it. */
  followSteps(follower: (moves: ReadonlyMap<string, MarketStep>) => void): void {
    this.#stepFollower = follower;
  }

  /** Ids of orders restored from a ledger stay unique: the next order gets at least `id`. */
  reserveOrderIds(id: number): void {
    this.#nextOrderId = Math.max(this.#nextOrderId, id);
  }

  /** Puts back an order read from a ledger, without matching it: the market comes to it. Its money is already locked. */
  restore(account: string, order: Order): void {
    this.reserveOrderIds(order.id + 1);
    this.store.add(account, order);
    if (!isOpen(order)) return;
    const market = this.#markets.get(order.symbol);
    if (market === undefined) return;
    if (order.isWorking) market.book.add(order);
    else market.waitingStops.add(order);
  }

  /** Lets the market live until `to`. */
  advance(to: UtcMs): void {
    if (to < this.#now) return;
    if (to - this.#nextStepAt > MAX_CATCH_UP_STEPS * this.#stepMs)
      this.#nextStepAt = to - MAX_CATCH_UP_STEPS * this.#stepMs;
    while (this.#nextStepAt <= to) {
      this.#now = Math.max(this.#now, Math.floor(this.#nextStepAt));
      const moves = new Map<string, MarketStep>();
      for (const market of this.#markets.values()) {
        const move = market.path.next();
        moves.set(market.spec.id, move);
        market.liquidity.step(move);
        this.#triggerStops(market);
      }
      this.#nextStepAt += this.#stepMs;
      this.#commit();
      this.#stepFollower?.(moves);
    }
    this.#now = to;
  }

  /** Places an order at time `at`. A refused order changes nothing. */
  place(account: string, request: OrderRequest, at: UtcMs): Result<Placed, Rejection> {
    this.advance(at);
    const market = this.#markets.get(request.symbol);
    if (market === undefined) return err(badSymbol);
    const refused = refusalOf(market, this.accounts, this.store, account, request);
    if (refused !== undefined) {
      this.#sink.rejected({ account, request, code: refused.code, message: refused.message, at: this.#now });
      this.#sink.committed();
      return err(refused);
    }
    const order = newOrder(market, this.#takeOrderId(), account, request, this.#now);
    this.#trades = [];
    this.store.add(account, order);
    if (order.type !== 'MARKET')
      this.accounts.lock(account, givenAsset(market.spec, order.side), lockFor(order, order.quantity));
    this.#touch(account, market);
    this.#tell('NEW', order, account);
    if (isStop(order.type)) market.waitingStops.add(order);
    else this.#execute(market, order, account);
    this.#triggerStops(market);
    const trades = this.#trades.filter((trade) => trade.orderId === order.id);
    this.#commit();
    return ok({ order, trades });
  }

  /** Cancels an open order; `cancelId` is the client id of the cancel itself. */
  cancel(account: string, order: Order | undefined, cancelId: string, at: UtcMs): Result<Order, Rejection> {
    this.advance(at);
    const market = order === undefined ? undefined : this.#markets.get(order.symbol);
    if (order === undefined || market === undefined || order.account !== account || !isOpen(order))
      return err(unknownOrder);
    this.#end(market, order, account, 'CANCELED', 'CANCELED', cancelId);
    this.#commit();
    return ok(order);
  }

  /** Cancels all open orders of a symbol, stops included; oldest first. */
  cancelAll(account: string, symbol: string, cancelId: string, at: UtcMs): Result<readonly Order[], Rejection> {
    this.advance(at);
    const market = this.#markets.get(symbol);
    const open = this.store.open(account, symbol);
    if (market === undefined || open.length === 0) return err(unknownOrder);
    for (const order of open) this.#end(market, order, account, 'CANCELED', 'CANCELED', cancelId);
    this.#commit();
    return ok(open);
  }

  /** The fault "filled during cancel": a synthetic participant takes all that is left of an open order, at its price. */
  fillAtOnce(order: Order): void {
    const market = this.#markets.get(order.symbol);
    const { account } = order;
    if (market === undefined || account === undefined || !isOpen(order)) return;
    if (order.isWorking) market.book.remove(order);
    market.waitingStops.delete(order);
    order.isWorking = true;
    const quantity = sub(order.quantity, order.executed);
    const trade = market.tape.print(order.price, quantity, this.#now, order.side === 'BUY');
    this.#settleSide(market, order, account, quantity, order.price, trade.id, true, true);
    this.#sink.trade(market.spec.id, trade);
    this.#triggerStops(market);
    this.#commit();
  }

  #takeOrderId(): number {
    const id = this.#nextOrderId;
    this.#nextOrderId += 1;
    return id;
  }

  /** Matches a new or just triggered order, then rests or ends it. */
  #execute(market: Market, order: Order, account: string): void {
    if (order.timeInForce === 'FOK') {
      const passOver = order.stp === 'NONE' ? undefined : account;
      const walk = walkQuantity(market.book, order.side, order.price, order.quantity, passOver);
      if (walk.quantity < order.quantity) {
        this.#end(market, order, account, 'EXPIRED', 'EXPIRED');
        return;
      }
    }
    const wasPrevented = this.#match(market, order);
    if (order.executed === order.quantity) return;
    if (wasPrevented) this.#end(market, order, account, 'EXPIRED_IN_MATCH', 'TRADE_PREVENTION');
    else if (order.type === 'MARKET' || order.timeInForce !== 'GTC')
      this.#end(market, order, account, 'EXPIRED', 'EXPIRED');
    else market.book.add(order);
  }

  #match(market: Market, taker: Order): boolean {
    return match(market.book, taker, {
      filled: (one, maker, quantity, price) => this.#fill(market, one, maker, quantity, price),
      prevented: (maker) => {
        if (maker.account !== undefined)
          this.#end(market, maker, maker.account, 'EXPIRED_IN_MATCH', 'TRADE_PREVENTION');
      },
    });
  }

  #fill(market: Market, taker: Order, maker: Order, quantity: Decimal, price: Decimal): void {
    const trade = market.tape.print(price, quantity, this.#now, taker.side === 'SELL');
    const isSynthetic = taker.account === undefined || maker.account === undefined;
    for (const order of [maker, taker]) {
      if (order.account === undefined) order.executed = add(order.executed, quantity);
      else this.#settleSide(market, order, order.account, quantity, price, trade.id, order === maker, isSynthetic);
    }
    this.#sink.trade(market.spec.id, trade);
  }

  #settleSide(
    market: Market,
    order: Order,
    account: string,
    quantity: Decimal,
    price: Decimal,
    tradeId: number,
    isMaker: boolean,
    isSynthetic: boolean,
  ): void {
    const { spec } = market;
    const quote = mul(price, quantity);
    const { fee, feeAsset } = settle(
      this.accounts,
      spec,
      account,
      order,
      quantity,
      price,
      isMaker ? this.#fees.maker : this.#fees.taker,
    );
    this.feesTaken.add(feeAsset, fee);
    if (isSynthetic) {
      this.fromSynthetic.add(spec.base, order.side === 'BUY' ? quantity : neg(quantity));
      this.fromSynthetic.add(spec.quote, order.side === 'BUY' ? neg(quote) : quote);
    }
    order.executed = add(order.executed, quantity);
    order.executedQuote = add(order.executedQuote, quote);
    order.updateTime = this.#now;
    order.status = order.executed === order.quantity ? 'FILLED' : 'PARTIALLY_FILLED';
    if (order.status === 'FILLED') this.store.closed(account, order);
    const trade: AccountTrade = {
      id: tradeId,
      orderId: order.id,
      account,
      symbol: spec.id,
      side: order.side,
      price,
      quantity,
      quote,
      fee,
      feeAsset,
      isMaker,
      time: this.#now,
    };
    this.store.addTrade(trade);
    this.#trades.push(trade);
    this.#touch(account, market);
    this.#sink.order({ execution: 'TRADE', order, account, at: this.#now, trade });
  }

  /** Ends an open order for another reason than being filled: off the book, what it locked given back. */
  #end(
    market: Market,
    order: Order,
    account: string,
    status: OrderStatus,
    execution: Execution,
    cancelClientOrderId?: string,
  ): void {
    market.book.remove(order);
    market.waitingStops.delete(order);
    const left = sub(order.quantity, order.executed);
    if (order.type !== 'MARKET')
      this.accounts.unlock(account, givenAsset(market.spec, order.side), lockFor(order, left));
    order.status = status;
    order.updateTime = this.#now;
    this.store.closed(account, order);
    this.#touch(account, market);
    this.#tell(execution, order, account, cancelClientOrderId);
  }

  #triggerStops(market: Market): void {
    let progressed = true;
    while (progressed && market.waitingStops.size > 0) {
      progressed = false;
      for (const order of market.waitingStops) {
        const { account } = order;
        if (account === undefined || !isTriggered(order.type, order.side, order.stopPrice, market.tape.last)) continue;
        market.waitingStops.delete(order);
        order.isWorking = true;
        order.workingTime = this.#now;
        order.updateTime = this.#now;
        this.#touch(account, market);
        this.#tell('NEW', order, account);
        this.#execute(market, order, account);
        progressed = true;
      }
    }
  }

  #restSynthetic(market: Market, side: Side, price: Decimal, quantity: Decimal): Order {
    const order = syntheticOrder(market.spec.id, side, price, quantity, this.#now);
    market.book.add(order);
    return order;
  }

  #takeSynthetic(market: Market, side: Side, quantity: Decimal, limit: Decimal): void {
    this.#match(market, syntheticOrder(market.spec.id, side, limit, quantity, this.#now));
  }

  #tell(execution: Execution, order: Order, account: string, cancelClientOrderId?: string): void {
    this.#sink.order({
      execution,
      order,
      account,
      at: this.#now,
      ...(cancelClientOrderId === undefined ? {} : { cancelClientOrderId }),
    });
  }

  #touch(account: string, market: Market): void {
    const assets = this.#touched.get(account) ?? new Set<string>();
    assets.add(market.spec.base).add(market.spec.quote);
    this.#touched.set(account, assets);
  }

  /** Ends an operation: balances that moved are told once, then the ledger writes. */
  #commit(): void {
    if (this.#touched.size === 0) return;
    for (const [account, assets] of this.#touched) this.#sink.balances(account, assets, this.#now);
    this.#touched.clear();
    this.#trades = [];
    this.#sink.committed();
  }
}

/** Opens a subaccount with balances given as decimal text. */
export function openAccount(engine: Engine, name: string, balances: Readonly<Record<string, string>>): void {
  const held: Record<string, Decimal> = {};
  for (const [asset, amount] of Object.entries(balances)) held[asset] = decimal(amount);
  engine.accounts.open(name, held);
}
