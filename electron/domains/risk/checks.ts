import {
  abs,
  add,
  type Decimal,
  div,
  formatDecimal,
  isMultipleOf,
  max,
  mul,
  neg,
  ONE,
  parseDecimal,
  sub,
  ZERO,
} from '#shared/model/decimal';
import type { BotLimits } from '#shared/model/limits';
import type { MarketRules, Reference } from '#shared/model/market';
import type { OrderIntent } from '#shared/model/order';
import type { TradingState } from '#shared/model/trading-state';

/** Everything a decision knows: taken at one moment, never changed while it is evaluated. */
export interface RiskSnapshot {
  /** The strictest trading state of portfolio, exchange, account, bot and symbol. */
  readonly tradingState: TradingState;
  readonly limits: BotLimits | undefined;
  readonly rules: MarketRules | undefined;
  readonly reference: Reference | undefined;
  /** On the same clock as the reference's receipt. */
  readonly nowMonotonicMs: number;
  /** Held in the base asset by the account; undefined while the exchange has not told. */
  readonly position: Decimal | undefined;
  /** Unfilled quantity of the account's working orders on this symbol, base asset. */
  readonly workingBuys: Decimal;
  readonly workingSells: Decimal;
  /** Free at the exchange less what is decided or sent and not yet seen there; undefined while not told. */
  readonly availableBase: Decimal | undefined;
  readonly availableQuote: Decimal | undefined;
  /** Whether the bot already has a working order of this name. */
  readonly isNameTaken: boolean;
}

/** A number or word as seen; turned into text only when it is recorded, to keep the order path short. */
export type Seen = Decimal | number | string | readonly string[];

/** Outcome of one check, still in numbers. `limit` null: the limit is missing, which fails. */
export interface CheckOutcome {
  readonly check: CheckDefinition;
  readonly passed: boolean;
  readonly observed: Seen;
  readonly limit: Seen | null;
}

/** One check: a small pure function with its plain name, its unit and its sentence for the operator. */
export interface CheckDefinition {
  readonly id: string;
  readonly name: string;
  /** `quote`, `base` are replaced by the market's assets when recorded. */
  readonly unit: 'quote' | 'base' | 'bps' | 'ms' | '';
  /** What to tell when it fails. */
  readonly sentence: (observed: string, limit: string) => string;
  /** `notional`: price × quantity as `notionalOf` gives it, worked out once for all checks. */
  readonly evaluate: (
    intent: OrderIntent,
    snapshot: RiskSnapshot,
    notional: Decimal | undefined,
  ) => { passed: boolean; observed: Seen; limit: Seen | null };
}

/** A distance in basis points of a price, cut at 10^-18. */
const bpsOf = (distance: Decimal, price: Decimal): Decimal => div((distance * 10_000n) as Decimal, price);
const NOT_KNOWN = 'not known';

/** The price an order is valued at: its own, and for a market order the side of the book it would take. */
function valuationPrice(intent: OrderIntent, snapshot: RiskSnapshot): Decimal | undefined {
  if (intent.price !== undefined) return intent.price;
  const { reference } = snapshot;
  if (reference === undefined) return undefined;
  return intent.side === 'buy' ? reference.ask : reference.bid;
}

/** What an order is worth, quote asset; undefined for a market order without a reference. */
export function notionalOf(intent: OrderIntent, snapshot: RiskSnapshot): Decimal | undefined {
  const price = valuationPrice(intent, snapshot);
  return price === undefined ? undefined : mul(price, intent.quantity);
}

/** R9. HALTED takes nothing; REDUCING only what sells held base that no working sell has already claimed. */
const tradingState: CheckDefinition = {
  id: 'trading-state',
  name: 'Trading state',
  unit: '',
  sentence: (observed) => `Trading is ${observed}: no new order leaves. Resume on the Halt page when ready.`,
  evaluate: (intent, snapshot) => {
    if (snapshot.tradingState === 'REDUCING') {
      const left = snapshot.position === undefined ? ZERO : sub(snapshot.position, snapshot.workingSells);
      return { passed: intent.side === 'sell' && intent.quantity <= left, observed: 'REDUCING', limit: 'ACTIVE' };
    }
    return { passed: snapshot.tradingState === 'ACTIVE', observed: snapshot.tradingState, limit: 'ACTIVE' };
  },
};

