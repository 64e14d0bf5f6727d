import { add, type Decimal, sub, ZERO } from '#shared/model/decimal';
import type { BookOrder, Order, Side } from './types';

/** All orders at one price, oldest first. */
export interface Level<O extends BookOrder = Order> {
  readonly price: Decimal;
  readonly orders: O[];
  /** Sum of what is left of them, in the base asset. */
  total: Decimal;
}

/** A level as the world is told about it. */
export type LevelView = Pick<Level, 'price' | 'total'>;

/** A book as the world is told about it: prices and quantities, no orders. */
export interface BookView {
  updateId: number;
  best(side: Side): LevelView | undefined;
  levels(side: Side): readonly LevelView[];
  level(side: Side, price: Decimal): LevelView | undefined;
}

const remainingOf = (order: BookOrder): Decimal => sub(order.quantity, order.executed);

/**
 * One symbol's book: price, then time. Levels are kept sorted with the best last, so taking from the top is cheap.
 * `updateId` grows by one with each level change; `onChange` hears of it (depth streams build their differences from that).
 */
export class Book<O extends BookOrder = Order> implements BookView {
  updateId: number;
  readonly #bids: Level<O>[] = [];
  readonly #asks: Level<O>[] = [];
  readonly #onChange: (side: Side, price: Decimal) => void;

  constructor(firstUpdateId: number, onChange: (side: Side, price: Decimal) => void) {
    this.updateId = firstUpdateId;
    this.#onChange = onChange;
  }

  best(side: Side): Level<O> | undefined {
    return this.#side(side).at(-1);
  }

  /** Levels of a side, worst first. Live: do not change it. */
  levels(side: Side): readonly Level<O>[] {
    return this.#side(side);
  }

  level(side: Side, price: Decimal): Level<O> | undefined {
    const levels = this.#side(side);
    const level = levels[this.#position(side, price)];
    return level?.price === price ? level : undefined;
  }

  add(order: O): void {
    const levels = this.#side(order.side);
    const at = this.#position(order.side, order.price);
    const found = levels[at];
    if (found?.price === order.price) {
      found.orders.push(order);
      found.total = add(found.total, remainingOf(order));
    } else {
      levels.splice(at, 0, { price: order.price, orders: [order], total: remainingOf(order) });
    }
    this.#changed(order.side, order.price);
  }

  /** Takes an order off; does nothing when it is not there. */
  remove(order: O): void {
    const levels = this.#side(order.side);
    const at = this.#position(order.side, order.price);
    const level = levels[at];
    if (level?.price !== order.price) return;
    const index = level.orders.indexOf(order);
    if (index < 0) return;
    level.orders.splice(index, 1);
    level.total = sub(level.total, remainingOf(order));
    if (level.orders.length === 0) levels.splice(at, 1);
    this.#changed(order.side, order.price);
  }

  /** Tells the book that `quantity` of a resting order was just executed (already counted in the order). */
  executed(order: O, quantity: Decimal): void {
    const levels = this.#side(order.side);
    const at = this.#position(order.side, order.price);
    const level = levels[at];
    if (level?.price !== order.price) return;
    level.total = sub(level.total, quantity);
    if (remainingOf(order) === ZERO) {
      const index = level.orders.indexOf(order);
      if (index >= 0) level.orders.splice(index, 1);
      if (level.orders.length === 0) levels.splice(at, 1);
    }
    this.#changed(order.side, order.price);
  }

  /** A resting order becomes smaller in place: it keeps its turn. `quantity` is its new whole quantity, above what it executed. */
  shrink(order: O, quantity: Decimal): void {
    const level = this.level(order.side, order.price);
    const removed = sub(order.quantity, quantity);
    order.quantity = quantity;
    if (level === undefined || !level.orders.includes(order)) return;
    level.total = sub(level.total, removed);
    this.#changed(order.side, order.price);
  }

  #side(side: Side): Level<O>[] {
    return side === 'BUY' ? this.#bids : this.#asks;
  }

  #changed(side: Side, price: Decimal): void {
    this.updateId += 1;
    this.#onChange(side, price);
  }

  /** Index of the level at `price`, or where it would be inserted. Bids ascend, asks descend: best last. */
  #position(side: Side, price: Decimal): number {
    const levels = this.#side(side);
    let low = 0;
    let high = levels.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const at = levels[middle]?.price ?? ZERO;
      const isBefore = side === 'BUY' ? at < price : at > price;
      if (isBefore) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
