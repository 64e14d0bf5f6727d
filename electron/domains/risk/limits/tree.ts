import type { LimitEntry, LimitSet } from '#shared/model/limit-values';
import type { LimitId, LimitLevel } from '#shared/model/limits';
import type { UtcMs } from '#shared/model/time';

/** R12 (RTS 6 art. 15(6)): replaces what one level sets for one limit until it expires by itself. */
export interface LimitOverride {
  readonly id: string;
  readonly level: LimitLevel;
  /** The account, bot …; `*` for the portfolio. */
  readonly key: string;
  readonly limit: LimitId;
  readonly entry: LimitEntry;
  readonly reason: string;
  readonly createdAt: UtcMs;
  /** From this instant on it no longer holds. */
  readonly expiresAt: UtcMs;
}

/** All limits in exact form, as set at each level. */
export interface LimitTree {
  readonly portfolio: LimitSet;
  readonly exchanges: ReadonlyMap<string, LimitSet>;
  readonly accounts: ReadonlyMap<string, LimitSet>;
  readonly bots: ReadonlyMap<string, LimitSet>;
  readonly symbols: ReadonlyMap<string, LimitSet>;
  readonly overrides: readonly LimitOverride[];
}

/** Nothing is set anywhere: refuses every order. */
export const EMPTY_TREE: LimitTree = {
  portfolio: {},
  exchanges: new Map(),
  accounts: new Map(),
  bots: new Map(),
  symbols: new Map(),
  overrides: [],
};

/** Whose limits are asked for. */
export interface LimitSubject {
  readonly exchange: string;
  readonly accountId: string;
  readonly botId: string;
  readonly symbol: string;
}

/** The key of the portfolio level. */
export const PORTFOLIO_KEY = '*';

/** What one level sets for a subject, before overrides. */
export function setAt(tree: LimitTree, level: LimitLevel, key: string): LimitSet | undefined {
  switch (level) {
    case 'portfolio':
      return tree.portfolio;
    case 'exchange':
      return tree.exchanges.get(key);
    case 'account':
      return tree.accounts.get(key);
    case 'bot':
      return tree.bots.get(key);
    case 'symbol':
      return tree.symbols.get(key);
    default:
      return level satisfies never;
  }
}

/** The subject's key at each level. */
export function keyAt(subject: LimitSubject, level: LimitLevel): string {
  switch (level) {
    case 'portfolio':
      return PORTFOLIO_KEY;
    case 'exchange':
      return subject.exchange;
    case 'account':
      return subject.accountId;
    case 'bot':
      return subject.botId;
    case 'symbol':
      return subject.symbol;
    default:
      return level satisfies never;
  }
}
