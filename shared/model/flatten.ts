/** How positions are closed after a halt: by immediate-or-cancel orders that only reduce, one slice after the other. */
export interface FlattenPolicy {
  /** How far below the bid it sells, or above the ask it buys, at most; basis points, 1 to 1,000. */
  readonly collarBps: number;
  /** Largest worth of one order, decimal text in the quote asset. */
  readonly sliceQuote: string;
  /** After this nothing more is sent; seconds, 5 to 600. */
  readonly deadlineSeconds: number;
}

export const COLLAR_BPS = { min: 1, max: 1_000 } as const;
export const DEADLINE_SECONDS = { min: 5, max: 600 } as const;

/**
 * For a press by hand on an account that has no policy of its own. An operator's choice: half a per cent, which the
 * standard price collar of the gate lets pass, small pieces, a minute.
 */
export const STANDARD_FLATTEN: FlattenPolicy = { collarBps: 50, sliceQuote: '1000', deadlineSeconds: 60 };

/** What became of one position. `dust`: what is left is less than the exchange takes. */
export interface FlattenedPosition {
  readonly accountId: string;
  readonly symbol: string;
  /** Signed, decimal text. */
  readonly before: string;
  readonly left: string;
  readonly state: 'closing' | 'closed' | 'dust' | 'not-closed';
  /** Orders sent. */
  readonly orders: number;
  /** Why it is not closed, in words; empty otherwise. */
  readonly why: string;
}