/** R1. The market is listed, known and open. */
const marketOpen: CheckDefinition = {
  id: 'market-open',
  name: 'Market',
  unit: '',
  sentence: (observed) =>
    `The market is ${observed}: nothing can be traded on it until the exchange lists it as trading.`,
  evaluate: (_intent, { rules }) => ({
    passed: rules?.isTrading === true,
    observed: rules === undefined ? 'not known' : rules.isTrading ? 'trading' : 'closed',
    limit: 'trading',
  }),
};

/** R2. Operator's need: a trade-only key can still be drained by trading illiquid coins (3Commas, 2022). */
const symbolAllowlist: CheckDefinition = {
  id: 'symbol-allowlist',
  name: 'Symbol allowlist',
  unit: '',
  sentence: (observed) =>
    `${observed} is not on the bot's allowlist. Add it to the bot's limits if it should trade there.`,
  evaluate: (intent, { limits }) => ({
    passed: limits?.symbolAllowlist?.includes(intent.symbol) === true,
    observed: intent.symbol,
    limit: limits?.symbolAllowlist ?? null,
  }),
};

/** R1. A name that still works at the exchange cannot be used again: it would be ambiguous which one to cancel. */
const uniqueName: CheckDefinition = {
  id: 'order-name',
  name: 'Order name',
  unit: '',
  sentence: (observed) =>
    `The bot already has a working order named ${observed}; it must cancel it or choose another name.`,
  evaluate: (intent, snapshot) => ({ passed: !snapshot.isNameTaken, observed: intent.botOrderId, limit: 'not in use' }),
};

/** R1, Binance PRICE_FILTER: price and stop price are whole ticks. A market order has no price to check. */
const priceTick: CheckDefinition = {
  id: 'price-tick',
  name: 'Price step',
  unit: 'quote',
  sentence: (observed, limit) => `Price ${observed} is not a whole multiple of the market's tick ${limit}.`,
  evaluate: (intent, { rules }) => {
    const price = intent.price ?? ZERO;
    if (rules === undefined) return { passed: false, observed: price, limit: null };
    const passed =
      isMultipleOf(price, rules.tickSize) &&
      (intent.stopPrice === undefined || isMultipleOf(intent.stopPrice, rules.tickSize));
    return { passed, observed: price, limit: rules.tickSize };
  },
};

const isInRange = (price: Decimal, { minPrice, maxPrice }: MarketRules): boolean =>
  price > 0n && price >= minPrice && price <= maxPrice;

/** R1: the order has the prices its type needs, above zero and inside the market's range; no others. */
const priceRange: CheckDefinition = {
  id: 'price-range',
  name: 'Price range',
  unit: 'quote',
  sentence: (observed, limit) =>
    `Price ${observed} is missing, not allowed for this order type, or outside the market's range ${limit}.`,
  evaluate: (intent, { rules }) => {
    if (rules === undefined) return { passed: false, observed: intent.price ?? NOT_KNOWN, limit: null };
    const priceFits =
      intent.type === 'market'
        ? intent.price === undefined
        : intent.price !== undefined && isInRange(intent.price, rules);
    const stopFits =
      intent.type === 'stop-limit'
        ? intent.stopPrice !== undefined && isInRange(intent.stopPrice, rules)
        : intent.stopPrice === undefined;
    return { passed: priceFits && stopFits, observed: intent.price ?? 'at market', limit: rules.maxPrice };
  },
};

/** R1, Binance LOT_SIZE step. */
const quantityStep: CheckDefinition = {
  id: 'quantity-step',
  name: 'Quantity step',
  unit: 'base',
  sentence: (observed, limit) => `Quantity ${observed} is not a whole multiple of the market's step ${limit}.`,
  evaluate: (intent, { rules }) => ({
    passed: rules !== undefined && isMultipleOf(intent.quantity, rules.stepSize),
    observed: intent.quantity,
    limit: rules === undefined ? null : rules.stepSize,
  }),
};

