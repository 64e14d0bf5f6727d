import type { Clock } from '#shared/model/time';
import type { Recorder } from '../recorder';
import type { SavedSettings } from '../saved-settings';
import type { Settings } from '../settings';
import type { VaultDesk } from '../vault/vault-desk';
import type { Venue } from '../venue';
import { AccountsDesk } from './accounts-desk';
import type { KeyLoans } from './key-loans';
import type { AccountsViewSources } from './view';

export interface AccountsOptions {
  readonly clock: Clock;
  /** What this run began with. */
  readonly running: Settings;
  readonly saved: SavedSettings;
  readonly recorder: Recorder;
  readonly vault: VaultDesk;
  readonly venue: Venue;
  readonly loans: KeyLoans;
}

/** The accounts of this desk: what changes them, and what their screen shows. */
export function wireAccounts({ clock, running, saved, recorder, vault, venue, loans }: AccountsOptions): {
  readonly accountsDesk: AccountsDesk;
  readonly accountsSources: AccountsViewSources;
} {
  return {
    accountsDesk: new AccountsDesk({
      saved: () => saved.current,
      save: (part) => saved.save(part),
      append: (type, data) => recorder.append(type, data),
      record: (type, data) => recorder.record(type, data),
    }),
    accountsSources: {
      now: () => clock.now(),
      running,
      saved: () => saved.current,
      keys: () => vault.keys.list(),
      isLinked: (accountId) => venue.isLinked(accountId),
      standing: (account) => loans.standing(account),
      whyNotLent: (accountId) => loans.whyRefused(accountId),
    },
  };
}
