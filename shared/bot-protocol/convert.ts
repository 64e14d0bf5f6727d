/** From the console's own types to what travels. Exact: a Decimal becomes its text. */
import { type Decimal, formatDecimal } from '#shared/model/decimal';
import type { MarketRules, Reference } from '#shared/model/market';
import type { Fill, Order } from '#shared/model/order';
import type { TradingStanding } from '#shared/model/trading-state';
import type { WireFill, WireMarket, WireOrder, WireTicker, WireTradingState } from './facts';

const orNull = (value: Decimal | undefined): string | null => (value === undefined ? null : formatDecimal(value));

export function toWireOrder(order: Order): WireOrder {
  const { intent } = order;
  return {
    botOrderId: intent.botOrderId,
    clientOrderId: order.clientOrderId,
    symbol: intent.symbol,
    side: intent.side,
    type: intent.type,
    quantity: formatDecimal(intent.quantity),
    price: orNull(intent.price),
    stopPrice: orNull(intent.stopPrice),
    timeInForce: intent.timeInForce,
    ...(intent.reduceOnly ? { reduceOnly: true as const } : {}),
    state: order.state,
    filledQuantity: formatDecimal(order.filledQuantity),
    filledNotional: formatDecimal(order.filledNotional),
    reason: order.reason?.slice(0, 2_000) ?? null,
    decidedAt: order.decidedAt,
    updatedAt: order.updatedAt,
  };
}

export function toWireFill(fill: Fill, botOrderId: string | undefined): WireFill {
  return {
    tradeId: fill.tradeId,
    botOrderId: botOrderId ?? null,
    symbol: fill.symbol,
    side: fill.side,
    price: formatDecimal(fill.price),
    quantity: formatDecimal(fill.quantity),
    fee: formatDecimal(fill.fee),
    feeAsset: fill.feeAsset,
    isMaker: fill.isMaker,
    at: fill.at,
  };
}

export function toWireMarket(rules: MarketRules): WireMarket {
  return {
    symbol: rules.symbol,
    base: rules.base,
    quote: rules.quote,
    isTrading: rules.isTrading,
    tickSize: formatDecimal(rules.tickSize),
    minPrice: formatDecimal(rules.minPrice),
    maxPrice: formatDecimal(rules.maxPrice),
    stepSize: formatDecimal(rules.stepSize),
    minQuantity: formatDecimal(rules.minQuantity),
    maxQuantity: formatDecimal(rules.maxQuantity),
    minNotional: formatDecimal(rules.minNotional),
    maxNotional: orNull(rules.maxNotional),
    ...(rules.contract === undefined
      ? {}
      : { contract: { settle: rules.contract.settle, maxLeverage: formatDecimal(rules.contract.maxLeverage) } }),
  };
}

export function toWireTicker(reference: Reference): WireTicker {
  return {
    symbol: reference.symbol,
    bid: formatDecimal(reference.bid),
    ask: formatDecimal(reference.ask),
    last: formatDecimal(reference.last),
    ...(reference.mark === undefined ? {} : { mark: formatDecimal(reference.mark) }),
    ...(reference.fundingRate === undefined ? {} : { fundingRate: formatDecimal(reference.fundingRate) }),
    time: reference.exchangeTime,
  };
}

/** `blocked` is only there while something blocks, so that an undisturbed desk says what it always said. */
export function toWireTradingState({ state, reason, blocked }: TradingStanding): WireTradingState {
  const cut = (text: string): string => text.slice(0, 2_000);
  return { state, reason: cut(reason), ...(blocked === '' ? {} : { blocked: cut(blocked) }) };
}
