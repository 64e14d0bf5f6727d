import type { Account } from '#shared/model/account';
import { type LimitKeys, type LimitSubject, PORTFOLIO_KEY } from '../../domains/risk/index';
import type { Settings } from '../settings';

export interface LimitScopes {
  /** What limits may be set for. */
  readonly keys: LimitKeys;
  /** Every account with its bot; with none, for a bot that may come. */
  readonly bots: ReadonlyArray<Pick<LimitSubject, 'exchange' | 'accountId' | 'botId'>>;
}

/** Whom limits can touch on this desk. `symbols` may grow. */
export function limitScopes(settings: Settings, accounts: readonly Account[], symbols: readonly string[]): LimitScopes {
  const keys = {
    portfolio: [PORTFOLIO_KEY],
    exchange: [...new Set(accounts.map(({ exchange }) => exchange))],
    account: accounts.map(({ id }) => id),
    bot: settings.bots.map(({ id }) => id),
    /** Grows when a symbol is newly allowed. */
    get symbol() {
      return [...new Set([...symbols, ...Object.keys(settings.limits.symbols)])];
    },
  };
  const bots = accounts.flatMap(({ id: accountId, exchange }) => {
    const own = settings.bots.filter((bot) => bot.accountId === accountId).map(({ id }) => id);
    return (own.length === 0 ? [''] : own).map((botId) => ({ exchange, accountId, botId }));
  });
  return { keys, bots };
}
