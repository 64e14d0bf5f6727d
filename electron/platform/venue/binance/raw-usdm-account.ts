import { amountOf, isRaw, type Raw, type SymbolOf, signedOf, textOf, timeOf } from './raw';

/** One perpetual position as USD-M tells it; decimal text as it was sent. */
export interface VenuePosition {
  readonly symbol: string;
  /** Signed: above zero long. */
  readonly quantity: string;
  readonly entryPrice: string;
  readonly isIsolated: boolean;
  /** Money set apart for an isolated position, settle asset; 0 for a crossed one. */
  readonly isolatedWallet: string;
}

/** One movement of a futures wallet that no fill tells. */
export interface VenueIncome {
  /** Unique in the account. */
  readonly id: string;
  /** The exchange's own word: `FUNDING_FEE`, `TRANSFER`, `INSURANCE_CLEAR` … */
  readonly type: string;
  /** Null for what belongs to no market. */
  readonly symbol: string | null;
  readonly asset: string;
  /** Signed: below zero paid. */
  readonly amount: string;
  readonly at: number;
}

interface PositionKeys {
  readonly symbol: string;
  readonly quantity: string;
  readonly entry: string;
  readonly isolated: string;
}
const REST: PositionKeys = {
  symbol: 'symbol',
  quantity: 'positionAmt',
  entry: 'entryPrice',
  isolated: 'isolatedWallet',
};
const STREAM: PositionKeys = { symbol: 's', quantity: 'pa', entry: 'ep', isolated: 'iw' };

function readPosition(
  raw: Raw,
  keys: PositionKeys,
  symbolOf: SymbolOf,
  isIsolated: boolean,
): VenuePosition | undefined {
  const marketId = textOf(raw, keys.symbol);
  const quantity = signedOf(raw, keys.quantity);
  const entryPrice = amountOf(raw, keys.entry);
  const isolatedWallet = signedOf(raw, keys.isolated);
  if (marketId === undefined || quantity === undefined || entryPrice === undefined || isolatedWallet === undefined)
    return undefined;
  return { symbol: symbolOf(marketId), quantity, entryPrice, isIsolated, isolatedWallet };
}

/** Rows of `positionRisk` (V3, which does not name the margin type: `isIsolated` comes from `symbolConfig`). */
export const readRestPosition = (raw: unknown, symbolOf: SymbolOf, isIsolated: boolean): VenuePosition | undefined =>
  isRaw(raw) ? readPosition(raw, REST, symbolOf, isIsolated) : undefined;

/** One of the positions (`P`) of an `ACCOUNT_UPDATE`. */
export const readStreamPosition = (raw: unknown, symbolOf: SymbolOf): VenuePosition | undefined =>
  isRaw(raw) ? readPosition(raw, STREAM, symbolOf, raw.mt === 'isolated') : undefined;

/** A row of `income`; its `tranId` is unique within its type only. */
export function readIncome(raw: unknown, symbolOf: SymbolOf): VenueIncome | undefined {
  if (!isRaw(raw)) return undefined;
  const tranId = textOf(raw, 'tranId');
  const type = textOf(raw, 'incomeType');
  const asset = textOf(raw, 'asset');
  const amount = signedOf(raw, 'income');
  const at = timeOf(raw, 'time');
  const marketId = textOf(raw, 'symbol') ?? '';
  if (tranId === undefined || type === undefined || asset === undefined || amount === undefined || at === undefined)
    return undefined;
  return { id: `${type}/${tranId}`, type, symbol: marketId === '' ? null : symbolOf(marketId), asset, amount, at };
}
