/**
 * Risk: decides on every order, purely. `evaluate(intent, snapshot)` looks at everything known at one moment and says
 * allow or deny with every check's observed value and limit. It reads no clock, touches no file, and never throws on
 * any input that the model's types allow. It never sends anything: that is execution's.
 */
import type { Check, Decision } from '#shared/model/decision';
import type { MarketRules } from '#shared/model/market';
import type { OrderIntent } from '#shared/model/order';
import { CHECKS, type CheckOutcome, notionalOf, type RiskSnapshot, seenText } from './checks';

export type { CheckOutcome, RiskSnapshot } from './checks';

/** The verdict with its checks still in numbers: what the order path needs. */
export interface Evaluation {
  readonly verdict: 'allow' | 'deny';
  readonly outcomes: readonly CheckOutcome[];
}

/** Evaluates all checks; denies when any fails. */
export function evaluate(intent: OrderIntent, snapshot: RiskSnapshot): Evaluation {
  const notional = notionalOf(intent, snapshot);
  const outcomes: CheckOutcome[] = [];
  let verdict: 'allow' | 'deny' = 'allow';
  for (const check of CHECKS) {
    const { passed, observed, limit } = check.evaluate(intent, snapshot, notional);
    if (!passed) verdict = 'deny';
    outcomes.push({ check, passed, observed, limit });
  }
  return { verdict, outcomes };
}

/** The evaluation in text, as it is journaled and shown. */
export function describe(evaluation: Evaluation, rules: MarketRules | undefined): Decision {
  const checks = evaluation.outcomes.map(({ check, passed, observed, limit }): Check => {
    const observedText = seenText(observed);
    const limitText = limit === null ? null : seenText(limit);
    const unit =
      check.unit === 'quote' ? (rules?.quote ?? '') : check.unit === 'base' ? (rules?.base ?? '') : check.unit;
    const message = passed
      ? ''
      : limitText === null
        ? `No limit is set for ${check.name.toLowerCase()}: a missing limit refuses. Set one in the bot's limits.`
        : check.sentence(observedText, limitText);
    return { id: check.id, name: check.name, passed, observed: observedText, limit: limitText, unit, message };
  });
  return { verdict: evaluation.verdict, checks };
}
