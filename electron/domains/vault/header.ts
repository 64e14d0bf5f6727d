import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { ScryptCost } from './ports';
import { KEY_BYTES, keyOfPassphrase, keyOfRecoveryCode, open, seal } from './seal';

/**
 * A vault's header, one item of the keychain: the random half, how the passphrase is stretched, and the keys' own key sealed twice,
 * under the passphrase and under the recovery code, each together with the random half.
 */
const header = z.strictObject({
  version: z.literal(1),
  vault: z.string().regex(/^[0-9a-f]{16}$/),
  generation: z.number().int().positive(),
  /** Which sealing of the keys it opens. */
  epoch: z.number().int().positive(),
  half: z.base64(),
  salt: z.base64(),
  N: z
    .number()
    .int()
    .min(2 ** 14)
    .max(2 ** 22),
  r: z.number().int().min(1).max(32),
  p: z.number().int().min(1).max(16),
  byPassphrase: z.string().max(300),
  byRecovery: z.string().max(300),
});
export type Header = z.infer<typeof header>;

/** What a header opens to. Zeroed with `forget`. */
export interface VaultSecrets {
  /** Seals the keys; another with each change of the passphrase. */
  readonly keys: Buffer;
  /** Proves that the list of keys is the vault's own. Stays. */
  readonly list: Buffer;
}

export const newSecrets = (list: Buffer = randomBytes(KEY_BYTES)): VaultSecrets => ({
  keys: randomBytes(KEY_BYTES),
  list: Buffer.from(list),
});

export const copyOf = ({ keys, list }: VaultSecrets): VaultSecrets => ({
  keys: Buffer.from(keys),
  list: Buffer.from(list),
});

export function forget({ keys, list }: VaultSecrets): void {
  keys.fill(0);
  list.fill(0);
}

interface About {
  readonly vault: string;
  readonly generation: number;
  readonly epoch: number;
}

/** A header with a random half of its own, opened by the passphrase and by the recovery code. */
export async function makeHeader(
  about: About,
  secrets: VaultSecrets,
  passphrase: string,
  cost: ScryptCost,
  recovery: Buffer,
): Promise<Header> {
  const half = randomBytes(KEY_BYTES);
  const key = keyOfRecoveryCode(recovery, half);
  const byRecovery = sealSecrets(key, secrets, recoveryAbout(about));
  key.fill(0);
  return stretched({ ...about, half: half.toString('base64'), byRecovery }, secrets, passphrase, cost);
}

/** The same half and recovery code under the next generation, the passphrase stretched at `cost`. */
export const restretched = (
  { vault, generation, epoch, half, byRecovery }: Header,
  secrets: VaultSecrets,
  passphrase: string,
  cost: ScryptCost,
): Promise<Header> =>
  stretched({ vault, generation: generation + 1, epoch, half, byRecovery }, secrets, passphrase, cost);

async function stretched(
  rest: About & Pick<Header, 'half' | 'byRecovery'>,
  secrets: VaultSecrets,
  passphrase: string,
  { N, r, p }: ScryptCost,
): Promise<Header> {
  const salt = randomBytes(16);
  const parts = { version: 1, ...rest, salt: salt.toString('base64'), N, r, p } as const;
  const key = await keyOfPassphrase(passphrase, salt, parts, Buffer.from(rest.half, 'base64'));
  const byPassphrase = sealSecrets(key, secrets, passphraseAbout(parts));
  key.fill(0);
  return { ...parts, byPassphrase };
}

export const encodeHeader = (value: Header): string => JSON.stringify(value);

/** Undefined for anything but a header. */
export function decodeHeader(text: string): Header | undefined {
  try {
    return header.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Undefined when it is another passphrase, or another random half than it was sealed with. */
export async function openWithPassphrase(value: Header, passphrase: string): Promise<VaultSecrets | undefined> {
  const half = Buffer.from(value.half, 'base64');
  const key = await keyOfPassphrase(passphrase, Buffer.from(value.salt, 'base64'), value, half);
  return openSecrets(key, value.byPassphrase, passphraseAbout(value));
}

/** Undefined when it is another code, or another random half. */
export const openWithRecoveryCode = (value: Header, recovery: Buffer): VaultSecrets | undefined =>
  openSecrets(keyOfRecoveryCode(recovery, Buffer.from(value.half, 'base64')), value.byRecovery, recoveryAbout(value));

const recoveryAbout = ({ vault, epoch }: About) => ['header', 'recovery', vault, epoch];
const passphraseAbout = ({ vault, generation, epoch, half, salt, N, r, p }: Omit<Header, 'byPassphrase'>) => [
  'header',
  'passphrase',
  vault,
  generation,
  epoch,
  half,
  salt,
  N,
  r,
  p,
];

function sealSecrets(key: Buffer, { keys, list }: VaultSecrets, about: readonly (string | number)[]): string {
  const plain = Buffer.concat([keys, list]);
  const sealed = seal(key, plain, about);
  plain.fill(0);
  return sealed;
}

/** Zeroes `key`. */
function openSecrets(key: Buffer, blob: string, about: readonly (string | number)[]): VaultSecrets | undefined {
  const plain = open(key, blob, about);
  key.fill(0);
  if (plain === undefined || plain.length !== 2 * KEY_BYTES) return undefined;
  const secrets = {
    keys: Buffer.from(plain.subarray(0, KEY_BYTES)),
    list: Buffer.from(plain.subarray(KEY_BYTES)),
  };
  plain.fill(0);
  return secrets;
}
