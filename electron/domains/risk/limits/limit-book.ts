import type { ResolvedLimits } from '#shared/model/limit-values';
import type { UtcMs } from '#shared/model/time';
import { resolveLimits } from './resolve';
import { type LimitOverride, type LimitSubject, type LimitTree, setAt } from './tree';

interface Cached {
  readonly exchange: string;
  readonly accountId: string;
  /** For every symbol that has no limits of its own: one set for all, so that the cache stays small. */
  readonly common: ResolvedLimits;
  readonly bySymbol: Map<string, ResolvedLimits>;
}

/**
 * The limits in force. Resolved when they change, not per order: kept for each bot, and for each symbol that has limits of
 * its own, until `replace` or the expiry of an override raises the revision.
 */
export class LimitBook {
  #tree: LimitTree;
  #revision = 1;
  #nextExpiry: UtcMs;
  /** Whether any symbol has limits of its own. */
  #hasSymbols: boolean;
  readonly #cache = new Map<string, Cached>();
  readonly #onExpired: (expired: readonly LimitOverride[]) => void;

  /** `onExpired` is told once of each override that has run out, at the first look after it. */
  constructor(tree: LimitTree, onExpired: (expired: readonly LimitOverride[]) => void = () => undefined) {
    this.#tree = tree;
    this.#nextExpiry = nextExpiry(tree);
    this.#hasSymbols = hasSymbols(tree);
    this.#onExpired = onExpired;
  }

  /** Grows with every change; whoever keeps resolved limits compares it. */
  get revision(): number {
    return this.#revision;
  }

  get tree(): LimitTree {
    return this.#tree;
  }

  /** Takes new limits; the next order is judged by them. */
  replace(tree: LimitTree): void {
    this.#tree = tree;
    this.#nextExpiry = nextExpiry(tree);
    this.#hasSymbols = hasSymbols(tree);
    this.#revision += 1;
    this.#cache.clear();
  }

  /** Every limit as it holds now for this bot on this symbol, with the level that set it. */
  resolve(subject: LimitSubject, now: UtcMs): ResolvedLimits {
    if (now >= this.#nextExpiry) this.#expire(now);
    let cached = this.#cache.get(subject.botId);
    if (cached === undefined || cached.accountId !== subject.accountId || cached.exchange !== subject.exchange) {
      const { exchange, accountId } = subject;
      const common = resolveLimits(this.#tree, { ...subject, symbol: '' }, now);
      cached = { exchange, accountId, common, bySymbol: new Map() };
      this.#cache.set(subject.botId, cached);
    }
    if (!this.#hasSymbols || !this.#hasOwn(subject.symbol)) return cached.common;
    let resolved = cached.bySymbol.get(subject.symbol);
    if (resolved === undefined) {
      resolved = resolveLimits(this.#tree, subject, now);
      cached.bySymbol.set(subject.symbol, resolved);
    }
    return resolved;
  }

  /** Temporary overrides that hold now. */
  overrides(now: UtcMs): readonly LimitOverride[] {
    if (now >= this.#nextExpiry) this.#expire(now);
    return this.#tree.overrides;
  }

  #hasOwn(symbol: string): boolean {
    if (setAt(this.#tree, 'symbol', symbol) !== undefined) return true;
    const { overrides } = this.#tree;
    return overrides.length > 0 && overrides.some(({ level, key }) => level === 'symbol' && key === symbol);
  }

  #expire(now: UtcMs): void {
    const expired = this.#tree.overrides.filter(({ expiresAt }) => now >= expiresAt);
    this.replace({ ...this.#tree, overrides: this.#tree.overrides.filter(({ expiresAt }) => now < expiresAt) });
    if (expired.length > 0) this.#onExpired(expired);
  }
}

const hasSymbols = ({ symbols, overrides }: LimitTree): boolean =>
  symbols.size > 0 || overrides.some(({ level }) => level === 'symbol');

/** When the next override runs out; never, when there is none. */
const nextExpiry = ({ overrides }: LimitTree): UtcMs =>
  overrides.reduce((soonest, { expiresAt }) => Math.min(soonest, expiresAt), Number.POSITIVE_INFINITY);
