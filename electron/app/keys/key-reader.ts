import { driftOf, isUnanswered } from '#shared/model/key-drift';
import type { KeyVerdict } from '#shared/model/keys';
import { err, ok, type Result } from '#shared/model/result';
import type { KeptKey, VaultFailure } from '../../domains/vault/index';
import type { KeyDeskPorts } from './ports';
import { forRecord, verdictInShort, withoutCallerIp } from './records';
import type { Found } from './view';

type ReaderPorts = Pick<KeyDeskPorts, 'store' | 'inspector' | 'record' | 'onDrift'>;

/**
 * Reads kept keys back and compares them with what was taken in. A changed key is told each time it is read, and what was taken in
 * stays what it is compared with until an operator accepts the change or replaces the key: reading it twice does not make it well.
 */
export class KeyReader {
  readonly #ports: ReaderPorts;
  readonly #found = new Map<string, Found & { readonly storedAt: number }>();
  readonly #running = new Map<string, Promise<Result<KeyVerdict, VaultFailure>>>();

  constructor(ports: ReaderPorts) {
    this.#ports = ports;
  }

  /** What the last reading of this start found of this very key; undefined when there was none, as of a successor of the same name. */
  found({ keyId, storedAt }: KeptKey): Found | undefined {
    const found = this.#found.get(keyId);
    return found?.storedAt === storedAt ? found : undefined;
  }

  /** The key is gone, or its change was accepted. */
  forget(keyId: string): void {
    this.#found.delete(keyId);
  }

  /** Reads one key back. Asked again meanwhile, it answers with the reading that runs. */
  read(keyId: string): Promise<Result<KeyVerdict, VaultFailure>> {
    const running = this.#running.get(keyId);
    if (running !== undefined) return running;
    const reading = this.#read(keyId).finally(() => this.#running.delete(keyId));
    this.#running.set(keyId, reading);
    return reading;
  }

  async #read(keyId: string): Promise<Result<KeyVerdict, VaultFailure>> {
    const { store, inspector } = this.#ports;
    const key = this.#kept(keyId);
    if (key === undefined) return err({ code: 'unknown-key', message: 'That key is not kept here.' });
    const lent = await store.lend(keyId, 'inspector');
    if (!lent.ok) return lent;
    const { exchange, environment, accountId, purpose } = key;
    const verdict = await inspector.inspect({ exchange, environment, accountId, purpose }, lent.value, () => undefined);
    // Replaced or dropped while the exchange was asked: what was found is of a key that is kept no more.
    const now = this.#kept(keyId);
    if (now?.storedAt === key.storedAt) await this.#judge(now, verdict);
    return ok(verdict);
  }

  async #judge(key: KeptKey, verdict: KeyVerdict): Promise<void> {
    const { store, record, onDrift } = this.#ports;
    const clean = withoutCallerIp(verdict);
    const changed = driftOf(key.verdict, clean);
    const about = forRecord(key);
    this.#found.set(key.keyId, { verdict: clean, changed, storedAt: key.storedAt });
    if (isUnanswered(clean)) {
      record('key.not-read', about);
      return;
    }
    if (changed.length > 0) {
      record('key.changed', { ...about, ...verdictInShort(clean), changed });
      onDrift({
        keyId: key.keyId,
        accountId: key.accountId,
        exchange: key.exchange,
        environment: key.environment,
        changed,
      });
      return;
    }
    const updated = await store.update(key.keyId, clean);
    if (!updated.ok) record('key.reading-not-saved', { ...about, code: updated.error.code });
  }

  #kept(keyId: string): KeptKey | undefined {
    return this.#ports.store.list().find((key) => key.keyId === keyId);
  }
}
