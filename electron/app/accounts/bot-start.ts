import type { Account } from '#shared/model/account';

export interface BotStartPorts {
  readonly accounts: readonly Account[];
  /** Of all traded symbols, those traded where the account is. */
  readonly symbolsOf: (account: Account) => readonly string[];
  /** Whether the guard and the journal are there. */
  readonly isDeskReady: () => boolean;
  /** Whether these accounts and the prices of their places are linked, and the book knows them. */
  readonly isKnown: (accountIds: readonly string[]) => boolean;
  readonly hasRules: (symbol: string) => boolean;
  /** Starts the bots of these accounts that start by themselves. */
  readonly start: (accountIds: readonly string[]) => void;
  readonly record: (type: string, data: unknown) => void;
}

interface Unit {
  readonly accounts: readonly Account[];
  isStarted: boolean;
}

/**
 * Starts bots once what they trade on is there, each time something may have become ready. All paper accounts together, since they come up
 * together; every other account by itself, since its key may come later or never, and nobody else's bot is to wait for it.
 */
export class BotStart {
  readonly #ports: BotStartPorts;
  readonly #units: readonly Unit[];

  constructor(ports: BotStartPorts) {
    this.#ports = ports;
    const paper = ports.accounts.filter(({ environment }) => environment === 'paper');
    const real = ports.accounts.filter(({ environment }) => environment !== 'paper');
    this.#units = [...(paper.length > 0 ? [paper] : []), ...real.map((account) => [account])].map((accounts) => ({
      accounts,
      isStarted: false,
    }));
  }

  look(): void {
    const { isDeskReady, isKnown, hasRules, symbolsOf, start, record } = this.#ports;
    for (const unit of this.#units) {
      if (unit.isStarted || !isDeskReady()) continue;
      const accounts = unit.accounts.map(({ id }) => id);
      const symbols = [...new Set(unit.accounts.flatMap(symbolsOf))];
      if (!isKnown(accounts) || !symbols.every(hasRules)) continue;
      unit.isStarted = true;
      record('desk.ready', { accounts, symbols });
      start(accounts);
    }
  }

  /** Whether the bots of the account are yet to be started by themselves. */
  isWaiting(accountId: string): boolean {
    return this.#units.some(({ accounts, isStarted }) => !isStarted && accounts.some(({ id }) => id === accountId));
  }
}
