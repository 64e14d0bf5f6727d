import { z } from 'zod';
import { OPERATOR_NAME_MAX, PASSPHRASE_MAX, REASON_MAX, REASON_MIN } from './bounds';
import { accountId, channel, nothing } from './define';
import { haltScope, rehearsalView } from './views';

const passphrase = z.string().min(1).max(PASSPHRASE_MAX);
const reason = z.string().min(REASON_MIN).max(REASON_MAX);
export const haltId = z.string().min(1).max(100);
/** Who did it, as it goes on record. */
export const operatorName = z.string().trim().min(1).max(OPERATOR_NAME_MAX);

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
  /** Lists open orders at the exchange afresh, of all accounts or of what the scope covers, for the resume page. */
  'halt.check-clean': channel({
    request: z.strictObject({ scope: haltScope.optional() }),
    response: z.strictObject({
      /** Every account empty, book and exchange agreeing, and nothing at work that nobody watches. */
      clean: z.boolean(),
      /** What differs between book and exchange, a sentence each. */
      differences: z.array(z.string()),
      /** What is at work although the halt stands, a sentence each. */
      atWork: z.array(z.string()),
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
  /**
   * Rehearses the halt: the guard lists every account, and the paper account named is halted for real. Cancels nothing on any
   * account that is not paper, and places nothing anywhere.
   */
  'halt.rehearse': channel({
    request: z.strictObject({ accountId: accountId.nullable() }),
    response: rehearsalView,
    errors: ['no-such-account', 'not-paper', 'already-halted', 'rehearsal-running', 'journal-failed'],
  }),
  /**
   * Closes what the halt's accounts hold, once it is verified empty: by orders that only reduce, within the account's collar, slices
   * and deadline, or the standard ones. Answers when it has begun.
   */
  'halt.close-positions': channel({
    request: z.strictObject({ haltId, by: operatorName }),
    response: nothing,
    errors: ['no-such-halt', 'not-verified', 'closing', 'nothing-held', 'journal-failed'],
  }),
  /** Acknowledges one of the things that tripped a halt, by name of who read it. On record before it counts. */
  'halt.acknowledge': channel({
    request: z.strictObject({ haltId, causeId: z.string().min(1).max(40), by: operatorName }),
    response: nothing,
    errors: ['no-such-halt', 'no-such-cause', 'no-such-step', 'journal-failed'],
  }),
  /**
   * Resumes everything, or the scope named, to ACTIVE unless `to` says otherwise: passphrase, cool-down, acknowledgements, runbook,
   * a clean listing and reconciliation made now, health, and a journal record, in that order.
   */
  'halt.resume': channel({
    request: z.strictObject({
      passphrase,
      reason,
      scope: haltScope.optional(),
      to: z
        .strictObject({
          state: z.enum(['ACTIVE', 'REDUCING']),
          /** Accounts of the scope that stay halted, or only reduce, under halts of their own. */
          leave: z.array(z.strictObject({ accountId, state: z.enum(['HALTED', 'REDUCING']) })).max(50),
        })
        .optional(),
    }),
    response: nothing,
    errors: [
      'not-halted',
      'no-passphrase',
      'wrong-passphrase',
      'too-many-tries',
      'halt-running',
      'cooling-down',
      'not-acknowledged',
      'runbook-open',
      'not-clean',
      'not-reconciled',
      'not-idle',
      'no-such-account',
      'not-healthy',
      'journal-failed',
    ],
  }),
} as const;
