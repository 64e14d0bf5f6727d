import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '#shared/model/time';

/** Where the passphrase's verifier is kept. It holds a salted scrypt hash, never the passphrase. */
export interface PassphrasePort {
  read(): Promise<string | undefined>;
  write(text: string): Promise<void>;
}

/** scrypt cost: N = 2^17, r = 8, p = 1, 128 MiB. Source: OWASP Password Storage Cheat Sheet. About 0.4 s a try. */
const COST = { N: 2 ** 17, r: 8, p: 1 };
const KEY_BYTES = 32;
/** Wrong tries in a row before waiting, and the wait, milliseconds. */
const FREE_TRIES = 5;
const WAIT_MS = 30_000;

const hash = {
  salt: z.string().regex(/^[0-9a-f]{32}$/),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  N: z
    .number()
    .int()
    .min(2 ** 14)
    .max(2 ** 20),
  r: z.number().int().min(1).max(32),
  p: z.number().int().min(1).max(16),
};
const beside = {
  /** By which the recovery code is known again; null: there is none. */
  recovery: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  /** Where the vault is that this passphrase opens; null: there is none. */
  vault: z.strictObject({ id: z.string().regex(/^[0-9a-f]{16}$/), generation: z.number().int().positive() }).nullable(),
};
const verifier = z.union([
  z.strictObject({ version: z.literal(2), ...hash, ...beside }),
  /** From before there was a vault. */
  z.strictObject({ version: z.literal(1), ...hash }).transform((old) => ({ ...old, recovery: null, vault: null })),
]);
type Verifier = z.output<typeof verifier>;

/** What stands beside the verifier and is replaced with it in one step. */
export type BesidePassphrase = Pick<Verifier, 'recovery' | 'vault'>;

export type PassphraseAnswer = 'right' | 'wrong' | 'not-set' | 'too-many-tries';

/** The operator's passphrase: set once, asked before anything that makes the desk less safe. */
export class Passphrase {
  readonly #port: PassphrasePort;
  readonly #clock: Clock;
  readonly #cost: typeof COST;
  #isSet = false;
  #wrongTries = 0;
  #waitUntil = 0;
  #lastCheck: Promise<unknown> = Promise.resolve();

  /** `cost` of the verifiers it writes; each is read by its own. */
  constructor(port: PassphrasePort, clock: Clock, cost: typeof COST = COST) {
    this.#port = port;
    this.#clock = clock;
    this.#cost = cost;
  }

  /** Reads whether one is set. A damaged verifier counts as set, and matches nothing. */
  async load(): Promise<void> {
    this.#isSet = (await this.#port.read()) !== undefined;
  }

  get isSet(): boolean {
    return this.#isSet;
  }

  /** Stores the verifier; false when one is set already. Rejects when it cannot be written. */
  async set(passphrase: string, beside: Partial<BesidePassphrase> = {}): Promise<boolean> {
    if (this.#isSet) return false;
    await this.replace(passphrase, beside);
    return true;
  }

  /** Stores another verifier, and what stands beside it, in one step; what is not named stays. Rejects when it cannot be written. */
  async replace(passphrase: string, beside: Partial<BesidePassphrase>): Promise<void> {
    const salt = randomBytes(16);
    const derived = await derive(passphrase, salt, this.#cost);
    const { recovery, vault } = { ...(await this.beside()), ...beside };
    const next: Verifier = {
      version: 2,
      salt: salt.toString('hex'),
      hash: derived.toString('hex'),
      ...this.#cost,
      recovery,
      vault,
    };
    await this.#port.write(JSON.stringify(next));
    this.#isSet = true;
    this.#wrongTries = 0;
  }

  /** What stands beside the verifier; nothing beside a damaged one. */
  async beside(): Promise<BesidePassphrase> {
    const parsed = verifier.safeParse(safeJson((await this.#port.read()) ?? ''));
    return parsed.success
      ? { recovery: parsed.data.recovery, vault: parsed.data.vault }
      : { recovery: null, vault: null };
  }

  /**
   * After five wrong tries in a row it answers `too-many-tries` without looking, for 30 s. Tries are looked at one after
   * the other: many at once are neither more tries nor more memory.
   */
  check(passphrase: string): Promise<PassphraseAnswer> {
    const answer = this.#lastCheck.then(() => this.#checkOne(passphrase));
    this.#lastCheck = answer.catch(() => undefined);
    return answer;
  }

  async #checkOne(passphrase: string): Promise<PassphraseAnswer> {
    if (this.#clock.monotonicMs() < this.#waitUntil) return 'too-many-tries';
    const text = await this.#port.read();
    if (text === undefined) return 'not-set';
    const isRight = await matches(text, passphrase);
    if (isRight) {
      this.#wrongTries = 0;
      return 'right';
    }
    this.#wrongTries += 1;
    if (this.#wrongTries >= FREE_TRIES) {
      this.#wrongTries = 0;
      this.#waitUntil = this.#clock.monotonicMs() + WAIT_MS;
    }
    return 'wrong';
  }
}

async function matches(text: string, passphrase: string): Promise<boolean> {
  const parsed = verifier.safeParse(safeJson(text));
  if (!parsed.success) return false;
  const { salt, hash, N, r, p } = parsed.data;
  const derived = await derive(passphrase, Buffer.from(salt, 'hex'), { N, r, p });
  return timingSafeEqual(derived, Buffer.from(hash, 'hex'));
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function derive(passphrase: string, salt: Buffer, cost: { N: number; r: number; p: number }): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // Twice 128·N·r, since Node refuses at exactly the memory scrypt needs.
    scrypt(passphrase.normalize('NFKC'), salt, KEY_BYTES, { ...cost, maxmem: 256 * cost.N * cost.r }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}
