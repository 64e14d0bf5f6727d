import type { Decimal } from './decimal';
import type { MarketSymbol } from './market';
import type { OrderState } from './order-lifecycle';
import type { UtcMs } from './time';

export { type OrderState, WORKING_STATES } from './order-lifecycle';

export type Side = 'buy' | 'sell';
/** Orders that wait at the exchange until their stop price is reached, and are then what the second half of their name says. */
export const CONDITIONAL_TYPES = ['stop-limit', 'stop-market', 'take-profit-limit', 'take-profit-market'] as const;
export type ConditionalType = (typeof CONDITIONAL_TYPES)[number];
/** `post-only` rests or is rejected. */
export const ORDER_TYPES = ['limit', 'market', 'post-only', ...CONDITIONAL_TYPES] as const;
export type OrderType = (typeof ORDER_TYPES)[number];

const CONDITIONAL: ReadonlySet<OrderType> = new Set(CONDITIONAL_TYPES);
export const isConditional = (type: OrderType): type is ConditionalType => CONDITIONAL.has(type);

/** Whether orders of the type carry no price: they fill at whatever the book offers. */
export const isAtMarket = (type: OrderType): boolean =>
  type === 'market' || type === 'stop-market' || type === 'take-profit-market';

/**
 * Whether a conditional order waits for the price to rise to its stop price; otherwise for it to fall there. A stop goes with
 * the move that hurts (buys above, sells below), a take-profit against it.
 */
export const waitsForRise = (type: ConditionalType, side: Side): boolean =>
  (side === 'buy') === (type === 'stop-limit' || type === 'stop-market');

export type TimeInForce = 'GTC' | 'IOC' | 'FOK';

/** What a bot asks for, after parsing and binding to the bot and its account; before any decision. */
export interface OrderIntent {
  readonly botId: string;
  readonly accountId: string;
  /** The bot's own name for the order, ≤ 36 characters; unique per bot among its working orders. */
  readonly botOrderId: string;
  readonly symbol: MarketSymbol;
  readonly side: Side;
  readonly type: OrderType;
  /** In the base asset; on a perpetual in contracts, each worth the market's contract size (1 on Binance USD-M). */
  readonly quantity: Decimal;
  /** In the quote asset; undefined for orders at market, conditional or not. */
  readonly price: Decimal | undefined;
  /** Where a conditional order goes off, quote asset; undefined for the others. */
  readonly stopPrice: Decimal | undefined;
  readonly timeInForce: TimeInForce;
  /** May only make the position smaller: the gate proves it, and a perpetual's exchange is told so. */
  readonly reduceOnly: boolean;
}

export interface Order {
  /** Derived from the journal sequence of the decision; ≤ 18 characters, fits every exchange. */
  readonly clientOrderId: string;
  readonly exchangeOrderId: string | undefined;
  readonly intent: OrderIntent;
  readonly state: OrderState;
  readonly filledQuantity: Decimal;
  /** Sum of price × quantity over fills, in the quote asset. */
  readonly filledNotional: Decimal;
  /** Why it was rejected, or how it came to be unknown; in an operator's words. */
  readonly reason: string | undefined;
  readonly decidedAt: UtcMs;
  readonly updatedAt: UtcMs;
}

/** One execution, as the exchange reported it. */
export interface Fill {
  /** The exchange's trade id; unique per account and symbol. */
  readonly tradeId: string;
  readonly accountId: string;
  readonly symbol: MarketSymbol;
  readonly clientOrderId: string | undefined;
  readonly exchangeOrderId: string;
  readonly side: Side;
  readonly price: Decimal;
  readonly quantity: Decimal;
  readonly fee: Decimal;
  readonly feeAsset: string;
  readonly isMaker: boolean;
  /** Profit or (negative) loss it realised, before fees, in the settle asset; only on perpetuals. */
  readonly realised?: Decimal;
  readonly at: UtcMs;
}
