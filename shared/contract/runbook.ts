import { z } from 'zod';
import { RUNBOOK_ACTIONS } from '#shared/model/runbook';
import { channel, nothing } from './define';
import { haltId, operatorName } from './halt';

/** Pages of an exchange that may be opened in the browser. */
export const exchangePage = z.enum(['keys', 'status']);

export const runbookChannels = {
  /** The steps of this installation, and the name that its operator goes by. */
  'runbook.read': channel({
    request: nothing,
    response: z.strictObject({
      steps: z.array(
        z.strictObject({
          id: z.string(),
          byMinute: z.number().int(),
          title: z.string(),
          text: z.string(),
          action: z.enum(RUNBOOK_ACTIONS),
        }),
      ),
      isOwn: z.boolean(),
      /** Why the own text is not used; empty otherwise. */
      problem: z.string(),
      /** Where the own text is looked for. */
      file: z.string(),
      operator: z.string(),
      /** Exchanges of this desk that have pages to open. */
      exchanges: z.array(z.strictObject({ exchange: z.string(), name: z.string() })),
    }),
    errors: [],
  }),
  /** Ticks one step under a halt, or takes the tick back. On record before it counts. */
  'runbook.tick': channel({
    request: z.strictObject({ haltId, stepId: z.string().min(1).max(40), by: operatorName, done: z.boolean() }),
    response: nothing,
    errors: ['no-such-halt', 'no-such-cause', 'no-such-step', 'journal-failed'],
  }),
  /** Asks the exchange of each account through the link that trades, and says how long the answer took. */
  'runbook.exchange-status': channel({
    request: nothing,
    response: z.strictObject({
      accounts: z.array(
        z.strictObject({
          accountId: z.string(),
          exchange: z.string(),
          answers: z.boolean(),
          ms: z.number(),
          message: z.string(),
        }),
      ),
    }),
    errors: [],
  }),
  /** Opens a fixed page of an exchange in the operator's browser. Nothing else can be opened. */
  'runbook.open-page': channel({
    request: z.strictObject({ exchange: z.string().min(1).max(40), page: exchangePage }),
    response: z.strictObject({ url: z.string() }),
    errors: ['no-such-page', 'not-opened'],
  }),
} as const;
