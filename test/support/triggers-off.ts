import { recordOf } from '#shared/model/record-of';
import { NO_STORED_TRIGGERS, type StoredTriggers } from '#shared/model/stored-triggers';
import { standardTriggers, TRIGGER_IDS } from '#shared/model/triggers';

/** No trigger is on: for benches that do what a trigger is there to stop. */
export function triggersOff(): StoredTriggers {
  const standard = standardTriggers();
  return { ...NO_STORED_TRIGGERS, set: recordOf(TRIGGER_IDS, (id) => ({ ...standard[id], enabled: false })) };
}
