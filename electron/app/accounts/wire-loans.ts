import type { Account } from '#shared/model/account';
import type { Clock } from '#shared/model/time';
import type { VaultDesk } from '../vault/vault-desk';
import type { Venue } from '../venue';
import { KeyLoans } from './key-loans';

export interface LoansOptions {
  readonly clock: Clock;
  readonly accounts: readonly Account[];
  readonly vault: () => VaultDesk;
  readonly venue: () => Pick<Venue, 'take' | 'isInReach'>;
  /** Closes the account's gate until the guard has said that it can cancel there. */
  readonly awaitGuard: (accountId: string, why: string) => void;
  /** Whether an account's orders may leave may have changed. */
  readonly onChange: () => void;
}

/** The loans of this desk, and what they mean for the gate and for halts. */
export interface Loans {
  readonly loans: KeyLoans;
  /** Why no order of the account may leave although the vault is open; undefined when nothing is missing. */
  readonly noKey: (accountId: string) => string | undefined;
  /** Whether a halt over everything covers the account: it has a key that trades, here or with the guard. */
  readonly isCovered: (accountId: string) => boolean;
}

const GUARD_TAKES_UP =
  'The dead-man guard is taking up the key of this account, so no order of it is sent until it can cancel.';

export function wireLoans({ clock, accounts, vault, venue, awaitGuard, onChange }: LoansOptions): Loans {
  const byId = new Map(accounts.map((account) => [account.id, account]));
  const loans = new KeyLoans({
    clock,
    accounts,
    store: () => vault().keys,
    isUnlocked: () => vault().isUnlocked,
    onLent: (accountId, borrower) => {
      if (borrower === 'guard') awaitGuard(accountId, GUARD_TAKES_UP);
      venue().take(accountId, borrower);
      onChange();
    },
  });
  return {
    loans,
    noKey: (accountId) => {
      const account = byId.get(accountId);
      return account === undefined ? undefined : whyNotLent(loans, account);
    },
    isCovered: (accountId) => {
      const account = byId.get(accountId);
      return account === undefined || venue().isInReach(accountId) || loans.hasTradeKey(account);
    },
  };
}

function whyNotLent(loans: KeyLoans, account: Account): string | undefined {
  switch (loans.standing(account)) {
    case 'lent':
      return undefined;
    case 'no-key':
      return `No key that trades is kept for ${account.id}, so none of its orders is sent. Set one up on the Keys page.`;
    case 'not-lent':
      return `The key of ${account.id} could not be had, so none of its orders is sent: ${loans.whyRefused(account.id)}`;
    case 'waiting-for-vault':
      return `The key of ${account.id} is being fetched from the vault; its orders are sent once it is there.`;
  }
}
