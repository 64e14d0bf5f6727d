import { z } from 'zod';
import type { Credential } from '#shared/model/account';

const credential = z.strictObject({ apiKey: z.string(), secret: z.string(), passphrase: z.string().optional() });

export const encodeCredential = ({ apiKey, secret, passphrase }: Credential): Buffer =>
  Buffer.from(JSON.stringify({ apiKey, secret, ...(passphrase === undefined ? {} : { passphrase }) }));

/** Undefined for anything else: the text is never part of an error. */
export function decodeCredential(plain: Buffer): Credential | undefined {
  try {
    const { apiKey, secret, passphrase } = credential.parse(JSON.parse(plain.toString('utf8')));
    return { apiKey, secret, ...(passphrase === undefined ? {} : { passphrase }) };
  } catch {
    return undefined;
  }
}
