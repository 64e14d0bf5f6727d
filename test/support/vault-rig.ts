import { err, ok, type Result } from '#shared/model/result';
import { VaultDesk, type VaultDeskPorts } from '../../electron/app/vault/vault-desk';
import { Passphrase } from '../../electron/domains/halt/index';
import type { KeptKey, ScryptCost } from '../../electron/domains/vault/index';
import { Keychain, type RawKeychain } from '../../electron/platform/keychain';
import { VirtualClock } from './virtual-clock';

/** The lowest that is taken: a test must not spend half a second a try. */
export const LOW_COST: ScryptCost = { N: 2 ** 14, r: 1, p: 1 };
export const PASSPHRASE = 'correct horse battery';

/** What outlives a start: the keychain's items and the files. */
export interface VaultDisk {
  readonly items: Map<string, string>;
  verifier: string | undefined;
  list: string | undefined;
}

export const newDisk = (verifier?: string): VaultDisk => ({ items: new Map(), verifier, list: undefined });

/** A keychain in memory. `before` is called at each touch (`read vault/…`, `write …`, `remove …`, `names`), and may throw. */
export const keychainOf = (
  items: Map<string, string>,
  before: (what: string) => void = () => undefined,
): RawKeychain => ({
  getPassword: async (_service, name) => {
    before(`read ${name}`);
    return items.get(name) ?? null;
  },
  setPassword: async (_service, name, value) => {
    before(`write ${name}`);
    items.set(name, value);
  },
  deletePassword: async (_service, name) => {
    before(`remove ${name}`);
    return items.delete(name);
  },
  findCredentials: async () => {
    before('names');
    return [...items].map(([account, password]) => ({ account, password }));
  },
});

/** A vault on a keychain in memory that can be made to fail; a second rig on the same disk is a restart. */
export class VaultRig {
  readonly clock = new VirtualClock();
  readonly journaled: Array<{ readonly type: string; readonly data: unknown }> = [];
  readonly desk: VaultDesk;
  readonly #passphrase: Passphrase;
  /** Called before each touch of the keychain (`read vault/…`), the files (`save verifier`) and the journal: throws to make it fail. */
  before: (what: string) => void = () => undefined;
  /** Called after each write of a file that was done. */
  after: (what: string) => void = () => undefined;
  idleMs = 0;
  keyLock: (accountId: string) => string | undefined = () => undefined;

  constructor(
    readonly disk: VaultDisk = newDisk(),
    cost: ScryptCost = LOW_COST,
  ) {
    this.#passphrase = new Passphrase(
      {
        read: async () => this.disk.verifier,
        write: async (text) => {
          this.before('save verifier');
          this.disk.verifier = text;
          this.after('save verifier');
        },
      },
      this.clock,
      cost,
    );
    const ports: VaultDeskPorts = {
      clock: this.clock,
      passphrase: this.#passphrase,
      keychain: new Keychain(async () => keychainOf(this.disk.items, (what) => this.before(what))),
      list: {
        read: async () => this.disk.list,
        write: async (text) => {
          this.before('save list');
          this.disk.list = text;
        },
      },
      journal: {
        append: async (type, data): Promise<Result<unknown, { message: string }>> => {
          try {
            this.before(`journal ${type}`);
          } catch (thrown) {
            return err({ message: String(thrown) });
          }
          this.journaled.push({ type, data });
          return ok({});
        },
        record: (type, data) => void this.journaled.push({ type, data }),
      },
      autoLockMinutes: 5,
      idleMs: () => this.idleMs,
      heldBack: (accountId) => this.keyLock(accountId),
      onKeychain: () => undefined,
      onChange: () => undefined,
      cost,
    };
    this.desk = new VaultDesk(ports);
  }

  async load(): Promise<this> {
    await this.#passphrase.load();
    await this.desk.load();
    return this;
  }

  types(): string[] {
    return this.journaled.map(({ type }) => type);
  }
}

/** A started vault on this disk. */
export const vaultOn = (disk?: VaultDisk, cost?: ScryptCost): Promise<VaultRig> => new VaultRig(disk, cost).load();

export const NEW_KEY: Omit<KeptKey, 'keyId' | 'storedAt'> = {
  exchange: 'binance',
  environment: 'testnet',
  accountId: 'sub-1',
  purpose: 'trade',
  ending: 'a-42',
  verdict: {
    grade: 'A',
    reading: null,
    refusals: [],
    warnings: [],
    statements: [],
    callerIp: '203.0.113.7',
    at: 1_700_000_000_000,
  },
  statements: [],
};
