import { type Decimal, isMultipleOf, ZERO } from '#shared/model/decimal';
import type { MarketRules } from '#shared/model/market';
import { isAtMarket, isConditional, waitsForRise } from '#shared/model/order';
import { triggerPriceOf } from '../conditional';
import { type CheckDefinition, found, NOT_KNOWN, NOT_WATCHED, seenText } from './check';

const TRADING = found(true, 'trading', 'trading');
const CLOSED = found(false, 'closed', 'trading');
const UNLISTED = found(false, NOT_KNOWN, 'trading');

/** R1. The market is listed, known and open. Source: the exchange's own rule. */
const marketOpen: CheckDefinition = {
  id: 'market-open',
  name: 'Market',
  unit: '',
  sentence: (observed) =>
    `The market is ${observed}: nothing can be traded on it until the exchange lists it as trading.`,
  evaluate: ({ rules }) => (rules === undefined ? UNLISTED : rules.isTrading ? TRADING : CLOSED),
};

/**
 * R1. A name that still works at the exchange cannot be used again: it would be ambiguous which one to cancel.
 * Source: operator's need.
 */
const orderName: CheckDefinition = {
  id: 'order-name',
  name: 'Order name',
  unit: '',
  sentence: (observed) =>
    `The bot already has a working order named ${observed}; it must cancel it or choose another name.`,
  evaluate: ({ intent, snapshot }) => found(!snapshot.isNameTaken, intent.botOrderId, 'not in use'),
};

/** Whether market and limits both allow a word. */
function allowedWord(
  word: string,
  ofMarket: readonly string[] | undefined,
  limit: { readonly value: ReadonlySet<string> | undefined } | undefined,
): ReturnType<CheckDefinition['evaluate']> {
  if (limit === undefined) return found(false, word, null);
  if (ofMarket !== undefined && !ofMarket.includes(word)) return found(false, word, ofMarket.join(' '));
  return found(limit.value === undefined || limit.value.has(word), word, limit.value ?? NOT_WATCHED);
}

/** R1. The order type is one that the market and the limits allow. Source: the exchange's rule; operator's need. */
const orderType: CheckDefinition = {
  id: 'order-type',
  name: 'Order type',
  unit: '',
  limitId: 'order-types',
  sentence: (observed, limit) => `Orders of type ${observed} are not allowed here; allowed: ${limit}.`,
  evaluate: ({ intent, rules, limits }) => allowedWord(intent.type, rules?.orderTypes, limits['order-types']),
};

/** R1. How long the order may rest is one of what the market and the limits allow. Source: as above. */
const timeInForce: CheckDefinition = {
  id: 'time-in-force',
  name: 'Time in force',
  unit: '',
  limitId: 'times-in-force',
  sentence: (observed, limit) => `Time in force ${observed} is not allowed here; allowed: ${limit}.`,
  evaluate: ({ intent, rules, limits }) =>
    allowedWord(intent.timeInForce, rules?.timesInForce, limits['times-in-force']),
};

/** R1, Binance PRICE_FILTER: price and stop price are whole ticks. A market order has no price to check. */
const priceTick: CheckDefinition = {
  id: 'price-tick',
  name: 'Price step',
  unit: 'quote',
  sentence: (observed, limit) => `Price ${observed} is not a whole multiple of the market's tick ${limit}.`,
  evaluate: ({ intent, rules }) => {
    const price = intent.price ?? ZERO;
    if (rules === undefined) return found(false, price, null);
    if (!isMultipleOf(price, rules.tickSize)) return found(false, price, rules.tickSize);
    const stopFits = intent.stopPrice === undefined || isMultipleOf(intent.stopPrice, rules.tickSize);
    return found(stopFits, stopFits ? price : (intent.stopPrice ?? price), rules.tickSize);
  },
};

const isInRange = (price: Decimal, { minPrice, maxPrice }: MarketRules): boolean =>
  price > 0n && price >= minPrice && price <= maxPrice;

/** R1: the order has the prices its type needs, above zero and inside the market's range (PRICE_FILTER); no others. */
const priceRange: CheckDefinition = {
  id: 'price-range',
  name: 'Price range',
  unit: 'quote',
  sentence: (observed, limit) =>
    `Price ${observed} is missing, not allowed for this order type, or outside the market's range ${limit}.`,
  evaluate: ({ intent, rules }) => {
    if (rules === undefined) return found(false, intent.price ?? NOT_KNOWN, null);
    const priceFits = isAtMarket(intent.type)
      ? intent.price === undefined
      : intent.price !== undefined && isInRange(intent.price, rules);
    const stopFits = isConditional(intent.type)
      ? intent.stopPrice !== undefined && isInRange(intent.stopPrice, rules)
      : intent.stopPrice === undefined;
    return found(priceFits && stopFits, intent.price ?? 'at market', rules.maxPrice);
  },
};

const NO_STOP = found(true, 'none', 'any');

