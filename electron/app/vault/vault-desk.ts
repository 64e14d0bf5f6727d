import type { VAULT_ERRORS, VaultView } from '#shared/contract/keys';
import type { KeychainStateName } from '#shared/model/keys';
import { err, messageOf, ok, type Result } from '#shared/model/result';
import type { Clock } from '#shared/model/time';
import type { Passphrase, PassphraseAnswer } from '../../domains/halt/index';
import {
  type Commit,
  fingerprintOf,
  type JournalKeys,
  type KeychainPort,
  type KeychainTrouble,
  type KeyStore,
  keychainFailure,
  LIST_DAMAGED,
  newRecoveryCode,
  type OpenFailure,
  REMEDIES,
  readRecoveryCode,
  type ScryptCost,
  Vault,
  type VaultPorts,
} from '../../domains/vault/index';
import { startAutoLock } from './auto-lock';

/** The keychain, which can also be tried as a whole. */
export type KeychainOfDesk = KeychainPort & { probe(): Promise<KeychainTrouble | undefined> };

export interface VaultDeskPorts extends Pick<VaultPorts, 'list' | 'journal' | 'heldBack' | 'onChange'> {
  readonly clock: Clock;
  readonly passphrase: Passphrase;
  readonly keychain: KeychainOfDesk;
  readonly autoLockMinutes: number;
  readonly idleMs: () => number;
  /** The keychain's light. */
  readonly onKeychain: (level: 'good' | 'warning', message: string) => void;
  readonly cost?: ScryptCost;
}

export interface VaultRefusal {
  readonly code: (typeof VAULT_ERRORS)[number];
  readonly message: string;
}
type Done<T> = Promise<Result<T, VaultRefusal>>;
interface NewCode {
  readonly recoveryCode: string;
}

/**
 * The vault beside the operator's passphrase, which are one to the operator: the verifier stands in the data folder, works without a
 * keychain, and names the header that counts; both are replaced in that one step (ADR 0023).
 */
export class VaultDesk {
  readonly #ports: VaultDeskPorts;
  readonly #vault: Vault;
  #stop: (() => void) | undefined;

  constructor(ports: VaultDeskPorts) {
    this.#ports = ports;
    const onChange = (): void => {
      this.#showKeychain();
      ports.onChange();
    };
    const pointer = async () => (await ports.passphrase.beside()).vault ?? undefined;
    this.#vault = new Vault({ ...ports, pointer, onChange });
  }

  /** Asks no keychain. */
  async load(): Promise<void> {
    await this.#vault.load();
  }

  start(): void {
    const { clock, idleMs, autoLockMinutes: afterMinutes } = this.#ports;
    this.#stop = startAutoLock({ clock, idleMs, afterMinutes, lock: (why) => this.lock(why) });
  }

  /** Locks, too. */
  stop(): void {
    this.#stop?.();
    this.lock('exit');
  }

  async tryKeychain(): Promise<void> {
    this.#vault.noteKeychain(await this.#ports.keychain.probe());
    this.#showKeychain();
  }

  get keys(): KeyStore {
    return this.#vault;
  }

  /** Why the journal's checkpoints are not signed now; undefined while its keys are lent. */
  get unsignedWhy(): 'no-vault' | 'locked' | undefined {
    if (this.#vault.isUnlocked) return undefined;
    return this.#vault.pointer === undefined ? 'no-vault' : 'locked';
  }

  /** Lends the journal's keys to one use; undefined while the vault is locked. */
  withJournalKeys<T>(use: (keys: JournalKeys) => T): T | undefined {
    return this.#vault.withJournalKeys(use);
  }

  get isUnlocked(): boolean {
    return this.#vault.isUnlocked;
  }

  view(): VaultView {
    const { pointer, isUnlocked, trouble, wasTried, isDamaged } = this.#vault;
    const isBroken = trouble !== undefined || isDamaged;
    const keychain: KeychainStateName = trouble?.state ?? 'available';
    return {
      state:
        pointer === undefined && !isDamaged ? 'not-set-up' : isUnlocked ? 'unlocked' : isBroken ? 'unusable' : 'locked',
      keychain,
      message: isDamaged
        ? LIST_DAMAGED
        : trouble !== undefined
          ? REMEDIES[trouble.state]
          : wasTried
            ? ''
            : 'The OS keychain has not been asked yet.',
      autoLockMinutes: this.#ports.autoLockMinutes,
      keys: this.#vault.list().length,
    };
  }

  /**
   * First use. Where a passphrase is set already it has to be that one. Without a usable keychain the passphrase alone is set: it is
   * needed to resume, and keys can be kept once there is a keychain.
   */
  async setUp(passphrase: string): Done<NewCode> {
    const { passphrase: verifier, journal } = this.#ports;
    if (this.#vault.pointer !== undefined)
      return refuse('already-set', 'The vault is set up already. Nothing was changed.');
    const wasSet = verifier.isSet;
    if (wasSet) {
      const answer = await verifier.check(passphrase);
      if (answer !== 'right') return refused(answer);
    }
    const made = await this.#vault.setUp(passphrase, this.#commit(passphrase));
    if (!wasSet && (made.ok || verifier.isSet)) journal.record('operator.passphrase-set', {});
    if (made.ok || made.error.code !== 'keychain' || wasSet) return made.ok ? made : failed(made.error);
    return this.#saving(async () => {
      const recoveryCode = newRecoveryCode();
      const isSet = await verifier.set(passphrase, { recovery: fingerprint(recoveryCode) });
      if (!isSet) return refuse('already-set', 'A passphrase is set already. It was not changed.');
      journal.record('operator.passphrase-set', {});
      this.#ports.onChange();
      return ok({ recoveryCode });
    });
  }

