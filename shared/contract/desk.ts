import { z } from 'zod';
import { channel, nothing } from './define';
import { vaultView } from './keys';
import { firingView } from './triggers';
import {
  accountView,
  botView,
  decisionView,
  endedOrderView,
  equityPoint,
  haltReportView,
  healthView,
  journalView,
  positionView,
  tradingView,
  workingOrderView,
} from './views';

/** Everything the screens mirror, at one revision. */
export const snapshot = z.strictObject({
  revision: z.number().int().nonnegative(),
  /** When main made it; the mirror's clock for ages. */
  at: z.number().int(),
  appVersion: z.string(),
  /** Shown in the error when a data folder is damaged; the folder holds the journal and the settings. */
  dataFolder: z.string(),
  /** Things the operator should know about this start (settings set aside, port taken …); each a sentence. */
  notices: z.array(z.string()),
  trading: tradingView,
  vault: vaultView,
  journal: journalView,
  /** Triggers that fired and wait for an acknowledgement, the oldest first. */
  firings: z.array(firingView),
  /** The last halt of this run, or null. */
  halt: haltReportView.nullable(),
  total: accountView,
  equity: z.array(equityPoint),
  health: z.array(healthView),
  accounts: z.array(accountView),
  bots: z.array(botView),
  positions: z.array(positionView),
  orders: z.array(workingOrderView),
  /** Orders that ended in this run, newest last, at most 300. */
  ended: z.array(endedOrderView),
  /** Newest last, at most 500. */
  decisions: z.array(decisionView),
});
export type Snapshot = z.infer<typeof snapshot>;

/**
 * One numbered change. `revision` is the one before plus 1: on a gap the mirror asks for a snapshot again. Lists are
 * changed by key; `equity` points are appended.
 */
export const change = z.strictObject({
  revision: z.number().int().positive(),
  at: z.number().int(),
  notices: z.array(z.string()).optional(),
  trading: tradingView.optional(),
  vault: vaultView.optional(),
  journal: journalView.optional(),
  firings: z.array(firingView).optional(),
  halt: haltReportView.nullable().optional(),
  total: accountView.optional(),
  equity: z.array(equityPoint).optional(),
  health: z.array(healthView).optional(),
  accounts: z.array(accountView).optional(),
  bots: z.array(botView).optional(),
  positions: z.array(positionView).optional(),
  positionsRemoved: z.array(z.string()).optional(),
  orders: z.array(workingOrderView).optional(),
  ordersRemoved: z.array(z.string()).optional(),
  /** Newly ended orders, by id. */
  ended: z.array(endedOrderView).optional(),
  /** New or changed decisions, by seq. */
  decisions: z.array(decisionView).optional(),
});
export type Change = z.infer<typeof change>;

export const deskChannels = {
  /** The whole state; afterwards changes follow from its revision plus 1. */
  'desk.snapshot': channel({ request: nothing, response: snapshot, errors: [] }),
  /** The renderer's own errors, for the console's log: a screen that broke is not silent. */
  'desk.report-error': channel({
    request: z.strictObject({ message: z.string().max(2_000), stack: z.string().max(8_000) }),
    response: nothing,
    errors: [],
  }),
} as const;
