import type { UtcMs } from './time';
import { type Observation, TriggerFold } from './trigger-fold';
import { type TriggerId, type TriggerSetting, triggerDefinition } from './triggers';
import { Usual } from './usual';

/** What the journal holds of one observation; `ms` is its time of day, since nothing else is on record. */
export type RecordedObservation = Omit<Observation, 'ms'> & { readonly seq: number; readonly isDecision: boolean };

export interface WouldHaveFired {
  readonly key: string;
  readonly at: UtcMs;
  readonly value: number;
  /** The record that would have confirmed it. */
  readonly seq: number;
  readonly isDecision: boolean;
  readonly seen: string;
}

/**
 * When a trigger, set like this, would have fired over what is on record, oldest first: the same fold that watches now. Of order
 * sizes the record holds what each was worth; how many times the usual that is, is worked out here.
 */
export function wouldHaveFired(
  id: TriggerId,
  setting: TriggerSetting,
  oldestFirst: readonly RecordedObservation[],
): WouldHaveFired[] {
  const fold = new TriggerFold(triggerDefinition(id), setting);
  const usual = new Usual();
  const fired: WouldHaveFired[] = [];
  for (const recorded of oldestFirst) {
    const value = id === 'order-size' ? usual.times(recorded.key, recorded.value) : recorded.value;
    if (value === undefined) continue;
    const breach = fold.observe({ ...recorded, value, ms: recorded.at });
    if (breach === undefined) continue;
    const { at, seq, isDecision, seen = '' } = recorded;
    fired.push({ key: breach.key, at, value: breach.value, seq, isDecision, seen });
  }
  return fired;
}