  async unlock(passphrase: string): Done<undefined> {
    const { passphrase: verifier, journal } = this.#ports;
    if (this.#vault.pointer === undefined)
      return refuse('no-passphrase', 'There is no vault yet. Set it up on the Vault page first.');
    const answer = await verifier.check(passphrase);
    if (answer === 'too-many-tries') return refused(answer);
    const isRight = answer === 'right';
    const opened = await this.#vault.unlock(passphrase, isRight, this.#commit(passphrase));
    if (opened.ok) {
      // The vault is sealed under it, so it is the operator's: the verifier is what was damaged or replaced.
      if (!isRight) await this.#repairVerifier(passphrase);
      return opened;
    }
    const refusal = isRight || opened.error === 'wrong' ? failed(opened.error) : refused(answer);
    journal.record('vault.unlock-refused', { code: refusal.error.code });
    return refusal;
  }

  /** At once; harmless when it is locked already. */
  lock(why: 'operator' | 'idle' | 'sleep' | 'screen-lock' | 'exit'): void {
    this.#vault.lock(why);
  }

  async changePassphrase(passphrase: string, next: string): Done<NewCode> {
    const answer = await this.#ports.passphrase.check(passphrase);
    if (answer !== 'right') return refused(answer);
    if (this.#vault.pointer === undefined) return this.#replaceVerifier(next, 'passphrase');
    const changed = await this.#vault.change({ passphrase }, next, this.#commit(next));
    return changed.ok ? changed : failed(changed.error);
  }

  /** With the recovery code; the passphrase in use until now is void afterwards, and so is the code. */
  async recover(typed: string, next: string): Done<NewCode> {
    const code = readRecoveryCode(typed);
    if (code === undefined)
      return refuse('wrong-code', 'That is not a recovery code: a letter is wrong or missing. Nothing was changed.');
    if (this.#vault.pointer !== undefined) {
      const changed = await this.#vault.change({ recoveryCode: typed }, next, this.#commit(next));
      if (changed.ok) return changed;
      return changed.error === 'wrong' ? WRONG_CODE : failed(changed.error);
    }
    const { recovery } = await this.#ports.passphrase.beside();
    if (recovery === null)
      return refuse('no-passphrase', 'No recovery code was ever made for this data folder. Nothing was changed.');
    return recovery === fingerprintOf(code) ? this.#replaceVerifier(next, 'recovery-code') : WRONG_CODE;
  }

  async #repairVerifier(passphrase: string): Promise<void> {
    let isRepaired = true;
    try {
      await this.#ports.passphrase.replace(passphrase, { vault: this.#vault.pointer ?? null });
    } catch {
      isRepaired = false;
    }
    this.#ports.journal.record('vault.verifier-replaced', { isRepaired });
  }

  #replaceVerifier(next: string, by: 'passphrase' | 'recovery-code'): Done<NewCode> {
    return this.#saving(async () => {
      const recoveryCode = newRecoveryCode();
      await this.#ports.passphrase.replace(next, { recovery: fingerprint(recoveryCode) });
      this.#ports.journal.record('vault.passphrase-changed', { by, keys: 0 });
      return ok({ recoveryCode });
    });
  }

  async #saving(work: () => Done<NewCode>): Done<NewCode> {
    try {
      return await work();
    } catch (thrown) {
      const why = messageOf(thrown);
      return refuse(
        'could-not-save',
        `It could not be saved (${why}). Nothing was changed; free some space and try again.`,
      );
    }
  }

  readonly #commit =
    (passphrase: string): Commit =>
    (vault, recoveryCode) =>
      this.#ports.passphrase.replace(passphrase, {
        vault: { ...vault },
        ...(recoveryCode === undefined ? {} : { recovery: fingerprint(recoveryCode) }),
      });

  #showKeychain(): void {
    const { trouble, wasTried } = this.#vault;
    if (!wasTried) return;
    if (trouble === undefined) this.#ports.onKeychain('good', 'The OS keychain works.');
    else this.#ports.onKeychain('warning', keychainFailure(trouble).message);
  }
}

const refuse = (code: VaultRefusal['code'], message: string) => err<VaultRefusal>({ code, message });

const WRONG_CODE = refuse(
  'wrong-code',
  'That recovery code does not open this vault. Nothing was changed. A newer one is valid since the last change.',
);

const fingerprint = (recoveryCode: string): string => fingerprintOf(readRecoveryCode(recoveryCode) ?? Buffer.alloc(0));

function refused(answer: Exclude<PassphraseAnswer, 'right'>) {
  switch (answer) {
    case 'wrong':
      return refuse('wrong-passphrase', 'That is not the passphrase. Nothing was changed.');
    case 'too-many-tries':
      return refuse('too-many-tries', 'Too many wrong tries. Nothing was changed. Wait 30 seconds.');
    case 'not-set':
      return refuse('no-passphrase', 'No passphrase is set yet. Set one on the Vault page first.');
    default:
      return answer satisfies never;
  }
}

function failed(failure: OpenFailure) {
  if (failure === 'wrong') return refused('wrong');
  const { code, message } = failure;
  return refuse(code === 'could-not-save' || code === 'journal-failed' ? 'could-not-save' : 'keychain', message);
}
