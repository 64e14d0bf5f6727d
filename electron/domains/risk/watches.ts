import { z } from 'zod';
import type { Environment } from '#shared/model/account';
import type { UtcMs } from '#shared/model/time';
import type { UsedLimit } from './meters/used-limits';
import { RiskWatch, type RiskWatchOptions } from './watch';

export interface RiskWatchesOptions extends Omit<RiskWatchOptions, 'accountIds'> {
  readonly accounts: ReadonlyArray<{ readonly id: string; readonly environment: Environment }>;
}

/** What is kept of a desk with more than one environment; of paper alone it is the meters' own text. */
const kept = z.strictObject({ version: z.literal(2), environments: z.record(z.string(), z.string()) });

/**
 * The meters of a desk, apart for each environment: invented money must neither dilute the losses of real money nor keep it from trading
 * while it is not known. So "portfolio" is all accounts of one environment. What is asked of all of them is answered by all.
 */
export class RiskWatches {
  readonly #byEnvironment = new Map<Environment, RiskWatch>();
  readonly #byAccount = new Map<string, RiskWatch>();
  readonly #first: RiskWatch;

  constructor({ accounts, ...options }: RiskWatchesOptions) {
    let first: RiskWatch | undefined;
    for (const environment of ['paper', 'testnet', 'live'] as const) {
      const accountIds = accounts.filter((each) => each.environment === environment).map(({ id }) => id);
      if (accountIds.length === 0) continue;
      const watch = new RiskWatch({ ...options, accountIds });
      first ??= watch;
      this.#byEnvironment.set(environment, watch);
      for (const accountId of accountIds) this.#byAccount.set(accountId, watch);
    }
    this.#first = first ?? new RiskWatch({ ...options, accountIds: [] });
  }

  /** The meters of the account's environment. */
  of(accountId: string): RiskWatch {
    return this.#byAccount.get(accountId) ?? this.#first;
  }

  look(...args: Parameters<RiskWatch['look']>): ReturnType<RiskWatch['look']> {
    return this.of(args[0].accountId).look(...args);
  }

  onOrder(order: Parameters<RiskWatch['onOrder']>[0]): void {
    this.of(order.intent.accountId).onOrder(order);
  }

  onReference(...args: Parameters<RiskWatch['onReference']>): void {
    for (const watch of this.#all) watch.onReference(...args);
  }

  acceptPrice(...args: Parameters<RiskWatch['acceptPrice']>): void {
    for (const watch of this.#all) watch.acceptPrice(...args);
  }

  onMarket(rules: Parameters<RiskWatch['onMarket']>[0]): void {
    for (const watch of this.#all) watch.onMarket(rules);
  }

  /** Prices are the same for all of them. */
  jumpOf(symbol: string): ReturnType<RiskWatch['jumpOf']> {
    return this.#first.jumpOf(symbol);
  }

  cutOff(): readonly string[] {
    return this.#all.flatMap((watch) => watch.cutOff());
  }

  lossStreak(accountId: string, botId: string): number {
    return this.of(accountId).lossStreak(accountId, botId);
  }

  warnings(...args: Parameters<RiskWatch['warnings']>): ReturnType<RiskWatch['warnings']> {
    return this.#all.flatMap((watch) => watch.warnings(...args));
  }

  /** Of one limit and subject the one that is used most, where environments share a name: that of the portfolio. */
  used(...args: Parameters<RiskWatch['used']>): readonly UsedLimit[] {
    const [only, second] = this.#all;
    if (only !== undefined && second === undefined) return only.used(...args);
    const byKey = new Map<string, UsedLimit>();
    for (const used of this.#all.flatMap((watch) => watch.used(...args))) {
      const other = byKey.get(used.key);
      if (other === undefined || used.used * other.limit > other.used * used.limit) byKey.set(used.key, used);
    }
    return [...byKey.values()];
  }

  /** What is to be kept across restarts, as JSON text. */
  remember(): string {
    const [[only, watch] = [], second] = [...this.#byEnvironment];
    if (watch !== undefined && second === undefined && only === 'paper') return watch.remember();
    const environments = Object.fromEntries([...this.#byEnvironment].map(([name, each]) => [name, each.remember()]));
    return JSON.stringify({ version: 2, environments });
  }

  /** Takes up what was kept, before anything is fed. Returns why it could not be read: losses then count from now on. */
  recall(text: string, now: UtcMs): string | undefined {
    const problems = [...environmentsIn(text)].flatMap(([name, own]) => {
      const watch = [...this.#byEnvironment].find(([environment]) => environment === name)?.[1];
      return watch?.recall(own, now) ?? [];
    });
    return problems.length === 0 ? undefined : problems.join('; ');
  }

  get #all(): readonly RiskWatch[] {
    return this.#byEnvironment.size === 0 ? [this.#first] : [...this.#byEnvironment.values()];
  }
}

/** What was kept, by environment. Anything but our own object of several is the text of paper alone, readable or not. */
function environmentsIn(text: string): ReadonlyMap<string, string> {
  try {
    const parsed = kept.safeParse(JSON.parse(text));
    if (parsed.success) return new Map(Object.entries(parsed.data.environments));
  } catch {
    // Not JSON: the meters say so themselves.
  }
  return new Map([['paper', text]]);
}
