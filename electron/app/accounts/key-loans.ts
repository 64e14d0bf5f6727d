import type { Account, Credential } from '#shared/model/account';
import { keyExchangeOf } from '#shared/model/account-places';
import type { KeyPurpose } from '#shared/model/keys';
import type { Clock } from '#shared/model/time';
import type { Borrower, KeptKey, KeyStore } from '../../domains/vault/index';

/** A loan that the keychain or the journal refused is asked for again after so long, milliseconds. */
const AGAIN_MS = 60_000;

/** Who trades and cancels, each with a loan of its own. */
type Trader = Extract<Borrower, 'exchange-worker' | 'guard'>;
interface Loan {
  readonly keyId: string;
  readonly credential: Credential;
}
/** What is lent to the exchange worker: one of the two at least. */
export interface WorkerKeys {
  readonly credential: Credential | null;
  readonly watch?: Credential;
}

/** How an account with keys of the vault stands, as it is shown. */
export type KeyStanding = 'lent' | 'waiting-for-vault' | 'no-key' | 'not-lent';

export interface KeyLoansPorts {
  readonly clock: Clock;
  /** Of testnet and live; a paper account needs no key of the vault. */
  readonly accounts: readonly Account[];
  readonly store: () => Pick<KeyStore, 'list' | 'lend'>;
  readonly isUnlocked: () => boolean;
  /** A worker's or the guard's loan began, or is another one now. */
  readonly onLent: (accountId: string, borrower: Trader) => void;
}

/**
 * The keys of accounts, lent by the vault to whoever needs them: the trade key to the worker that places and, by a loan of its own, to the
 * guard that cancels; a watch key, where there is one, to the worker, which then reads with it alone. Asked for as soon as the vault is
 * open; held in this process's memory until it ends, so that a guard or worker that dies while the vault is locked gets back what it had
 * (ADR 0033). A key that is replaced is lent anew; one that is dropped stays with the guard, which may have to cancel with it.
 */
export class KeyLoans {
  readonly #ports: KeyLoansPorts;
  readonly #held = new Map<string, Loan>();
  readonly #refused = new Map<string, string>();
  #looking: Promise<void> | undefined;
  #mustLookAgain = false;
  #again: (() => void) | undefined;

  constructor(ports: KeyLoansPorts) {
    this.#ports = { ...ports, accounts: ports.accounts.filter(({ environment }) => environment !== 'paper') };
  }

  /** Asks for what is missing. Never rejects; told at each change of the vault, of its keys and of halts. */
  look(): Promise<void> {
    if (this.#looking !== undefined) {
      this.#mustLookAgain = true;
      return this.#looking;
    }
    this.#looking = this.#lookUntilDone();
    return this.#looking;
  }

  stop(): void {
    this.#again?.();
    this.#again = undefined;
  }

  /** What the worker of the account's exchange has; undefined: nothing yet. */
  ofWorker(accountId: string): WorkerKeys | undefined {
    const credential = this.#held.get(name('exchange-worker', accountId, 'trade'))?.credential ?? null;
    const watch = this.#held.get(name('exchange-worker', accountId, 'watch'))?.credential;
    if (credential === null && watch === undefined) return undefined;
    return { credential, ...(watch === undefined ? {} : { watch }) };
  }

  /** The guard's own loan; undefined: none yet. */
  ofGuard(accountId: string): Credential | undefined {
    return this.#held.get(name('guard', accountId, 'trade'))?.credential;
  }

  /** Whether a key that trades is kept for the account. */
  hasTradeKey(account: Account): boolean {
    return this.#keyOf(account, 'trade') !== undefined;
  }

  standing(account: Account): KeyStanding {
    if (!this.hasTradeKey(account)) return 'no-key';
    const { id } = account;
    if (this.ofGuard(id) !== undefined && this.ofWorker(id)?.credential != null) return 'lent';
    return this.#ports.isUnlocked() && this.whyRefused(id) !== '' ? 'not-lent' : 'waiting-for-vault';
  }

  /** What the vault said when it did not lend a key of the account; empty when it did. */
  whyRefused(accountId: string): string {
    return [...this.#refused].find(([key]) => key.split('/')[1] === accountId)?.[1] ?? '';
  }

  async #lookUntilDone(): Promise<void> {
    // In the next turn: whoever tells of a change is still in the middle of it.
    await Promise.resolve();
    do {
      this.#mustLookAgain = false;
      for (const account of this.#ports.accounts) await this.#lookAt(account);
    } while (this.#mustLookAgain);
    this.#looking = undefined;
    this.#again?.();
    this.#again = this.#refused.size > 0 ? this.#ports.clock.after(AGAIN_MS, () => void this.look()) : undefined;
  }

  async #lookAt(account: Account): Promise<void> {
    // Whoever may have to cancel goes first.
    await this.#borrow(account, 'guard', 'trade');
    const had = this.ofWorker(account.id);
    await this.#borrow(account, 'exchange-worker', 'trade');
    await this.#borrow(account, 'exchange-worker', 'watch');
    const now = this.ofWorker(account.id);
    if (now !== undefined && JSON.stringify(now) !== JSON.stringify(had))
      this.#ports.onLent(account.id, 'exchange-worker');
  }

  async #borrow(account: Account, borrower: Trader, purpose: KeyPurpose): Promise<void> {
    const loan = name(borrower, account.id, purpose);
    const key = this.#keyOf(account, purpose);
    if (key === undefined || this.#held.get(loan)?.keyId === key.keyId) {
      this.#refused.delete(loan);
      return;
    }
    if (!this.#ports.isUnlocked()) return;
    const lent = await this.#ports.store().lend(key.keyId, borrower);
    if (!lent.ok) {
      if (lent.error.code !== 'locked') this.#refused.set(loan, lent.error.message);
      return;
    }
    this.#refused.delete(loan);
    this.#held.set(loan, { keyId: key.keyId, credential: lent.value });
    if (borrower === 'guard') this.#ports.onLent(account.id, borrower);
  }

  #keyOf({ id, exchange, environment }: Account, purpose: KeyPurpose): KeptKey | undefined {
    return this.#ports
      .store()
      .list()
      .find(
        (key) =>
          key.accountId === id &&
          key.purpose === purpose &&
          key.environment === environment &&
          key.exchange === keyExchangeOf(exchange),
      );
  }
}

const name = (borrower: Trader, accountId: string, purpose: KeyPurpose): string =>
  `${borrower}/${accountId}/${purpose}`;
