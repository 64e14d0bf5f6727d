import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** In front of the 32 bytes of a key in DER: RFC 8410. */
const PRIVATE_DER = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_DER = Buffer.from('302a300506032b6570032100', 'hex');

/** Whether `value` is the Ed25519 signature (RFC 8032) of these bytes by this key, both in hex. False for a key that is none. */
export function isSignedBy(key: string, value: string, bytes: Buffer): boolean {
  try {
    return verify(null, bytes, publicKey(key), Buffer.from(value, 'hex'));
  } catch {
    return false;
  }
}

let last: { readonly hex: string; readonly key: KeyObject } | undefined;

function publicKey(hex: string): KeyObject {
  if (last?.hex === hex) return last.key;
  const der = Buffer.concat([PUBLIC_DER, Buffer.from(hex, 'hex')]);
  last = { hex, key: createPublicKey({ key: der, format: 'der', type: 'spki' }) };
  return last.key;
}

/** Signs with the key that these 32 bytes stand for; they are not kept. The public half and the signature are hex. */
export function signWith(seed: Buffer, bytes: Buffer): { readonly key: string; readonly value: string } {
  const key = privateKey(seed);
  return { key: publicHalf(key), value: sign(null, bytes, key).toString('hex') };
}

/** The public half of the key that these 32 bytes stand for, in hex. */
export const publicKeyOf = (seed: Buffer): string => publicHalf(privateKey(seed));

function privateKey(seed: Buffer): KeyObject {
  const der = Buffer.concat([PRIVATE_DER, seed]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  der.fill(0);
  return key;
}

const publicHalf = (key: KeyObject): string =>
  createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(PUBLIC_DER.length).toString('hex');
