import { z } from 'zod';
import { triggerIdSchema, triggerSettingSchema } from '#shared/model/stored-triggers';
import { TRIGGER_ACTIONS } from '#shared/model/triggers';
import { PASSPHRASE_MAX, REASON_MAX } from './bounds';
import { channel, nothing, utcMs } from './define';
import { haltScope } from './views';

/*
 * Triggers: how each is set, what it sees now, what fired, and what the record would have made it fire. Names, sentences and units
 * stand in shared/model/triggers.ts, which both sides read; which changes ask for the passphrase, too, and main decides.
 */

const firingId = z.string().regex(/^trigger-\d{1,15}$/);
const text = z.string().max(200);

/** One trigger that fired. */
export const firingView = z.strictObject({
  id: firingId,
  triggerId: triggerIdSchema,
  /** Whom it was seen of. */
  key: text,
  scope: haltScope,
  action: z.enum(TRIGGER_ACTIONS),
  /** What happened and what was done, in sentences. */
  message: z.string(),
  at: utcMs,
  /** When it fired last, and how often, before it was acknowledged. */
  lastAt: utcMs,
  times: z.number().int().positive(),
  value: z.number(),
  threshold: z.number(),
  /** What confirmed it, the oldest first. */
  evidence: z.array(z.strictObject({ at: utcMs, value: z.number(), seen: text })),
  /** The halt that it tripped, or under which it fell; null of a warning. */
  haltId: z.string().nullable(),
  /** What that halt covers. */
  under: haltScope.nullable(),
  acknowledgedAt: utcMs.nullable(),
});
export type FiringView = z.infer<typeof firingView>;

export const triggerRow = z.strictObject({
  triggerId: triggerIdSchema,
  setting: triggerSettingSchema,
  /** Whether it is set as the table has it. */
  isStandard: z.boolean(),
  /** The worst that is seen now; null when nothing was seen yet, or it is off. */
  now: z.strictObject({ key: text, value: z.number(), at: utcMs }).nullable(),
  lastFiredAt: utcMs.nullable(),
});
export type TriggerRow = z.infer<typeof triggerRow>;

export const triggersView = z.strictObject({
  at: utcMs,
  /** Grows with every change; an edit names the one it was made on. */
  revision: z.number().int().positive(),
  /** A sentence while what is in force is not on disk; empty otherwise. */
  unsaved: z.string(),
  /** In the table's order. */
  rows: z.array(triggerRow),
  /** The last that fired, the newest first; what waits for an acknowledgement is always among them. */
  firings: z.array(firingView),
});
export type TriggersView = z.infer<typeof triggersView>;

export const triggerEdit = z.strictObject({ triggerId: triggerIdSchema, to: triggerSettingSchema });
export type TriggerEdit = z.infer<typeof triggerEdit>;

/** Observations that the journal holds for one trigger: what it would have been told, newest record first. */
export const observedPiece = z.strictObject({
  observations: z.array(
    z.strictObject({
      key: text,
      id: text,
      at: utcMs,
      value: z.number(),
      seen: text,
      /** The record it comes from, and whether that is a decision. */
      seq: z.number().int().positive(),
      isDecision: z.boolean(),
    }),
  ),
  /** Records looked at. */
  records: z.number().int().nonnegative(),
  /** The oldest of them. */
  oldestAt: utcMs.nullable(),
  /** Where to go on; null when all of the period was looked at. */
  nextBeforeSeq: z.number().int().positive().nullable(),
});
export type ObservedPiece = z.infer<typeof observedPiece>;

const CHANGE_ERRORS = [
  'stale',
  'invalid',
  'passphrase-needed',
  'no-passphrase',
  'wrong-passphrase',
  'too-many-tries',
  'journal-failed',
  'could-not-save',
] as const;

export const triggerChannels = {
  'triggers.read': channel({ request: nothing, response: triggersView, errors: [] }),
  /** Makes the edits, all or none. Loosening asks for the passphrase and is on record first; tightening takes effect at once. */
  'triggers.change': channel({
    request: z.strictObject({
      revision: z.number().int().positive(),
      edits: z.array(triggerEdit).min(1).max(50),
      reason: z.string().trim().max(REASON_MAX),
      passphrase: z.string().min(1).max(PASSPHRASE_MAX).nullable(),
    }),
    response: z.strictObject({
      revision: z.number().int().positive(),
      /** What is not as it should be although the change is in force; empty otherwise. */
      note: z.string(),
    }),
    errors: CHANGE_ERRORS,
  }),
  /** A bounded piece of what the journal holds for a trigger, newest first. Changes nothing. */
  'triggers.observed': channel({
    request: z.strictObject({
      triggerId: triggerIdSchema,
      from: utcMs,
      beforeSeq: z.number().int().positive().nullable(),
    }),
    response: observedPiece,
    errors: ['not-recorded', 'journal-failed'],
  }),
  /** An operator has seen what fired. On record. Twice is harmless. */
  'triggers.acknowledge': channel({
    request: z.strictObject({ id: firingId }),
    response: nothing,
    errors: ['unknown-firing'],
  }),
} as const;
