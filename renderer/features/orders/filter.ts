import type { DecisionView } from '../../../shared/contract/views';

export interface DecisionFilter {
  /** Empty: all. */
  readonly botId: string;
  readonly verdict: DecisionView['verdict'] | '';
  /** Found anywhere in symbol, order id, reason, outcome, side, type or a failed check. */
  readonly text: string;
}

export const EVERYTHING: DecisionFilter = { botId: '', verdict: '', text: '' };

export const isVerdict = (value: string): value is DecisionView['verdict'] => value === 'allow' || value === 'deny';

/** The decisions that fit, newest first. */
export function filterDecisions(decisions: readonly DecisionView[], filter: DecisionFilter): DecisionView[] {
  const wanted = filter.text.trim().toLowerCase();
  const fits = (decision: DecisionView) =>
    (filter.botId === '' || decision.botId === filter.botId) &&
    (filter.verdict === '' || decision.verdict === filter.verdict) &&
    (wanted === '' || words(decision).includes(wanted));
  return decisions.filter(fits).reverse();
}

function words({ symbol, orderId, reason, outcome, side, type, checks, seq, botId }: DecisionView): string {
  const failed = checks.filter(({ passed }) => !passed).map(({ name }) => name);
  return [symbol, orderId ?? '', reason, outcome, side, type, botId, `${seq}`, ...failed].join(' ').toLowerCase();
}
