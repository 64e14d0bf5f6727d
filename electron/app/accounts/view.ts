import type { AccountRow, AccountsView } from '#shared/contract/accounts';
import { keyExchangeOf } from '#shared/model/account-places';
import type { UtcMs } from '#shared/model/time';
import type { KeptKey } from '../../domains/vault/index';
import type { Settings } from '../settings';
import type { KeyStanding } from './key-loans';

type AccountSettings = Settings['accounts'][number];

export interface AccountsViewSources {
  readonly now: () => UtcMs;
  /** What this run began with, and what the next one will. */
  readonly running: Settings;
  readonly saved: () => Settings;
  readonly keys: () => readonly KeptKey[];
  readonly isLinked: (accountId: string) => boolean;
  readonly standing: (account: AccountSettings) => KeyStanding;
  readonly whyNotLent: (accountId: string) => string;
}

/** The accounts of this run and of the next, each once, and where each bot trades. */
export function accountsView(sources: AccountsViewSources): AccountsView {
  const { running, saved } = sources;
  const next = saved();
  const isIn = (accounts: readonly AccountSettings[], id: string): boolean => accounts.some((each) => each.id === id);
  const ended = running.accounts.filter(({ id }) => !isIn(next.accounts, id));
  const rows = [...next.accounts, ...ended].map((account): AccountRow => {
    const runs = isIn(running.accounts, account.id);
    return {
      accountId: account.id,
      exchange: account.exchange,
      environment: account.environment,
      label: account.environment === 'paper' ? '' : (account.label ?? ''),
      plan: !runs ? 'added' : isIn(next.accounts, account.id) ? 'runs' : 'removed',
      keys: keysOf(sources.keys(), account),
      ...standingOf(sources, account, runs),
    };
  });
  const bots = next.bots.map(({ id, symbols, accountId }) => ({
    botId: id,
    symbols: [...symbols],
    accountId: running.bots.find((bot) => bot.id === id)?.accountId ?? '',
    nextAccountId: accountId,
  }));
  const isPending =
    rows.some(({ plan }) => plan !== 'runs') ||
    bots.some(({ accountId, nextAccountId }) => accountId !== nextAccountId);
  return { at: sources.now(), rows, bots, isPending };
}

function keysOf(keys: readonly KeptKey[], { id, exchange, environment }: AccountSettings): AccountRow['keys'] {
  return keys
    .filter(
      (key) => key.accountId === id && key.environment === environment && key.exchange === keyExchangeOf(exchange),
    )
    .map(({ purpose, ending }) => ({ purpose, ending }));
}

function standingOf(
  { isLinked, standing, whyNotLent }: AccountsViewSources,
  account: AccountSettings,
  runs: boolean,
): Pick<AccountRow, 'standing' | 'message'> {
  if (!runs) return { standing: 'next-start', message: 'It begins with the next start of Holdfast.' };
  const linked = isLinked(account.id);
  const link: Pick<AccountRow, 'standing' | 'message'> = linked
    ? { standing: 'linked', message: '' }
    : { standing: 'not-linked', message: 'Its exchange does not answer yet; see the lights. No order of it is sent.' };
  if (account.environment === 'paper') return link;
  const of = standing(account);
  switch (of) {
    case 'lent':
      return link;
    case 'waiting-for-vault':
      return { standing: of, message: 'Its key is locked away. Unlock the vault, and it is linked.' };
    case 'no-key':
      return { standing: of, message: 'No key that trades is kept for it, so nothing is sent or cancelled there.' };
    case 'not-lent':
      return { standing: of, message: whyNotLent(account.id).slice(0, 1_000) };
  }
}
