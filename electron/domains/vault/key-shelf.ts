import { randomBytes } from 'node:crypto';
import type { Credential } from '#shared/model/account';
import type { KeyVerdict } from '#shared/model/keys';
import { err, messageOf, ok, type Result } from '#shared/model/result';
import { decodeCredential, encodeCredential } from './credential';
import type { VaultSecrets } from './header';
import { aboutKey, decodeList, encodeList, isProven, type KeyList, listed, sameSlot } from './key-list';
import type { KeptKey, KeychainTrouble, VaultFailure, VaultPorts } from './ports';
import { open, seal } from './seal';
import { couldNotSave, damaged, keychainFailure, notOnRecord, tooLong, unknownKey } from './words';

/** What opens the keys as they are sealed now. */
export interface Opened {
  readonly vault: string;
  readonly epoch: number;
  readonly secrets: VaultSecrets;
}

type ShelfPorts = Pick<VaultPorts, 'keychain' | 'list' | 'clock' | 'journal'> & {
  readonly noteKeychain: (trouble: KeychainTrouble | undefined) => void;
};

/**
 * The sealed keys, one item of the keychain each, and the list of them. A new key is written beside the old and counts once the list
 * names it; what the list no longer names is removed, at the next chance if not at once.
 */
export class KeyShelf {
  readonly #ports: ShelfPorts;
  #list: KeyList | undefined;
  #isDamaged = false;

  constructor(ports: ShelfPorts) {
    this.#ports = ports;
  }

  /** A list that cannot be read, or is another vault's, is damaged: no key of it is used. */
  async load(vault: string | undefined): Promise<void> {
    try {
      const text = await this.#ports.list.read();
      const list = text === undefined ? undefined : decodeList(text);
      this.#isDamaged = vault !== undefined && text !== undefined && list?.vault !== vault;
      this.#list = this.#isDamaged ? undefined : list;
    } catch {
      this.#isDamaged = true;
      this.#list = undefined;
    }
  }

  get isDamaged(): boolean {
    return this.#isDamaged;
  }

