import type { LimitId } from '#shared/model/limits';
import { isConditional } from '#shared/model/order';
import type { Facts } from '../facts';
import type { Watched } from '../snapshot';
import {
  type CheckDefinition,
  found,
  fractionUpTo,
  type LimitOf,
  NOT_KNOWN,
  NOT_WATCHED,
  numberUpTo,
  ONCE,
} from './check';

type OrderRate = LimitId & `orders-per-${string}`;

/** R6. RTS 6 art. 15(1)(d) maximum messages; FIA 2024, message throttles. This order counts. */
const orderRate = <K extends OrderRate>(
  limitId: K,
  name: string,
  limitOf: LimitOf<K>,
  countOf: (watched: Watched) => number,
): CheckDefinition => ({
  id: limitId,
  name,
  unit: 'orders',
  limitId,
  yieldsToExits: true,
  sentence: (observed, limit) =>
    `This would be order ${observed} of the bot (${name.toLowerCase()}); at most ${limit} may leave.`,
  evaluate: ({ limits, watched }) =>
    numberUpTo(limitOf(limits), watched === undefined ? undefined : countOf(watched) + 1),
});

/** R6. Orders and cancels of the account together, before the exchange's own limit bites. RTS 6 art. 15(1)(d). */
const messageThrottle: CheckDefinition = {
  id: 'message-throttle',
  name: 'Messages in a second',
  unit: 'messages',
  limitId: 'messages-per-second',
  yieldsToExits: true,
  sentence: (observed, limit) =>
    `This would be message ${observed} of the account within a second; at most ${limit} may leave.`,
  evaluate: ({ limits, watched }) =>
    numberUpTo(limits['messages-per-second'], watched === undefined ? undefined : watched.messagesInSecond + 1),
};

/** Cancels of a quiet bot that do not count yet: a ratio of few says nothing. */
export const CANCELS_BEFORE_RATIO = 20;

/** R6. A bot that only cancels is broken, or looks like manipulation. Source: RTS 6 art. 13. */
const cancelFillRatio: CheckDefinition = {
  id: 'cancel-fill-ratio',
  name: 'Cancels for each fill, last hour',
  unit: '×',
  limitId: 'cancel-fill-ratio',
  yieldsToExits: true,
  sentence: (observed, limit) =>
    `The bot has cancelled ${observed} orders for each fill in the last hour; at most ${limit} is allowed.`,
  evaluate: ({ limits, watched }) => {
    const limit = limits['cancel-fill-ratio'];
    if (
      watched === undefined ||
      !Number.isSafeInteger(watched.cancelsInHour) ||
      !Number.isSafeInteger(watched.fillsInHour)
    )
      return fractionUpTo(limit, undefined, 1n, ONCE);
    const { cancelsInHour, fillsInHour } = watched;
    if (cancelsInHour < CANCELS_BEFORE_RATIO && limit !== undefined)
      return found(true, `${cancelsInHour} cancels`, limit.value ?? NOT_WATCHED);
    return fractionUpTo(limit, BigInt(cancelsInHour), BigInt(Math.max(1, fillsInHour)), ONCE);
  },
};

/**
 * R6. A strategy that sends the same order again and again is cut off until a person re-arms it (Knight, 2012: 212 orders
 * became over 4 million). Source: RTS 6 art. 15(3); FIA 2024, repeated automated execution.
 */
const repeatThrottle: CheckDefinition = {
  id: 'repeat-throttle',
  name: 'Same order again and again',
  unit: 'orders',
  limitId: 'repeat-executions',
  yieldsToExits: true,
  sentence: (observed, limit) =>
    `The bot is cut off (${observed}; at most ${limit} of the same order are allowed). Find out why it repeats itself, then re-arm it.`,
  evaluate: ({ limits, watched }) => {
    const limit = limits['repeat-executions'];
    if (limits['repeat-window'] === undefined) return found(false, 'no window set', null);
    if (watched?.isCutOff === true) return found(false, 'cut off for repeating itself', limit?.value ?? null);
    return numberUpTo(limit, watched === undefined ? undefined : watched.sameInWindow + 1);
  },
};

