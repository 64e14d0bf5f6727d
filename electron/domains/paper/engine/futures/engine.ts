import type { Decimal } from '#shared/model/decimal';
import { err, ok, type Result } from '#shared/model/result';
import type { UtcMs } from '#shared/model/time';
import type { Engine } from '../engine';
import { type Rejection, unknownOrder } from '../rejections';
import type { FeeRates } from '../settlement';
import { isOpen } from '../types';
import { type AlgoRequest, Conditionals } from './conditionals';
import { Countdowns } from './countdowns';
import { Floor } from './floor';
import { EIGHT_HOURS_MS } from './funding';
import { settleFunding } from './funding-payments';
import { Liquidator } from './liquidator';
import { openPerpMarket, type PerpMarket, updateMark } from './market';
import * as settings from './settings';
import { PERP_FEES } from './settlement';
import { perpSpecOf } from './specs';
import { Trading } from './trading';
import type {
  AlgoOrder,
  FuturesSink,
  Income,
  MarginType,
  PerpOrder,
  PerpOrderRequest,
  PerpTrade,
  Position,
} from './types';

export interface FuturesEngineOptions {
  readonly seed: number;
  readonly sink: FuturesSink;
  /** The spot exchange whose markets these are perpetuals of, and whose clock they live by. */
  readonly spot: Engine;
  /** Which markets have perpetuals; all by default. */
  readonly symbols?: readonly string[];
  /** Exchange milliseconds between fundings; eight hours by default. */
  readonly fundingEveryMs?: number;
  readonly fees?: FeeRates;
}

/**
 * USD-M perpetuals on the spot engine's markets: positions, margin, funding, liquidation, conditional orders, the
 * dead-man timer. Pure like the spot engine: time comes in with each call, randomness from the seed.
 */
export class FuturesEngine {
  readonly #spot: Engine;
  readonly #floor: Floor;
  readonly #trading: Trading;
  readonly #conditionals: Conditionals;
  readonly #liquidator: Liquidator;
  readonly #countdowns = new Countdowns();

