import { type Decimal, ZERO } from '#shared/model/decimal';
import type { UtcMs } from '#shared/model/time';
import type { Market } from '../engine/market';
import type { Side } from '../engine/types';
import type { Distortion } from './market-view';
import { text8 } from './text';

/**
 * What changed in one symbol's book since the last event of one rate. Gathers even without subscribers, so that the
 * first event after a subscription continues any snapshot (U ≤ lastUpdateId + 1 ≤ u).
 */
export class DepthDiff {
  readonly #market: Market;
  #lastId: number;
  readonly #changed: Record<Side, Set<Decimal>> = { BUY: new Set(), SELL: new Set() };
  /** Published prices that must go to zero: those of an earlier distortion. */
  readonly #gone: Record<Side, Set<Decimal>> = { BUY: new Set(), SELL: new Set() };

  constructor(market: Market) {
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
  flush(distortion: Distortion, now: UtcMs): object | undefined {
    const { book, spec } = this.#market;
    if (book.updateId === this.#lastId) return undefined;
    const event = {
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
