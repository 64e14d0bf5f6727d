import type { HaltedOrder, HaltReport, PositionLeft } from '#shared/model/halt-report';
import type { Result } from '#shared/model/result';
import type { Clock } from '#shared/model/time';
import type { HaltScope } from '#shared/model/trading-state';
import type { GuardAccountResult, KnownOrder } from './guard-protocol';
import type { StateFilePort } from './state-file';

/** What a canceller found and did for each account. Never rejects: trouble is in the result. */
export interface CancelPort {
  /** False when it cannot take the request at all; then the other canceller is asked. */
  isReady(): boolean;
  cancelAll(
    haltId: string,
    accountIds: readonly string[],
    known: readonly KnownOrder[],
    /** Only orders on these are cancelled and verified; undefined: all. */
    symbols?: readonly string[],
  ): Promise<readonly GuardAccountResult[] | undefined>;
}

/** What a halt of some scope has to empty: these accounts, all of each or only these symbols. */
export interface Covered {
  readonly accountIds: readonly string[];
  readonly symbols: readonly string[] | undefined;
}

export interface AccountListing {
  readonly accountId: string;
  /** null when the exchange could not be asked. */
  readonly openOrders: number | null;
  readonly problem: string | null;
}

/** What the halt needs from others; they implement it, the halt knows none of them. */
export interface HaltPorts {
  readonly clock: Clock;
  readonly stateFile: StateFilePort;
  /** Cancels from the guard process. */
  readonly guard: CancelPort;
  /** The second way, used when the guard does not answer: the exchange worker. */
  readonly fallback: CancelPort;
  /** Lists open orders afresh, for the resume page. */
  list(accountIds: readonly string[], symbols?: readonly string[]): Promise<readonly AccountListing[]>;
  /** Accounts and symbols of a scope; a bot's is its account, since an account has one bot (K10). */
  covered(scope: HaltScope): Covered;
  /** Orders believed to be working, or of unknown outcome. */
  knownOrders(): readonly KnownOrder[];
  /** What the book still holds of a scope that is not flat, for the report. */
  positionsLeft(covered: Covered): readonly PositionLeft[];
  /** Orders handed to the wire whose outcome is not known yet. */
  inFlightCount(): number;
  /** Resolves when those of now have an outcome, or after `timeoutMs`. */
  inFlightSettled(timeoutMs: number): Promise<void>;
  /** Tells the exchange worker to drop what has not left yet; or to take orders again. For halts over everything. */
  freeze(): void;
  thaw(): void;
  /** Cancels, one by one, the scope's working orders that could make a position larger. */
  cancelGrowing(scope: HaltScope): void;
  /** Tells every bot how trading stands for it now. */
  tellBots(): void;
  journal(type: string, data: unknown): Promise<Result<{ readonly seq: number }, { readonly message: string }>>;
  /** What must be healthy, or gone, before this scope may resume; sentences, empty when all is well. */
  obstacles(scope: HaltScope): readonly string[];
  onChange(report: HaltReport | undefined): void;
}

export type { GuardAccountResult, HaltedOrder, KnownOrder };
