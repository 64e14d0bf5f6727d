import type { Credential } from '#shared/model/account';
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
    /** Before a clean exit: the next end of stdin is not a death. */
    readonly disarm: { readonly params: Record<string, never>; readonly result: Record<string, never> };
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
    /** Whether it could cancel now: sockets warm and the last ping of each account answered. */
    readonly armed: { readonly armed: boolean; readonly message: string };
  };
}
