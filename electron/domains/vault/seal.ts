import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, scrypt } from 'node:crypto';
import type { ScryptCost } from './ports';

/** N = 2^17, r = 8, p = 1: 128 MiB, about 0.4 s. Source: OWASP Password Storage Cheat Sheet. Raised by raising it here. */
export const PRESENT_COST: ScryptCost = { N: 2 ** 17, r: 8, p: 1 };
export const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Version of the sealing, in front of each blob. */
const PREFIX = 'hf1.';

/**
 * AES-256-GCM under a fresh random nonce. `about` is authenticated with it: what was sealed for one purpose does not open for
 * another. The text is base64, with the version in front.
 */
export function seal(key: Buffer, plain: Buffer, about: readonly (string | number)[]): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(aadOf(about));
  const sealed = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return `${PREFIX}${sealed.toString('base64')}`;
}

/** What was sealed; undefined when the key, what it is about or any bit is another. */
export function open(key: Buffer, blob: string, about: readonly (string | number)[]): Buffer | undefined {
  if (!blob.startsWith(PREFIX)) return undefined;
  const bytes = Buffer.from(blob.slice(PREFIX.length), 'base64');
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const end = bytes.length - TAG_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(aadOf(about));
  decipher.setAuthTag(bytes.subarray(end));
  const plain = decipher.update(bytes.subarray(NONCE_BYTES, end));
  try {
    decipher.final();
    return plain;
  } catch {
    plain.fill(0);
    return undefined;
  }
}

/** No two lists have the same text: JSON quotes each part. */
const aadOf = (about: readonly (string | number)[]): Buffer => Buffer.from(JSON.stringify(['holdfast', ...about]));

/** The key that a passphrase and the keychain's random half give together: neither gives it alone. */
export async function keyOfPassphrase(
  passphrase: string,
  salt: Buffer,
  cost: ScryptCost,
  half: Buffer,
): Promise<Buffer> {
  const stretched = await new Promise<Buffer>((resolve, reject) => {
    // Twice 128·N·r, since Node refuses at exactly the memory scrypt needs.
    const options = { ...cost, maxmem: 256 * cost.N * cost.r };
    scrypt(passphrase.normalize('NFKC'), salt, KEY_BYTES, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
  const key = combined(stretched, half, 'passphrase');
  stretched.fill(0);
  return key;
}

/** The recovery code has 140 random bits, so that nothing has to slow down whoever guesses it. */
export const keyOfRecoveryCode = (code: Buffer, half: Buffer): Buffer => combined(code, half, 'recovery');

const combined = (secret: Buffer, half: Buffer, use: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, half, `holdfast vault ${use} v1`, KEY_BYTES));

/** Whether a key derived at `cost` is to be derived anew, by what is asked for now. */
export const isBelow = (cost: ScryptCost, present: ScryptCost): boolean =>
  cost.N * cost.r * cost.p < present.N * present.r * present.p;