/** R1, Binance LOT_SIZE range. */
const minQuantity: CheckDefinition = {
  id: 'min-quantity',
  name: 'Smallest quantity',
  unit: 'base',
  sentence: (observed, limit) => `Quantity ${observed} is below the market's minimum ${limit}.`,
  evaluate: (intent, { rules }) => ({
    passed: rules !== undefined && intent.quantity > 0n && intent.quantity >= rules.minQuantity,
    observed: intent.quantity,
    limit: rules === undefined ? null : rules.minQuantity,
  }),
};

/** R1, Binance LOT_SIZE range. */
const maxQuantity: CheckDefinition = {
  id: 'max-quantity',
  name: 'Largest quantity',
  unit: 'base',
  sentence: (observed, limit) => `Quantity ${observed} is above the market's maximum ${limit}.`,
  evaluate: (intent, { rules }) => ({
    passed: rules !== undefined && intent.quantity <= rules.maxQuantity,
    observed: intent.quantity,
    limit: rules === undefined ? null : rules.maxQuantity,
  }),
};

/** R1, Binance NOTIONAL: the exchange refuses smaller orders (and larger, where it says so). */
const minNotional: CheckDefinition = {
  id: 'min-notional',
  name: 'Smallest order value',
  unit: 'quote',
  sentence: (observed, limit) => `The order is worth ${observed}; the market's own limit is ${limit}.`,
  evaluate: (_intent, { rules }, notional) => {
    if (rules === undefined || notional === undefined)
      return { passed: false, observed: NOT_KNOWN, limit: rules?.minNotional ?? null };
    const { minNotional: least, maxNotional: most } = rules;
    if (most !== undefined && notional > most) return { passed: false, observed: notional, limit: most };
    return { passed: notional >= least, observed: notional, limit: least };
  },
};

/** R3. SEC 15c3-5(c)(1)(ii) and RTS 6 art. 15(1)(b): maximum order value. */
const maxOrderNotional: CheckDefinition = {
  id: 'max-order-notional',
  name: 'Order value',
  unit: 'quote',
  sentence: (observed, limit) => `The order is worth ${observed}; this bot may send at most ${limit} at once.`,
  evaluate: (_intent, { limits }, notional) => {
    const limit = limits?.maxOrderNotional ?? null;
    if (notional === undefined) return { passed: false, observed: NOT_KNOWN, limit };
    return { passed: limit !== null && notional <= limit, observed: notional, limit };
  },
};

/**
 * R3. RTS 6 art. 15(4): position counting working orders. The worst position is the larger of all working buys filled
 * and all working sells filled, with this order; valued at the higher of reference ask and the order's own price.
 */
const maxPosition: CheckDefinition = {
  id: 'max-position',
  name: 'Position with working orders',
  unit: 'quote',
  sentence: (observed, limit) =>
    `With its working orders the position could reach ${observed}; this bot's limit is ${limit}.`,
  evaluate: (intent, snapshot) => {
    const limit = snapshot.limits?.maxPositionNotional ?? null;
    const { position, reference } = snapshot;
    if (position === undefined || reference === undefined) return { passed: false, observed: NOT_KNOWN, limit };
    const isBuy = intent.side === 'buy';
    const longest = add(add(position, snapshot.workingBuys), isBuy ? intent.quantity : ZERO);
    const shortest = sub(sub(position, snapshot.workingSells), isBuy ? ZERO : intent.quantity);
    const worst = max(abs(longest), abs(shortest));
    const notional = mul(worst, max(reference.ask, intent.price ?? ZERO));
    // R10: a sell that leaves the account no further from flat than it is now is a risk-reducing exit and passes.
    const reduces = !isBuy && shortest >= 0n;
    return { passed: limit !== null && (notional <= limit || reduces), observed: notional, limit };
  },
};

