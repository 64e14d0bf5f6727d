import { z } from 'zod';
import {
  standardTriggers,
  TRIGGER_ACTIONS,
  TRIGGER_IDS,
  TRIGGER_SCOPES,
  TRIGGER_TABLE_VERSION,
  type TriggerId,
  type TriggerSettings,
  triggerProblem,
} from './triggers';

export const triggerIdSchema = z.enum(TRIGGER_IDS as readonly [TriggerId, ...TriggerId[]]);

export const triggerSettingSchema = z.strictObject({
  threshold: z.number().finite(),
  windowMs: z.number().int(),
  confirmations: z.number().int(),
  scope: z.enum(TRIGGER_SCOPES),
  action: z.enum(TRIGGER_ACTIONS),
  enabled: z.boolean(),
});

/** How triggers are kept: only those that an operator has set otherwise than the standard, so that a better standard reaches everybody. */
export const storedTriggers = z
  .strictObject({
    version: z.literal(TRIGGER_TABLE_VERSION),
    set: z.partialRecord(triggerIdSchema, triggerSettingSchema),
  })
  .superRefine(({ set }, context) => {
    for (const id of TRIGGER_IDS) {
      const setting = set[id];
      const problem = setting === undefined ? '' : triggerProblem(id, setting);
      if (problem !== '') context.addIssue({ code: 'custom', message: `trigger ${id}: ${problem}` });
    }
  });
export type StoredTriggers = z.infer<typeof storedTriggers>;

export const NO_STORED_TRIGGERS: StoredTriggers = { version: TRIGGER_TABLE_VERSION, set: {} };

/** All settings as they hold. */
export function settingsOf({ set }: StoredTriggers): TriggerSettings {
  const settings = { ...standardTriggers() } as Record<TriggerId, TriggerSettings[TriggerId]>;
  for (const id of TRIGGER_IDS) settings[id] = set[id] ?? settings[id];
  return settings;
}
