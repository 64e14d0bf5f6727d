import { pairOf } from '#shared/model/asset-pair';
import { add, type Decimal, mul, neg, parseDecimal, sub, ZERO } from '#shared/model/decimal';
import { isContractSymbol } from '#shared/model/market';
import type { Trade } from './exports/lots';
import { membersOf } from './facts';

/** A `fill` as the journal tells it. */
export interface FillRecord {
  readonly accountId: string;
  readonly symbol: string;
  readonly tradeId: string;
  readonly exchangeOrderId: string;
  readonly clientOrderId: string;
  readonly side: 'buy' | 'sell';
  readonly price: Decimal;
  /** Base asset; on a perpetual contracts of one unit of it (the only kind that is traded here: Binance USD-M). */
  readonly quantity: Decimal;
  readonly fee: Decimal;
  readonly feeAsset: string;
  readonly isMaker: boolean;
  /** What the exchange says it realised, before fees; perpetuals only, and undefined in journals from before it was kept. */
  readonly realised: Decimal | undefined;
  /** When it was executed, by the exchange, UTC milliseconds. */
  readonly at: number;
}

/** Undefined for data of another form, of which nothing is worked out. */
export function readFill(data: unknown): FillRecord | undefined {
  const members = membersOf(data);
  const text = (name: string): string => (typeof members[name] === 'string' ? String(members[name]) : '');
  const number = (name: string): Decimal | undefined => parseDecimal(text(name));
  const { side, at, maker } = members;
  const [price, quantity, fee] = [number('price'), number('quantity'), number('fee')];
  const isComplete = (side === 'buy' || side === 'sell') && Number.isSafeInteger(at) && text('symbol').includes('/');
  if (!isComplete || price === undefined || quantity === undefined || fee === undefined) return undefined;
  return {
    accountId: text('accountId'),
    symbol: text('symbol'),
    tradeId: text('tradeId'),
    exchangeOrderId: text('exchangeOrderId'),
    clientOrderId: text('clientOrderId'),
    side,
    price,
    quantity,
    fee,
    feeAsset: text('feeAsset'),
    isMaker: maker === true,
    realised: number('realised'),
    at: Number(at),
  };
}

/** The same execution told twice has the same key. Trade ids are unique per account and symbol. */
export const fillKey = ({ accountId, symbol, tradeId }: FillRecord): string => `${accountId} ${symbol} ${tradeId}`;

export const isPerpetual = ({ symbol }: FillRecord): boolean => isContractSymbol(symbol);

/** Fees by what they were charged in. At most one of them is not zero. */
export interface FillFees {
  readonly base: Decimal;
  readonly quote: Decimal;
  readonly other: Decimal;
}

export function feesOf({ symbol, fee, feeAsset }: FillRecord): FillFees {
  const { base, quote } = pairOf(symbol);
  // A perpetual is no coin that a fee could be taken out of.
  const isBase = feeAsset === base && !isContractSymbol(symbol);
  return {
    base: isBase ? fee : ZERO,
    quote: feeAsset === quote ? fee : ZERO,
    other: isBase || feeAsset === quote ? ZERO : fee,
  };
}

/** Price × quantity, quote asset; exact while both carry at most 18 decimals together, as every exchange number here does. */
export const notionalOf = ({ price, quantity }: FillRecord): Decimal => mul(price, quantity);

/**
 * What a fill did to a holding: a fee in the base asset lowers the quantity, one in the quote asset adds to what was paid; one in a third
 * asset is in neither.
 */
export function tradeOf(fill: FillRecord): Trade {
  const { base, quote } = feesOf(fill);
  const isBuy = fill.side === 'buy';
  const notional = notionalOf(fill);
  return {
    change: sub(isBuy ? fill.quantity : neg(fill.quantity), base),
    paid: add(isBuy ? notional : neg(notional), quote),
    at: fill.at,
    tradeId: fill.tradeId,
  };
}
