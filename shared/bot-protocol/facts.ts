/** Things both sides talk about: orders, fills, balances, positions, markets. All decimals are text. */
import { z } from 'zod';
import * as p from './primitives';

/** An order of this bot as the console knows it. Quantity in the base asset, price and notional in the quote asset. */
export const wireOrder = z.strictObject({
  botOrderId: p.botOrderId,
  /** The console's name for it at the exchange. */
  clientOrderId: z.string().max(36),
  symbol: p.symbolText,
  side: p.side,
  type: p.orderType,
  quantity: p.decimalText,
  /** Null for orders at market, conditional or not. */
  price: p.decimalText.nullable(),
  /** Where a conditional order goes off; null for the others. */
  stopPrice: p.decimalText.nullable(),
  timeInForce: p.timeInForce,
  /** Only there when it is so. */
  reduceOnly: z.literal(true).optional(),
  state: p.orderState,
  filledQuantity: p.decimalText,
  /** Sum of price × quantity over its fills. */
  filledNotional: p.decimalText,
  /** Why it was rejected, or how it came to be unknown; null otherwise. */
  reason: z.string().max(2_000).nullable(),
  decidedAt: p.utcMs,
  updatedAt: p.utcMs,
});
export type WireOrder = z.infer<typeof wireOrder>;

export const wireFill = z.strictObject({
  tradeId: z.string().max(64),
  /** Null when the exchange did not say which order of the bot it belongs to. */
  botOrderId: p.botOrderId.nullable(),
  symbol: p.symbolText,
  side: p.side,
  price: p.decimalText,
  quantity: p.decimalText,
  fee: p.decimalText,
  feeAsset: z.string().max(20),
  isMaker: z.boolean(),
  at: p.utcMs,
});
export type WireFill = z.infer<typeof wireFill>;

/**
 * One asset of the bot's account. `locked` is held by working orders; free and locked together are all there is. On a margin account
 * they are the equity: what new orders may bind, and what positions and orders have bound.
 */
export const wireBalance = z.strictObject({ asset: z.string().max(20), free: p.decimalText, locked: p.decimalText });
export type WireBalance = z.infer<typeof wireBalance>;

export const wirePosition = z.strictObject({
  symbol: p.symbolText,
  /** On a perpetual signed: below zero is short. */
  quantity: p.decimalText,
  /** Average cost per unit in the quote asset; null when not known. */
  averageCost: p.decimalText.nullable(),
});
export type WirePosition = z.infer<typeof wirePosition>;

/** What the exchange accepts on one market. */
export const wireMarket = z.strictObject({
  symbol: p.symbolText,
  base: z.string().max(20),
  quote: z.string().max(20),
  isTrading: z.boolean(),
  /** Prices are whole multiples of this, quantities of `stepSize`. */
  tickSize: p.decimalText,
  minPrice: p.decimalText,
  maxPrice: p.decimalText,
  stepSize: p.decimalText,
  minQuantity: p.decimalText,
  maxQuantity: p.decimalText,
  /** Price × quantity, in the quote asset. */
  minNotional: p.decimalText,
  maxNotional: p.decimalText.nullable(),
  /** Only of a perpetual: what margin is in, and the most leverage that is allowed. Quantities are in the base asset. */
  contract: z.strictObject({ settle: z.string().max(20), maxLeverage: p.decimalText }).optional(),
});
export type WireMarket = z.infer<typeof wireMarket>;

export const wireTicker = z.strictObject({
  symbol: p.symbolText,
  bid: p.decimalText,
  ask: p.decimalText,
  last: p.decimalText,
  /** Only of a perpetual: the price positions are valued and liquidated at, and the next funding as a fraction of the position. */
  mark: p.decimalText.optional(),
  fundingRate: p.decimalText.optional(),
  /** When the exchange says it was so. */
  time: p.utcMs,
});
export type WireTicker = z.infer<typeof wireTicker>;

export const wireCandle = z.strictObject({
  /** Start of the minute. */
  time: p.utcMs,
  open: p.decimalText,
  high: p.decimalText,
  low: p.decimalText,
  close: p.decimalText,
  /** In the base asset. */
  volume: p.decimalText,
});
export type WireCandle = z.infer<typeof wireCandle>;

export const wireTradingState = z.strictObject({
  state: p.tradingState,
  /** Why, in a sentence; empty while ACTIVE. */
  reason: z.string().max(2_000),
  /** Only while something the console needs is away: no order of any state is taken until a notice without it. */
  blocked: z.string().max(2_000).optional(),
});
export type WireTradingState = z.infer<typeof wireTradingState>;

/** What stands at the exchange for this bot when it says hello: it goes on from here, never from its memory alone. */
export const workingSet = z.strictObject({
  orders: z.array(wireOrder),
  positions: z.array(wirePosition),
  balances: z.array(wireBalance),
  /** Newest last, at most 100. */
  recentFills: z.array(wireFill),
});
export type WorkingSet = z.infer<typeof workingSet>;
