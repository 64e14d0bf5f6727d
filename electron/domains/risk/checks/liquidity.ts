import { mul, ONE } from '#shared/model/decimal';
import { AS_BPS, type CheckDefinition, decimalFrom, decimalUpTo, fractionUpTo } from './check';

/** R5. A wide book is paid for twice, going in and coming out. Source: operator's need. */
const maxSpread: CheckDefinition = {
  id: 'max-spread',
  name: 'Spread',
  unit: 'bps',
  limitId: 'max-spread',
  yieldsToExits: true,
  sentence: (observed, limit) => `Bid and ask are ${observed} bps apart; at most ${limit} bps is allowed.`,
  evaluate: ({ reference, limits }) => {
    const limit = limits['max-spread'];
    if (reference === undefined) return decimalUpTo(limit, undefined);
    return fractionUpTo(limit, reference.ask - reference.bid, reference.bid, AS_BPS);
  },
};

/** R5. Coins that hardly trade are how trade-only keys are drained (3Commas, 2022). Source: operator's need. */
const minVolume: CheckDefinition = {
  id: 'min-volume-24h',
  name: 'Volume in 24 hours',
  unit: 'quote',
  limitId: 'min-volume-24h',
  yieldsToExits: true,
  sentence: (observed, limit) => `Only ${observed} was traded here in 24 hours; at least ${limit} is asked for.`,
  evaluate: ({ reference, limits }) => decimalFrom(limits['min-volume-24h'], reference?.volume24h),
};

/** R5. What stands at the side of the book the order would take. Source: operator's need. */
const minDepth: CheckDefinition = {
  id: 'min-top-depth',
  name: 'Depth at the top of the book',
  unit: 'quote',
  limitId: 'min-top-depth',
  yieldsToExits: true,
  sentence: (observed, limit) => `Only ${observed} stands at the best price; at least ${limit} is asked for.`,
  evaluate: ({ reference, limits, isBuy, contractSize }) => {
    const quantity = isBuy ? reference?.askQuantity : reference?.bidQuantity;
    const price = isBuy ? reference?.ask : reference?.bid;
    const limit = limits['min-top-depth'];
    if (quantity === undefined || price === undefined) return decimalFrom(limit, undefined);
    const depth = mul(quantity, price);
    return decimalFrom(limit, contractSize === ONE ? depth : mul(depth, contractSize));
  },
};

/** R5. A thin market is a reason to get out: exits pass. */
export const LIQUIDITY_CHECKS: readonly CheckDefinition[] = [maxSpread, minVolume, minDepth];
