import { type Decimal, formatDecimal } from '#shared/model/decimal';
import type { Rejection } from '../rejections';

/** Refusals of USD-M futures: code and words of its Error Code page. */
const bad = (code: number, message: string): Rejection => ({ status: 400, code, message });

export const marginInsufficient = bad(-2019, 'Margin is insufficient.');
export const wouldTriggerNow = bad(-2021, 'Order would immediately trigger.');
export const reduceOnlyRejected = bad(-2022, 'ReduceOnly Order is rejected.');
export const maxOpenOrders = bad(-2025, 'Reach max open order limit.');
export const positionTooLarge = bad(-2027, 'Exceeded the maximum allowable position at current leverage.');
export const leverageNeedsMargin = bad(-2028, 'Leverage is smaller than permitted: insufficient margin balance.');
export const unknownListenKey = bad(-1125, 'This listenKey does not exist.');
export const priceTooHigh = bad(-4002, 'Price greater than max price.');
export const quantityZero = bad(-4003, 'Quantity less than or equal to zero.');
export const quantityTooLow = bad(-4004, 'Quantity less than min quantity.');
export const quantityTooHigh = bad(-4005, 'Quantity greater than max quantity.');
export const triggerPriceZero = bad(-4006, 'Stop price less than or equal to zero.');
export const priceTooLow = bad(-4013, 'Price less than min price.');
export const priceOffTick = bad(-4014, 'Price not increased by tick size.');
export const priceAboveMark = (limit: Decimal): Rejection =>
  bad(-4016, `Limit price can't be higher than ${formatDecimal(limit)}.`);
export const quantityOffStep = bad(-4023, 'Qty not increased by step size.');
export const priceBelowMark = (limit: Decimal): Rejection =>
  bad(-4024, `Limit price can't be lower than ${formatDecimal(limit)}.`);
export const badLeverage = (leverage: number): Rejection => bad(-4028, `Leverage ${leverage} is not valid`);
export const maxStopOrders = bad(-4045, 'Reach max stop order limit.');
export const sameMarginType = bad(-4046, 'No need to change margin type.');
export const marginTypeWithOrders = bad(-4047, 'Margin type cannot be changed if there exists open orders.');
export const marginTypeWithPosition = bad(-4048, 'Margin type cannot be changed if there exists position.');
export const isolatedOnly = bad(-4049, 'Add margin only support for isolated position.');
export const crossBalanceTooLow = bad(-4050, 'Cross balance insufficient.');
export const isolatedBalanceTooLow = bad(-4051, 'Isolated balance insufficient.');
export const samePositionSide = bad(-4059, 'No need to change position side.');
export const wrongPositionSide = bad(-4061, "Order's position side does not match user's setting.");
/** Binance's own words for a method it does not serve: hedge mode is not on paper. */
export const hedgeModeAbsent = bad(-4084, 'Method is not allowed currently. Upcoming soon.');
export const noIsolatedPosition = bad(-4054, 'Cannot add position margin: position is 0.');
export const invalidCancelBatch = bad(-4083, 'Only 10 orders can be canceled at once.');
export const duplicateClientId = bad(-4116, 'ClientOrderId is duplicated.');
/** Conditional types moved to the algo endpoints on 2025-12-09. */
export const useAlgoEndpoint = bad(
  -4120,
  'Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.',
);
export const closePositionExists = bad(
  -4130,
  'An open stop or take profit order with GTE and closePosition in the direction is existing.',
);
export const noMarketLiquidity = bad(
  -4131,
  "The counterparty's best price does not meet the PERCENT_PRICE filter limit.",
);
export const notionalTooSmall = (minNotional: Decimal): Rejection =>
  bad(-4164, `Order's notional must be no smaller than ${formatDecimal(minNotional)} (unless you choose reduce only).`);
export const leverageDownIsolated = bad(
  -4161,
  'Leverage reduction is not supported in Isolated Margin Mode with open positions',
);
export const fokUnfilled = bad(
  -5021,
  'Due to the order could not be filled immediately, the FOK order has been rejected.',
);
export const postOnlyWouldTake = bad(
  -5022,
  'Due to the order could not be executed as maker, the Post Only order will be rejected.',
);
