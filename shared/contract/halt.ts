import { z } from 'zod';
import { PASSPHRASE_MAX, PASSPHRASE_MIN, REASON_MAX, REASON_MIN } from './bounds';
import { channel, nothing } from './define';
import { haltScope } from './views';

const passphrase = z.string().min(1).max(PASSPHRASE_MAX);
const reason = z.string().min(REASON_MIN).max(REASON_MAX);

export const haltChannels = {
  /**
   * Halts at once: everything, or the scope named; or lets only what reduces a position leave. Pressing again during a halt is
   * harmless and answers the same halt's id. REDUCING does not weaken a scope that is HALTED.
   */
  'halt.trip': channel({
    request: z.strictObject({
      source: z.enum(['button', 'keyboard']),
      scope: haltScope.optional(),
      state: z.enum(['HALTED', 'REDUCING']).optional(),
    }),
    response: z.strictObject({ haltId: z.string() }),
    errors: ['no-such-scope'],
  }),
  /** Sets the passphrase at first use. Refused once one is set. */
  'halt.set-passphrase': channel({
    request: z.strictObject({ passphrase: z.string().min(PASSPHRASE_MIN).max(PASSPHRASE_MAX) }),
    response: nothing,
    errors: ['already-set', 'could-not-save'],
  }),
  /** Lists open orders at the exchange afresh, of all accounts or of what the scope covers, for the resume page. */
  'halt.check-clean': channel({
    request: z.strictObject({ scope: haltScope.optional() }),
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
  /**
   * Takes the exchange's own dead-man timers away, as before its maintenance, or sets them again. They are set again by
   * themselves at the next start.
   */
  'halt.exchange-timers': channel({
    request: z.strictObject({ on: z.boolean() }),
    response: nothing,
    errors: ['not-done'],
  }),
  /** Resumes everything, or the scope named: passphrase, a reason, a clean listing made now, and a journal record, in that order. */
  'halt.resume': channel({
    request: z.strictObject({ passphrase, reason, scope: haltScope.optional() }),
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