  constructor(options: FuturesEngineOptions) {
    const { seed, sink, spot, symbols = spot.symbols, fundingEveryMs = EIGHT_HOURS_MS, fees = PERP_FEES } = options;
    this.#spot = spot;
    this.#floor = new Floor(sink, spot.now);
    this.#trading = new Trading(this.#floor, fees, (order) => this.#conditionals.orderEnded(order));
    this.#conditionals = new Conditionals(this.#floor, this.#trading);
    this.#liquidator = new Liquidator(this.#floor, this.#trading);
    for (const symbol of symbols) {
      const spec = perpSpecOf(symbol);
      const spotMarket = spot.market(symbol);
      if (spec === undefined || spotMarket === undefined) continue;
      const shared = { seed, startAt: spot.now, fundingEveryMs, sink };
      const self: PerpMarket = openPerpMarket(spec, spotMarket, shared, {
        rest: (side, price, quantity) => this.#trading.rest(self, side, price, quantity),
        withdraw: (order) => self.book.remove(order),
        take: (side, quantity, limit) => this.#trading.take(self, side, quantity, limit),
      });
      this.#floor.markets.set(symbol, self);
    }
    spot.followSteps((moves) => {
      this.#floor.now = Math.max(this.#floor.now, spot.now);
      this.#fireCountdowns();
      for (const market of this.#floor.markets.values()) {
        const move = moves.get(market.spec.id);
        if (move === undefined) continue;
        market.move(move);
        updateMark(market, this.#floor.now);
        this.#conditionals.trigger(market);
      }
      settleFunding(this.#floor);
      this.#liquidator.check();
      this.#floor.commit();
    });
  }

  get now(): UtcMs {
    return this.#floor.now;
  }

  get symbols(): readonly string[] {
    return [...this.#floor.markets.keys()];
  }

  get accounts(): Floor['accounts'] {
    return this.#floor.accounts;
  }

  get store(): Floor['store'] {
    return this.#floor.store;
  }

  get algos(): Pick<Conditionals, 'open' | 'find' | 'history'> {
    return this.#conditionals;
  }

  market(symbol: string): PerpMarket | undefined {
    return this.#floor.markets.get(symbol);
  }

  incomes(account: string): readonly Income[] {
    return this.#floor.incomes(account);
  }

  /** Opens a futures wallet; what it begins with is booked as a transfer. */
  openAccount(account: string, usdt: Decimal): void {
    this.#floor.accounts.open(account);
    this.#floor.book(account, '', 'TRANSFER', usdt);
    this.#floor.touch(account, '', 'DEPOSIT');
    this.#floor.commit();
  }

  /** Lets the markets live until `to`; countdowns fire to the millisecond they are looked at. */
  advance(to: UtcMs): void {
    this.#spot.advance(to);
    this.#floor.now = Math.max(this.#floor.now, to);
    this.#fireCountdowns();
    this.#floor.commit();
  }

  place(account: string, request: PerpOrderRequest, at: UtcMs): Result<PerpOrder, Rejection> {
    return this.#operation(at, () => this.#trading.place(account, request));
  }

  cancel(account: string, order: PerpOrder | undefined, at: UtcMs): Result<PerpOrder, Rejection> {
    return this.#operation(at, () => {
      if (order === undefined || order.account !== account || !isOpen(order)) return err(unknownOrder);
      this.#trading.end(order, 'CANCELED', 'CANCELED');
      return ok(order);
    });
  }

  /** Cancels all open orders of a symbol, oldest first; conditional ones stay. */
  cancelAll(account: string, symbol: string, at: UtcMs): readonly PerpOrder[] {
    return this.#operation(at, () => this.#cancelOpen(account, symbol));
  }

  fillAtOnce(order: PerpOrder, at: UtcMs): void {
    this.#operation(at, () => this.#trading.fillAtOnce(order));
  }

  placeAlgo(account: string, request: AlgoRequest, at: UtcMs): Result<AlgoOrder, Rejection> {
    return this.#operation(at, () => this.#conditionals.place(account, request));
  }

  cancelAlgo(order: AlgoOrder | undefined, at: UtcMs): Result<AlgoOrder, Rejection> {
    return this.#operation(at, () => (order === undefined ? err(unknownOrder) : this.#conditionals.cancel(order)));
  }

  cancelAllAlgos(account: string, symbol: string, at: UtcMs): void {
    this.#operation(at, () => this.#conditionals.cancelAll(account, symbol));
  }

  /** Arms the dead-man timer of a symbol; zero disarms it. */
  countdown(account: string, symbol: string, afterMs: number, at: UtcMs): void {
    this.#operation(at, () => {
      const dueAt = afterMs === 0 ? 0 : this.#floor.now + afterMs;
      this.#countdowns.set(account, symbol, dueAt);
      this.#floor.changed();
      this.#floor.sink.countdown(account, symbol, dueAt);
    });
  }

  setLeverage(market: PerpMarket, account: string, leverage: number, at: UtcMs): Result<Position, Rejection> {
    return this.#operation(at, () => settings.setLeverage(this.#floor, market, account, leverage));
  }

  setMarginType(market: PerpMarket, account: string, type: MarginType, at: UtcMs): Result<Position, Rejection> {
    return this.#operation(at, () => settings.setMarginType(this.#floor, market, account, type));
  }

  moveIsolatedMargin(market: PerpMarket, account: string, amount: Decimal, at: UtcMs): Result<Position, Rejection> {
    return this.#operation(at, () => settings.moveIsolatedMargin(this.#floor, market, account, amount));
  }

  /** Puts back an account read from a ledger; nothing is told. */
  restoreAccount(account: string, wallet: Decimal, positions: readonly Position[], incomes: readonly Income[]): void {
    const held = this.#floor.accounts.open(account);
    held.wallet = wallet;
    for (const position of positions) held.positions.set(position.symbol, { ...position });
    for (const income of incomes) this.#floor.keepIncome(income);
  }

  /** Puts back an order without matching it: the market comes to it. */
  restoreOrder(account: string, order: PerpOrder): void {
    this.#floor.reserveIds(order.id + 1, 0);
    this.#floor.store.add(account, order);
    this.#floor.accounts.position(account, order.symbol, this.#floor.now);
    if (isOpen(order)) this.#floor.markets.get(order.symbol)?.book.add(order);
  }

  restoreAlgo(order: AlgoOrder): void {
    this.#conditionals.restore(order);
  }

  restoreCountdown(account: string, symbol: string, dueAt: UtcMs): void {
    this.#countdowns.set(account, symbol, dueAt);
  }

  restoreTrade(trade: PerpTrade): void {
    this.#floor.store.addTrade(trade);
  }

  /** Ids given before stay unique. */
  reserveOrderIds(id: number): void {
    this.#floor.reserveIds(id, 0);
  }

  #operation<T>(at: UtcMs, act: () => T): T {
    this.advance(at);
    const done = act();
    for (const market of this.#floor.markets.values()) this.#conditionals.trigger(market);
    this.#floor.commit();
    return done;
  }

  #cancelOpen(account: string, symbol: string): readonly PerpOrder[] {
    const open = this.#floor.store.open(account, symbol);
    for (const order of open) this.#trading.end(order, 'CANCELED', 'CANCELED');
    return open;
  }

  #fireCountdowns(): void {
    for (const { account, symbol } of this.#countdowns.takeDue(this.#floor.now)) {
      this.#cancelOpen(account, symbol);
      this.#floor.changed();
      this.#floor.sink.countdown(account, symbol, 0);
    }
  }
}
