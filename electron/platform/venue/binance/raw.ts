import { parseDecimal } from '#shared/model/decimal';
import type { OrderType, Side } from '#shared/model/order';

/** Binance's own objects, read field by field into decimal text exactly as it was sent. Nothing here makes a float. */
export type Raw = Readonly<Record<string, unknown>>;

export interface VenueOrder {
  readonly symbol: string;
  readonly exchangeOrderId: string;
  readonly clientOrderId: string;
  readonly side: Side;
  readonly status: 'open' | 'partially-filled' | 'filled' | 'cancelled' | 'rejected' | 'expired';
  readonly type: OrderType;
  readonly quantity: string;
  readonly price: string | null;
  readonly stopPrice: string | null;
  readonly filledQuantity: string;
  readonly filledNotional: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface VenueFill {
  readonly tradeId: string;
  readonly symbol: string;
  readonly exchangeOrderId: string;
  readonly clientOrderId: string | null;
  readonly side: Side;
  readonly price: string;
  readonly quantity: string;
  readonly fee: string;
  readonly feeAsset: string;
  readonly isMaker: boolean;
  readonly at: number;
}

/** Turns the exchange's id (`BTCUSDT`) into ours (`BTC/USDT`). */
export type SymbolOf = (marketId: string) => string;

const STATUSES: Readonly<Record<string, VenueOrder['status']>> = {
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
  TAKE_PROFIT_LIMIT: 'stop-limit',
  STOP_LOSS: 'stop-limit',
  TAKE_PROFIT: 'stop-limit',
};

export const isRaw = (value: unknown): value is Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A field as text: strings as they are, integers (ids) as digits; undefined for anything else. */
export function textOf(raw: Raw, key: string): string | undefined {
  const value = raw[key];
  if (typeof value === 'string') return value;
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : undefined;
}

/** Time in UTC milliseconds, or undefined unless it is a positive whole number. */
export function timeOf(raw: Raw, ...keys: readonly string[]): number | undefined {
  for (const key of keys) {
    const value = Number(raw[key] ?? Number.NaN);
    if (Number.isSafeInteger(value) && value > 0) return value;
  }
  return undefined;
}

/** The text when it is a decimal of zero or more; undefined otherwise. */
export function amountOf(raw: Raw, key: string): string | undefined {
  const text = textOf(raw, key);
  const value = text === undefined ? undefined : parseDecimal(text);
  return value !== undefined && value >= 0n ? text : undefined;
}

/** The text when it is a decimal above zero; undefined otherwise. */
export function positiveOf(raw: Raw, key: string): string | undefined {
  const text = amountOf(raw, key);
  return text !== undefined && parseDecimal(text) !== 0n ? text : undefined;
}

function sideOf(value: unknown): Side | undefined {
  return value === 'BUY' ? 'buy' : value === 'SELL' ? 'sell' : undefined;
}

interface OrderKeys {
  readonly id: string;
  readonly side: string;
  readonly status: string;
  readonly type: string;
  readonly quantity: string;
  readonly price: string;
  readonly stop: string;
  readonly filled: string;
  readonly notional: string;
  readonly symbol: string;
  readonly client: readonly string[];
  readonly created: readonly string[];
  readonly updated: readonly string[];
}

const REST: OrderKeys = {
  id: 'orderId',
  side: 'side',
  status: 'status',
  type: 'type',
  quantity: 'origQty',
  price: 'price',
  stop: 'stopPrice',
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
  filled: 'z',
  notional: 'Z',
  symbol: 's',
  // Likewise: `C` is the order's own id when the report is about a cancel, and empty otherwise.
  client: ['C', 'c'],
  created: ['O', 'T'],
  updated: ['T', 'E'],
};

function readOrder(raw: Raw, keys: OrderKeys, symbolOf: SymbolOf): VenueOrder | undefined {
  const marketId = textOf(raw, keys.symbol);
  const exchangeOrderId = textOf(raw, keys.id);
  const side = sideOf(raw[keys.side]);
  const status = STATUSES[String(raw[keys.status])];
  const type = TYPES[String(raw[keys.type])];
  const quantity = amountOf(raw, keys.quantity);
  const filledQuantity = amountOf(raw, keys.filled);
  const filledNotional = amountOf(raw, keys.notional);
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
  return {
    symbol: symbolOf(marketId),
    exchangeOrderId,
    clientOrderId: clientOrderId ?? '',
    side,
    status,
    type,
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
): { readonly orders: VenueOrder[]; readonly dropped: number } {
  const orders: VenueOrder[] = [];
  let dropped = 0;
  for (const entry of Array.isArray(answer) ? answer : []) {
    const parts = isRaw(entry) && Array.isArray(entry.orderReports) ? entry.orderReports : [entry];
    for (const part of parts) {
      const order = readRestOrder(part, symbolOf);
      if (order === undefined) dropped += 1;
      else orders.push(order);
    }
  }
  return { orders, dropped };
}

/** A fill out of an `executionReport` of execution type TRADE; undefined for every other report. */
export function readStreamFill(raw: unknown, order: VenueOrder): VenueFill | undefined {
  if (!isRaw(raw) || raw.x !== 'TRADE') return undefined;
  return fillOf(
    raw,
    { id: 't', price: 'L', quantity: 'l', fee: 'n', feeAsset: 'N' },
    order,
    raw.m === true,
    timeOf(raw, 'T', 'E'),
  );
}

/** The fills inside a FULL answer to a new order: the order took them, so none is a maker's. */
export function readAnswerFills(raw: unknown, order: VenueOrder): VenueFill[] {
  const entries = isRaw(raw) && Array.isArray(raw.fills) ? raw.fills.filter(isRaw) : [];
  return entries.flatMap((entry) => {
    const keys = { id: 'tradeId', price: 'price', quantity: 'qty', fee: 'commission', feeAsset: 'commissionAsset' };
    return fillOf(entry, keys, order, false, order.updatedAt) ?? [];
  });
}

/** A fill out of `myTrades`. It does not name the client order id. */
export function readRestFill(raw: unknown, symbolOf: SymbolOf): VenueFill | undefined {
  if (!isRaw(raw)) return undefined;
  const marketId = textOf(raw, 'symbol');
  const exchangeOrderId = textOf(raw, 'orderId');
  if (marketId === undefined || exchangeOrderId === undefined || typeof raw.isBuyer !== 'boolean') return undefined;
  const owner = {
    symbol: symbolOf(marketId),
    exchangeOrderId,
    clientOrderId: '',
    side: raw.isBuyer ? 'buy' : 'sell',
  } as const;
  const keys = { id: 'id', price: 'price', quantity: 'qty', fee: 'commission', feeAsset: 'commissionAsset' };
  return fillOf(raw, keys, owner, raw.isMaker === true, timeOf(raw, 'time'));
}

function fillOf(
  raw: Raw,
  keys: {
    readonly id: string;
    readonly price: string;
    readonly quantity: string;
    readonly fee: string;
    readonly feeAsset: string;
  },
  order: Pick<VenueOrder, 'symbol' | 'exchangeOrderId' | 'clientOrderId' | 'side'>,
  isMaker: boolean,
  at: number | undefined,
): VenueFill | undefined {
  const tradeId = textOf(raw, keys.id);
  const price = positiveOf(raw, keys.price);
  const quantity = positiveOf(raw, keys.quantity);
  const fee = textOf(raw, keys.fee) ?? '0';
  if (tradeId === undefined || price === undefined || quantity === undefined || at === undefined) return undefined;
  if (parseDecimal(fee) === undefined) return undefined;
  return {
    tradeId,
    symbol: order.symbol,
    exchangeOrderId: order.exchangeOrderId,
    clientOrderId: order.clientOrderId === '' ? null : order.clientOrderId,
    side: order.side,
    price,
    quantity,
    fee,
    feeAsset: textOf(raw, keys.feeAsset) ?? '',
    isMaker,
    at,
  };
}
