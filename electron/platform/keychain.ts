import { randomBytes } from 'node:crypto';
import type { KeychainStateName } from '#shared/model/keys';
import { err, messageOf, ok, type Result } from '#shared/model/result';

/** Why the OS keychain did not do what it was asked. */
export interface KeychainTrouble {
  readonly state: Exclude<KeychainStateName, 'available'>;
  /** In the keychain's own words. */
  readonly why: string;
}

/** What is asked of keytar. Rejects with an `Error` in the keychain's own words. */
export interface RawKeychain {
  getPassword(service: string, account: string): Promise<string | null>;
  setPassword(service: string, account: string, value: string): Promise<void>;
  deletePassword(service: string, account: string): Promise<boolean>;
  findCredentials(service: string): Promise<Array<{ account: string; password: string }>>;
}

/** Nothing has come of it within this time: a keychain that asks a person to unlock it, or a bus that hangs. */
const TIMEOUT_MS = 8_000;
const SERVICE = 'holdfast';
const PROBE = 'probe';
/** Windows takes 2,560 bytes for one item (CRED_MAX_CREDENTIAL_BLOB_SIZE); the others are far above what a key needs. */
const MAX_ITEM_BYTES = process.platform === 'win32' ? 2_560 : 16_384;

/**
 * What a keychain says when it does not do what it was asked, as measured with gnome-keyring and libsecret, and as documented for
 * macOS (Security.framework: errSecAuthFailed, errSecInteractionNotAllowed, errSecUserCanceled) and Windows.
 */
const WORDS: ReadonlyArray<readonly [RegExp, KeychainTrouble['state']]> = [
  [/locked collection|is locked|prompt.*dismiss|dismiss.*prompt|interaction is not allowed/i, 'locked'],
  [/access ?denied|not permitted|permission denied|authorization failed|user name or passphrase|cancell?ed/i, 'denied'],
  [
    /could not connect|autolaunch|not provided by any|serviceunknown|no such (object|interface)|cannot be found/i,
    'absent',
  ],
  [/connection is closed|cannot open shared object|not implemented/i, 'absent'],
];

/** An unknown refusal counts as a refusal: something is there and does not let us. */
const stateOf = (why: string): KeychainTrouble['state'] => WORDS.find(([words]) => words.test(why))?.[1] ?? 'denied';

/** The OS keychain. Never rejects: what it said is named by a state. */
export class Keychain {
  readonly maxItemBytes = MAX_ITEM_BYTES;
  readonly #load: () => Promise<RawKeychain>;
  readonly #timeoutMs: number;

  constructor(load: () => Promise<RawKeychain> = loadKeytar, timeoutMs = TIMEOUT_MS) {
    this.#load = load;
    this.#timeoutMs = timeoutMs;
  }

  /** Writes, reads back and deletes a random value: only what works counts as available. Undefined: it does. */
  async probe(): Promise<KeychainTrouble | undefined> {
    const value = randomBytes(16).toString('hex');
    const read = await this.#ask(async (raw) => {
      await raw.setPassword(SERVICE, PROBE, value);
      const answer = await raw.getPassword(SERVICE, PROBE);
      await raw.deletePassword(SERVICE, PROBE);
      return answer;
    });
    if (!read.ok) return read.error;
    return read.value === value
      ? undefined
      : { state: 'denied', why: 'it gave back something else than was stored in it' };
  }

  /** A locked keychain and a missing item look the same to a reader (measured), so that nothing found is tried with a write. */
  async read(name: string): Promise<Result<string | undefined, KeychainTrouble>> {
    const found = await this.#ask((raw) => raw.getPassword(SERVICE, name));
    if (!found.ok) return found;
    if (found.value !== null) return ok(found.value);
    const trouble = await this.probe();
    return trouble === undefined ? ok(undefined) : err(trouble);
  }

  write(name: string, value: string): Promise<Result<undefined, KeychainTrouble>> {
    return this.#ask(async (raw) => {
      await raw.setPassword(SERVICE, name, value);
      return undefined;
    });
  }

  remove(name: string): Promise<Result<undefined, KeychainTrouble>> {
    return this.#ask(async (raw) => {
      await raw.deletePassword(SERVICE, name);
      return undefined;
    });
  }

  async names(prefix: string): Promise<Result<readonly string[], KeychainTrouble>> {
    return this.#ask(async (raw) =>
      (await raw.findCredentials(SERVICE)).map(({ account }) => account).filter((name) => name.startsWith(prefix)),
    );
  }

  async #ask<T>(question: (raw: RawKeychain) => Promise<T>): Promise<Result<T, KeychainTrouble>> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Result<T, KeychainTrouble>>((resolve) => {
      const trouble = { state: 'locked', why: 'it gave no answer; it may be waiting to be unlocked' } as const;
      timer = setTimeout(() => resolve(err(trouble)), this.#timeoutMs);
    });
    const asked = (async () => {
      try {
        return ok(await question(await this.#load()));
      } catch (thrown) {
        const why = messageOf(thrown);
        return err({ state: stateOf(why), why });
      }
    })();
    const answer = await Promise.race([asked, late]);
    clearTimeout(timer);
    return answer;
  }
}

const loadKeytar = async (): Promise<RawKeychain> => (await import('keytar')).default;
