import { isConditional, type OrderType, type Side } from '#shared/model/order';
import { amountOf, isRaw, positiveOf, type Raw, type SymbolOf, textOf, timeOf } from './raw';

/** One order as Binance tells it, by REST or stream; decimal text as it was sent. */
export interface VenueOrder {
  readonly symbol: string;
  readonly exchangeOrderId: string;
  readonly clientOrderId: string;
  readonly side: Side;
  /** `waiting`: a conditional order whose price was not reached; once it was, it is what any other order is. */
  readonly status: 'open' | 'waiting' | 'partially-filled' | 'filled' | 'cancelled' | 'rejected' | 'expired';
  readonly type: OrderType;
  /** Always false on spot, which has no such orders. */
  readonly reduceOnly: boolean;
  readonly quantity: string;
  readonly price: string | null;
  readonly stopPrice: string | null;
  readonly filledQuantity: string;
  readonly filledNotional: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

const STATUSES: Readonly<Record<string, VenueOrder['status']>> = {
  NEW_INSURANCE: 'open',
  NEW_ADL: 'open',
  NEW: 'open',
  PENDING_NEW: 'open',
  PARTIALLY_FILLED: 'partially-filled',
  FILLED: 'filled',
  CANCELED: 'cancelled',
  PENDING_CANCEL: 'cancelled',
  REJECTED: 'rejected',
  EXPIRED: 'expired',
  EXPIRED_IN_MATCH: 'expired',
};

const TYPES: Readonly<Record<string, OrderType>> = {
  LIMIT: 'limit',
  MARKET: 'market',
  LIMIT_MAKER: 'post-only',
  STOP_LOSS_LIMIT: 'stop-limit',
  TAKE_PROFIT_LIMIT: 'take-profit-limit',
  STOP_LOSS: 'stop-market',
  TAKE_PROFIT: 'take-profit-market',
};

export function sideOf(value: unknown): Side | undefined {
  return value === 'BUY' ? 'buy' : value === 'SELL' ? 'sell' : undefined;
}

/** Under which names one kind of message carries an order. */
export interface OrderKeys {
  readonly id: string;
  readonly side: string;
  readonly status: string;
  readonly type: string;
  readonly quantity: string;
  readonly price: string;
  readonly stop: string;
  /** Whether the order is at the book: false while a conditional one waits. Where conditional orders are told like any other. */
  readonly isAtBook?: string;
  readonly filled: string;
  readonly notional: string;
  readonly symbol: string;
  /** Where orders can be reduce-only. */
  readonly reduceOnly?: string;
  readonly client: readonly string[];
  readonly created: readonly string[];
  readonly updated: readonly string[];
}

const spotType = (raw: Raw, key: string): OrderType | undefined => TYPES[String(raw[key])];

const REST: OrderKeys = {
  id: 'orderId',
  side: 'side',
  status: 'status',
  type: 'type',
  quantity: 'origQty',
  price: 'price',
  stop: 'stopPrice',
  isAtBook: 'isWorking',
  filled: 'executedQty',
  notional: 'cummulativeQuoteQty',
  symbol: 'symbol',
  // In a cancel's answer `clientOrderId` names the cancel and `origClientOrderId` the order.
  client: ['origClientOrderId', 'clientOrderId'],
  created: ['time', 'transactTime', 'updateTime'],
  updated: ['updateTime', 'transactTime', 'time'],
};

const STREAM: OrderKeys = {
  id: 'i',
  side: 'S',
  status: 'X',
  type: 'o',
  quantity: 'q',
  price: 'p',
  stop: 'P',
  isAtBook: 'w',
  filled: 'z',
  notional: 'Z',
  symbol: 's',
  // Likewise: `C` is the order's own id when the report is about a cancel, and empty otherwise.
  client: ['C', 'c'],
  created: ['O', 'T'],
  updated: ['T', 'E'],
};

/** An answer to a new or cancelled order says no more than since when it is at the book, and nothing while it waits. */
const isAtBook = (raw: Raw, { isAtBook: key }: OrderKeys): boolean =>
  key === undefined || raw[key] === true || (raw[key] === undefined && Number(raw.workingTime ?? -1) > 0);

/** One order; undefined when a field is missing or absurd. `notionalOf` where it is not told under a name. */
export function readOrder(
  raw: Raw,
  keys: OrderKeys,
  symbolOf: SymbolOf,
  typeOf: (raw: Raw, key: string) => OrderType | undefined = spotType,
  notionalOf?: (filledQuantity: string | undefined) => string | undefined,
): VenueOrder | undefined {
  const marketId = textOf(raw, keys.symbol);
  const exchangeOrderId = textOf(raw, keys.id);
  const side = sideOf(raw[keys.side]);
  const status = STATUSES[String(raw[keys.status])];
  const type = typeOf(raw, keys.type);
  const quantity = amountOf(raw, keys.quantity);
  const filledQuantity = amountOf(raw, keys.filled);
  const filledNotional = notionalOf === undefined ? amountOf(raw, keys.notional) : notionalOf(filledQuantity);
  const createdAt = timeOf(raw, ...keys.created);
  const updatedAt = timeOf(raw, ...keys.updated);
  const clientOrderId = keys.client.map((key) => textOf(raw, key)).find((text) => text !== undefined && text !== '');
  if (
    marketId === undefined ||
    exchangeOrderId === undefined ||
    side === undefined ||
    status === undefined ||
    type === undefined ||
    quantity === undefined ||
    filledQuantity === undefined ||
    filledNotional === undefined ||
    createdAt === undefined ||
    updatedAt === undefined
  ) {
    return undefined;
  }
  const isWaiting = status === 'open' && isConditional(type) && !isAtBook(raw, keys);
  return {
    symbol: symbolOf(marketId),
    exchangeOrderId,
    clientOrderId: clientOrderId ?? '',
    side,
    status: isWaiting ? 'waiting' : status,
    type,
    reduceOnly: keys.reduceOnly !== undefined && raw[keys.reduceOnly] === true,
    quantity,
    price: positiveOf(raw, keys.price) ?? null,
    stopPrice: positiveOf(raw, keys.stop) ?? null,
    filledQuantity,
    filledNotional,
    createdAt,
    updatedAt,
  };
}

/** One order out of a REST answer; undefined when a field is missing or absurd. */
export const readRestOrder = (raw: unknown, symbolOf: SymbolOf): VenueOrder | undefined =>
  isRaw(raw) ? readOrder(raw, REST, symbolOf) : undefined;

/** One order out of an `executionReport`; undefined when a field is missing or absurd. */
export const readStreamOrder = (raw: unknown, symbolOf: SymbolOf): VenueOrder | undefined =>
  isRaw(raw) ? readOrder(raw, STREAM, symbolOf) : undefined;

/** Orders of an answer that lists them; order lists (OCO) are taken apart. `dropped` counts what could not be read. */
export function readRestOrders(
  answer: unknown,
  symbolOf: SymbolOf,
  read = readRestOrder,
): { readonly orders: VenueOrder[]; readonly dropped: number } {
  const orders: VenueOrder[] = [];
  let dropped = 0;
  for (const entry of Array.isArray(answer) ? answer : []) {
    const parts = isRaw(entry) && Array.isArray(entry.orderReports) ? entry.orderReports : [entry];
    for (const part of parts) {
      const order = read(part, symbolOf);
      if (order === undefined) dropped += 1;
      else orders.push(order);
    }
  }
  return { orders, dropped };
}
