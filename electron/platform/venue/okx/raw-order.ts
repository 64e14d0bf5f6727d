import type { OrderType } from '#shared/model/order';
import { amountOf, isRaw, positiveOf, type Raw, textOf, timeOf } from '../binance/raw';
import type { VenueOrder } from '../binance/raw-orders';

const STATES: Readonly<Record<string, VenueOrder['status']>> = {
  live: 'open',
  pause: 'open',
  partially_filled: 'partially-filled',
  filled: 'filled',
  canceled: 'cancelled',
  mmp_canceled: 'cancelled',
  order_failed: 'rejected',
};

const TYPES: Readonly<Record<string, OrderType>> = { market: 'market', post_only: 'post-only' };

/** OKX names a market as we do, with a dash. */
export const instIdOf = (symbol: string): string => symbol.replace('/', '-');
const symbolOf = (instId: string): string => instId.replace('-', '/');

/** One order or algo order; undefined when it cannot be read, or has become another one by its trigger. */
export function readOrder(raw: unknown): VenueOrder | undefined {
  if (!isRaw(raw)) return undefined;
  // An algo order has no order of its own yet; orders that one has placed carry both ids.
  const hasTrigger = raw.ordId === undefined || (raw.ordId === '' && textOf(raw, 'algoId') !== undefined);
  const id = textOf(raw, hasTrigger ? 'algoId' : 'ordId');
  const instId = textOf(raw, 'instId');
  const side = raw.side === 'buy' || raw.side === 'sell' ? raw.side : undefined;
  const status = STATES[String(raw.state)];
  const createdAt = timeOf(raw, 'cTime');
  const quantity = positiveOf(raw, 'sz');
  if (id === undefined || id === '' || instId === undefined || side === undefined || status === undefined)
    return undefined;
  if (createdAt === undefined || quantity === undefined) return undefined;
  return {
    symbol: symbolOf(instId),
    exchangeOrderId: id,
    clientOrderId: textOf(raw, hasTrigger ? 'algoClOrdId' : 'clOrdId') ?? '',
    side,
    status,
    type: hasTrigger ? 'stop-limit' : (TYPES[String(raw.ordType)] ?? 'limit'),
    reduceOnly: raw.reduceOnly === 'true',
    quantity,
    price: positiveOf(raw, hasTrigger ? 'ordPx' : 'px') ?? null,
    stopPrice: hasTrigger ? (triggerOf(raw) ?? '0') : null,
    filledQuantity: amountOf(raw, hasTrigger ? 'actualSz' : 'accFillSz') ?? '0',
    filledNotional: '0',
    createdAt,
    updatedAt: timeOf(raw, 'uTime') ?? createdAt,
  };
}

/** The price an algo order waits for; a trailing one has none yet. */
const triggerOf = (raw: Raw): string | undefined =>
  positiveOf(raw, 'triggerPx') ?? positiveOf(raw, 'slTriggerPx') ?? positiveOf(raw, 'tpTriggerPx');
