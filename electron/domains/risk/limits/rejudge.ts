import { type Decimal, parseDecimal } from '#shared/model/decimal';
import type { Check } from '#shared/model/decision';
import type { ResolvedLimit, ResolvedLimits } from '#shared/model/limit-values';
import { type LimitId, limitDefinition } from '#shared/model/limits';
import type { UtcMs } from '#shared/model/time';
import { isWithinHours } from '#shared/model/zoned-time';
import { NOT_KNOWN } from '../checks/check';
import { CHECKS } from '../evaluate';
import { asDecimal } from './text';

/** What a decision on record says of one check. */
export type JudgedCheck = Pick<Check, 'id' | 'passed' | 'observed'>;

/** What a recorded decision is judged by again. */
export interface Rejudging {
  /** As they would hold for its bot on its symbol. */
  readonly limits: ResolvedLimits;
  /** Whether a limit holds otherwise than now for its bot and symbol. */
  readonly isChanged: (limitId: LimitId) => boolean;
  /** When it was decided. */
  readonly at: UtcMs;
  /** Whether it only made the position smaller. */
  readonly isExit: boolean;
}

/** `smaller`: the limit would make the order smaller, or refuse it where too little is left. `not-told`: the record does not say. */
export type Rejudged = 'passes' | 'fails' | 'smaller' | 'not-told';

const BY_ID = new Map(CHECKS.map((check) => [check.id, check]));
/** Limits that a check reads besides its own, and that its observed value depends on. */
const ALSO: Readonly<Record<string, LimitId>> = {
  'repeat-throttle': 'repeat-window',
  ...Object.fromEntries(
    CHECKS.filter(({ id }) => /^(daily-loss|drawdown)-/.test(id)).map(({ id }) => [id, 'worst-case-move' as const]),
  ),
};

/**
 * One check of a decision on record under other limits, from the value it observed then. Checks without a limit keep their outcome.
 * What was observed is taken as it was: an order that would not have been sent might have led to other values later.
 */
export function rejudge(check: JudgedCheck, { limits, isChanged, at, isExit }: Rejudging): Rejudged {
  const definition = BY_ID.get(check.id);
  const asItWas = check.passed ? 'passes' : 'fails';
  if (definition?.limitId === undefined) return asItWas;
  const { limitId } = definition;
  const outcome = (): Rejudged => {
    const limit = limits[limitId] as ResolvedLimit | undefined;
    const also = ALSO[check.id];
    if (limit === undefined || (also !== undefined && limits[also] === undefined)) return 'fails';
    if (also !== undefined && isChanged(also)) return 'not-told';
    return byLimit(check, limitId, limit, asItWas, isChanged(limitId), at);
  };
  const found = outcome();
  return found !== 'passes' && isExit && definition.yieldsToExits === true ? 'passes' : found;
}

function byLimit(
  { id, observed, passed }: JudgedCheck,
  limitId: LimitId,
  limit: ResolvedLimit,
  asItWas: 'passes' | 'fails',
  isChanged: boolean,
  at: UtcMs,
): Rejudged {
  const { value, onBreach } = limit;
  if (value instanceof Set) {
    if (!value.has(observed)) return 'fails';
    // Refused then although it is on the list now: because of another list, or because the market does not take it.
    return passed || id === 'symbol-allowlist' ? 'passes' : 'not-told';
  }
  // A bot that repeated itself was cut off until a person came: whatever the number.
  if (id === 'repeat-throttle' && parseDecimal(observed) === undefined) return isChanged ? 'not-told' : asItWas;
  if (value === undefined) return 'passes';
  if (Array.isArray(value)) return value.every((hours) => isWithinHours(hours, at)) ? 'passes' : 'fails';
  const seen = parseDecimal(observed);
  if (seen === undefined) return observed === NOT_KNOWN ? 'fails' : asItWas;
  const most = asDecimal(value) as Decimal;
  const fits = limitDefinition(limitId).tighter === 'lower' ? seen <= most : seen >= most;
  // The bracket of the position bounds it, too, and the record does not say which of the two did.
  if (fits) return id === 'leverage-setting' && !passed ? 'not-told' : 'passes';
  if (onBreach !== 'resize') return 'fails';
  return id === 'volatility-band' ? 'not-told' : 'smaller';
}
