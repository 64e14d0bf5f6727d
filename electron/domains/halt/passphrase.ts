import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '#shared/model/time';

/** Where the passphrase's verifier is kept. It holds a salted scrypt hash, never the passphrase. */
export interface PassphrasePort {
  read(): Promise<string | undefined>;
  write(text: string): Promise<void>;
}

/** scrypt cost: N = 2^17, r = 8, p = 1, 128 MiB. Source: OWASP Password Storage Cheat Sheet. About 0.4 s a try. */
const COST = { N: 2 ** 17, r: 8, p: 1 } as const;
const KEY_BYTES = 32;
/** Wrong tries in a row before waiting, and the wait, milliseconds. */
const FREE_TRIES = 5;
const WAIT_MS = 30_000;

const verifier = z.strictObject({
  version: z.literal(1),
  salt: z.string().regex(/^[0-9a-f]{32}$/),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  N: z
    .number()
    .int()
    .min(2 ** 14)
    .max(2 ** 20),
  r: z.number().int().min(1).max(32),
  p: z.number().int().min(1).max(16),
});

export type PassphraseAnswer = 'right' | 'wrong' | 'not-set' | 'too-many-tries';

/** The operator's passphrase: set once, asked before anything that makes the desk less safe. */
export class Passphrase {
  readonly #port: PassphrasePort;
  readonly #clock: Clock;
  #isSet = false;
  #wrongTries = 0;
  #waitUntil = 0;
  #lastCheck: Promise<unknown> = Promise.resolve();

  constructor(port: PassphrasePort, clock: Clock) {
    this.#port = port;
    this.#clock = clock;
  }

  /** Reads whether one is set. A damaged verifier counts as set, and matches nothing. */
  async load(): Promise<void> {
    this.#isSet = (await this.#port.read()) !== undefined;
  }

  get isSet(): boolean {
    return this.#isSet;
  }

  /** Stores the verifier; false when one is set already. Rejects when it cannot be written. */
  async set(passphrase: string): Promise<boolean> {
    if (this.#isSet) return false;
    const salt = randomBytes(16);
    const hash = await derive(passphrase, salt, COST);
    await this.#port.write(
      JSON.stringify({ version: 1, salt: salt.toString('hex'), hash: hash.toString('hex'), ...COST }),
    );
    this.#isSet = true;
    return true;
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
