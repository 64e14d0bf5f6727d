import { parseDecimal } from '#shared/model/decimal';
import type { Side } from '#shared/model/order';
import { isRaw, positiveOf, type Raw, type SymbolOf, signedOf, textOf, timeOf } from './raw';
import type { VenueOrder } from './raw-orders';

/** One execution as Binance tells it; decimal text as it was sent. */
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
  /** Profit or (negative) loss it realised, before fees, settle asset; null on spot. */
  readonly realised: string | null;
  readonly at: number;
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

export function fillOf(
  raw: Raw,
  keys: {
    readonly id: string;
    readonly price: string;
    readonly quantity: string;
    readonly fee: string;
    readonly feeAsset: string;
    /** Only on perpetuals: then a fill without it cannot be counted. */
    readonly realised?: string;
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
  const realised = keys.realised === undefined ? null : signedOf(raw, keys.realised);
  if (parseDecimal(fee) === undefined || realised === undefined) return undefined;
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
    realised,
    at,
  };
}
