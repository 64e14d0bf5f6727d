import type { Credential, Environment } from '#shared/model/account';
import type { KeyExchange, KeyPurpose, KeyStatement, KeyVerdict } from '#shared/model/keys';
import type { Result } from '#shared/model/result';
import type { Clock } from '#shared/model/time';
import type { KeychainTrouble } from '../../platform/keychain';

/** Whom a key is for. One key per account and purpose. */
export interface KeySlot {
  readonly exchange: KeyExchange;
  readonly environment: Exclude<Environment, 'paper'>;
  readonly accountId: string;
  readonly purpose: KeyPurpose;
}

/** A kept key without its secret parts: what may be shown and journaled. Times are UTC milliseconds. */
export interface KeptKey extends KeySlot {
  readonly keyId: string;
  /** Last four characters of the public part. */
  readonly ending: string;
  readonly storedAt: number;
  readonly verdict: KeyVerdict;
  readonly statements: ReadonlyArray<{ readonly statement: KeyStatement; readonly by: string; readonly at: number }>;
}

/** Why the vault did not do what it was asked. The message says what it means and what to do, and holds nothing secret. */
export interface VaultFailure {
  readonly code:
    | 'locked'
    | 'not-set-up'
    | 'keychain'
    | 'unknown-key'
    | 'taken'
    | 'not-allowed'
    /** What is written down of the key is not what was sealed with it: somebody changed it. */
    | 'damaged'
    | 'journal-failed'
    | 'could-not-save';
  readonly message: string;
}

/** Who asks for a key. Only execution's exchange worker and the guard may borrow one for trading (K4). */
export type Borrower = 'exchange-worker' | 'guard' | 'inspector' | 'leak-scan';

/** The kept keys. Every change and every loan is journaled; nothing but `lend` gives a secret. */
export interface KeyStore {
  list(): readonly KeptKey[];
  /** Stores a new key, or in the place of `replaces`, all or nothing. */
  put(
    key: Omit<KeptKey, 'keyId' | 'storedAt'>,
    credential: Credential,
    replaces: string | undefined,
  ): Promise<Result<KeptKey, VaultFailure>>;
  /** Takes down what a later inspection found. */
  update(keyId: string, verdict: KeyVerdict): Promise<Result<KeptKey, VaultFailure>>;
  drop(keyId: string, reason: string): Promise<Result<undefined, VaultFailure>>;
  lend(keyId: string, borrower: Borrower): Promise<Result<Credential, VaultFailure>>;
}

/** Reads a key back at its exchange and judges it. Never rejects: what went wrong is in the verdict. */
export interface KeyInspector {
  inspect(
    slot: KeySlot,
    credential: Credential,
    onStep: (step: string, state: 'running' | 'done' | 'failed') => void,
  ): Promise<KeyVerdict>;
}

export type { KeychainTrouble };

/** The OS keychain. Names are at most 120 characters; values are sealed, but for the random half. Never rejects. */
export interface KeychainPort {
  /** Longest value it takes, bytes. */
  readonly maxItemBytes: number;
  /** Undefined only when the keychain answers, is open, and has no such item. */
  read(name: string): Promise<Result<string | undefined, KeychainTrouble>>;
  write(name: string, value: string): Promise<Result<undefined, KeychainTrouble>>;
  /** Of an item that is not there, too. */
  remove(name: string): Promise<Result<undefined, KeychainTrouble>>;
  /** Names of all items that begin so. */
  names(prefix: string): Promise<Result<readonly string[], KeychainTrouble>>;
}

/** Where the vault's present header is. Kept with the passphrase's verifier, so that both are replaced in one step. */
export interface VaultPointer {
  /** 16 hex characters. */
  readonly id: string;
  /** Counts up with each change of the passphrase or of its cost. */
  readonly generation: number;
}

/** Makes the new header the one that counts, durably and in one step. Rejects when it could not. */
export type Commit = (pointer: VaultPointer, recoveryCode: string | undefined) => Promise<void>;

export interface VaultPorts {
  readonly keychain: KeychainPort;
  /** The list of keys, without secrets. `write` replaces it atomically and rejects when it cannot. */
  readonly list: { read(): Promise<string | undefined>; write(text: string): Promise<void> };
  /** The pointer as it is stored now. */
  readonly pointer: () => Promise<VaultPointer | undefined>;
  readonly clock: Clock;
  readonly journal: {
    /** Durable once it resolves to ok. */
    append(type: string, data: unknown): Promise<Result<unknown, { readonly message: string }>>;
    /** Kept until it is durable. */
    record(type: string, data: unknown): void;
  };
  /** Why this account's trade key is not lent to the exchange worker now; undefined when nothing stands against it. */
  readonly heldBack: (accountId: string) => string | undefined;
  /** Told at each change of what the vault shows. */
  readonly onChange: () => void;
  /** Cost of deriving a key from a passphrase; the present one where it is missing. */
  readonly cost?: ScryptCost;
}

/** scrypt's parameters: memory is 128·N·r bytes. Source: RFC 7914. */
export interface ScryptCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}
