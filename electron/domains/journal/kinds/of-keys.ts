import { z } from 'zod';
import { kind, type RecordKind, retired, some, text, textOrNull, texts, whole, yesNo } from './kind';

const slot = { exchange: text, environment: text, accountId: text, purpose: text };
const refusedHost = { exchange: text, host: text };

/** The vault and the keys in it. Nothing here may hold a secret. */
export const OF_KEYS = {
  'operator.passphrase-set': kind('the passphrase was set for the first time'),
  'vault.set-up': kind('a vault was made', { vault: text, left: whole }),
  'vault.unlocked': kind('it was opened', { keys: whole }),
  'vault.unlock-refused': kind('it was not opened', { code: text }),
  'vault.locked': kind('it was locked', { why: z.enum(['operator', 'idle', 'sleep', 'screen-lock', 'exit']) }),
  'vault.passphrase-changed': kind('everything was sealed anew', {
    by: z.enum(['passphrase', 'recovery-code']),
    keys: whole,
  }),
  'vault.cost-raised': kind('the passphrase was stretched for more', { isDone: yesNo, N: whole, r: whole, p: whole }),
  'vault.verifier-replaced': kind('it opened with a passphrase that the verifier refused', { isRepaired: yesNo }),
  'vault.key-stored': kind('before a key is stored', { keyId: text, ...slot, ending: text, replaces: textOrNull }),
  'vault.key-updated': kind('an inspection’s verdict was taken down', {
    keyId: text,
    accountId: text,
    refusals: texts,
    at: whole,
  }),
  'vault.key-dropped': kind('before a key is forgotten', { keyId: text, ...slot, reason: text }),
  'vault.key-damaged': kind('a listed key is not as it was written', { keyId: text }),
  'vault.key-lent': kind('before a key is lent', { keyId: text, accountId: text, purpose: text, borrower: text }),
  'vault.loan-refused': kind('a key was not lent', { keyId: text, borrower: text, code: text }),
  'vault.host-refused': kind('a reading tried another host than its exchange’s', refusedHost),
  'venue.host-refused': kind('a worker tried another host than its exchange’s', refusedHost),
  'key.refused': kind('a check ended in a refusal', slot),
  'key.accepted': kind('before a key is kept', { replaces: some, by: text, statements: some }),
  'key.kept': kind('the vault has it', { keyId: text }),
  'key.replaced': kind('the vault has it, in the place of another', { keyId: text }),
  'key.not-kept': kind('the vault did not take it', { code: text }),
  'key.changed': kind('a kept key is not what was taken in', { changed: texts }),
  'key.change-accepted': kind('before such a change is taken', { changed: texts, reason: text }),
  'key.not-read': kind('the exchange did not answer', { keyId: text }),
  'key.reading-not-saved': kind('a reading could not be kept', { code: text }),
  'key.dropped': kind('before a key is forgotten', { keyId: text, reason: text }),
  'key.not-dropped': kind('the vault did not forget it', { code: text }),
  'key.bot-paused': kind('a bot was stopped for a swap', { botId: text, accountId: text }),
  'key.bot-not-started': retired('it did not start after', { botId: text, accountId: text, why: text }),
  'key.clipboard-failed': kind('the clipboard could not be read or emptied', { doing: text, message: text }),
} satisfies Readonly<Record<string, RecordKind>>;
