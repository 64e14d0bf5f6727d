import { type Decimal, floorTo, formatDecimal } from '#shared/model/decimal';
import type { Check, Decision, Verdict } from '#shared/model/decision';
import type { ResolvedLimit, ResolvedLimits } from '#shared/model/limit-values';
import type { MarketRules } from '#shared/model/market';
import type { OrderIntent } from '#shared/model/order';
import { AUTHORISATION_CHECKS } from './checks/authorisation';
import { type CheckDefinition, type OpenFinding, type Seen, seenText } from './checks/check';
import { EXPOSURE_CHECKS } from './checks/exposure';
import { LIQUIDITY_CHECKS } from './checks/liquidity';
import { LOSS_CHECKS } from './checks/loss';
import { PRICE_CHECKS } from './checks/price';
import { RATE_CHECKS } from './checks/rate';
import { REGIME_CHECKS } from './checks/regime';
import { SIZE_CHECKS } from './checks/size';
import { VALIDITY_CHECKS } from './checks/validity';
import { factsOf } from './facts';
import type { RiskSnapshot } from './snapshot';

/** All checks, in the order an operator reads them. Every one is evaluated on every order. */
export const CHECKS: readonly CheckDefinition[] = [
  ...AUTHORISATION_CHECKS,
  ...VALIDITY_CHECKS,
  ...SIZE_CHECKS,
  ...EXPOSURE_CHECKS,
  ...PRICE_CHECKS,
  ...LIQUIDITY_CHECKS,
  ...RATE_CHECKS,
  ...LOSS_CHECKS,
  ...REGIME_CHECKS,
];

/** Outcome of one check, still in numbers. `limit` null: the limit is missing, which fails. */
export interface CheckOutcome {
  readonly check: CheckDefinition;
  readonly passed: boolean;
  readonly observed: Seen;
  readonly limit: Seen | null;
  /** The largest quantity this limit lets through, where it failed and may resize. */
  readonly fits: Decimal | undefined;
  /** Failed, and passed all the same: a risk-reducing exit (R10). */
  readonly isWaived: boolean;
}

/** The verdict with its checks still in numbers: what the order path needs. */
export interface Evaluation {
  readonly verdict: Verdict;
  /** What may be sent: as asked, or smaller when resized; zero when denied. */
  readonly quantity: Decimal;
  /** On the order as it was asked for. */
  readonly outcomes: readonly CheckOutcome[];
  readonly limits: ResolvedLimits | undefined;
}

/**
 * Evaluates all checks. Denies when any fails that may not resize. Otherwise takes the smallest quantity that the failing
 * ones let through, rounded down to the market's step, and judges it again by all checks: it is sent only when every one
 * passes, so that a resize exceeds no limit and is never below the market's minimum. The order of checks changes nothing.
 */
export function evaluate(
  intent: OrderIntent,
  snapshot: RiskSnapshot,
  checks: readonly CheckDefinition[] = CHECKS,
): Evaluation {
  const { limits } = snapshot;
  const outcomes = outcomesOf(intent, snapshot, intent.quantity, checks);
  let isDenied = false;
  let fits: Decimal | undefined;
  for (const outcome of outcomes) {
    if (outcome.passed) continue;
    if (outcome.fits === undefined) isDenied = true;
    else if (fits === undefined || outcome.fits < fits) fits = outcome.fits;
  }
  if (!isDenied && fits === undefined) return { verdict: 'allow', quantity: intent.quantity, outcomes, limits };
  if (!isDenied && fits !== undefined) {
    const step = snapshot.rules?.stepSize ?? NOTHING;
    const quantity = step > 0n ? floorTo(fits, step) : NOTHING;
    if (quantity > 0n && quantity < intent.quantity) {
      const again = outcomesOf(intent, snapshot, quantity, checks);
      if (again.every(({ passed }) => passed)) return { verdict: 'resize', quantity, outcomes, limits };
    }
  }
  return { verdict: 'deny', quantity: NOTHING, outcomes, limits };
}
const NOTHING = 0n as Decimal;

function outcomesOf(
  intent: OrderIntent,
  snapshot: RiskSnapshot,
  quantity: Decimal,
  checks: readonly CheckDefinition[],
): CheckOutcome[] {
  const facts = factsOf(intent, snapshot, quantity);
  const outcomes = new Array<CheckOutcome>(checks.length);
  for (let at = 0; at < checks.length; at += 1) {
    const check = checks[at] as CheckDefinition;
    const outcome = check.evaluate(facts) as OpenFinding;
    outcome.check = check;
    if (!outcome.passed && facts.isExit && check.yieldsToExits === true) {
      outcome.passed = true;
      outcome.isWaived = true;
    }
    outcomes[at] = outcome as CheckOutcome;
  }
  return outcomes;
}

const EXIT = 'Passes because the order only makes the position smaller.';

/** The evaluation in text, as it is journaled and shown. */
export function describe(evaluation: Evaluation, rules: MarketRules | undefined): Decision {
  const { verdict, quantity, limits } = evaluation;
  const isResize = verdict === 'resize';
  const checks = evaluation.outcomes.map((outcome): Check => {
    const { check, passed, observed, limit, fits, isWaived } = outcome;
    const observedText = seenText(observed);
    const limitText = limit === null ? null : seenText(limit);
    const unit =
      check.unit === 'quote' ? (rules?.quote ?? '') : check.unit === 'base' ? (rules?.base ?? '') : check.unit;
    const resolved = check.limitId === undefined ? undefined : limits?.[check.limitId];
    const message = isWaived
      ? EXIT
      : passed
        ? ''
        : limitText === null
          ? `No limit is set for ${check.name.toLowerCase()}: a missing limit refuses. Set one in the bot's limits.`
          : `${check.sentence(observedText, limitText)}${fits === undefined ? '' : resizeSentence(isResize, quantity)}`;
    const described: Check = {
      id: check.id,
      name: check.name,
      passed,
      observed: observedText,
      limit: limitText,
      unit,
      message,
    };
    return resolved === undefined ? described : { ...described, level: levelText(resolved) };
  });
  return isResize ? { verdict, resizedQuantity: formatDecimal(quantity), checks } : { verdict, checks };
}

const resizeSentence = (isResize: boolean, quantity: Decimal): string =>
  isResize
    ? ` The order was made smaller: ${formatDecimal(quantity)}.`
    : ' A smaller order would fit this limit, but not the others or not the market.';

/** `portfolio`, `bot grid-1`, with a remark where a temporary override set it. */
function levelText({ level, key, overrideId }: ResolvedLimit): string {
  const where = level === 'portfolio' ? 'portfolio' : `${level} ${key}`;
  return overrideId === undefined ? where : `${where}, override ${overrideId}`;
}
