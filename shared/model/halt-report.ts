import type { Side } from './order';
import type { UtcMs } from './time';
import type { Halt } from './trading-state';

/** What became of one order during a halt, with the exchange's own evidence. */
export interface HaltedOrder {
  readonly accountId: string;
  readonly symbol: string;
  readonly exchangeOrderId: string | undefined;
  readonly clientOrderId: string | undefined;
  readonly side: Side | undefined;
  /** `filled`: filled before the cancel reached it. `unknown`: the exchange could not be asked. */
  readonly outcome: 'cancelled' | 'filled' | 'unknown';
  /** Quantity filled and asked for, decimal text; undefined when not known. */
  readonly filledQuantity: string | undefined;
  readonly quantity: string | undefined;
  /** In words: where this was learned (`cancel answer`, `order query`, `open orders listing`). */
  readonly evidence: string;
  /** How the exchange said the order stood, and its own time of that; undefined when it said nothing of it. */
  readonly exchangeStatus?: string | undefined;
  readonly exchangeAt?: UtcMs | undefined;
}

/** What an account still holds or owes when its orders are gone, as the book has it. */
export interface PositionLeft {
  readonly accountId: string;
  readonly symbol: string;
  /** Signed, decimal text. */
  readonly quantity: string;
}

/** How one account stands during and after a halt. */
export interface HaltedAccount {
  readonly accountId: string;
  /** `verified-empty`: the exchange listed no open order after everything in flight was resolved. */
  readonly state: 'cancelling' | 'verified-empty' | 'not-verified';
  /** Who cancelled: the guard, or the exchange worker because the guard did not answer. */
  readonly by: 'guard' | 'exchange-worker';
  readonly listings: number;
  /** Why it is not verified, in words; undefined otherwise. */
  readonly problem: string | undefined;
}

/** The proof that a halt stopped everything: each order by name, each account, each step with its time. */
export interface HaltReport {
  readonly halt: Halt;
  readonly state: 'running' | 'verified-empty' | 'not-verified';
  readonly accounts: readonly HaltedAccount[];
  readonly orders: readonly HaltedOrder[];
  /** When the procedure last came to a result; empty while it runs, and when all is flat. */
  readonly positions: readonly PositionLeft[];
  /** Milliseconds after the press; undefined while not reached. */
  readonly steps: {
    readonly gateClosedMs: number;
    readonly stateSavedMs: number | undefined;
    readonly firstCancelSentMs: number | undefined;
    readonly verifiedEmptyMs: number | undefined;
    /** A second listing after that was empty, too. */
    readonly emptyAgainMs: number | undefined;
  };
  readonly finishedAt: UtcMs | undefined;
}
