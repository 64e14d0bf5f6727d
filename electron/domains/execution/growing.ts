import { abs, type Decimal, max, sub, ZERO } from '#shared/model/decimal';
import { isContractSymbol } from '#shared/model/market';
import type { LiveOrder } from './live-order';

/** Where an account's position on a symbol is read; undefined while it is not known. */
type PositionOf = (accountId: string, symbol: string) => Decimal | undefined;

/**
 * Of these working orders those that could make a position larger, or turn it: all on the side that grows it, and on the other
 * side whatever is more than the position, the newest first. Where the position is not known: all.
 */
export function growingOrders(orders: readonly LiveOrder[], positionOf: PositionOf): readonly LiveOrder[] {
  const room = new Map<string, Decimal>();
  // What the exchange itself keeps from growing the position stands, and leaves the others as much less.
  const byKind = (order: LiveOrder): number => (isKeptReducing(order) ? 0 : 1);
  const oldestFirst = [...orders].sort((a, b) => byKind(a) - byKind(b) || a.decidedAt - b.decidedAt);
  return oldestFirst.filter((order) => {
    const { accountId, symbol, side, quantity } = order.intent;
    const position = positionOf(accountId, symbol);
    if (position === undefined || (side === 'sell' ? position <= 0n : position >= 0n)) return true;
    const key = `${accountId} ${symbol}`;
    const left = room.get(key) ?? abs(position);
    const open = max(sub(quantity, order.filledQuantity), ZERO);
    if (open > left && !isKeptReducing(order)) return true;
    room.set(key, max(sub(left, open), ZERO));
    return false;
  });
}

const isKeptReducing = ({ intent: { reduceOnly, symbol } }: LiveOrder): boolean =>
  reduceOnly && isContractSymbol(symbol);
