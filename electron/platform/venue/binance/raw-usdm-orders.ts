import { decimal, formatDecimal, mul, parseDecimal } from '#shared/model/decimal';
import type { OrderType } from '#shared/model/order';
import { amountOf, isRaw, positiveOf, type Raw, type SymbolOf, textOf, timeOf } from './raw';
import { fillOf, type VenueFill } from './raw-fills';
import { type OrderKeys, readOrder, sideOf, type VenueOrder } from './raw-orders';

const CONDITIONAL: Readonly<Record<string, OrderType>> = {
  STOP: 'stop-limit',
  STOP_MARKET: 'stop-market',
  TAKE_PROFIT: 'take-profit-limit',
  TAKE_PROFIT_MARKET: 'take-profit-market',
  TRAILING_STOP_MARKET: 'stop-market',
};

/** Post-only is a time in force on USD-M (GTX), and a liquidation is a limit order that the exchange places. */
function typeOf(raw: Raw, key: string, timeInForce: unknown): OrderType | undefined {
  const type = String(raw[key]);
  if (type === 'LIMIT') return timeInForce === 'GTX' ? 'post-only' : 'limit';
  if (type === 'LIQUIDATION') return 'limit';
  if (type === 'MARKET') return 'market';
  return CONDITIONAL[type];
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
  notional: 'cumQuote',
  symbol: 'symbol',
  reduceOnly: 'reduceOnly',
  client: ['clientOrderId'],
  created: ['time', 'updateTime'],
  updated: ['updateTime', 'time'],
};

const STREAM: OrderKeys = {
  id: 'i',
  side: 'S',
  status: 'X',
  type: 'o',
  quantity: 'q',
  price: 'p',
  stop: 'sp',
  filled: 'z',
  notional: '',
  symbol: 's',
  reduceOnly: 'R',
  client: ['c'],
  // The stream does not say when an order came in.
  created: ['T'],
  updated: ['T'],
};

/** One order out of a REST answer; undefined when a field is missing or absurd. */
export const readUsdmOrder = (raw: unknown, symbolOf: SymbolOf): VenueOrder | undefined =>
  isRaw(raw) ? readOrder(raw, REST, symbolOf, (each, key) => typeOf(each, key, each.timeInForce)) : undefined;

/**
 * One order out of an `ORDER_TRADE_UPDATE` or an `ALGO_UPDATE`; undefined when a field is missing or absurd. The stream tells no sum of price ×
 * quantity: it is the average price, which Binance cuts, times what is filled. Its fills, told one by one, are exact.
 */
export function readUsdmStreamOrder(raw: unknown, symbolOf: SymbolOf): VenueOrder | undefined {
  const order = isRaw(raw) && isRaw(raw.o) ? raw.o : undefined;
  if (order === undefined) return undefined;
  if (isRaw(raw) && raw.e === 'ALGO_UPDATE') return readAlgo(order, ALGO_STREAM, symbolOf, timeOf(raw, 'T'));
  const average = amountOf(order, 'ap');
  const notionalOf = (filled: string | undefined): string | undefined =>
    average === undefined || filled === undefined ? undefined : formatDecimal(mul(decimal(average), decimal(filled)));
  return readOrder(order, STREAM, symbolOf, (each, key) => typeOf(each, key, each.f), notionalOf);
}

/** A fill out of an `ORDER_TRADE_UPDATE`, with what it realised; undefined when it is about no fill. */
export function readUsdmStreamFill(raw: unknown, order: VenueOrder): VenueFill | undefined {
  const told = isRaw(raw) && isRaw(raw.o) ? raw.o : undefined;
  // CALCULATED is how a liquidation fills (USD-M "Event: Order Update").
  if (told === undefined || (told.x !== 'TRADE' && told.x !== 'CALCULATED')) return undefined;
  const keys = { id: 't', price: 'L', quantity: 'l', fee: 'n', feeAsset: 'N', realised: 'rp' };
  return fillOf(told, keys, order, told.m === true, timeOf(told, 'T'));
}

