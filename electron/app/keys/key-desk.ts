import type { Request } from '#shared/contract/index';
import type { KeysView } from '#shared/contract/keys';
import { isUnanswered } from '#shared/model/key-drift';
import type { VaultFailure } from '../../domains/vault/index';
import type { HandlerAnswer } from '../../platform/ipc-answers';
import { done, failed } from './answers';
import { KeyIntake } from './key-intake';
import { KeyReader } from './key-reader';
import type { KeyDeskPorts } from './ports';
import { forRecord, withoutCallerIp } from './records';
import { rowOf } from './view';

/** The kept keys: takes them in (`intake`), shows them, watches over them and lets them go. */
export class KeyDesk {
  readonly intake: KeyIntake;
  readonly #reader: KeyReader;
  readonly #ports: KeyDeskPorts;

  constructor(ports: KeyDeskPorts) {
    this.#ports = ports;
    this.intake = new KeyIntake(ports);
    this.#reader = new KeyReader(ports);
  }

  view(): KeysView {
    const { clock, store, vault, balanceOf } = this.#ports;
    const at = clock.now();
    const rows = store.list().map((key) => rowOf(key, this.#reader.found(key), balanceOf(key.accountId), at));
    return { at, vault: vault.view(), rows };
  }

  async inspect({ keyId }: Request<'keys.inspect'>): Promise<HandlerAnswer<'keys.inspect'>> {
    const read = await this.#reader.read(keyId);
    if (!read.ok) return failed(LEND_CODES[read.error.code], read.error.message, true);
    const row = this.view().rows.find((each) => each.keyId === keyId);
    if (row === undefined) return failed('unknown-key', UNKNOWN);
    // Shown to be put on the list, this once; it is not kept.
    return { ok: true, value: { ...row, verdict: { ...row.verdict, callerIp: read.value.callerIp } } };
  }

  async accept({ keyId, passphrase, reason }: Request<'keys.accept'>): Promise<HandlerAnswer<'keys.accept'>> {
    const { store, vault } = this.#ports;
    const key = store.list().find((each) => each.keyId === keyId);
    if (key === undefined) return failed('unknown-key', UNKNOWN);
    const found = this.#reader.found(key);
    if (found === undefined || found.changed.length === 0)
      return failed('no-change', 'No change of this key is known, so there is nothing to accept.');
    const [refusal] = found.verdict.refusals;
    if (refusal !== undefined)
      return failed(
        'refused',
        `A key like this is not taken: ${refusal.sentence} ${refusal.fix} Then press Inspect now, or replace it.`,
      );
    if (found.verdict.statements.some((each) => !key.statements.some(({ statement }) => statement === each)))
      return failed(
        'refused',
        'The exchange tells less of it than before, and what it does not tell was never stated. Replace the key.',
      );
    const checked = await vault.check(passphrase);
    if (!checked.ok) return failed(checked.error.code, checked.error.message, true);
    const written = await this.#ports.append('key.change-accepted', {
      ...forRecord(key),
      reason,
      changed: found.changed,
    });
    if (!written.ok)
      return failed(
        'journal-failed',
        `It could not be put on record (${written.error.message}). Nothing was changed.`,
        true,
      );
    const updated = await store.update(keyId, withoutCallerIp(found.verdict));
    if (!updated.ok)
      return failed(
        updated.error.code === 'unknown-key' ? 'unknown-key' : 'could-not-save',
        updated.error.message,
        true,
      );
    this.#reader.forget(keyId);
    return done;
  }

  async drop({ keyId, passphrase, reason }: Request<'keys.drop'>): Promise<HandlerAnswer<'keys.drop'>> {
    const { store, vault } = this.#ports;
    const key = store.list().find((each) => each.keyId === keyId);
    if (key === undefined) return failed('unknown-key', UNKNOWN);
    const checked = await vault.check(passphrase);
    if (!checked.ok) return failed(checked.error.code, checked.error.message, true);
    const written = await this.#ports.append('key.dropped', { ...forRecord(key), reason });
    if (!written.ok)
      return failed(
        'journal-failed',
        `It could not be put on record (${written.error.message}). The key is still kept.`,
        true,
      );
    const dropped = await store.drop(keyId, reason);
    if (!dropped.ok) {
      this.#ports.record('key.not-dropped', { ...forRecord(key), code: dropped.error.code });
      return failed(dropped.error.code === 'keychain' ? 'keychain' : 'could-not-save', dropped.error.message, true);
    }
    this.#reader.forget(keyId);
    return done;
  }

  /** What an inspection by the clock calls: whether the exchange answered. */
  async readAgain(keyId: string): Promise<boolean> {
    const read = await this.#reader.read(keyId);
    return read.ok && !isUnanswered(read.value);
  }
}

const UNKNOWN = 'That key is not kept here. Nothing was changed.';

const LEND_CODES = {
  locked: 'locked',
  'not-set-up': 'locked',
  keychain: 'keychain',
  'unknown-key': 'unknown-key',
  taken: 'unknown-key',
  'not-allowed': 'locked',
  damaged: 'keychain',
  'journal-failed': 'keychain',
  'could-not-save': 'keychain',
} as const satisfies Record<VaultFailure['code'] | 'damaged' | 'journal-failed', string>;
