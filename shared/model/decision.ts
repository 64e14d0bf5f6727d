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

/** One check as journaled: its id, what was seen, the limit (null: missing), and the level that set the limit, where one did. */
export type RecordedCheck = readonly [id: string, observed: string, limit: string | null, level?: string];

/** A decision as journaled: the same, without what stands in the table of checks. See docs/journal-format.md. */
export interface RecordedDecision {
  readonly verdict: Verdict;
  readonly resizedQuantity?: string;
  /** All of them, in the order in which they are read. */
  readonly checks: readonly RecordedCheck[];
  /** The sentence of each check that failed, by its id. */
  readonly failed: Readonly<Record<string, string>>;
  /** Ids of checks that do not hold and passed all the same, since the order only makes a position smaller (R10). */
  readonly waived: readonly string[];
}

export interface Decision {
  readonly verdict: Verdict;
  /** Only for `resize`: the quantity to send, decimal text, a whole number of the market's steps. */
  readonly resizedQuantity?: string;
  /** All checks are always evaluated, so that the operator sees every reason at once. */
  readonly checks: readonly Check[];
}
