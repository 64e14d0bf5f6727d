import type { Event } from '#shared/contract/index';
import type { VaultView } from '#shared/contract/keys';
import type { KnownBalance } from '#shared/model/key-blast';
import type { Result } from '#shared/model/result';
import type { Clock } from '#shared/model/time';
import type { KeyInspector, KeyStore } from '../../domains/vault/index';

/** What the desk of keys asks of the vault beside its keys. */
export interface VaultLock {
  view(): VaultView;
  /** Whether this is the passphrase; asked again for what makes a key disappear or a change accepted. */
  check(passphrase: string): Promise<
    Result<
      undefined,
      {
        readonly code: 'no-passphrase' | 'wrong-passphrase' | 'too-many-tries' | 'keychain';
        readonly message: string;
      }
    >
  >;
  /** Told each time it locks. */
  onLock(listener: () => void): void;
}

/** Where a pasted key comes from. */
export interface PasteSource {
  read(): Promise<string>;
  clearIfHolds(text: string): Promise<void>;
}

/** A kept key that is not what it was when it was taken in. */
export interface KeyDrift {
  readonly keyId: string;
  readonly accountId: string;
  readonly exchange: string;
  readonly environment: string;
  readonly changed: readonly string[];
}

export interface KeyDeskPorts {
  readonly clock: Clock;
  readonly store: KeyStore;
  readonly inspector: KeyInspector;
  readonly vault: VaultLock;
  readonly clipboard: PasteSource;
  /** Durable before it answers. */
  append(type: string, data: unknown): Promise<Result<unknown, { readonly message: string }>>;
  /** For what has happened already. */
  record(type: string, data: unknown): void;
  onProgress(progress: Event<'keys.progress'>): void;
  /** Halts the account; told each time a reading finds it. */
  onDrift(drift: KeyDrift): void;
  /** Holds the account's bots still, their orders standing, and answers what lets them go on. Nothing of theirs is on its way then. */
  pauseBots(accountId: string): Promise<() => void>;
  /** What stands on an account now; undefined when it is not known. */
  balanceOf(accountId: string): KnownBalance | undefined;
}
