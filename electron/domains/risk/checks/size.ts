import { type Decimal, div, max, min, mul, ONE, ZERO } from '#shared/model/decimal';
import { isConditional } from '#shared/model/order';
import { type Facts, worstQuantity } from '../facts';
import { type CheckDefinition, decimalUpTo, found, NOT_KNOWN, orResize } from './check';

/** R3. RTS 6 art. 15(1)(c): maximum order volume; FIA 2024, maximum order size. */
const maxOrderQuantity: CheckDefinition = {
  id: 'max-order-quantity',
  name: 'Order quantity',
  unit: 'base',
  limitId: 'max-order-quantity',
  yieldsToExits: true,
  sentence: (observed, limit) => `The order is for ${observed}; at most ${limit} may be sent at once.`,
  evaluate: ({ quantity, limits }) => {
    const limit = limits['max-order-quantity'];
    const finding = decimalUpTo(limit, quantity);
    return finding.passed ? finding : orResize(limit, finding, () => limit?.value ?? ZERO);
  },
};

/** R3. SEC 15c3-5(c)(1)(ii) and RTS 6 art. 15(1)(b): maximum order value. */
const maxOrderNotional: CheckDefinition = {
  id: 'max-order-notional',
  name: 'Order value',
  unit: 'quote',
  limitId: 'max-order-notional',
  yieldsToExits: true,
  sentence: (observed, limit) => `The order is worth ${observed}; this bot may send at most ${limit} at once.`,
  evaluate: (facts) => {
    const limit = facts.limits['max-order-notional'];
    const finding = decimalUpTo(limit, facts.notional);
    return finding.passed ? finding : orResize(limit, finding, () => quantityWorth(facts, limit?.value, facts.price));
  },
};

/** The quantity that is worth so much at a price; zero where that cannot be said. */
export function quantityWorth(
  { contractSize }: Pick<Facts, 'contractSize'>,
  worth: Decimal | undefined,
  price: Decimal | undefined,
): Decimal {
  if (worth === undefined || price === undefined) return ZERO;
  const unit = mul(price, contractSize);
  return unit > 0n ? max(div(worth, unit), ZERO) : ZERO;
}

/**
 * How much more of the order's side fits when the worst of the resulting positions may be `most`. The other side does not
 * depend on this order: when that alone is too large nothing fits.
 */
export function roomFor(isBuy: boolean, longest: Decimal, shortest: Decimal, most: Decimal): Decimal {
  const [grows, other] = isBuy ? [longest, -shortest] : [-shortest, longest];
  return other > most ? ZERO : max((most - grows) as Decimal, ZERO);
}

/**
 * R3. RTS 6 art. 15(4): position counting working orders. The worst position is the larger of all working buys filled
 * and all working sells filled, with this order; valued at the higher of reference ask and the order's own price.
 */
const maxPosition: CheckDefinition = {
  id: 'max-position',
  name: 'Position with working orders',
  unit: 'quote',
  limitId: 'max-position',
  yieldsToExits: true,
  sentence: (observed, limit) =>
    `With its working orders the position could reach ${observed}; this bot's limit is ${limit}.`,
  evaluate: (facts) => {
    const { longest, shortest, reference, limits, contractSize, isBuy, quantity } = facts;
    const limit = limits['max-position'];
    if (longest === undefined || shortest === undefined || reference === undefined)
      return decimalUpTo(limit, undefined);
    const price = max(reference.ask, facts.price ?? ZERO);
    const worst = mul(worstQuantity(longest, shortest), price);
    const finding = decimalUpTo(limit, contractSize === ONE ? worst : mul(worst, contractSize));
    if (finding.passed) return finding;
    return orResize(limit, finding, () => {
      const before = isBuy ? longest - quantity : longest;
      const beforeShort = isBuy ? shortest : shortest + quantity;
      return roomFor(isBuy, before as Decimal, beforeShort as Decimal, quantityWorth(facts, limit?.value, price));
    });
  },
};

/**
 * Margin that the order binds beyond what is bound already: by how much the larger of the two positions that working orders can
 * lead to grows, over the leverage; and what it loses at once, bought above the mark price or sold below it. An order that turns a
 * position needs margin for what it opens alone. Source: Binance USD-M, one-way mode.
 */
