/** One check of a decision: what was seen, what was allowed, and in which unit. Journaled with the decision (R11). */
export interface Check {
  /** Stable kebab-case id: `max-order-notional`. */
  readonly id: string;
  /** Plain words: `Order size`. */
  readonly name: string;
  readonly passed: boolean;
  /** Decimal text or words. */
  readonly observed: string;
  /** Decimal text or words; null when the limit is missing, which is a failure. */
  readonly limit: string | null;
  /** `USDT`, `bps`, `ms`, or empty. */
  readonly unit: string;
  /** One sentence for the operator; empty when passed. */
  readonly message: string;
}

export type Verdict = 'allow' | 'deny';

export interface Decision {
  readonly verdict: Verdict;
  /** All checks are always evaluated, so that the operator sees every reason at once. */
  readonly checks: readonly Check[];
}
