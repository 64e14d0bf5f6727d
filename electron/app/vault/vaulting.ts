import type { Account } from '#shared/model/account';
import { err, ok } from '#shared/model/result';
import type { Clock } from '#shared/model/time';
import type { HaltGate, HaltService } from '../../domains/halt/index';
import type { Keychain, KeychainTrouble } from '../../platform/keychain';
import type { Health } from '../health';
import type { Recorder } from '../recorder';
import type { Settings } from '../settings';
import { storedText } from '../stored-text';
import { keyLockOf } from './key-lock';
import { liveGate } from './live-gate';
import { type KeychainOfDesk, VaultDesk } from './vault-desk';

const AUTO_LOCK_MINUTES = 15;

const NO_KEYCHAIN: KeychainTrouble = { state: 'absent', why: 'it was not given one' };
const noKeychain: KeychainOfDesk = {
  maxItemBytes: 0,
  probe: async () => NO_KEYCHAIN,
  read: async () => err(NO_KEYCHAIN),
  write: async () => err(NO_KEYCHAIN),
  remove: async () => ok(undefined),
  names: async () => ok([]),
};

export interface VaultingOptions {
  readonly clock: Clock;
  readonly settings: Settings;
  readonly accounts: readonly Account[];
  readonly keychain?: Keychain;
  readonly idleMs?: () => number;
  /** A file of the data folder. */
  readonly path: (name: string) => string;
  readonly halt: HaltService;
  readonly recorder: Pick<Recorder, 'append' | 'record'>;
  readonly health: Pick<Health, 'set'>;
  readonly onChange: () => void;
  /** Why an account's key is not there although the vault is open. */
  readonly noKey?: (accountId: string) => string | undefined;
}

/** The vault of this desk, and the gate as it stands with it. The halt knows nothing of either. */
export function createVaulting(options: VaultingOptions): {
  readonly vault: VaultDesk;
  readonly gate: Pick<HaltGate, 'look' | 'standing'>;
} {
  const { clock, settings, accounts, path, halt, recorder, health, onChange } = options;
  const { gate } = halt;
  const vault = new VaultDesk({
    clock,
    passphrase: halt.passphrase,
    keychain: options.keychain ?? noKeychain,
    list: storedText(path('keys.json')),
    journal: {
      append: (type, data) => recorder.append(type, data),
      record: (type, data) => recorder.record(type, data),
    },
    autoLockMinutes: settings.autoLockMinutes ?? AUTO_LOCK_MINUTES,
    idleMs: options.idleMs ?? (() => 0),
    heldBack: keyLockOf(settings.accounts, gate),
    onKeychain: (level, message) => health.set('keychain', level, message),
    onChange,
  });
  return { vault, gate: liveGate(gate, accounts, () => vault.isUnlocked, options.noKey) };
}
