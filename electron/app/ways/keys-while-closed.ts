import type { GuardAccount } from '../../domains/halt/index';
import type { Settings } from '../settings';

/** The keys a halt can cancel with while no console runs, and why there is none for each other account. */
export interface UnlockedKeys {
  readonly held: readonly GuardAccount[];
  readonly missing: ReadonlyArray<{ readonly accountId: string; readonly why: string }>;
}

/** Gives the keys of these accounts. `passphrase`, which was checked, is undefined when it could not be had: then none is held. */
export type KeySource = (accounts: Settings['accounts'], passphrase: string | undefined) => Promise<UnlockedKeys>;

/**
 * Until there is a vault: no key is kept on this machine while the console does not run. Paper keys live in its memory, and
 * every account there can be is a paper account.
 */
export const noKeysKept: KeySource = async (accounts) => ({
  held: [],
  missing: accounts.map(({ id }) => ({
    accountId: id,
    why: 'a paper account. Its exchange runs only with the console: nothing can be filled there now, and what rests there is cancelled at the next start',
  })),
});
