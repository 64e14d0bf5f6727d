import { z } from 'zod';
import { PASSPHRASE_MAX, PASSPHRASE_MIN, REASON_MAX, REASON_MIN } from './bounds';
import { channel, nothing } from './define';

const passphrase = z.string().min(1).max(PASSPHRASE_MAX);
const reason = z.string().min(REASON_MIN).max(REASON_MAX);

export const haltChannels = {
  /** Halts the whole portfolio at once. Pressing again during a halt is harmless and answers the same halt's id. */
  'halt.trip': channel({
    request: z.strictObject({ source: z.enum(['button', 'keyboard']) }),
    response: z.strictObject({ haltId: z.string() }),
    errors: [],
  }),
  /** Sets the passphrase at first use. Refused once one is set. */
  'halt.set-passphrase': channel({
    request: z.strictObject({ passphrase: z.string().min(PASSPHRASE_MIN).max(PASSPHRASE_MAX) }),
    response: nothing,
    errors: ['already-set', 'could-not-save'],
  }),
  /** Lists all accounts' open orders at the exchange afresh, for the resume page. */
  'halt.check-clean': channel({
    request: nothing,
    response: z.strictObject({
      clean: z.boolean(),
      accounts: z.array(
        z.strictObject({
          accountId: z.string(),
          openOrders: z.number().int().nullable(),
          problem: z.string().nullable(),
        }),
      ),
    }),
    errors: [],
  }),
  /** Resumes trading: passphrase, a reason, a clean listing made now, and a journal record, in that order. */
  'halt.resume': channel({
    request: z.strictObject({ passphrase, reason }),
    response: nothing,
    errors: [
      'not-halted',
      'no-passphrase',
      'wrong-passphrase',
      'too-many-tries',
      'halt-running',
      'not-clean',
      'not-healthy',
      'journal-failed',
    ],
  }),
} as const;
