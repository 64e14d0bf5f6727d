import { z } from 'zod';
import { channel, nothing } from './define';

/** Shortest passphrase taken, characters. Source: NIST SP 800-63B, 8 at least; 12 asked for since it guards money. */
export const PASSPHRASE_MIN = 12;
export const PASSPHRASE_MAX = 256;
export const REASON_MIN = 3;
export const REASON_MAX = 500;

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