  get keys(): readonly KeptKey[] {
    return (this.#list?.keys ?? []).map(({ key }) => key);
  }

  /** The list of a vault that is being made. Rejects when it cannot be written. */
  async begin(vault: string): Promise<void> {
    const list = { vault, keys: [], gone: [] };
    await this.#ports.list.write(encodeList(list));
    this.#list = list;
    this.#isDamaged = false;
  }

  async put(
    opened: Opened,
    key: Omit<KeptKey, 'keyId' | 'storedAt'>,
    credential: Credential,
    replaces: string | undefined,
  ): Promise<Result<KeptKey, VaultFailure>> {
    const { vault, epoch, secrets } = opened;
    const { keychain, clock } = this.#ports;
    const list = this.#of(vault);
    const old = list.keys.find(({ key: each }) => each.keyId === replaces);
    if (replaces !== undefined && old === undefined) return err(unknownKey(replaces));
    const taken = list.keys.find((each) => each !== old && sameSlot(each.key, key));
    if (taken !== undefined)
      return err({
        code: 'taken',
        message: `${key.accountId} has a ${key.purpose} key already (…${taken.key.ending}). Nothing was stored: replace that one instead.`,
      });
    const keyId = `key-${randomBytes(6).toString('hex')}`;
    const line = listed(secrets.list, vault, { ...key, keyId, storedAt: clock.now() });
    const plain = encodeCredential(credential);
    const sealed = seal(secrets.keys, plain, aboutKey(vault, keyId, key));
    plain.fill(0);
    if (Buffer.byteLength(sealed) > keychain.maxItemBytes) return err(tooLong(keychain.maxItemBytes));
    const { exchange, environment, accountId, purpose, ending } = line.key;
    const about = { keyId, exchange, environment, accountId, purpose, ending, replaces: replaces ?? null };
    const recorded = await this.#onRecord('vault.key-stored', about);
    if (!recorded.ok) return recorded;
    const name = itemOf(vault, epoch, keyId);
    const written = await keychain.write(name, sealed);
    if (!written.ok) return this.#failed(written.error);
    const gone = replaces === undefined ? list.gone : [...list.gone, replaces];
    const saved = await this.#save({ ...list, keys: [...list.keys.filter((each) => each !== old), line], gone });
    if (!saved.ok) {
      await keychain.remove(name);
      return saved;
    }
    await this.removeGone(epoch);
    return ok(line.key);
  }

  async update({ vault, secrets }: Opened, keyId: string, verdict: KeyVerdict): Promise<Result<KeptKey, VaultFailure>> {
    const list = this.#of(vault);
    const found = list.keys.find(({ key }) => key.keyId === keyId);
    if (found === undefined) return err(unknownKey(keyId));
    if (!isProven(secrets.list, vault, found)) return err(damaged(keyId));
    const line = listed(secrets.list, vault, { ...found.key, verdict });
    const saved = await this.#save({ ...list, keys: list.keys.map((each) => (each === found ? line : each)) });
    if (!saved.ok) return saved;
    const refusals = verdict.refusals.map(({ id }) => id);
    const { accountId } = found.key;
    this.#ports.journal.record('vault.key-updated', { keyId, accountId, refusals, at: verdict.at });
    return ok(line.key);
  }

  async drop({ vault, epoch }: Opened, keyId: string, reason: string): Promise<Result<undefined, VaultFailure>> {
    const list = this.#of(vault);
    const found = list.keys.find(({ key }) => key.keyId === keyId);
    if (found === undefined) return err(unknownKey(keyId));
    const { exchange, environment, accountId, purpose } = found.key;
    const about = { keyId, exchange, environment, accountId, purpose, reason };
    const recorded = await this.#onRecord('vault.key-dropped', about);
    if (!recorded.ok) return recorded;
    const keys = list.keys.filter((each) => each !== found);
    const saved = await this.#save({ ...list, keys, gone: [...list.gone, keyId] });
    if (!saved.ok) return saved;
    await this.removeGone(epoch);
    return ok(undefined);
  }

  /** The secret of one key. `secrets` are the caller's own copy: what is being locked meanwhile is not its concern. */
  async read({ vault, epoch, secrets }: Opened, keyId: string): Promise<Result<Credential, VaultFailure>> {
    const found = this.#of(vault).keys.find(({ key }) => key.keyId === keyId);
    if (found === undefined) return err(unknownKey(keyId));
    if (!isProven(secrets.list, vault, found)) return err(damaged(keyId));
    const item = await this.#item(vault, epoch, found.key);
    if (!item.ok) return item;
    const plain = open(secrets.keys, item.value, aboutKey(vault, keyId, found.key));
    const credential = plain === undefined ? undefined : decodeCredential(plain);
    plain?.fill(0);
    return credential === undefined ? err(damaged(keyId)) : ok(credential);
  }

  /** Every key under another secret and epoch, beside the old ones, which are left. */
  async reseal(from: Opened, to: Opened): Promise<Result<undefined, VaultFailure>> {
    for (const key of this.keys) {
      const item = await this.#item(from.vault, from.epoch, key);
      if (!item.ok) return item;
      const about = aboutKey(from.vault, key.keyId, key);
      const plain = open(from.secrets.keys, item.value, about);
      if (plain === undefined) return err(damaged(key.keyId));
      const sealed = seal(to.secrets.keys, plain, about);
      plain.fill(0);
      const written = await this.#ports.keychain.write(itemOf(to.vault, to.epoch, key.keyId), sealed);
      if (!written.ok) return this.#failed(written.error);
    }
    return ok(undefined);
  }

  /** Keys whose line was not written by this vault. */
  unproven({ vault, secrets }: Opened): readonly KeptKey[] {
    return this.#of(vault)
      .keys.filter((line) => !isProven(secrets.list, vault, line))
      .map(({ key }) => key);
  }

  /** Removes from the keychain what the list no longer names. What cannot be removed now stays noted. */
  async removeGone(epoch: number): Promise<void> {
    const list = this.#list;
    if (list === undefined || list.gone.length === 0) return;
    const left: string[] = [];
    for (const keyId of list.gone)
      if (!(await this.#ports.keychain.remove(itemOf(list.vault, epoch, keyId))).ok) left.push(keyId);
    if (left.length < list.gone.length) await this.#save({ ...list, gone: left });
  }

  #of(vault: string): KeyList {
    return this.#list ?? { vault, keys: [], gone: [] };
  }

  async #item(vault: string, epoch: number, { keyId, ending }: KeptKey): Promise<Result<string, VaultFailure>> {
    const item = await this.#ports.keychain.read(itemOf(vault, epoch, keyId));
    if (!item.ok) return this.#failed(item.error);
    if (item.value === undefined) return this.#failed({ state: 'item-missing', why: `the key …${ending}` });
    this.#ports.noteKeychain(undefined);
    return ok(item.value);
  }

  async #save(list: KeyList): Promise<Result<undefined, VaultFailure>> {
    try {
      await this.#ports.list.write(encodeList(list));
      this.#list = list;
      return ok(undefined);
    } catch (thrown) {
      return err(couldNotSave(messageOf(thrown)));
    }
  }

  async #onRecord(type: string, data: unknown): Promise<Result<undefined, VaultFailure>> {
    const written = await this.#ports.journal.append(type, data);
    return written.ok ? ok(undefined) : err(notOnRecord(written.error.message));
  }

  #failed(trouble: KeychainTrouble): { readonly ok: false; readonly error: VaultFailure } {
    this.#ports.noteKeychain(trouble);
    return err(keychainFailure(trouble));
  }
}

/** Where a key of one epoch is; without a key, how all of them begin. */
export const itemOf = (vault: string, epoch: number, keyId = ''): string => `vault/${vault}/keys-${epoch}/${keyId}`;
