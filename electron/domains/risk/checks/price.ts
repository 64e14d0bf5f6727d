import { ZERO } from '#shared/model/decimal';
import { isConditional } from '#shared/model/order';
import { AS_BPS, type CheckDefinition, decimalUpTo, found, fractionUpTo, numberUpTo } from './check';

/**
 * R4. A reference that is missing, stale, crossed or not positive proves nothing: refuse.
 * Source: FIA 2024, market data reasonability; RTS 6 art. 15(1)(a) presumes a price to compare with.
 */
const referenceFresh: CheckDefinition = {
  id: 'reference-fresh',
  name: 'Price age',
  unit: 'ms',
  limitId: 'reference-max-age',
  sentence: (observed, limit) =>
    `The last price is ${observed} ms old, missing or crossed; orders need one fresher than ${limit} ms.`,
  evaluate: ({ snapshot, reference, limits }) => {
    const limit = limits['reference-max-age'];
    if (snapshot.reference === undefined) return found(false, 'no price', limit?.value ?? null);
    if (reference === undefined) return found(false, 'crossed', limit?.value ?? null);
    return numberUpTo(limit, Math.max(0, Math.round(snapshot.nowMonotonicMs - reference.receivedMonotonicMs)));
  },
};

/**
 * R4. A price that has jumped from its own recent level is a broken feed until it holds: 96 BTC were paid in 2018 for a coin
 * worth 0.00004. A jump beyond twice never heals by itself; an operator accepts it. Source: FIA 2024, market data reasonability.
 */
const referenceJump: CheckDefinition = {
  id: 'reference-jump',
  name: 'Price jump',
  unit: '×',
  limitId: 'reference-jump',
  sentence: (observed, limit) =>
    `The price stands ${observed} times away from its recent level; beyond ${limit} times it may be a broken feed. Look at the market; if the price is real, accept it.`,
  evaluate: ({ limits, watched }) => numberUpTo(limits['reference-jump'], watched?.jump),
};

/**
 * R4. RTS 6 art. 15(1)(a) price collar; FIA 2024, price tolerance. A buy may not stand more than the collar above the ask, a
 * sell not more than it below the bid. Standing far on the passive side is harmless. A conditional order meets the market of its
 * stop price: its limit may stand so far beyond that.
 */
const priceCollar: CheckDefinition = {
  id: 'price-collar',
  name: 'Price collar',
  unit: 'bps',
  limitId: 'price-collar',
  sentence: (observed, limit) => `The price is ${observed} bps through the market; at most ${limit} bps is allowed.`,
  evaluate: ({ intent, isBuy, reference, limits }) => {
    const limit = limits['price-collar'];
    if (reference === undefined) return decimalUpTo(limit, undefined);
    const { stopPrice } = intent;
    if (isConditional(intent.type)) {
      // At market it has no limit that could stand beyond; today's spread says nothing of the one it will meet.
      if (stopPrice === undefined || intent.price === undefined) return decimalUpTo(limit, ZERO);
      const beyond = isBuy ? intent.price - stopPrice : stopPrice - intent.price;
      return fractionUpTo(limit, beyond > 0n ? beyond : 0n, stopPrice, AS_BPS);
    }
    const { bid, ask } = reference;
    // A market order pays the spread: a spread wider than the collar could fill anywhere.
    if (intent.price === undefined) return fractionUpTo(limit, ask - bid, bid, AS_BPS);
    if (isBuy ? intent.price <= ask : intent.price >= bid) return decimalUpTo(limit, ZERO);
    return isBuy
      ? fractionUpTo(limit, intent.price - ask, ask, AS_BPS)
      : fractionUpTo(limit, bid - intent.price, bid, AS_BPS);
  },
};

/** R4. Exits, too, need a price that makes sense: an exit at a broken price is how an account is drained. */
export const PRICE_CHECKS: readonly CheckDefinition[] = [referenceFresh, referenceJump, priceCollar];