/** R6. SEC 15c3-5(c)(1)(ii): orders that indicate duplication. */
const duplicateOrder: CheckDefinition = {
  id: 'duplicate-order',
  name: 'Duplicate order',
  unit: 'ms',
  limitId: 'duplicate-window',
  yieldsToExits: true,
  sentence: (observed, limit) =>
    `The very same order was sent ${observed} ms ago; it may be sent again after ${limit} ms.`,
  evaluate: ({ limits, watched }) => {
    const limit = limits['duplicate-window'];
    if (limit === undefined) return found(false, watched?.sameAgeMs ?? NOT_KNOWN, null);
    if (limit.value === undefined) return found(true, watched?.sameAgeMs ?? 'none', NOT_WATCHED);
    if (watched === undefined) return found(false, NOT_KNOWN, limit.value);
    if (watched.sameAgeMs === undefined) return found(true, 'none', limit.value);
    return found(watched.sameAgeMs >= limit.value, watched.sameAgeMs, limit.value);
  },
};

/** R6. Many working orders at one price and side are one mistake made many times. Source: SEC 15c3-5(c)(1)(ii). */
const orderStacking: CheckDefinition = {
  id: 'order-stacking',
  name: 'Working orders at this price',
  unit: 'orders',
  limitId: 'stacked-orders',
  yieldsToExits: true,
  sentence: (observed, limit) =>
    `This would be working order ${observed} at this price and side; at most ${limit} may stand there.`,
  evaluate: ({ limits, watched }) =>
    numberUpTo(limits['stacked-orders'], watched === undefined ? undefined : watched.stackedOrders + 1),
};

/** The price up to which the order would trade at once; undefined: it rests, or its time has not come. */
function takesUpTo({ intent, price, reference, isBuy }: Facts): Watched['ownOppositePrice'] {
  if (intent.type === 'post-only' || isConditional(intent.type)) return undefined;
  if (intent.type === 'limit') return price;
  return isBuy ? reference?.ask : reference?.bid;
}

const NO_OWN = found(true, 'none', 'none it would meet');

/**
 * R6. Two bots of one account, or one bot with itself, never trade with each other: it costs fees, looks like a wash trade,
 * and reduces nothing, so that exits do not pass either. A stop order that has not triggered is not at the book yet; the
 * exchange's own prevention covers it. Source: FIA 2024, self-match prevention.
 */
const selfMatch: CheckDefinition = {
  id: 'self-match',
  name: 'Own orders on the other side',
  unit: 'quote',
  sentence: (observed) =>
    `The order would trade with the account's own working order at ${observed}. Cancel that one first.`,
  evaluate: (facts) => {
    const { watched, isBuy } = facts;
    if (watched === undefined) return found(false, NOT_KNOWN, 'none it would meet');
    const own = watched.ownOppositePrice;
    if (own === undefined) return NO_OWN;
    const reaches = takesUpTo(facts);
    const meets = reaches !== undefined && (isBuy ? own <= reaches : own >= reaches);
    return found(!meets, own, 'none it would meet');
  },
};

/** R6. */
export const RATE_CHECKS: readonly CheckDefinition[] = [
  orderRate(
    'orders-per-second',
    'Orders in a second',
    (limits) => limits['orders-per-second'],
    (watched) => watched.ordersInSecond,
  ),
  orderRate(
    'orders-per-minute',
    'Orders in a minute',
    (limits) => limits['orders-per-minute'],
    (watched) => watched.ordersInMinute,
  ),
  orderRate(
    'orders-per-day',
    'Orders in 24 hours',
    (limits) => limits['orders-per-day'],
    (watched) => watched.ordersInDay,
  ),
  messageThrottle,
  cancelFillRatio,
  repeatThrottle,
  duplicateOrder,
  orderStacking,
  selfMatch,
];
