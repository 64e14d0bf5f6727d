import { type Account, isMarginExchange } from '#shared/model/account';
import { isContractSymbol } from '#shared/model/market';
import { assertNever } from '#shared/model/result';
import type { HaltScope } from '#shared/model/trading-state';
import type { Covered, GateSubject } from '../domains/halt/index';
import type { Settings } from './settings';

interface Who {
  readonly accountId: string;
  readonly symbol: string;
}

/** Which accounts, bots and symbols a halt's scope means on this desk. An account has one bot (K10): a bot's halt is its account's. */
export class Scopes {
  readonly #accounts: readonly Account[];
  readonly #bots: ReadonlyArray<{ readonly id: string; readonly accountId: string }>;

  readonly #symbols: readonly string[];
  readonly #isCovered: (accountId: string) => boolean;

  /**
   * `symbols`: all that are traded here. `isCovered`: an account with no key at all is out of everybody's reach, and nothing of ours can
   * stand there: only a halt of its own covers it.
   */
  constructor(
    accounts: readonly Account[],
    bots: ReadonlyArray<{ readonly id: string; readonly accountId: string }>,
    symbols: readonly string[],
    isCovered: (accountId: string) => boolean = () => true,
  ) {
    this.#accounts = accounts;
    this.#bots = bots;
    this.#symbols = symbols;
    this.#isCovered = isCovered;
  }

  /** Whom an order of an account is about; an order found at the exchange is its bot's, too. */
  subjectOf({ accountId, symbol }: Who): GateSubject {
    const exchange = this.#accounts.find(({ id }) => id === accountId)?.exchange ?? '';
    const botId = this.#bots.find((bot) => bot.accountId === accountId)?.id ?? '';
    return { exchange, accountId, botId, symbol };
  }

  covered(scope: HaltScope): Covered {
    const reached = this.#accounts.filter(({ id }) => this.#isCovered(id));
    switch (scope.kind) {
      case 'portfolio':
        return { accountIds: reached.map(({ id }) => id), symbols: undefined };
      case 'exchange':
        return {
          accountIds: reached.filter(({ exchange }) => exchange === scope.exchange).map(({ id }) => id),
          symbols: undefined,
        };
      case 'account':
        return {
          accountIds: this.#accounts.map(({ id }) => id).filter((id) => id === scope.accountId),
          symbols: undefined,
        };
      case 'bot':
        return {
          accountIds: this.#bots.filter(({ id }) => id === scope.botId).map(({ accountId }) => accountId),
          symbols: undefined,
        };
      case 'symbol':
        return { accountIds: this.#tradersOf(scope.symbol), symbols: [scope.symbol] };
      default:
        return assertNever(scope);
    }
  }

  /** Accounts that can hold orders on the symbol: a perpetual's are on the perpetuals' exchange. */
  #tradersOf(symbol: string): readonly string[] {
    const isContract = isContractSymbol(symbol);
    return this.#accounts
      .filter(({ id, exchange }) => isMarginExchange(exchange) === isContract && this.#isCovered(id))
      .map(({ id }) => id);
  }

  /** Whether the scope means anything here: one over nothing would stop nothing. */
  exists(scope: HaltScope): boolean {
    return scope.kind === 'symbol' ? this.#symbols.includes(scope.symbol) : this.covered(scope).accountIds.length > 0;
  }

  isIn(scope: HaltScope, { accountId, symbol }: Who): boolean {
    const { accountIds, symbols } = this.covered(scope);
    return accountIds.includes(accountId) && (symbols?.includes(symbol) ?? true);
  }
}

/** Every symbol a bot is sent prices of or may trade. */
export const tradedSymbols = ({ bots, limits }: Pick<Settings, 'bots' | 'limits'>): string[] => {
  const allowed = bots.flatMap(({ id }) => limits.bots[id]?.['symbol-allowlist']?.value ?? []);
  return [...new Set([...bots.flatMap(({ symbols }) => symbols), ...(allowed as readonly string[])])];
};

export const scopesOf = (settings: Settings): Scopes =>
  new Scopes(settings.accounts, settings.bots, tradedSymbols(settings));
