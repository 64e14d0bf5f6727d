import { KeyDesk } from '../../electron/app/keys/key-desk';
import type { KeyDeskPorts, KeyDrift, PasteSource, VaultLock } from '../../electron/app/keys/ports';
import type { KeptKey, KeyInspector, KeySlot, KeyStore } from '../../electron/domains/vault/index';
import type { VaultView } from '../../shared/contract/keys';
import type { Credential } from '../../shared/model/account';
import type { KnownBalance } from '../../shared/model/key-blast';
import { KEY_GUIDES } from '../../shared/model/key-guides';
import type { KeyReading, KeyVerdict } from '../../shared/model/keys';
import { err, ok } from '../../shared/model/result';
import type { Clock } from '../../shared/model/time';
import { VirtualClock } from './virtual-clock';

export const KEYS_PASSPHRASE = 'four unrelated quiet words';
/** Secrets of the tests: what must not be found anywhere. */
export const SECRET = 'SECRETsecretSECRETsecretSECRETsecretSECRETsecretSECRETsecret0001';
export const API_KEY = 'PUBLICpublicPUBLICpublicPUBLICpublicPUBLICpublicPUBLICpublic9fK2';

export const SLOT: KeySlot = { exchange: 'binance', environment: 'live', accountId: 'sub-1', purpose: 'trade' };

/** What a well-made key to trade looks like when it is read back. */
export function goodReading(at: number, over: Partial<KeyReading> = {}): KeyReading {
  return {
    rights: { read: 'yes', trade: 'yes', withdraw: 'no', transfer: 'no', manage: 'no' },
    markets: ['spot', 'margin'],
    ip: { kind: 'restricted', addresses: ['203.0.113.7'] },
    createdAt: at - 86_400_000,
    expiresAt: null,
    label: null,
    account: 'sub',
    unknownWords: [],
    ...over,
  };
}

export function verdictOf(at: number, reading: KeyReading | null, over: Partial<KeyVerdict> = {}): KeyVerdict {
  return { grade: 'A', reading, refusals: [], warnings: [], statements: [], callerIp: null, at, ...over };
}

export const WITHDRAW_ON = {
  id: 'withdraw-on',
  sentence: 'This key may withdraw: whoever has it can take everything out.',
  fix: 'Take the tick off Enable Withdrawals on the exchange’s page, save, and check again.',
} as const;
export const NO_ANSWER = {
  id: 'no-answer',
  sentence: 'The exchange did not answer within 10 seconds.',
  fix: 'See whether it is under maintenance, and check again.',
} as const;

/** Keys in memory. No sealing: that is the vault's own, tested there. */
export class MemoryKeys implements KeyStore {
  readonly kept = new Map<string, { key: KeptKey; readonly credential: Credential }>();
  readonly lent: string[] = [];
  isLocked = false;
  isFull = false;
  #made = 0;
  readonly #clock: Pick<Clock, 'now'>;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  list = (): KeptKey[] => [...this.kept.values()].map(({ key }) => key);

  /** Puts a key there as if it had been kept before. */
  seed(key: KeptKey): void {
    this.kept.set(key.keyId, { key, credential: { apiKey: API_KEY, secret: SECRET } });
  }

  async put(key: Omit<KeptKey, 'keyId' | 'storedAt'>, credential: Credential, replaces: string | undefined) {
    if (this.isLocked) return err({ code: 'locked', message: 'The keys are locked.' } as const);
    if (this.isFull) return err({ code: 'could-not-save', message: 'The keychain is full.' } as const);
    this.#made += 1;
    const kept = { ...key, keyId: `key-${this.#made}`, storedAt: this.#clock.now() };
    if (replaces !== undefined) this.kept.delete(replaces);
    this.kept.set(kept.keyId, { key: kept, credential });
    return ok(kept);
  }

  async update(keyId: string, verdict: KeyVerdict) {
    const held = this.kept.get(keyId);
    if (held === undefined) return err({ code: 'unknown-key', message: 'No such key.' } as const);
    held.key = { ...held.key, verdict };
    return ok(held.key);
  }

  async drop(keyId: string) {
    return this.kept.delete(keyId) ? ok(undefined) : err({ code: 'unknown-key', message: 'No such key.' } as const);
  }

  async lend(keyId: string, borrower: string) {
    if (this.isLocked) return err({ code: 'locked', message: 'The keys are locked.' } as const);
    const held = this.kept.get(keyId);
    if (held === undefined) return err({ code: 'unknown-key', message: 'No such key.' } as const);
    this.lent.push(`${keyId} ${borrower}`);
    return ok(held.credential);
  }
}

type Finds = (slot: KeySlot, credential: Credential) => KeyVerdict | Promise<KeyVerdict>;

/** The real desk of keys with its store, exchange, clipboard and journal in the test's hand. */
export function keysRig(
  clock: Clock = new VirtualClock(),
  own: { readonly clipboard?: PasteSource; readonly onProgress?: KeyDeskPorts['onProgress'] } = {},
) {
  const store = new MemoryKeys(clock);
  const records: Array<{ readonly type: string; readonly data: unknown }> = [];
  const progress: string[] = [];
  const drifts: KeyDrift[] = [];
  const paused: string[] = [];
  const lockListeners = new Set<() => void>();
  const world = {
    clipboard: '',
    state: 'unlocked' as VaultView['state'],
    isJournalAway: false,
    finds: ((_slot) => verdictOf(clock.now(), goodReading(clock.now()))) as Finds,
    balance: undefined as KnownBalance | undefined,
    message: '',
  };
  const inspector: KeyInspector = {
    inspect: async (slot, credential, onStep) => {
      const { name } = KEY_GUIDES[slot.exchange];
      onStep(`Asking ${name} what this key may do`, 'running');
      const verdict = await world.finds(slot, credential);
      onStep(
        `Asking ${name} what this key may do`,
        verdict.reading === null && verdict.grade !== 'C' ? 'failed' : 'done',
      );
      return verdict;
    },
  };
  const lock: VaultLock = {
    view: () => ({
      state: world.state,
      keychain: world.state === 'unusable' ? 'locked' : 'available',
      message: world.message,
      autoLockMinutes: 15,
      keys: store.kept.size,
    }),
    check: async (passphrase) =>
      passphrase === KEYS_PASSPHRASE
        ? ok(undefined)
        : err({ code: 'wrong-passphrase', message: 'That is not the passphrase. Nothing was changed.' }),
    onLock: (listener) => void lockListeners.add(listener),
  };
  const desk = new KeyDesk({
    clock,
    store,
    inspector,
    vault: lock,
    clipboard: own.clipboard ?? {
      read: async () => world.clipboard,
      clearIfHolds: async (text) => {
        if (world.clipboard === text) world.clipboard = '';
      },
    },
    append: async (type, data) => {
      if (world.isJournalAway) return err({ message: 'the journal is away' });
      records.push({ type, data });
      return ok({ seq: records.length });
    },
    record: (type, data) => void records.push({ type, data }),
    onProgress: (step) => {
      progress.push(`${step.step}: ${step.state}`);
      own.onProgress?.(step);
    },
    onDrift: (drift) => void drifts.push(drift),
    pauseBots: async (accountId) => {
      paused.push(`pause ${accountId}`);
      return () => void paused.push(`go on ${accountId}`);
    },
    balanceOf: () => world.balance,
  });
  const lockNow = (): void => {
    world.state = 'locked';
    store.isLocked = true;
    for (const listener of lockListeners) listener();
  };
  return { clock, store, inspector, lock, desk, world, records, progress, drifts, paused, lockNow };
}
export type KeysRig = ReturnType<typeof keysRig>;
