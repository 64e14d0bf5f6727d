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
  /** One sentence for the operator; empty when passed without a remark. */
  readonly message: string;
  /** Which level set the limit, and for whom: `bot grid-1`; absent where the market or a rule sets it. */
  readonly level?: string;
}

/** `resize`: allowed with a smaller quantity than asked for. */
export type Verdict = 'allow' | 'resize' | 'deny';

export interface Decision {
  readonly verdict: Verdict;
  /** Only for `resize`: the quantity to send, decimal text, a whole number of the market's steps. */
  readonly resizedQuantity?: string;
  /** All checks are always evaluated, so that the operator sees every reason at once. */
  readonly checks: readonly Check[];
}
