import type { WorkingOrderView } from '../../../shared/contract/views';
import { compareText } from '../../ui/format';

interface OrderColumn {
  readonly id: string;
  readonly name: string;
  readonly isNumber: boolean;
  /** Shown only where there is room. */
  readonly isWide: boolean;
  readonly compare: (a: WorkingOrderView, b: WorkingOrderView) => number;
}

/** The price that its cell shows first: what sets a conditional order off. */
const firstOf = ({ price, stopPrice }: WorkingOrderView): string | null => stopPrice ?? price;

const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The columns of the working orders, each with the order it sorts by. */
export const ORDER_COLUMNS = [
  { id: 'symbol', name: 'Symbol', isNumber: false, isWide: false, compare: (a, b) => text(a.symbol, b.symbol) },
  { id: 'side', name: 'Side', isNumber: false, isWide: false, compare: (a, b) => text(a.side, b.side) },
  { id: 'type', name: 'Type', isNumber: false, isWide: true, compare: (a, b) => text(a.type, b.type) },
  { id: 'price', name: 'Price', isNumber: true, isWide: false, compare: (a, b) => compareText(firstOf(a), firstOf(b)) },
  {
    id: 'quantity',
    name: 'Quantity',
    isNumber: true,
    isWide: false,
    compare: (a, b) => compareText(a.quantity, b.quantity),
  },
  { id: 'filled', name: 'Filled', isNumber: true, isWide: false, compare: (a, b) => compareText(a.filled, b.filled) },
  {
    id: 'distance',
    name: 'From mid, bps',
    isNumber: true,
    isWide: false,
    compare: (a, b) => Math.abs(a.distanceBps ?? Number.MAX_VALUE) - Math.abs(b.distanceBps ?? Number.MAX_VALUE),
  },
  { id: 'state', name: 'State', isNumber: false, isWide: false, compare: (a, b) => text(a.state, b.state) },
  { id: 'bot', name: 'Bot', isNumber: false, isWide: false, compare: (a, b) => text(a.botId, b.botId) },
  { id: 'id', name: 'Order id', isNumber: false, isWide: true, compare: (a, b) => text(a.id, b.id) },
  { id: 'placed', name: 'Placed', isNumber: true, isWide: false, compare: (a, b) => a.createdAt - b.createdAt },
] as const satisfies readonly OrderColumn[];

export interface OrderSort {
  readonly column: (typeof ORDER_COLUMNS)[number]['id'];
  readonly descending: boolean;
}

/**
 * A sorted copy. Equal ones stand as a ladder, highest price first, and then by id: a row moves only when what it is
 * sorted by does.
 */
export function sortOrders(orders: readonly WorkingOrderView[], { column, descending }: OrderSort): WorkingOrderView[] {
  const compare = ORDER_COLUMNS.find(({ id }) => id === column)?.compare ?? (() => 0);
  const direction = descending ? -1 : 1;
  return [...orders].sort(
    (a, b) => direction * compare(a, b) || compareText(firstOf(b), firstOf(a)) || text(a.id, b.id),
  );
}
