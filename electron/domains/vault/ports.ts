import type { Credential, Environment } from '#shared/model/account';
import type { KeyExchange, KeyPurpose, KeyStatement, KeyVerdict } from '#shared/model/keys';
import type { Result } from '#shared/model/result';

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
  readonly code: 'locked' | 'not-set-up' | 'keychain' | 'unknown-key' | 'taken' | 'not-allowed' | 'could-not-save';
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
