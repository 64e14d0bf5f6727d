import { z } from 'zod';
import { KEY_EXCHANGES, KEY_PURPOSES, KEY_STATEMENTS, KEYCHAIN_STATES } from '#shared/model/keys';
import { OPERATOR_NAME_MAX, PASSPHRASE_MAX, PASSPHRASE_MIN, REASON_MAX, REASON_MIN } from './bounds';
import { accountId, channel, nothing, utcMs } from './define';

/*
 * The vault and its keys. A key's secret parts never cross: main takes them from the clipboard itself (`keys.paste`) and tells only
 * how many characters it took and the last four of the public part.
 */

const passphrase = z.string().min(1).max(PASSPHRASE_MAX);
const newPassphrase = z.string().min(PASSPHRASE_MIN).max(PASSPHRASE_MAX);
const recoveryCode = z.string().min(8).max(200);
const keyId = z.string().regex(/^key-[a-z0-9-]{1,40}$/);
const draftId = z.string().regex(/^draft-\d{1,9}$/);

export const vaultView = z.strictObject({
  /** `not-set-up`: no passphrase yet. `unusable`: the keychain is, see `message`. */
  state: z.enum(['not-set-up', 'locked', 'unlocked', 'unusable']),
  keychain: z.enum(KEYCHAIN_STATES),
  /** What is wrong, what it means for the operator's money, what to do; empty when all is well. */
  message: z.string(),
  /** Minutes without a key or pointer before it locks. */
  autoLockMinutes: z.number().int().min(1).max(1_440),
  /** Keys kept. */
  keys: z.number().int().nonnegative(),
});
export type VaultView = z.infer<typeof vaultView>;

const right = z.enum(['yes', 'no', 'unknown']);
export const keyReadingView = z.strictObject({
  rights: z.strictObject({ read: right, trade: right, withdraw: right, transfer: right, manage: right }),
  markets: z.array(z.string().max(100)).max(100),
  ip: z.strictObject({
    kind: z.enum(['restricted', 'open', 'unknown']),
    addresses: z.array(z.string().max(64)).max(100),
  }),
  createdAt: utcMs.nullable(),
  expiresAt: utcMs.nullable(),
  daysTold: z.number().optional(),
  label: z.string().max(200).nullable(),
  account: z.enum(['sub', 'master', 'unknown']),
  unknownWords: z.array(z.string().max(100)).max(100),
});

const finding = z.strictObject({ id: z.string().max(60), sentence: z.string().max(600), fix: z.string().max(600) });
export const keyVerdictView = z.strictObject({
  grade: z.enum(['A', 'B', 'C']),
  reading: keyReadingView.nullable(),
  refusals: z.array(finding),
  warnings: z.array(finding),
  statements: z.array(z.enum(KEY_STATEMENTS)),
  callerIp: z.string().max(64).nullable(),
  at: utcMs,
});

const newKey = z.strictObject({
  exchange: z.enum(KEY_EXCHANGES),
  environment: z.enum(['testnet', 'live']),
  accountId,
  purpose: z.enum(KEY_PURPOSES),
});

/** One kept key, without its secret parts. */
export const keyRow = z.strictObject({
  ...newKey.shape,
  keyId,
  /** Last four characters of the public part. */
  ending: z.string().max(4),
  storedAt: utcMs,
  /** When it is to be rotated, by policy or by the exchange's own expiry, whichever is sooner. */
  dueAt: utcMs,
  /** Why then, in a sentence. */
  dueWhy: z.string().max(300),
  verdict: keyVerdictView,
  health: z.enum(['good', 'due', 'bad', 'unknown']),
  /** A sentence for anything but good; empty otherwise. */
  trouble: z.string().max(600),
  /** What has changed since it was taken in, one sentence each: drift, which halts the account. */
  changed: z.array(z.string().max(600)).max(100),
  /** Blast radius in words (K4). */
  canLose: z.string().max(600),
  /** Everything that is going to happen to it, the soonest first. */
  dates: z.array(
    z.strictObject({ kind: z.enum(['rotate', 'expires', 'lapses']), at: utcMs, why: z.string().max(300) }),
  ),
  statements: z.array(z.strictObject({ statement: z.enum(KEY_STATEMENTS), by: z.string(), at: utcMs })),
});
export type KeyRow = z.infer<typeof keyRow>;

export const keysView = z.strictObject({ at: utcMs, vault: vaultView, rows: z.array(keyRow) });
export type KeysView = z.infer<typeof keysView>;

