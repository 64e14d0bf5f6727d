import { type Decimal, floorTo } from '#shared/model/decimal';
import type { Verdict } from '#shared/model/decision';
import type { ResolvedLimits } from '#shared/model/limit-values';
import type { OrderIntent } from '#shared/model/order';
import { AUTHORISATION_CHECKS } from './checks/authorisation';
import type { CheckDefinition, Finding } from './checks/check';
import { EXPOSURE_CHECKS } from './checks/exposure';
import { LIQUIDITY_CHECKS } from './checks/liquidity';
import { LOSS_CHECKS } from './checks/loss';
import { PRICE_CHECKS } from './checks/price';
import { RATE_CHECKS } from './checks/rate';
import { REGIME_CHECKS } from './checks/regime';
import { SIZE_CHECKS } from './checks/size';
import { VALIDITY_CHECKS } from './checks/validity';
import { type Facts, factsOf } from './facts';
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

/** The verdict with its checks still in numbers: what the order path needs. */
export interface Evaluation {
  readonly verdict: Verdict;
  /** What may be sent: as asked, or smaller when resized; zero when denied. */
  readonly quantity: Decimal;
  /** The checks, and what each found on the order as it was asked for. */
  readonly checks: readonly CheckDefinition[];
  readonly findings: readonly Finding[];
  /** The order only makes a position smaller: checks that yield to exits do not refuse it (R10). */
  readonly isExit: boolean;
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
  const facts = factsOf(intent, snapshot, intent.quantity);
  const { isExit } = facts;
  const findings = new Array<Finding>(checks.length);
  let isDenied = false;
  let fits: Decimal | undefined;
  for (let at = 0; at < checks.length; at += 1) {
    const check = checks[at] as CheckDefinition;
    const finding = check.evaluate(facts);
    findings[at] = finding;
    if (finding.passed || (isExit && check.yieldsToExits === true)) continue;
    if (finding.fits === undefined) isDenied = true;
    else if (fits === undefined || finding.fits < fits) fits = finding.fits;
  }
  if (!isDenied && fits === undefined)
    return { verdict: 'allow', quantity: intent.quantity, checks, findings, isExit, limits };
  if (!isDenied && fits !== undefined) {
    const step = snapshot.rules?.stepSize ?? NOTHING;
    const quantity = step > 0n ? floorTo(fits, step) : NOTHING;
    if (quantity > 0n && quantity < intent.quantity && allPass(factsOf(intent, snapshot, quantity), checks))
      return { verdict: 'resize', quantity, checks, findings, isExit, limits };
  }
  return { verdict: 'deny', quantity: NOTHING, checks, findings, isExit, limits };
}
const NOTHING = 0n as Decimal;

const allPass = (facts: Facts, checks: readonly CheckDefinition[]): boolean =>
  checks.every((check) => check.evaluate(facts).passed || (facts.isExit && check.yieldsToExits === true));