/**
 * R1. A conditional order waits for a price that was not reached yet. On the wrong side of the market it would go off at once, as
 * an order that nobody meant to send now; an exchange refuses it too (Binance −2021, −2010), which is too late to be told why.
 * Judged by the price that sets it off. Source: the exchange's rule; operator's need.
 */
const stopPriceSide: CheckDefinition = {
  id: 'stop-price',
  name: 'Stop price',
  unit: 'quote',
  sentence: (observed, limit) =>
    `The stop price ${observed} is reached already (${limit}): the order would go off at once. Send it as a market or limit order if that is meant.`,
  evaluate: ({ intent: { type, side, stopPrice }, rules, reference }) => {
    if (!isConditional(type)) return NO_STOP;
    const now = triggerPriceOf(reference, rules);
    if (stopPrice === undefined || now === undefined || now <= 0n) return found(false, stopPrice ?? 'none', NOT_KNOWN);
    const waits = waitsForRise(type, side) ? stopPrice > now : stopPrice < now;
    return found(waits, stopPrice, `the market is at ${seenText(now)}`);
  },
};

/** R1, Binance LOT_SIZE step. */
const quantityStep: CheckDefinition = {
  id: 'quantity-step',
  name: 'Quantity step',
  unit: 'base',
  sentence: (observed, limit) => `Quantity ${observed} is not a whole multiple of the market's step ${limit}.`,
  evaluate: ({ quantity, rules }) =>
    found(rules !== undefined && isMultipleOf(quantity, rules.stepSize), quantity, rules?.stepSize ?? null),
};

/** R1, Binance LOT_SIZE range; above zero everywhere. */
const minQuantity: CheckDefinition = {
  id: 'min-quantity',
  name: 'Smallest quantity',
  unit: 'base',
  sentence: (observed, limit) => `Quantity ${observed} is below the market's minimum ${limit}.`,
  evaluate: ({ quantity, rules }) =>
    found(rules !== undefined && quantity > 0n && quantity >= rules.minQuantity, quantity, rules?.minQuantity ?? null),
};

/** R1, Binance LOT_SIZE range. */
const maxQuantity: CheckDefinition = {
  id: 'max-quantity',
  name: 'Largest quantity',
  unit: 'base',
  sentence: (observed, limit) => `Quantity ${observed} is above the market's maximum ${limit}.`,
  evaluate: ({ quantity, rules }) =>
    found(rules !== undefined && quantity <= rules.maxQuantity, quantity, rules?.maxQuantity ?? null),
};

/** R1, Binance NOTIONAL: the exchange refuses smaller orders (and larger, where it says so). */
const minNotional: CheckDefinition = {
  id: 'min-notional',
  name: 'Smallest order value',
  unit: 'quote',
  sentence: (observed, limit) => `The order is worth ${observed}; the market's own limit is ${limit}.`,
  evaluate: ({ rules, notional }) => {
    if (rules === undefined || notional === undefined) return found(false, NOT_KNOWN, rules?.minNotional ?? null);
    const { minNotional: least, maxNotional: most } = rules;
    if (most !== undefined && notional > most) return found(false, notional, most);
    return found(notional >= least, notional, least);
  },
};

const REDUCES = found(true, 'reduces', 'any');
const NEED_NOT_REDUCE = found(true, 'does not reduce', 'any');

/** R1. An order that says it only reduces does so, every working order of its side counted. Source: operator's need. */
const reduceOnly: CheckDefinition = {
  id: 'reduce-only',
  name: 'Reduce-only',
  unit: '',
  sentence: () =>
    'The order says it only reduces the position, and with the working orders it would not: it would grow or turn it.',
  evaluate: ({ intent, isExit }) => {
    if (intent.reduceOnly) return found(isExit, isExit ? 'reduces' : 'does not reduce', 'reduces');
    return isExit ? REDUCES : NEED_NOT_REDUCE;
  },
};

/** R1. On spot nothing can be sold that is not held, working sells counted. Source: the exchange's rule. */
const spotShort: CheckDefinition = {
  id: 'spot-short',
  name: 'No short on spot',
  unit: 'base',
  sentence: (observed) =>
    `With its working sells the account would hold ${observed}: on spot nothing can be sold that is not held.`,
  evaluate: ({ rules, isBuy, shortest }) => {
    if (isBuy || rules?.contract !== undefined) return found(true, shortest ?? NOT_KNOWN, 'any');
    return found(shortest !== undefined && shortest >= 0n, shortest ?? NOT_KNOWN, ZERO);
  },
};

/** R1, in the order an operator reads them. */
export const VALIDITY_CHECKS: readonly CheckDefinition[] = [
  marketOpen,
  orderName,
  orderType,
  timeInForce,
  priceTick,
  priceRange,
  stopPriceSide,
  quantityStep,
  minQuantity,
  maxQuantity,
  minNotional,
  reduceOnly,
  spotShort,
];
