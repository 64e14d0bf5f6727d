import type { Decision } from '#shared/model/decision';
import type { OrderIntent } from '#shared/model/order';
import { decisionOf, type Evaluation, evaluate, type RiskSnapshot, recorded } from '../../electron/domains/risk/index';

/** An evaluation in full, through the form in which it is journaled: what is lost on that way is lost here, too. */
export const describeDecision = (
  evaluation: Evaluation,
  pair: { readonly base: string; readonly quote: string } | undefined,
): Decision => decisionOf(JSON.parse(JSON.stringify(recorded(evaluation))), pair ?? { base: '', quote: '' });

/** Ids of the checks that refuse. */
export const refusals = (intent: OrderIntent, taken: RiskSnapshot): string[] =>
  Object.keys(recorded(evaluate(intent, taken)).failed);
