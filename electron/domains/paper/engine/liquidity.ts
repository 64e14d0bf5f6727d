import { add, type Decimal, mul, sub, ZERO } from '#shared/model/decimal';
import type { BookView } from './book';
import type { MarketStep } from './market-model';
import type { Random } from './random';
import type { SymbolSpec } from './symbols';
import type { BookOrder, Order, Side } from './types';

/** What the synthetic participants may do in the market. */
export interface MarketAccess<O extends BookOrder = Order> {
  readonly book: Pick<BookView, 'best'>;
  /** Rests a synthetic order. It must not cross. */
  rest(side: Side, price: Decimal, quantity: Decimal): O;
  withdraw(order: O): void;
  /** Takes up to `quantity` at `limit` or better; what is left is dropped. */
  take(side: Side, quantity: Decimal, limit: Decimal): void;
}

/** Ladder: so many levels at one, ten and a hundred times the symbol's grid. */
const RUNGS = [
  { multiple: 1, levels: 14, usdt: 9_000 },
  { multiple: 10, levels: 12, usdt: 60_000 },
  { multiple: 100, levels: 16, usdt: 250_000 },
] as const;
const TOUCH_USDT = 5_000;
/** Expected background takers per second at activity 1. */
const TAKERS_PER_SECOND = 2;
/** A taker goes at most this far through the book, as a fraction of the price. */
const TAKER_REACH = 0.002;
/** First piece by which the market trades through a resting order, in the quote asset; it doubles with each step. */
const SWEEP_USDT = 150;
const MAX_SWEEP_DOUBLINGS = 16;

/**
 * Keeps a ladder of synthetic orders around the fair price and sends takers. When the fair price moves through resting
 * orders of accounts, it trades through them in small pieces first: price and time priority hold for everyone.
 */
export class Liquidity<O extends BookOrder = Order> {
  readonly #spec: SymbolSpec;
  readonly #random: Random;
  readonly #market: MarketAccess<O>;
  readonly #resting: Record<Side, Map<Decimal, O>> = { BUY: new Map(), SELL: new Map() };
  #stuck = 0;

  constructor(spec: SymbolSpec, random: Random, market: MarketAccess<O>) {
    this.#spec = spec;
    this.#random = random;
    this.#market = market;
  }

  step(step: MarketStep): void {
    const tick = Number(this.#spec.tickSize) / 1e18;
    const half = step.fair * this.#spec.model.halfSpread * step.spread;
    const bidTicks = Math.max(1, Math.floor((step.fair - half) / tick));
    const askTicks = Math.max(bidTicks + 1, Math.ceil((step.fair + half) / tick));
    this.#dropFilled('BUY');
    this.#dropFilled('SELL');
    this.#withdrawBeyond('BUY', this.#price(bidTicks));
    this.#withdrawBeyond('SELL', this.#price(askTicks));
    this.#sweep(this.#price(bidTicks), this.#price(askTicks), step.fair);
    this.#ladder('BUY', bidTicks, step.fair);
    this.#ladder('SELL', askTicks, step.fair);
    this.#takers(step);
  }

  #price(ticks: number): Decimal {
    return (BigInt(ticks) * this.#spec.tickSize) as Decimal;
  }

  /** A quantity worth about `usdt`, in whole steps, at least one. */
  #quantity(usdt: number, price: number): Decimal {
    const step = Number(this.#spec.stepSize) / 1e18;
    const steps = Math.max(1, Math.min(Math.floor(usdt / price / step), 9e15));
    return (BigInt(steps) * this.#spec.stepSize) as Decimal;
  }

  #dropFilled(side: Side): void {
    for (const [price, order] of this.#resting[side])
      if (order.executed === order.quantity) this.#resting[side].delete(price);
  }

  #withdrawBeyond(side: Side, limit: Decimal): void {
    for (const [price, order] of this.#resting[side]) {
      if (side === 'BUY' ? price > limit : price < limit) this.#drop(side, price, order);
    }
  }

  #drop(side: Side, price: Decimal, order: O): void {
    this.#market.withdraw(order);
    this.#resting[side].delete(price);
  }

  #sweep(bid: Decimal, ask: Decimal, fair: number): void {
    const highestBid = this.#market.book.best('BUY');
    const lowestAsk = this.#market.book.best('SELL');
    const isThroughBids = highestBid !== undefined && highestBid.price >= ask;
    const isThroughAsks = lowestAsk !== undefined && lowestAsk.price <= bid;
    this.#stuck = isThroughBids || isThroughAsks ? Math.min(this.#stuck + 1, MAX_SWEEP_DOUBLINGS) : 0;
    const usdt = this.#random.between(0.5, 1.5) * SWEEP_USDT * 2 ** Math.max(0, this.#stuck - 1);
    if (isThroughBids) this.#market.take('SELL', this.#quantity(usdt, fair), ask);
    if (isThroughAsks) this.#market.take('BUY', this.#quantity(usdt, fair), bid);
  }

  #ladder(side: Side, touchTicks: number, fair: number): void {
    const wanted = this.#wanted(side, touchTicks);
    for (const [price, order] of this.#resting[side]) if (!wanted.has(price)) this.#drop(side, price, order);
    const blocking = this.#market.book.best(side === 'BUY' ? 'SELL' : 'BUY')?.price;
    for (const [price, usdt] of wanted) {
      const size = this.#random.between(0.4, 1.6);
      if (this.#resting[side].has(price)) continue;
      if (blocking !== undefined && (side === 'BUY' ? price >= blocking : price <= blocking)) continue;
      const order = this.#market.rest(side, price, this.#quantity(usdt * size * this.#spec.model.size, fair));
      this.#resting[side].set(price, order);
    }
  }

  /** Prices the ladder stands on: the touch, then whole multiples of the grid, so that few levels change with each step. */
  #wanted(side: Side, touchTicks: number): Map<Decimal, number> {
    const wanted = new Map<Decimal, number>([[this.#price(touchTicks), TOUCH_USDT]]);
    const sign = side === 'BUY' ? -1 : 1;
    for (const { multiple, levels, usdt } of RUNGS) {
      const grid = this.#spec.model.gridTicks * multiple;
      const first = side === 'BUY' ? Math.floor((touchTicks - 1) / grid) : Math.ceil((touchTicks + 1) / grid);
      for (let i = 0; i < levels; i += 1) {
        const ticks = (first + sign * i) * grid;
        if (ticks <= 0) break;
        const price = this.#price(ticks);
        if (!wanted.has(price)) wanted.set(price, usdt);
      }
    }
    return wanted;
  }

  #takers(step: MarketStep): void {
    for (let i = 0; i < 2; i += 1) {
      const comes = this.#random.chance((TAKERS_PER_SECOND / 20) * step.activity);
      const buys = this.#random.chance(0.5 + step.bias / 2);
      // Heavy-tailed: mostly around 100 USDT, one in a hundred above 4,000.
      const usdt = Math.min(20_000, 40 / (this.#random.next() + 0.01)) * this.#random.between(0.5, 1.5);
      if (!comes) continue;
      const best = this.#market.book.best(buys ? 'SELL' : 'BUY');
      if (best === undefined) continue;
      const reach = mul(best.price, REACH);
      this.#market.take(
        buys ? 'BUY' : 'SELL',
        this.#quantity(usdt, step.fair),
        buys ? add(best.price, reach) : maxZero(sub(best.price, reach)),
      );
    }
  }
}

const REACH = BigInt(Math.round(TAKER_REACH * 1e18)) as Decimal;
const maxZero = (value: Decimal): Decimal => (value > ZERO ? value : (1n as Decimal));
