import { randomBytes } from 'node:crypto';
import type { Credential } from '#shared/model/account';
import type { KeyVerdict } from '#shared/model/keys';
import { err, messageOf, ok, type Result } from '#shared/model/result';
import { decodeCredential, encodeCredential } from './credential';
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
import { aboutKey, decodeList, encodeList, isProven, type KeyList, type ListedKey, listed, sameSlot } from './key-list';
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
import { isBelow, open, PRESENT_COST, seal } from './seal';
import { keychainFailure, LIST_DAMAGED, LOCKED, NOT_SET_UP } from './words';

/** `wrong`: it does not open the header that is there. Anything else is a failure of a part. */
export type OpenFailure = 'wrong' | VaultFailure;
/** What opens a vault. */
export type Opener = { readonly passphrase: string } | { readonly recoveryCode: string };

/**
 * The sealed store of exchange keys. In the keychain stand one header (see header.ts) and one sealed item for each key; in the data
 * folder the list of keys, without secrets, each line proven. Everything that changes is written beside what counts and then made to
 * count in one step, so that a crash leaves either the old or the new. Changes run one after the other; `lock` waits for none.
 */
export class Vault implements KeyStore {
  readonly #ports: VaultPorts;
  readonly #cost: ScryptCost;
  #pointer: VaultPointer | undefined;
  #list: KeyList | undefined;
  #isListDamaged = false;
  #epoch = 0;
  #secrets: VaultSecrets | undefined;
  #trouble: KeychainTrouble | undefined;
  #wasTried = false;
  #isDoubtful = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor(ports: VaultPorts) {
    this.#ports = ports;
    this.#cost = ports.cost ?? PRESENT_COST;
  }

  /** Reads where the vault is, and the list of keys; asks the keychain nothing. */
  async load(): Promise<void> {
    const pointer = await this.#ports.pointer();
    this.#pointer = pointer;
    const text = await this.#ports.list.read();
    const list = text === undefined ? undefined : decodeList(text);
    this.#isListDamaged = pointer !== undefined && text !== undefined && list?.vault !== pointer.id;
    this.#list = this.#isListDamaged ? undefined : list;
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

  get isListDamaged(): boolean {
    return this.#isListDamaged;
  }

  list(): readonly KeptKey[] {
    return this.#pointer === undefined ? [] : (this.#list?.keys ?? []).map(({ key }) => key);
  }

  /** Takes down how the keychain stands, as found by whoever tried it. */
  noteKeychain(trouble: KeychainTrouble | undefined): void {
    const before = this.#trouble;
    this.#trouble = trouble;
    const wasTried = this.#wasTried;
    this.#wasTried = true;
    if (!wasTried || before?.state !== trouble?.state) this.#ports.onChange();
  }

  /** Makes a vault; it is open afterwards. Answers the recovery code, which nothing can show again. */
  setUp(passphrase: string, commit: Commit): Promise<Result<{ readonly recoveryCode: string }, VaultFailure>> {
    return this.#inTurn(async () => {
      const secrets = newSecrets();
      const vault = randomBytes(8).toString('hex');
      const recoveryCode = newRecoveryCode();
      const about = { vault, generation: 1, epoch: 1 };
      const header = await makeHeader(about, secrets, passphrase, this.#cost, bytesOf(recoveryCode));
      const left = this.#list?.keys.length ?? 0;
      const made = await this.#makeCount(header, { vault, keys: [], gone: [] }, commit, recoveryCode);
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
      this.#ports.journal.record('vault.unlocked', { keys: this.list().length });
      for (const { key } of this.#unproven(secrets))
        this.#ports.journal.record('vault.key-damaged', { keyId: key.keyId });
      if (commit === undefined) return ok(undefined);
      if (isBelow(header, this.#cost)) await this.#raiseCost(header, secrets, passphrase, commit);
      await this.#sweep(header);
      return ok(undefined);
    });
  }

  /** Forgets what opens the keys, at once. What was lent stays with whom it was lent to. */
  lock(why: string): void {
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
      const secrets = newSecrets(old.list);
      const recoveryCode = newRecoveryCode();
      const epoch = before.epoch + 1;
      const resealed = await this.#reseal(old, before.epoch, secrets, epoch);
      forget(old);
      if (!resealed.ok) {
        forget(secrets);
        return resealed;
      }
      const about = { vault: before.vault, generation: before.generation + 1, epoch };
      const header = await makeHeader(about, secrets, next, this.#cost, bytesOf(recoveryCode));
      const made = await this.#makeCount(header, undefined, commit, recoveryCode);
      if (!made.ok) {
        forget(secrets);
        return made;
      }
      if (this.#secrets !== undefined) forget(this.#secrets);
      this.#opened(secrets, epoch);
      const by = 'passphrase' in opener ? 'passphrase' : 'recovery-code';
      this.#ports.journal.record('vault.passphrase-changed', { by, keys: this.list().length });
      await this.#sweep(header);
      return ok({ recoveryCode });
    });
  }

  put(
    key: Omit<KeptKey, 'keyId' | 'storedAt'>,
    credential: Credential,
    replaces: string | undefined,
  ): Promise<Result<KeptKey, VaultFailure>> {
    return this.#withSecrets(async (secrets, vault, list) => {
      const old = list.keys.find(({ key: each }) => each.keyId === replaces);
      if (replaces !== undefined && old === undefined) return err(unknownKey(replaces));
      const taken = list.keys.find(({ key: each }) => each.keyId !== replaces && sameSlot(each, key));
      if (taken !== undefined)
        return err({
          code: 'taken',
          message: `${key.accountId} has a ${key.purpose} key already (…${taken.key.ending}). Nothing was stored: replace that one instead.`,
        });
      const keyId = `key-${randomBytes(6).toString('hex')}`;
      const line = listed(secrets.list, vault, { ...key, keyId, storedAt: this.#ports.clock.now() });
      const plain = encodeCredential(credential);
      const sealed = seal(secrets.keys, plain, aboutKey(vault, keyId, key));
      plain.fill(0);
      const name = itemOf(vault, this.#epoch, keyId);
      const { maxItemBytes } = this.#ports.keychain;
      if (Buffer.byteLength(sealed) > maxItemBytes)
        return err({
          code: 'could-not-save',
          message: `This key is too long for this system's keychain, which takes ${maxItemBytes} bytes. Nothing was stored. Make a key of a shorter kind (HMAC or Ed25519 instead of RSA).`,
        });
      const { exchange, environment, accountId, purpose, ending } = line.key;
      const stored = await this.#journaled('vault.key-stored', {
        ...{ keyId, exchange, environment, accountId, purpose, ending },
        replaces: replaces ?? null,
      });
      if (!stored.ok) return stored;
      const written = await this.#ports.keychain.write(name, sealed);
      if (!written.ok) return this.#failed(written.error);
      const keys = [...list.keys.filter((each) => each !== old), line];
      const saved = await this.#save({
        ...list,
        keys,
        gone: [...list.gone, ...(replaces === undefined ? [] : [replaces])],
      });
      if (!saved.ok) {
        await this.#ports.keychain.remove(name);
        return saved;
      }
      await this.#removeGone();
      return ok(line.key);
    });
  }

  update(keyId: string, verdict: KeyVerdict): Promise<Result<KeptKey, VaultFailure>> {
    return this.#withSecrets(async (secrets, vault, list) => {
      const found = list.keys.find(({ key }) => key.keyId === keyId);
      if (found === undefined) return err(unknownKey(keyId));
      if (!isProven(secrets.list, vault, found)) return err(damaged(keyId));
      const line = listed(secrets.list, vault, { ...found.key, verdict });
      const refusals = verdict.refusals.map(({ id }) => id);
      const { accountId } = found.key;
      this.#ports.journal.record('vault.key-updated', { keyId, accountId, refusals, at: verdict.at });
      const saved = await this.#save({ ...list, keys: list.keys.map((each) => (each === found ? line : each)) });
      return saved.ok ? ok(line.key) : saved;
    });
  }

  drop(keyId: string, reason: string): Promise<Result<undefined, VaultFailure>> {
    return this.#withSecrets(async (_secrets, _vault, list) => {
      const found = list.keys.find(({ key }) => key.keyId === keyId);
      if (found === undefined) return err(unknownKey(keyId));
      const { exchange, environment, accountId, purpose } = found.key;
      const about = { keyId, exchange, environment, accountId, purpose, reason };
      const written = await this.#journaled('vault.key-dropped', about);
      if (!written.ok) return written;
      const keys = list.keys.filter((each) => each !== found);
      const saved = await this.#save({ ...list, keys, gone: [...list.gone, keyId] });
      if (!saved.ok) return saved;
      await this.#removeGone();
      return ok(undefined);
    });
  }

  /** Runs beside changes: a key is where its line says, whatever is being written. Never lends what was locked meanwhile. */
  async lend(keyId: string, borrower: Borrower): Promise<Result<Credential, VaultFailure>> {
    const lent = await this.#lend(keyId, borrower);
    if (!lent.ok) {
      this.#ports.journal.record('vault.loan-refused', { keyId, borrower, code: lent.error.code });
      return lent;
    }
    const { accountId = '', purpose = '' } = this.list().find((key) => key.keyId === keyId) ?? {};
    const about = { keyId, accountId, purpose, borrower };
    // Cancelling must never wait for the journal: the guard's loan is kept until it is written.
    if (borrower === 'guard') this.#ports.journal.record('vault.key-lent', about);
    else {
      const written = await this.#journaled('vault.key-lent', about);
      if (!written.ok) return written;
      if (this.#secrets === undefined) return err(LOCKED);
    }
    return lent;
  }

  async #lend(keyId: string, borrower: Borrower): Promise<Result<Credential, VaultFailure>> {
    if (this.#pointer === undefined) return err(NOT_SET_UP);
    const found = this.#list?.keys.find(({ key }) => key.keyId === keyId);
    if (found === undefined) return err(unknownKey(keyId));
    const refused = refusalOf(found.key, borrower, this.#ports.heldBack);
    if (refused !== undefined) return err({ code: 'not-allowed', message: refused });
    if (this.#secrets === undefined) return err(LOCKED);
    const vault = this.#pointer.id;
    const secrets = copyOf(this.#secrets);
    try {
      if (!isProven(secrets.list, vault, found)) return err(damaged(keyId));
      const epoch = this.#epoch;
      const item = await this.#ports.keychain.read(itemOf(vault, epoch, keyId));
      if (!item.ok) return this.#failed(item.error);
      if (this.#secrets === undefined) return err(LOCKED);
      // All keys were sealed anew while this one was read.
      if (epoch !== this.#epoch) return this.#lend(keyId, borrower);
      if (item.value === undefined) return this.#failed({ state: 'item-missing', why: `the key …${found.key.ending}` });
      this.noteKeychain(undefined);
      const plain = open(secrets.keys, item.value, aboutKey(vault, keyId, found.key));
      const credential = plain === undefined ? undefined : decodeCredential(plain);
      plain?.fill(0);
      return credential === undefined ? err(damaged(keyId)) : ok(credential);
    } finally {
      forget(secrets);
    }
  }

  /** One change after the other. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work, work);
    this.#last = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  #withSecrets<T>(
    work: (secrets: VaultSecrets, vault: string, list: KeyList) => Promise<Result<T, VaultFailure>>,
  ): Promise<Result<T, VaultFailure>> {
    return this.#inTurn(async () => {
      if (this.#pointer === undefined) return err(NOT_SET_UP);
      if (this.#secrets === undefined) return err(LOCKED);
      if (this.#isListDamaged) return err({ code: 'damaged', message: LIST_DAMAGED });
      // Its own copy: a lock in between zeroes the vault's, and nothing may ever be sealed under zeros.
      const secrets = copyOf(this.#secrets);
      try {
        return await work(secrets, this.#pointer.id, this.#list ?? { vault: this.#pointer.id, keys: [], gone: [] });
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
    if (this.#isListDamaged) return err({ code: 'damaged', message: LIST_DAMAGED });
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

  /** Writes the header, and the list where there is a new one, and then makes it the one that counts. */
  async #makeCount(
    header: Header,
    list: KeyList | undefined,
    commit: Commit,
    recoveryCode: string | undefined,
  ): Promise<Result<undefined, VaultFailure>> {
    const pointer = { id: header.vault, generation: header.generation };
    const written = await this.#ports.keychain.write(headerOf(pointer.id, pointer.generation), encodeHeader(header));
    if (!written.ok) return this.#failed(written.error);
    this.noteKeychain(undefined);
    try {
      if (list !== undefined) await this.#ports.list.write(encodeList(list));
      await commit(pointer, recoveryCode);
    } catch (thrown) {
      // It may stand there nevertheless, not yet durable: whichever does counts, and neither's items are removed in this run.
      this.#isDoubtful = true;
      const stored = await this.#ports.pointer().catch(() => this.#pointer);
      if (stored?.id !== pointer.id || stored.generation !== pointer.generation) return err(couldNotSave(thrown));
    }
    this.#pointer = pointer;
    if (list !== undefined) {
      this.#list = list;
      this.#isListDamaged = false;
    }
    return ok(undefined);
  }

  /** That it could not be raised now is no reason not to open: the next unlock tries again. */
  async #raiseCost(before: Header, secrets: VaultSecrets, passphrase: string, commit: Commit): Promise<void> {
    const header = await restretched(before, secrets, passphrase, this.#cost);
    const made = await this.#makeCount(header, undefined, commit, undefined);
    const { N, r, p } = made.ok ? header : before;
    this.#ports.journal.record('vault.cost-raised', { isDone: made.ok, N, r, p });
  }

  /** Every key under the new epoch, beside the old ones. */
  async #reseal(
    old: VaultSecrets,
    oldEpoch: number,
    fresh: VaultSecrets,
    epoch: number,
  ): Promise<Result<undefined, VaultFailure>> {
    const vault = this.#pointer?.id ?? '';
    for (const { key } of this.#list?.keys ?? []) {
      const item = await this.#ports.keychain.read(itemOf(vault, oldEpoch, key.keyId));
      if (!item.ok) return this.#failed(item.error);
      if (item.value === undefined) return this.#failed({ state: 'item-missing', why: `the key …${key.ending}` });
      const about = aboutKey(vault, key.keyId, key);
      const plain = open(old.keys, item.value, about);
      if (plain === undefined) return err(damaged(key.keyId));
      const sealed = seal(fresh.keys, plain, about);
      plain.fill(0);
      const written = await this.#ports.keychain.write(itemOf(vault, epoch, key.keyId), sealed);
      if (!written.ok) return this.#failed(written.error);
    }
    return ok(undefined);
  }

  /** Removes what no longer counts. What cannot be removed now is tried again at the next unlock; nothing can be opened with it. */
  async #sweep({ epoch }: Header): Promise<void> {
    if (this.#isDoubtful) return;
    const { id, generation } = this.#pointer ?? { id: '', generation: 0 };
    const found = await this.#ports.keychain.names(`vault/${id}/`);
    if (!found.ok) return;
    for (const name of found.value)
      if (name !== headerOf(id, generation) && !name.startsWith(itemOf(id, epoch, '')))
        await this.#ports.keychain.remove(name);
    await this.#removeGone();
  }

  async #removeGone(): Promise<void> {
    const list = this.#list;
    if (list === undefined || list.gone.length === 0) return;
    const left: string[] = [];
    for (const keyId of list.gone)
      if (!(await this.#ports.keychain.remove(itemOf(list.vault, this.#epoch, keyId))).ok) left.push(keyId);
    if (left.length < list.gone.length) await this.#save({ ...list, gone: left });
  }

  #unproven(secrets: VaultSecrets): readonly ListedKey[] {
    const list = this.#list;
    return list === undefined ? [] : list.keys.filter((line) => !isProven(secrets.list, list.vault, line));
  }

  async #save(list: KeyList): Promise<Result<undefined, VaultFailure>> {
    try {
      await this.#ports.list.write(encodeList(list));
      this.#list = list;
      return ok(undefined);
    } catch (thrown) {
      return err(couldNotSave(thrown));
    }
  }

  async #journaled(type: string, data: unknown): Promise<Result<undefined, VaultFailure>> {
    const written = await this.#ports.journal.append(type, data);
    if (written.ok) return ok(undefined);
    return err({
      code: 'journal-failed',
      message: `It could not be put on record (${written.error.message}), so it was not done. See the Journal screen.`,
    });
  }

  #failed(trouble: KeychainTrouble): { readonly ok: false; readonly error: VaultFailure } {
    this.noteKeychain(trouble);
    return err(keychainFailure(trouble));
  }
}

const headerOf = (vault: string, generation: number): string => `vault/${vault}/header/${generation}`;
const itemOf = (vault: string, epoch: number, keyId: string): string => `vault/${vault}/keys-${epoch}/${keyId}`;

function bytesOf(code: string): Buffer {
  const bytes = readRecoveryCode(code);
  if (bytes === undefined) throw new Error('a new recovery code cannot be read back');
  return bytes;
}

const unknownKey = (keyId: string): VaultFailure => ({
  code: 'unknown-key',
  message: `There is no key ${keyId}. Nothing was done.`,
});

const damaged = (keyId: string): VaultFailure => ({
  code: 'damaged',
  message: `The key ${keyId} is not what was sealed: the keychain's item or keys.json was changed. It is not used. Delete the key at its exchange, drop it here and enter a new one.`,
});

const couldNotSave = (thrown: unknown): VaultFailure => ({
  code: 'could-not-save',
  message: `It could not be saved (${messageOf(thrown)}), so nothing was changed. Free some space and try again.`,
});
