import { randomBytes } from 'node:crypto';
import type { Credential } from '#shared/model/account';
import type { KeyVerdict } from '#shared/model/keys';
import { err, messageOf, ok, type Result } from '#shared/model/result';
import {
  copyOf,
  decodeHeader,
  encodeHeader,
  forget,
  type Header,
  makeHeader,
  newSecrets,
  openWithPassphrase,
  openWithRecoveryCode,
  restretched,
  type VaultSecrets,
} from './header';
import { type JournalKeys, useJournalKeys } from './journal-keys';
import { itemOf, KeyShelf, type Opened } from './key-shelf';
import { refusalOf } from './loans';
import type {
  Borrower,
  Commit,
  KeptKey,
  KeychainTrouble,
  KeyStore,
  ScryptCost,
  VaultFailure,
  VaultPointer,
  VaultPorts,
} from './ports';
import { newRecoveryCode, readRecoveryCode } from './recovery-code';
import { isBelow, PRESENT_COST } from './seal';
import { couldNotSave, keychainFailure, LIST_DAMAGED, LOCKED, NOT_SET_UP, notOnRecord, unknownKey } from './words';

/** `wrong`: it does not open the header that is there. Anything else is a failure of a part. */
export type OpenFailure = 'wrong' | VaultFailure;
/** What opens a vault. */
export type Opener = { readonly passphrase: string } | { readonly recoveryCode: string };

/**
 * The sealed store of exchange keys: one header in the keychain (see header.ts), and the keys (see key-shelf.ts). Everything that
 * changes is written beside what counts and then made to count in one step, so that a crash leaves either the old or the new. Changes
 * run one after the other; `lock` waits for none.
 */
