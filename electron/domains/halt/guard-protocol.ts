import type { Credential } from '#shared/model/account';
import type { ExchangeTimerStanding } from '#shared/model/exchange-timer';
import type { HaltedOrder } from '#shared/model/halt-report';
import type { WorkerProtocol } from '../../platform/process/wire';
import type { GuardedExchangeId } from '../../platform/venue/cancel-plan';

export interface GuardAccount {
  readonly accountId: string;
  readonly exchange: GuardedExchangeId;
  readonly urls: Record<string, unknown>;
  readonly credential: Credential;
  /** Symbols the account may trade: cancelled without listing first, which saves a round trip. */
  readonly symbols: readonly string[];
  /** What this exchange lets through, by budget of its plan, where that is not what the plan says. */
  readonly budgets?: Readonly<Record<string, number>>;
}

/** An order main believes may be working, so that the guard can say what became of it. */
export interface KnownOrder {
  readonly accountId: string;
  readonly symbol: string;
  readonly clientOrderId: string;
  readonly quantity: string;
}

/** How the cancel of one account went. `verified-empty` only after a listing that came back empty. */
export interface GuardAccountResult {
  readonly accountId: string;
  readonly state: 'verified-empty' | 'not-verified';
  readonly listings: number;
  readonly problem: string | null;
  readonly orders: readonly HaltedOrder[];
  /** Milliseconds from receipt of the request to the first cancel on the wire, and to the verifying listing's answer. */
  readonly firstCancelSentMs: number;
  readonly finishedMs: number;
}

/**
 * The guard: cancel-only, with its own ccxt instances and warm sockets. It runs detached from main over stdio lines
 * and outlives it: when stdin ends, or no heartbeat came for `silentAfterMs`, it cancels everything.
 */
export interface GuardProtocol extends WorkerProtocol {
  readonly config: {
    readonly accounts: readonly GuardAccount[];
    /** Main beats each 250 ms; 1,500 ms of silence means it is dead or hangs. */
    readonly silentAfterMs: number;
    /** Gives up on one account after this; what is left is named `unknown`. 30,000. */
    readonly deadlineMs: number;
    /**
     * So long after it found everything empty in main's absence it cancels and lists once more: an order that was on the wire when
     * main died may be accepted after the first listing. 2,500.
     */
    readonly lookAgainMs: number;
    /** Where it writes what it did when main was gone: one JSON file per dead-man run; read at next start. */
    readonly reportDirectory: string;
  };
  readonly ready: Record<string, never>;
  readonly requests: {
    /** Cancels everything of these accounts and lists until none is left. */
    readonly cancelAll: {
      readonly params: {
        readonly haltId: string;
        readonly accountIds: readonly string[];
        readonly known: readonly KnownOrder[];
        /** Only orders on these; undefined: all. */
        readonly symbols?: readonly string[] | undefined;
      };
      readonly result: { readonly accounts: readonly GuardAccountResult[] };
    };
    /** Lists only. */
    readonly list: {
      readonly params: { readonly accountIds: readonly string[]; readonly symbols?: readonly string[] | undefined };
      readonly result: {
        readonly accounts: ReadonlyArray<{
          readonly accountId: string;
          readonly openOrders: number | null;
          readonly problem: string | null;
        }>;
      };
    };
    /**
     * Before a clean exit: the next end of stdin is not a death. The exchange's own timers are taken away too, unless orders may
     * still work there.
     */
    readonly disarm: { readonly params: { readonly keepTimers: boolean }; readonly result: Record<string, never> };
    /** Sets the exchange's own timers, or takes them away; `problem` empty when all of them were. */
    readonly timers: { readonly params: { readonly on: boolean }; readonly result: { readonly problem: string } };
  };
  readonly notices: {
    readonly heartbeat: Record<string, never>;
    /** New endpoints or keys; replaces all accounts. */
    readonly accounts: { readonly accounts: readonly GuardAccount[] };
  };
  readonly events: {
    readonly progress: {
      readonly haltId: string;
      readonly accountId: string;
      readonly cancelled: number;
      readonly state: 'cancelling' | 'verified-empty' | 'not-verified';
    };
    /** Main was silent: everything was cancelled. Main, if it lives, halts. */
    readonly deadMan: { readonly why: 'silent' | 'parent-gone'; readonly accounts: readonly GuardAccountResult[] };
    /** How the exchange's own dead-man timers stand, of all accounts, at each change. */
    readonly timers: { readonly accounts: readonly ExchangeTimerStanding[] };
    /** The exchange's own timer ran out for these: it has cancelled what worked there. */
    readonly timerRanOut: { readonly accountId: string; readonly symbols: readonly string[] };
    /** Whether it could cancel now: sockets warm and the last ping of each account answered. */
    /** `unable`: accounts whose orders it could not cancel now; none while armed. */
    readonly armed: { readonly armed: boolean; readonly message: string; readonly unable: readonly string[] };
  };
}