function marginNeeded(facts: Facts): Decimal | undefined {
  const { snapshot, isBuy, quantity, price, contractSize, longest, shortest, reference } = facts;
  const { leverage } = snapshot;
  if (price === undefined || longest === undefined || shortest === undefined) return undefined;
  if (leverage === undefined || leverage <= 0n) return undefined;
  const before = worstQuantity(
    isBuy ? ((longest - quantity) as Decimal) : longest,
    isBuy ? shortest : ((shortest + quantity) as Decimal),
  );
  const grows = max((worstQuantity(longest, shortest) - before) as Decimal, ZERO);
  const mark = (isConditional(facts.intent.type) ? facts.intent.stopPrice : reference?.mark) ?? price;
  const through = max((isBuy ? price - mark : mark - price) as Decimal, ZERO);
  return (div(mul(mul(grows, price), contractSize), leverage) + mul(mul(quantity, through), contractSize)) as Decimal;
}

/** R3. Free balance counting working orders and those decided or sent that the exchange has not yet seen; on perpetuals free margin. Source: SEC 15c3-5(c)(1)(i). */
const availableBalance: CheckDefinition = {
  id: 'available-balance',
  name: 'Available balance',
  unit: '',
  sentence: (observed, limit) =>
    `The order needs ${observed} and the account has ${limit} free, working orders counted.`,
  evaluate: (facts) => {
    const { snapshot, rules, isBuy, isExit, quantity, notional } = facts;
    if (rules?.contract !== undefined) {
      // An exit frees margin.
      if (isExit) return found(true, ZERO, snapshot.availableMargin ?? NOT_KNOWN);
      const { availableMargin } = snapshot;
      const needed = marginNeeded(facts);
      const passed = needed !== undefined && availableMargin !== undefined && needed <= availableMargin;
      return found(passed, needed ?? NOT_KNOWN, availableMargin ?? null);
    }
    const available = isBuy ? snapshot.availableQuote : snapshot.availableBase;
    const needed = isBuy ? notional : quantity;
    if (needed === undefined) return found(false, NOT_KNOWN, available ?? null);
    return found(available !== undefined && needed <= available, needed, available ?? null);
  },
};

/**
 * R3. The leverage set for the symbol is no higher than the limit, the market and the bracket of the resulting position allow.
 * Source: SEC 15c3-5(c)(1)(i); Binance leverage brackets.
 */
const leverageSetting: CheckDefinition = {
  id: 'leverage-setting',
  name: 'Leverage set for the symbol',
  unit: '×',
  limitId: 'max-leverage',
  yieldsToExits: true,
  sentence: (observed, limit) =>
    `The symbol's leverage is set to ${observed}; at most ${limit} is allowed for a position of this size. Lower it at the exchange.`,
  evaluate: ({ rules, snapshot: { leverage }, limits, longest, shortest, price }) => {
    const limit = limits['max-leverage'];
    if (limit === undefined) return found(false, leverage ?? NOT_KNOWN, null);
    const contract = rules?.contract;
    if (contract === undefined) return found(true, 'spot', limit.value ?? NOT_KNOWN);
    if (longest === undefined || shortest === undefined || price === undefined || leverage === undefined)
      return found(false, NOT_KNOWN, limit.value ?? NOT_KNOWN);
    let most = min(contract.maxLeverage, limit.value ?? contract.maxLeverage);
    const worth = mul(mul(worstQuantity(longest, shortest), price), contract.contractSize);
    if (contract.brackets.length > 0) {
      const bracket = contract.brackets.find(({ notionalCap }) => worth <= notionalCap);
      most = min(most, bracket?.maxLeverage ?? ZERO);
    }
    return found(leverage > 0n && leverage <= most, leverage, most);
  },
};

/** R3, for one order and one symbol. */
export const SIZE_CHECKS: readonly CheckDefinition[] = [
  maxOrderQuantity,
  maxOrderNotional,
  maxPosition,
  availableBalance,
  leverageSetting,
];