/** R3. Free balance counting working orders and those decided or sent that the exchange has not yet seen. */
const availableBalance: CheckDefinition = {
  id: 'available-balance',
  name: 'Available balance',
  unit: '',
  sentence: (observed, limit) =>
    `The order needs ${observed} and the account has ${limit} free, working orders counted.`,
  evaluate: (intent, snapshot, needed) => {
    if (intent.side === 'sell') {
      const limit = snapshot.availableBase ?? null;
      return { passed: limit !== null && intent.quantity <= limit, observed: intent.quantity, limit };
    }
    const limit = snapshot.availableQuote ?? null;
    if (needed === undefined) return { passed: false, observed: NOT_KNOWN, limit };
    return { passed: limit !== null && needed <= limit, observed: needed, limit };
  },
};

/** R4. A reference that is missing, stale, crossed or not positive proves nothing: refuse. */
const referenceFresh: CheckDefinition = {
  id: 'reference-fresh',
  name: 'Price age',
  unit: 'ms',
  sentence: (observed, limit) =>
    `The last price is ${observed} ms old, missing or crossed; orders need one fresher than ${limit} ms.`,
  evaluate: (_intent, { reference, limits, nowMonotonicMs }) => {
    const limit = limits?.referenceMaxAgeMs ?? null;
    if (reference === undefined) return { passed: false, observed: 'no price', limit };
    if (reference.bid <= 0n || reference.ask <= 0n || reference.bid > reference.ask)
      return { passed: false, observed: 'crossed', limit };
    const ageMs = Math.max(0, Math.round(nowMonotonicMs - reference.receivedMonotonicMs));
    return { passed: limit !== null && ageMs <= limit, observed: ageMs, limit };
  },
};

/**
 * R4. RTS 6 art. 15(1)(a) price collar; incident: 96 BTC paid for a coin worth 0.00004 (2018). A buy may not stand more
 * than the collar above the ask, a sell not more than it below the bid. Standing far on the passive side is harmless.
 */
const priceCollar: CheckDefinition = {
  id: 'price-collar',
  name: 'Price collar',
  unit: 'bps',
  sentence: (observed, limit) => `The price is ${observed} bps through the market; at most ${limit} bps is allowed.`,
  evaluate: (intent, { reference, limits }) => {
    const limit = limits?.priceCollarBps ?? null;
    if (reference === undefined || reference.bid <= 0n || reference.ask <= 0n)
      return { passed: false, observed: NOT_KNOWN, limit };
    if (intent.price === undefined) {
      // A market order pays the spread: a spread wider than the collar could fill anywhere.
      const spreadBps = bpsOf(sub(reference.ask, reference.bid), reference.bid);
      return { passed: limit !== null && spreadBps <= decimalBps(limit), observed: spreadBps, limit };
    }
    const [near, through] =
      intent.side === 'buy'
        ? [reference.ask, sub(intent.price, reference.ask)]
        : [reference.bid, sub(reference.bid, intent.price)];
    const beyond = through <= 0n ? ZERO : bpsOf(through, near);
    return { passed: limit !== null && beyond <= decimalBps(limit), observed: beyond, limit };
  },
};

/** Below every distance, so that a collar which is not a number (NaN, an infinity) refuses. */
const REFUSES_ALL = neg(ONE);
const bpsCache = new Map<number, Decimal>();
function decimalBps(bps: number): Decimal {
  let value = bpsCache.get(bps);
  if (value === undefined) {
    value = parseDecimal(String(bps)) ?? REFUSES_ALL;
    bpsCache.set(bps, value);
  }
  return value;
}

/** All checks, in the order an operator reads them. Every one is evaluated on every order. */
export const CHECKS: readonly CheckDefinition[] = [
  tradingState,
  marketOpen,
  symbolAllowlist,
  uniqueName,
  priceTick,
  priceRange,
  quantityStep,
  minQuantity,
  maxQuantity,
  minNotional,
  maxOrderNotional,
  maxPosition,
  availableBalance,
  referenceFresh,
  priceCollar,
];

/** Text of something seen: decimals cut at 8 places, since that is what exchanges carry. */
export function seenText(value: Seen): string {
  if (typeof value === 'bigint') {
    const text = formatDecimal(value);
    const point = text.indexOf('.');
    return point < 0 ? text : text.slice(0, point + 9).replace(/\.?0+$/, '');
  }
  return typeof value === 'object' ? value.join(' ') : String(value);
}
