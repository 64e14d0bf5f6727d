import { ZERO } from '#shared/model/decimal';
import { type LimitId, limitDefinition } from '#shared/model/limits';
import type { OrderIntent } from '#shared/model/order';
import { NOT_KNOWN, seenText } from '../checks/check';
import { CHECKS } from '../evaluate';
import { factsOf } from '../facts';
import type { RiskSnapshot } from '../snapshot';

/** How much of a limit is used now. */
export interface LimitUse {
  readonly limitId: LimitId;
  /** Decimal text in the limit's unit. */
  readonly used: string;
  /** Whole percent, rounded down, 100 when reached; null where there is no number to compare with. */
  readonly percent: number | null;
}

/** Checks whose observed value says something without an order; those of one order's own size, price or kind do not. */
const STANDING: ReadonlySet<string> = new Set([
  'max-position',
  'gross-exposure-bot',
  'gross-exposure-account',
  'gross-exposure-portfolio',
  'net-exposure-bot',
  'net-exposure-account',
  'net-exposure-portfolio',
  'max-leverage',
  'reference-fresh',
  'reference-jump',
  'max-spread',
  'min-volume-24h',
  'min-top-depth',
  'cancel-fill-ratio',
  'daily-loss-bot',
  'daily-loss-account',
  'daily-loss-portfolio',
  'drawdown-bot',
  'drawdown-account',
  'drawdown-portfolio',
  'volatility-band',
]);
/** Those whose observed value counts the order itself. */
const COUNTING: ReadonlySet<string> = new Set([
  'orders-per-second',
  'orders-per-minute',
  'orders-per-day',
  'message-throttle',
  'loss-streak',
]);
const MEASURED = CHECKS.filter(({ id }) => STANDING.has(id) || COUNTING.has(id));

/** An order of nothing: what the gate would observe if it came now is what stands without it. */
export const nothingOf = (botId: string, accountId: string, symbol: string): OrderIntent => ({
  botId,
  accountId,
  botOrderId: 'none',
  symbol,
  side: 'buy',
  type: 'market',
  quantity: ZERO,
  price: undefined,
  stopPrice: undefined,
  timeInForce: 'IOC',
  reduceOnly: false,
});

/** What the gate's own checks observe now for a bot on a symbol, against their limits. What is not known is left out. */
export function limitUse(snapshot: RiskSnapshot): readonly LimitUse[] {
  const facts = factsOf(nothingOf('', '', ''), snapshot);
  return MEASURED.flatMap((check): LimitUse[] => {
    const { limitId, id } = check;
    const { observed, limit } = check.evaluate(facts);
    if (limitId === undefined || observed === NOT_KNOWN || typeof observed === 'string') return [];
    const counted = COUNTING.has(id) && typeof observed === 'number' ? observed - 1 : observed;
    const used = seenText(counted);
    const most = limit === null || typeof limit === 'string' ? Number.NaN : Number(seenText(limit));
    return [{ limitId, used, percent: percentOf(Number(used), most, limitDefinition(limitId).tighter === 'higher') }];
  });
}

function percentOf(used: number, limit: number, isFloor: boolean): number | null {
  const share = isFloor ? limit / used : used / limit;
  if (!Number.isFinite(share)) return null;
  return Math.min(9_999, Math.max(0, Math.floor(share * 100 + 1e-9)));
}