/** Parts a key may have; which ones, the exchange's guide says. */
export const KEY_PARTS = ['api-key', 'secret', 'passphrase'] as const;

/** What the vault refuses with. */
export const VAULT_ERRORS = [
  'already-set',
  'no-passphrase',
  'wrong-passphrase',
  'wrong-code',
  'too-many-tries',
  'keychain',
  'could-not-save',
] as const;

const UNLOCK_ERRORS = ['no-passphrase', 'wrong-passphrase', 'too-many-tries', 'keychain'] as const;

export const vaultChannels = {
  /**
   * First use: sets the operator's passphrase, seals the vault under it and answers the recovery code, once, to be printed. Where a
   * passphrase is set already it has to be that one. Without a usable keychain the passphrase alone is set.
   */
  'vault.set-up': channel({
    request: z.strictObject({ passphrase: newPassphrase }),
    response: z.strictObject({ recoveryCode }),
    errors: VAULT_ERRORS,
  }),
  'vault.unlock': channel({ request: z.strictObject({ passphrase }), response: nothing, errors: VAULT_ERRORS }),
  'vault.lock': channel({ request: nothing, response: nothing, errors: [] }),
  /** All keys are sealed anew at once, or none. The old recovery code is void. */
  'vault.change-passphrase': channel({
    request: z.strictObject({ passphrase, next: newPassphrase }),
    response: z.strictObject({ recoveryCode }),
    errors: VAULT_ERRORS,
  }),
  'vault.recover': channel({
    request: z.strictObject({ recoveryCode, next: newPassphrase }),
    response: z.strictObject({ recoveryCode }),
    errors: VAULT_ERRORS,
  }),
} as const;

export const keyChannels = {
  'keys.read': channel({ request: nothing, response: keysView, errors: [] }),
  /** Begins a draft: a new key, or the successor of `replaces`. Nothing is stored before `keys.keep`. */
  'keys.begin': channel({
    request: z.strictObject({ ...newKey.shape, replaces: keyId.nullable() }),
    response: z.strictObject({ draftId }),
    errors: ['locked', 'keychain', 'taken', 'unknown-key', 'not-offered'],
  }),
  /** Main takes one part from the clipboard and clears it. */
  'keys.paste': channel({
    request: z.strictObject({ draftId, part: z.enum(KEY_PARTS) }),
    response: z.strictObject({ characters: z.number().int().positive(), ending: z.string().max(4) }),
    errors: ['unknown-draft', 'empty', 'not-a-key', 'busy'],
  }),
  /** Asks the exchange; each step is told by `keys.progress`. */
  'keys.check': channel({
    request: z.strictObject({ draftId }),
    response: keyVerdictView,
    errors: ['unknown-draft', 'incomplete', 'same-key', 'locked', 'busy'],
  }),
  'keys.keep': channel({
    request: z.strictObject({
      draftId,
      statements: z.array(z.enum(KEY_STATEMENTS)),
      by: z.string().trim().min(1).max(OPERATOR_NAME_MAX),
    }),
    response: z.strictObject({ keyId }),
    errors: [
      'unknown-draft',
      'not-checked',
      'refused',
      'statements-missing',
      'taken',
      'locked',
      'keychain',
      'journal-failed',
      'could-not-save',
    ],
  }),
  'keys.discard': channel({ request: z.strictObject({ draftId }), response: nothing, errors: [] }),
  /** Reads a kept key back now. A worse verdict than before is drift: it halts the account. */
  'keys.inspect': channel({
    request: z.strictObject({ keyId }),
    response: keyRow,
    errors: ['unknown-key', 'locked', 'keychain'],
  }),
  /** Takes a key as it was last read back, after it had changed: what was found is from then on what it is compared with. */
  'keys.accept': channel({
    request: z.strictObject({ keyId, passphrase, reason: z.string().trim().min(REASON_MIN).max(REASON_MAX) }),
    response: nothing,
    errors: ['unknown-key', 'no-change', 'refused', ...UNLOCK_ERRORS, 'journal-failed', 'could-not-save'],
  }),
  /** Forgets a key here. Deleting it at the exchange stays to be done on its page. */
  'keys.drop': channel({
    request: z.strictObject({ keyId, passphrase, reason: z.string().trim().min(REASON_MIN).max(REASON_MAX) }),
    response: nothing,
    errors: ['unknown-key', ...UNLOCK_ERRORS, 'journal-failed', 'could-not-save'],
  }),
} as const;

/** A step of a running check. */
export const keyProgress = z.strictObject({
  draftId,
  step: z.string().max(200),
  state: z.enum(['running', 'done', 'failed']),
});
