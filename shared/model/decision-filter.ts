import type { Verdict } from './decision';
import type { UtcMs } from './time';

/** What a decision is found by: known of every decision, also of one whose checks were not read. */
export interface DecisionFacts {
  readonly seq: number;
  readonly at: UtcMs;
  readonly botId: string;
  readonly accountId: string;
  readonly symbol: string;
  readonly side: string;
  readonly type: string;
  readonly verdict: Verdict;
  /** Client order id; null when none was sent. */
  readonly orderId: string | null;
  readonly outcome: string;
  readonly reason: string;
  /** The checks that did not pass. */
  readonly failed: readonly { readonly id: string; readonly name: string }[];
}

/** Null and empty text: any. */
export interface DecisionFilter {
  readonly verdict: Verdict | null;
  readonly botId: string | null;
  readonly accountId: string | null;
  readonly symbol: string | null;
  /** Id of a check that failed. */
  readonly checkId: string | null;
  /** Found anywhere in what the decision says of itself, without regard to case. */
  readonly text: string;
}

export const ANY_DECISION: DecisionFilter = {
  verdict: null,
  botId: null,
  accountId: null,
  symbol: null,
  checkId: null,
  text: '',
};

export const isAnyDecision = (filter: DecisionFilter): boolean =>
  filter.text.trim() === '' && Object.entries(filter).every(([key, value]) => key === 'text' || value === null);

/** The filter as a question to ask of each decision; the text is made ready once. */
export function decisionFits(filter: DecisionFilter): (decision: DecisionFacts) => boolean {
  const wanted = filter.text.trim().toLowerCase();
  return (decision) =>
    (filter.verdict === null || decision.verdict === filter.verdict) &&
    (filter.botId === null || decision.botId === filter.botId) &&
    (filter.accountId === null || decision.accountId === filter.accountId) &&
    (filter.symbol === null || decision.symbol === filter.symbol) &&
    (filter.checkId === null || decision.failed.some(({ id }) => id === filter.checkId)) &&
    (wanted === '' || wordsOf(decision).includes(wanted));
}

/** Asked again with each change of a live list, so the words of one decision are put together once. */
const words = new WeakMap<DecisionFacts, string>();

function wordsOf(decision: DecisionFacts): string {
  const known = words.get(decision);
  if (known !== undefined) return known;
  const { seq, botId, accountId, symbol, side, type, orderId, outcome, reason, failed } = decision;
  const names = failed.map(({ id, name }) => `${name} ${id}`);
  const made = [`${seq}`, botId, accountId, symbol, side, type, orderId ?? '', outcome, reason, ...names]
    .join(' ')
    .toLowerCase();
  words.set(decision, made);
  return made;
}
