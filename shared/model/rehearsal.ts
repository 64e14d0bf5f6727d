import type { UtcMs } from './time';

/** What a rehearsal found for one account. */
export interface RehearsedAccount {
  readonly accountId: string;
  readonly environment: 'paper' | 'testnet' | 'live';
  /** `halted`: the gate was closed, everything cancelled and the exchange verified. `listed`: it was only asked what works. */
  readonly did: 'halted' | 'listed';
  readonly isOk: boolean;
  /** Press to verified empty, or the time of the listing, milliseconds; null when it did not come to that. */
  readonly ms: number | null;
  /** Why it is not ok, in words; empty otherwise. */
  readonly problem: string;
}

/** A halt tried without money. */
export interface Rehearsal {
  readonly at: UtcMs;
  readonly isOk: boolean;
  /** Of the halt that was rehearsed, press to verified empty; without one, of the slowest listing. Null when one failed. */
  readonly ms: number | null;
  readonly accounts: readonly RehearsedAccount[];
}