/** A fill out of `userTrades`. It does not name the client order id. */
export function readUsdmFill(raw: unknown, symbolOf: SymbolOf): VenueFill | undefined {
  if (!isRaw(raw)) return undefined;
  const marketId = textOf(raw, 'symbol');
  const exchangeOrderId = textOf(raw, 'orderId');
  const side = sideOf(raw.side);
  if (marketId === undefined || exchangeOrderId === undefined || side === undefined) return undefined;
  const owner = { symbol: symbolOf(marketId), exchangeOrderId, clientOrderId: '', side };
  const keys = {
    id: 'id',
    price: 'price',
    quantity: 'qty',
    fee: 'commission',
    feeAsset: 'commissionAsset',
    realised: 'realizedPnl',
  };
  return fillOf(raw, keys, owner, raw.maker === true, timeOf(raw, 'time'));
}

/** A triggered one tells by the order that it placed how it stands; it is told as open until that one is heard of. */
const ALGO_STATUSES: Readonly<Record<string, VenueOrder['status']>> = {
  NEW: 'waiting',
  TRIGGERING: 'waiting',
  TRIGGERED: 'open',
  CANCELED: 'cancelled',
  EXPIRED: 'expired',
  REJECTED: 'rejected',
};

/** Under which names one kind of message carries a conditional order. */
interface AlgoKeys {
  readonly id: string;
  readonly client: string;
  readonly symbol: string;
  readonly side: string;
  readonly status: string;
  readonly type: string;
  readonly quantity: string;
  readonly price: string;
  readonly trigger: string;
  readonly reduceOnly: string;
  readonly closePosition: string;
  readonly created: readonly string[];
}

const ALGO_REST: AlgoKeys = {
  id: 'algoId',
  client: 'clientAlgoId',
  symbol: 'symbol',
  side: 'side',
  status: 'algoStatus',
  type: 'orderType',
  quantity: 'quantity',
  price: 'price',
  trigger: 'triggerPrice',
  reduceOnly: 'reduceOnly',
  closePosition: 'closePosition',
  created: ['createTime', 'updateTime'],
};

const ALGO_STREAM: AlgoKeys = {
  id: 'aid',
  client: 'caid',
  symbol: 's',
  side: 'S',
  status: 'X',
  type: 'o',
  quantity: 'q',
  price: 'p',
  trigger: 'tp',
  reduceOnly: 'R',
  closePosition: 'cp',
  created: [],
};

/**
 * A conditional order, which USD-M keeps apart from the others, under an id that no other order has. Once it went off, the order
 * that it placed carries the same client id and tells the rest: a FINISHED one is undefined here.
 */
export const readAlgoOrder = (raw: unknown, symbolOf: SymbolOf): VenueOrder | undefined =>
  readAlgo(raw, ALGO_REST, symbolOf, undefined);

function readAlgo(raw: unknown, keys: AlgoKeys, symbolOf: SymbolOf, at: number | undefined): VenueOrder | undefined {
  if (!isRaw(raw)) return undefined;
  const marketId = textOf(raw, keys.symbol);
  const algoId = textOf(raw, keys.id);
  const side = sideOf(raw[keys.side]);
  const status = ALGO_STATUSES[String(raw[keys.status])];
  const quantity = amountOf(raw, keys.quantity);
  const createdAt = at ?? timeOf(raw, ...keys.created);
  if (marketId === undefined || algoId === undefined || side === undefined || status === undefined) return undefined;
  if (quantity === undefined || parseDecimal(quantity) === undefined || createdAt === undefined) return undefined;
  return {
    symbol: symbolOf(marketId),
    exchangeOrderId: `algo-${algoId}`,
    clientOrderId: textOf(raw, keys.client) ?? '',
    side,
    status,
    // A kind that is not known here is a conditional order all the same.
    type: CONDITIONAL[String(raw[keys.type])] ?? 'stop-limit',
    reduceOnly: raw[keys.reduceOnly] === true || raw[keys.closePosition] === true,
    quantity,
    price: positiveOf(raw, keys.price) ?? null,
    stopPrice: positiveOf(raw, keys.trigger) ?? null,
    filledQuantity: '0',
    filledNotional: '0',
    createdAt,
    updatedAt: at ?? timeOf(raw, 'updateTime') ?? createdAt,
  };
}
