import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { keyVerdictView } from '#shared/contract/keys';
import { KEY_EXCHANGES, KEY_PURPOSES, KEY_STATEMENTS } from '#shared/model/keys';
import type { KeptKey, KeySlot } from './ports';

const keptKey = z.strictObject({
  keyId: z.string().regex(/^key-[a-z0-9-]{1,40}$/),
  exchange: z.enum(KEY_EXCHANGES),
  environment: z.enum(['testnet', 'live']),
  accountId: z.string().max(32),
  purpose: z.enum(KEY_PURPOSES),
  ending: z.string().max(4),
  storedAt: z.number().int().nonnegative(),
  verdict: keyVerdictView,
  statements: z.array(
    z.strictObject({ statement: z.enum(KEY_STATEMENTS), by: z.string().max(100), at: z.number().int().nonnegative() }),
  ),
});

const keyList = z.strictObject({
  version: z.literal(1),
  vault: z.string().regex(/^[0-9a-f]{16}$/),
  keys: z.array(z.strictObject({ key: keptKey, proof: z.string().regex(/^[0-9a-f]{64}$/) })).max(500),
  /** Taken out of the list, and perhaps still in the keychain. */
  gone: z.array(z.string()).max(500),
});

/** One line of the list: a key, and the proof that the vault wrote it. */
export interface ListedKey {
  readonly key: KeptKey;
  readonly proof: string;
}

export interface KeyList {
  readonly vault: string;
  readonly keys: readonly ListedKey[];
  readonly gone: readonly string[];
}

export const encodeList = (list: KeyList): string => JSON.stringify({ version: 1, ...list });

/** Undefined when it is damaged. */
export function decodeList(text: string): KeyList | undefined {
  try {
    return keyList.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Nobody without the vault's secret can make a line that fits: what is written of a key is as bound as the key itself. */
export function listed(secret: Buffer, vault: string, key: KeptKey): ListedKey {
  // The caller's IP is shown once and never kept.
  const kept = keptKey.parse({ ...key, verdict: { ...key.verdict, callerIp: null } });
  return { key: kept, proof: proofOf(secret, vault, kept).toString('hex') };
}

export const isProven = (secret: Buffer, vault: string, { key, proof }: ListedKey): boolean =>
  timingSafeEqual(proofOf(secret, vault, key), Buffer.from(proof, 'hex'));

const proofOf = (secret: Buffer, vault: string, key: KeptKey): Buffer =>
  createHmac('sha256', secret)
    .update(JSON.stringify([vault, keptKey.parse(key)]))
    .digest();

/** What a sealed key is about: it opens for this account, exchange, environment and purpose only. */
export const aboutKey = (vault: string, keyId: string, slot: KeySlot): readonly string[] => [
  'key',
  vault,
  keyId,
  slot.exchange,
  slot.environment,
  slot.accountId,
  slot.purpose,
];

export const sameSlot = (one: KeySlot, other: KeySlot): boolean =>
  one.exchange === other.exchange &&
  one.environment === other.environment &&
  one.accountId === other.accountId &&
  one.purpose === other.purpose;
