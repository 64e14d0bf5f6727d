import { parseDecimal } from '#shared/model/decimal';
import type { OrderType } from '#shared/model/order';
import { amountOf, isRaw, positiveOf, type Raw, textOf } from '../binance/raw';
import type { VenueOrder } from '../binance/raw-orders';

const STATUSES: Readonly<Record<string, VenueOrder['status']>> = {
  pending: 'open',
  open: 'open',
  closed: 'filled',
  canceled: 'cancelled',
  expired: 'expired',
};

function typeOf(name: string, flags: string): OrderType {
  if (name === 'market') return 'market';
  if (name === 'limit') return flags.split(',').includes('post') ? 'post-only' : 'limit';
  return 'stop-limit';
}

/** Kraken tells times in seconds, with a fraction. */
function msOf(raw: Raw, key: string): number | undefined {
  const seconds = Number(raw[key] ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? Math.round(seconds * 1_000) : undefined;
}

/** One order of OpenOrders or ClosedOrders, which stands under its id; undefined when it cannot be read. */
export function readOrder(txid: string, raw: unknown, symbolOf: (pair: string) => string): VenueOrder | undefined {
  if (!isRaw(raw) || !isRaw(raw.descr)) return undefined;
  const { descr } = raw;
  const side = descr.type === 'buy' || descr.type === 'sell' ? descr.type : undefined;
  const status = STATUSES[String(raw.status)];
  const quantity = positiveOf(raw, 'vol');
  const filled = amountOf(raw, 'vol_exec');
  const pair = textOf(descr, 'pair');
  const createdAt = msOf(raw, 'opentm');
  if (side === undefined || status === undefined || quantity === undefined || filled === undefined) return undefined;
  if (pair === undefined || createdAt === undefined) return undefined;
  const type = typeOf(String(descr.ordertype), String(raw.oflags ?? ''));
  const isStop = type === 'stop-limit';
  const isPartly = status === 'open' && parseDecimal(filled) !== 0n;
  return {
    symbol: symbolOf(pair),
    exchangeOrderId: txid,
    clientOrderId: textOf(raw, 'cl_ord_id') ?? '',
    side,
    status: isPartly ? 'partially-filled' : status,
    type,
    reduceOnly: false,
    quantity,
    price: positiveOf(descr, isStop ? 'price2' : 'price') ?? null,
    stopPrice: isStop ? (positiveOf(descr, 'price') ?? null) : null,
    filledQuantity: filled,
    filledNotional: amountOf(raw, 'cost') ?? '0',
    createdAt,
    updatedAt: msOf(raw, 'closetm') ?? createdAt,
  };
}

/** All orders of an object by id, complete or not at all. */
export function readOrders(raw: unknown, symbolOf: (pair: string) => string): readonly VenueOrder[] | undefined {
  if (!isRaw(raw)) return undefined;
  const orders: VenueOrder[] = [];
  for (const [txid, value] of Object.entries(raw)) {
    const order = readOrder(txid, value, symbolOf);
    if (order === undefined) return undefined;
    orders.push(order);
  }
  return orders;
}