export class Vault implements KeyStore {
  readonly #ports: VaultPorts;
  readonly #cost: ScryptCost;
  readonly #shelf: KeyShelf;
  #pointer: VaultPointer | undefined;
  #isPointerUnread = false;
  #epoch = 0;
  #secrets: VaultSecrets | undefined;
  #trouble: KeychainTrouble | undefined;
  #wasTried = false;
  #isDoubtful = false;
  /** Why it was told to lock since the change that runs began. */
  #shutWhy: string | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(ports: VaultPorts) {
    this.#ports = ports;
    this.#cost = ports.cost ?? PRESENT_COST;
    this.#shelf = new KeyShelf({ ...ports, noteKeychain: (trouble) => this.noteKeychain(trouble) });
  }

  /** Reads where the vault is, and the list of keys; asks the keychain nothing. Never rejects: what cannot be read is damaged. */
  async load(): Promise<void> {
    try {
      this.#pointer = await this.#ports.pointer();
      this.#isPointerUnread = false;
    } catch {
      this.#isPointerUnread = true;
    }
    await this.#shelf.load(this.#pointer?.id);
  }

  get pointer(): VaultPointer | undefined {
    return this.#pointer;
  }

  get isUnlocked(): boolean {
    return this.#secrets !== undefined;
  }

  /** How the keychain stood when it was last asked; undefined: well, or not asked yet (see `wasTried`). */
  get trouble(): KeychainTrouble | undefined {
    return this.#trouble;
  }

  get wasTried(): boolean {
    return this.#wasTried;
  }

  /** Its files cannot be used, and so no key can. */
  get isDamaged(): boolean {
    return this.#isPointerUnread || this.#shelf.isDamaged;
  }

  list(): readonly KeptKey[] {
    return this.#pointer === undefined ? [] : this.#shelf.keys;
  }

  /** Takes down how the keychain stands, as found by whoever tried it. */
  noteKeychain(trouble: KeychainTrouble | undefined): void {
    const isNews = !this.#wasTried || this.#trouble?.state !== trouble?.state;
    this.#trouble = trouble;
    this.#wasTried = true;
    if (isNews) this.#ports.onChange();
  }

  /** Makes a vault; it is open afterwards. Answers the recovery code, which nothing can show again. */
  setUp(passphrase: string, commit: Commit): Promise<Result<{ readonly recoveryCode: string }, VaultFailure>> {
    return this.#inTurn(async () => {
      if (this.isDamaged) return err({ code: 'damaged', message: LIST_DAMAGED });
      const secrets = newSecrets();
      const vault = randomBytes(8).toString('hex');
      const recoveryCode = newRecoveryCode();
      const about = { vault, generation: 1, epoch: 1 };
      const header = await makeHeader(about, secrets, passphrase, this.#cost, bytesOf(recoveryCode));
      const left = this.#shelf.keys.length;
      const begun: Commit = async (pointer, code) => {
        await this.#shelf.begin(vault);
        await commit(pointer, code);
      };
      const made = await this.#makeCount(header, begun, recoveryCode);
      if (!made.ok) {
        forget(secrets);
        return made;
      }
      this.#opened(secrets, 1);
      this.#ports.journal.record('vault.set-up', { vault, left });
      return ok({ recoveryCode });
    });
  }

  /**
   * Opens it, raising the passphrase's cost where it is below the present one. `isRight`: the passphrase is known to be the
   * operator's, so that a header which does not open is another one than it was: the keychain has changed. Without `commit` nothing is
   * written anywhere.
   */
  unlock(passphrase: string, isRight: boolean, commit: Commit | undefined): Promise<Result<undefined, OpenFailure>> {
    return this.#inTurn(async () => {
      if (this.#secrets !== undefined) return ok(undefined);
      const opened = await this.#open({ passphrase }, isRight);
      if (!opened.ok) return opened;
      const { header, secrets } = opened.value;
      this.#opened(secrets, header.epoch);
      const { journal } = this.#ports;
      journal.record('vault.unlocked', { keys: this.list().length });
      const unproven = this.#shelf.unproven({ vault: header.vault, epoch: header.epoch, secrets });
      for (const { keyId } of unproven) journal.record('vault.key-damaged', { keyId });
      if (commit === undefined) return ok(undefined);
      if (isBelow(header, this.#cost)) await this.#raiseCost(header, copyOf(secrets), passphrase, commit);
      await this.#sweep(header);
      return ok(undefined);
    });
  }

  /** Forgets what opens the keys, at once; what is being opened is shut again. What was lent stays with whom it was lent to. */
  lock(why: string): void {
    this.#shutWhy = why;
    if (this.#secrets === undefined) return;
    forget(this.#secrets);
    this.#secrets = undefined;
    this.#ports.journal.record('vault.locked', { why });
    this.#ports.onChange();
  }

  /** Seals everything anew under another passphrase and another recovery code; it is open afterwards. */
  change(
    opener: Opener,
    next: string,
    commit: Commit,
  ): Promise<Result<{ readonly recoveryCode: string }, OpenFailure>> {
    return this.#inTurn(async () => {
      const opened = await this.#open(opener, false);
      if (!opened.ok) return opened;
      const { header: before, secrets: old } = opened.value;
      const { vault } = before;
      const epoch = before.epoch + 1;
      const secrets = newSecrets(old.list);
      const from: Opened = { vault, epoch: before.epoch, secrets: old };
      const resealed = await this.#shelf.reseal(from, { vault, epoch, secrets });
      forget(old);
      const recoveryCode = newRecoveryCode();
      const about = { vault, generation: before.generation + 1, epoch };
      const made = resealed.ok
        ? await this.#makeCount(
            await makeHeader(about, secrets, next, this.#cost, bytesOf(recoveryCode)),
            commit,
            recoveryCode,
          )
        : resealed;
      if (!made.ok) {
        forget(secrets);
        return made;
      }
      if (this.#secrets !== undefined) forget(this.#secrets);
      this.#opened(secrets, epoch);
      const by = 'passphrase' in opener ? 'passphrase' : 'recovery-code';
      this.#ports.journal.record('vault.passphrase-changed', { by, keys: this.list().length });
      await this.#sweep({ vault, epoch });
      return ok({ recoveryCode });
    });
  }

  put(
    key: Omit<KeptKey, 'keyId' | 'storedAt'>,
    credential: Credential,
    replaces: string | undefined,
  ): Promise<Result<KeptKey, VaultFailure>> {
    return this.#changing((opened) => this.#shelf.put(opened, key, credential, replaces));
  }

  update(keyId: string, verdict: KeyVerdict): Promise<Result<KeptKey, VaultFailure>> {
    return this.#changing((opened) => this.#shelf.update(opened, keyId, verdict));
  }

  drop(keyId: string, reason: string): Promise<Result<undefined, VaultFailure>> {
    return this.#changing((opened) => this.#shelf.drop(opened, keyId, reason));
  }

  /** Waits for no change that runs. Never lends what was locked meanwhile. */
  async lend(keyId: string, borrower: Borrower): Promise<Result<Credential, VaultFailure>> {
    const { journal } = this.#ports;
    const lent = await this.#lend(keyId, borrower);
    if (!lent.ok) {
      journal.record('vault.loan-refused', { keyId, borrower, code: lent.error.code });
      return lent;
    }
    const { accountId = '', purpose = '' } = this.list().find((key) => key.keyId === keyId) ?? {};
    const about = { keyId, accountId, purpose, borrower };
    // Cancelling must never wait for the journal: the guard's loan is kept until it is written.
    if (borrower === 'guard') journal.record('vault.key-lent', about);
    else {
      const written = await journal.append('vault.key-lent', about);
      if (!written.ok) return err(notOnRecord(written.error.message));
      if (this.#secrets === undefined) return err(LOCKED);
    }
    return lent;
  }

  /** What the journal's checkpoints are signed and sealed with, for one use: zeroed when `use` is done. Undefined while it is locked. */
  withJournalKeys<T>(use: (keys: JournalKeys) => T): T | undefined {
    return this.#secrets && useJournalKeys(this.#secrets.list, use);
  }

  async #lend(keyId: string, borrower: Borrower): Promise<Result<Credential, VaultFailure>> {
    if (this.#pointer === undefined) return err(NOT_SET_UP);
    const found = this.list().find((key) => key.keyId === keyId);
    if (found === undefined) return err(unknownKey(keyId));
    const refused = refusalOf(found, borrower, this.#ports.heldBack);
    if (refused !== undefined) return err({ code: 'not-allowed', message: refused });
    if (this.#secrets === undefined) return err(LOCKED);
    const epoch = this.#epoch;
    const secrets = copyOf(this.#secrets);
    const read = await this.#shelf.read({ vault: this.#pointer.id, epoch, secrets }, keyId);
    forget(secrets);
    if (!this.isUnlocked) return err(LOCKED);
    // All keys were sealed anew while this one was read.
    return read.ok || epoch === this.#epoch ? read : this.#lend(keyId, borrower);
  }

  /** One change after the other. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const begin = async (): Promise<T> => {
      this.#shutWhy = undefined;
      const done = await work();
      if (this.#shutWhy !== undefined) this.lock(this.#shutWhy);
      return done;
    };
    const result = this.#last.then(begin, begin);
    this.#last = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  #changing<T>(work: (opened: Opened) => Promise<Result<T, VaultFailure>>): Promise<Result<T, VaultFailure>> {
    return this.#inTurn(async () => {
      if (this.#pointer === undefined) return err(NOT_SET_UP);
      if (this.#secrets === undefined) return err(LOCKED);
      // Its own copy: a lock in between zeroes the vault's, and nothing may ever be sealed under zeros.
      const secrets = copyOf(this.#secrets);
      try {
        return await work({ vault: this.#pointer.id, epoch: this.#epoch, secrets });
      } finally {
        forget(secrets);
        this.#ports.onChange();
      }
    });
  }

  async #open(
    opener: Opener,
    isRight: boolean,
  ): Promise<Result<{ readonly header: Header; readonly secrets: VaultSecrets }, OpenFailure>> {
    if (this.#pointer === undefined) return err(NOT_SET_UP);
    if (this.isDamaged) return err({ code: 'damaged', message: LIST_DAMAGED });
    const { id, generation } = this.#pointer;
    const item = await this.#ports.keychain.read(headerOf(id, generation));
    if (!item.ok) return this.#failed(item.error);
    if (item.value === undefined) return this.#failed({ state: 'item-missing', why: 'the vault’s own half' });
    const header = decodeHeader(item.value);
    if (header?.vault !== id || header.generation !== generation)
      return this.#failed({ state: 'changed', why: 'it is not this vault’s' });
    const code = 'recoveryCode' in opener ? readRecoveryCode(opener.recoveryCode) : undefined;
    const secrets =
      'passphrase' in opener
        ? await openWithPassphrase(header, opener.passphrase)
        : code && openWithRecoveryCode(header, code);
    if (secrets === undefined)
      return isRight ? this.#failed({ state: 'changed', why: 'the right passphrase does not open it' }) : err('wrong');
    this.noteKeychain(undefined);
    return ok({ header, secrets });
  }

  #opened(secrets: VaultSecrets, epoch: number): void {
    this.#secrets = secrets;
    this.#epoch = epoch;
    this.#ports.onChange();
  }

  /** Writes the header beside the one that counts, and then makes it count. */
  async #makeCount(
    header: Header,
    commit: Commit,
    recoveryCode: string | undefined,
  ): Promise<Result<undefined, VaultFailure>> {
    const pointer = { id: header.vault, generation: header.generation };
    const written = await this.#ports.keychain.write(headerOf(pointer.id, pointer.generation), encodeHeader(header));
    if (!written.ok) return this.#failed(written.error);
    this.noteKeychain(undefined);
    try {
      await commit(pointer, recoveryCode);
    } catch (thrown) {
      // It may stand there nevertheless, not yet durable: whichever does counts, and neither's items are removed in this run.
      this.#isDoubtful = true;
      if (!(await this.#isStored(pointer))) return err(couldNotSave(messageOf(thrown)));
    }
    this.#pointer = pointer;
    return ok(undefined);
  }

  async #isStored({ id, generation }: VaultPointer): Promise<boolean> {
    try {
      const stored = await this.#ports.pointer();
      return stored?.id === id && stored.generation === generation;
    } catch {
      return false;
    }
  }

  /** That it could not be raised now is no reason not to open: the next unlock tries again. */
  async #raiseCost(before: Header, secrets: VaultSecrets, passphrase: string, commit: Commit): Promise<void> {
    const header = await restretched(before, secrets, passphrase, this.#cost);
    forget(secrets);
    const made = await this.#makeCount(header, commit, undefined);
    const { N, r, p } = made.ok ? header : before;
    this.#ports.journal.record('vault.cost-raised', { isDone: made.ok, N, r, p });
  }

  /** Removes what no longer counts. What cannot be removed now is tried again at the next unlock; nothing can be opened with it. */
  async #sweep({ vault, epoch }: Pick<Header, 'vault' | 'epoch'>): Promise<void> {
    const { keychain } = this.#ports;
    if (this.#isDoubtful || this.#pointer === undefined) return;
    const header = headerOf(vault, this.#pointer.generation);
    const found = await keychain.names(`vault/${vault}/`);
    if (!found.ok) return;
    for (const name of found.value)
      if (name !== header && !name.startsWith(itemOf(vault, epoch))) await keychain.remove(name);
    await this.#shelf.removeGone(epoch);
  }

  #failed(trouble: KeychainTrouble): { readonly ok: false; readonly error: VaultFailure } {
    this.noteKeychain(trouble);
    return err(keychainFailure(trouble));
  }
}

const headerOf = (vault: string, generation: number): string => `vault/${vault}/header/${generation}`;

function bytesOf(code: string): Buffer {
  const bytes = readRecoveryCode(code);
  if (bytes === undefined) throw new Error('a new recovery code cannot be read back');
  return bytes;
}
