import type { Account } from '#shared/model/account';
import type { Bots } from '../../domains/bots/index';
import type { Recorder } from '../recorder';

export interface BotStartOptions {
  readonly bots: Pick<Bots, 'startBot'>;
  /** As set up; those that do not start by themselves are left alone. */
  readonly configs: ReadonlyArray<{
    readonly id: string;
    readonly accountId: string;
    readonly symbols: readonly string[];
    readonly autoStart: boolean;
  }>;
  readonly accounts: readonly Account[];
  /** Whether the guard would cancel on the account. */
  readonly isGuardReady: (accountId: string) => boolean;
  readonly isJournalHealthy: () => boolean;
  /** Whether prices of the account's exchange come in. */
  readonly hasPrices: (account: Account) => boolean;
  /** Whether the account's own stream is open and its book was read. */
  readonly isAccountRead: (accountId: string) => boolean;
  /** Whether the exchange has told the market's rules, which a bot is handed when it starts. */
  readonly hasRules: (symbol: string) => boolean;
  /** Whether the exchange told its markets and this is none of them. */
  readonly isMissing: (symbol: string) => boolean;
  readonly recorder: Pick<Recorder, 'record'>;
}

/**
 * Starts each bot as soon as everything it needs itself is there: guard and journal for all, and its own account, exchange and symbols.
 * One account that cannot be read, one exchange that is away or one symbol that does not exist holds back nobody else (X3).
 */
export class BotStart {
  readonly #options: BotStartOptions;
  readonly #waiting: Set<string>;

  constructor(options: BotStartOptions) {
    this.#options = options;
    this.#waiting = new Set(options.configs.filter(({ autoStart }) => autoStart).map(({ id }) => id));
  }

  /** Something came up or was told: starts whoever may start now. Returns at once; a bot is started once. */
  look(): void {
    const { bots, configs, recorder } = this.#options;
    const ready = configs.filter(({ id }) => this.waitsFor(id) === '');
    if (ready.length === 0) return;
    for (const { id } of ready) this.#waiting.delete(id);
    recorder.record('desk.bots-started', { bots: ready.map(({ id }) => id), waiting: [...this.#waiting] });
    for (const { id } of ready) bots.startBot(id);
  }

  /** The operator starts or stops it by hand: it is not started here any more. */
  leave(botId: string): void {
    this.#waiting.delete(botId);
  }

  /** What the bot waits for, in a sentence; empty when nothing; undefined when it does not wait to be started. */
  waitsFor(botId: string): string | undefined {
    const { configs, accounts, ...is } = this.#options;
    const bot = configs.find(({ id }) => id === botId);
    const account = accounts.find(({ id }) => id === bot?.accountId);
    if (bot === undefined || account === undefined || !this.#waiting.has(botId)) return undefined;
    const missing = bot.symbols.filter((symbol) => is.isMissing(symbol));
    if (missing.length > 0) return `Waits: the exchange does not have ${missing.join(', ')}. Correct its symbols.`;
    const parts = [
      ...(is.isGuardReady(account.id) ? [] : ['the guard']),
      ...(is.isJournalHealthy() ? [] : ['the journal']),
      ...(is.isAccountRead(account.id) ? [] : [`account ${account.id}`]),
      ...(is.hasPrices(account) && bot.symbols.every((symbol) => is.hasRules(symbol)) ? [] : ['prices']),
    ];
    return parts.length === 0 ? '' : `Waits for ${parts.join(', ')}.`;
  }
}
