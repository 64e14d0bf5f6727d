import { add, type Decimal, div, floorTo, min, mul, sub, ZERO } from '#shared/model/decimal';
import type { Book } from './book';
import type { BookOrder, Order, Side } from './types';

/** What matching does to the orders it meets; the engine moves the money. */
export interface MatchHandlers<O extends BookOrder = Order> {
  /** `maker` trades with `taker` at the maker's price. Must count the quantity in both orders. */
  filled(taker: O, maker: O, quantity: Decimal, price: Decimal): void;
  /** Self-trade prevention ends a resting order. Must take it off the book. */
  prevented(maker: O): void;
}

const opposite = (side: Side): Side => (side === 'BUY' ? 'SELL' : 'BUY');

/** Whether an order at `limit` trades with a resting price; a zero limit is a market order. */
export function crosses(side: Side, limit: Decimal, resting: Decimal): boolean {
  if (limit === ZERO) return true;
  return side === 'BUY' ? resting <= limit : resting >= limit;
}

/**
 * Runs a taker against the book by price, then time. Returns true when self-trade prevention stopped the taker: its
 * rest must expire.
 */
export function match<O extends BookOrder = Order>(book: Book<O>, taker: O, handlers: MatchHandlers<O>): boolean {
  const side = opposite(taker.side);
  while (taker.executed < taker.quantity) {
    const level = book.best(side);
    const maker = level?.orders[0];
    if (level === undefined || maker === undefined || !crosses(taker.side, taker.price, level.price)) return false;
    if (taker.account !== undefined && taker.account === maker.account && taker.stp !== 'NONE') {
      if (taker.stp === 'EXPIRE_TAKER') return true;
      handlers.prevented(maker);
      if (taker.stp === 'EXPIRE_BOTH') return true;
      continue;
    }
    const quantity = min(sub(taker.quantity, taker.executed), sub(maker.quantity, maker.executed));
    handlers.filled(taker, maker, quantity, level.price);
    book.executed(maker, quantity);
  }
  return false;
}

/** What a taker would meet now, without touching anything. */
export interface Walk {
  readonly quantity: Decimal;
  readonly quote: Decimal;
}

/** How much of `quantity` would trade at once, and for how much. Orders of `account` itself are passed over. */
export function walkQuantity<O extends BookOrder>(
  book: Book<O>,
  side: Side,
  limit: Decimal,
  quantity: Decimal,
  account: string | undefined,
): Walk {
  let left = quantity;
  let quote = ZERO;
  for (const { price, available } of reachable(book, side, limit, account)) {
    const taken = min(left, available);
    quote = add(quote, mul(taken, price));
    left = sub(left, taken);
    if (left === ZERO) break;
  }
  return { quantity: sub(quantity, left), quote };
}

/** How much base asset an amount of the quote asset trades against, in whole steps. */
export function walkQuote<O extends BookOrder>(
  book: Book<O>,
  side: Side,
  quoteQuantity: Decimal,
  step: Decimal,
  account: string | undefined,
): Walk {
  let left = quoteQuantity;
  let quantity = ZERO;
  for (const { price, available } of reachable(book, side, ZERO, account)) {
    const taken = min(available, floorTo(div(left, price), step));
    quantity = add(quantity, taken);
    left = sub(left, mul(taken, price));
    if (taken < available) break;
  }
  return { quantity, quote: sub(quoteQuantity, left) };
}

function* reachable<O extends BookOrder>(
  book: Book<O>,
  side: Side,
  limit: Decimal,
  account: string | undefined,
): Generator<{ price: Decimal; available: Decimal }> {
  const levels = book.levels(opposite(side));
  for (let i = levels.length - 1; i >= 0; i -= 1) {
    const level = levels[i];
    if (level === undefined || !crosses(side, limit, level.price)) return;
    let available = level.total;
    if (account !== undefined) {
      for (const order of level.orders) {
        if (order.account === account) available = sub(available, sub(order.quantity, order.executed));
      }
    }
    if (available > ZERO) yield { price: level.price, available };
  }
}
