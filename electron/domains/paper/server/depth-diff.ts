import { type Decimal, ZERO } from '#shared/model/decimal';
import type { UtcMs } from '#shared/model/time';
import type { QuotedMarket } from '../engine/market';
import type { Side } from '../engine/types';
import type { Distortion } from './market-view';
import { text8 } from './text';

/** One `depthUpdate`, as spot sends it. */
export interface DepthEvent {
  readonly e: 'depthUpdate';
  readonly E: UtcMs;
  readonly s: string;
  readonly U: number;
  readonly u: number;
  readonly b: string[][];
  readonly a: string[][];
}

/**
 * What changed in one symbol's book since the last event of one rate. Gathers even without subscribers, so that the
 * first event after a subscription continues any snapshot (U ≤ lastUpdateId + 1 ≤ u).
 */
export class DepthDiff {
  readonly #market: QuotedMarket;
  #lastId: number;
  readonly #changed: Record<Side, Set<Decimal>> = { BUY: new Set(), SELL: new Set() };
  /** Published prices that must go to zero: those of an earlier distortion. */
  readonly #gone: Record<Side, Set<Decimal>> = { BUY: new Set(), SELL: new Set() };

  constructor(market: QuotedMarket) {
    this.#market = market;
    this.#lastId = market.book.updateId;
  }

  levelChanged(side: Side, price: Decimal): void {
    this.#changed[side].add(price);
  }

  /** The way prices are published changes: all published levels go, all real ones come anew. */
  republish(old: Distortion): void {
    for (const side of ['BUY', 'SELL'] as const) {
      for (const price of this.#changed[side]) this.#gone[side].add(old.quote(side, price));
      for (const level of this.#market.book.levels(side)) {
        this.#gone[side].add(old.quote(side, level.price));
        this.#changed[side].add(level.price);
      }
    }
  }

  /** The event since the last one; undefined when nothing changed. */
  flush(distortion: Distortion, now: UtcMs): DepthEvent | undefined {
    const { book, spec } = this.#market;
    if (book.updateId === this.#lastId) return undefined;
    const event: DepthEvent = {
      e: 'depthUpdate',
      E: now,
      s: spec.id,
      U: this.#lastId + 1,
      u: book.updateId,
      b: this.#take('BUY', distortion),
      a: this.#take('SELL', distortion),
    };
    this.#lastId = book.updateId;
    return event;
  }

  #take(side: Side, distortion: Distortion): string[][] {
    const levels = new Map<Decimal, Decimal>();
    for (const price of this.#gone[side]) levels.set(price, ZERO);
    for (const price of this.#changed[side])
      levels.set(distortion.quote(side, price), this.#market.book.level(side, price)?.total ?? ZERO);
    this.#gone[side].clear();
    this.#changed[side].clear();
    return [...levels].map(([price, quantity]) => [text8(price), text8(quantity)]);
  }
}
