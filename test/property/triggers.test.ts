import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Observation, TriggerFold } from '#shared/model/trigger-fold';
import {
  ALERT_WITHIN_MS,
  isLooser,
  TRIGGER_ACTIONS,
  TRIGGER_CADENCE_MS,
  TRIGGER_IDS,
  type TriggerId,
  type TriggerSetting,
  triggerDefinition,
  triggerProblem,
} from '#shared/model/triggers';

const anyId = fc.constantFrom(...TRIGGER_IDS);
/** Any setting of a trigger that may be stored. */
const anySetting = (id: TriggerId): fc.Arbitrary<TriggerSetting> => {
  const { least, most, counts, scopes } = triggerDefinition(id);
  // What is counted is kept small, so that a short sequence reaches it.
  const threshold =
    counts === 'level'
      ? fc.double({ min: least, max: Math.min(most, least * 100 + 100), noNaN: true })
      : fc.integer({ min: Math.ceil(least), max: Math.min(most, 12) });
  return fc
    .record({
      threshold,
      windowMs: fc.integer({ min: 250, max: 5_000 }),
      confirmations: fc.integer({ min: 1, max: 8 }),
      scope: fc.constantFrom(...scopes),
      action: fc.constantFrom(...TRIGGER_ACTIONS),
      enabled: fc.constant(true),
    })
    .filter((setting) => triggerProblem(id, setting) === '');
};
const idAndSetting = anyId.chain((id) => fc.tuple(fc.constant(id), anySetting(id)));

const seen = (over: Partial<Observation>): Observation => ({ key: 'k', id: 1, at: 0, ms: 0, value: 0, ...over });

/** What a trigger is told: by whom, which of a few names, how long after the one before, how bad (0 good, 1 at the threshold). */
const told = fc.array(
  fc.record({ id: fc.nat(60), after: fc.nat(900), share: fc.constantFrom(0, 0.5, 0.999, 1, 1.5, 9) }),
  { maxLength: 60 },
);
type Told = typeof told extends fc.Arbitrary<infer T> ? T : never;

/** Index of the first one that fires; infinite when none does. */
function firstFiring(id: TriggerId, setting: TriggerSetting, values: Told, threshold: number): number {
  const fold = new TriggerFold(triggerDefinition(id), setting);
  let ms = 0;
  for (const [index, { id: name, after, share }] of values.entries()) {
    ms += after;
    const value = triggerDefinition(id).counts === 'level' ? share * threshold : Math.floor(share);
    if (fold.observe(seen({ id: name, ms, value })) !== undefined) return index;
  }
  return Number.POSITIVE_INFINITY;
}

describe('A trigger, whichever and however it is set', () => {
  it('that asks for more than one confirmation never fires by one bad observation, whatever its size and however often it is told', () => {
    fc.assert(
      fc.property(idAndSetting, fc.nat(30), fc.boolean(), ([id, setting], times, isHuge) => {
        fc.pre(setting.confirmations > 1);
        const fold = new TriggerFold(triggerDefinition(id), setting);
        const value = isHuge ? Number.MAX_VALUE : setting.threshold;
        for (let time = 0; time <= times; time += 1)
          expect(fold.observe(seen({ ms: time * 10, value }))).toBeUndefined();
      }),
    );
  });

  it('that is looked at fires no later than its window and one look after a breach that holds, within five seconds', () => {
    const sampled = fc
      .constantFrom(...TRIGGER_IDS.filter((id) => triggerDefinition(id).isSampled))
      .chain((id) => fc.tuple(fc.constant(id), anySetting(id)));
    fc.assert(
      fc.property(sampled, fc.nat(20), fc.nat(249), ([id, setting], good, offset) => {
        const fold = new TriggerFold(triggerDefinition(id), setting);
        // It is good for some looks; then it breaks, at any moment between two looks, and stays.
        const brokenAt = good * TRIGGER_CADENCE_MS + offset;
        for (let look = 0; look < 100; look += 1) {
          const ms = look * TRIGGER_CADENCE_MS;
          const value = ms >= brokenAt ? setting.threshold : 0;
          if (fold.observe(seen({ id: look, ms, value })) === undefined) continue;
          expect(ms).toBeGreaterThanOrEqual(brokenAt);
          expect(ms - brokenAt).toBeLessThanOrEqual(setting.windowMs + TRIGGER_CADENCE_MS);
          expect(ms - brokenAt).toBeLessThanOrEqual(ALERT_WITHIN_MS);
          return;
        }
        throw new Error('it never fired');
      }),
    );
  });

  it('that is changed without the passphrase never fires later than before, whatever it is told', () => {
    const pairs = anyId.chain((id) => fc.tuple(fc.constant(id), anySetting(id), anySetting(id)));
    fc.assert(
      fc.property(pairs, told, ([id, from, other], values) => {
        const { scopes } = triggerDefinition(id);
        // Of two settings one that is nowhere looser than the first.
        const to: TriggerSetting = {
          threshold: Math.min(from.threshold, other.threshold),
          windowMs: Math.max(from.windowMs, other.windowMs),
          confirmations: Math.min(from.confirmations, other.confirmations),
          scope: scopes[Math.max(scopes.indexOf(from.scope), scopes.indexOf(other.scope))] ?? from.scope,
          action: from.action,
          enabled: true,
        };
        expect(isLooser(id, from, to)).toBe(false);
        const at = from.threshold;
        expect(firstFiring(id, to, values, at)).toBeLessThanOrEqual(firstFiring(id, from, values, at));
        // And the other way round it asks for it, unless nothing is looser.
        const same = to.threshold === from.threshold && to.windowMs === from.windowMs;
        if (!same || to.confirmations !== from.confirmations || to.scope !== from.scope)
          expect(isLooser(id, to, from)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('that counts fires exactly when so many distinct ones lie within its window', () => {
    fc.assert(
      fc.property(anySetting('reject-spike'), told, (setting, values) => {
        const needed = setting.threshold + setting.confirmations - 1;
        const fold = new TriggerFold(triggerDefinition('reject-spike'), setting);
        // The reference: those told since the last time each name was forgotten, found by looking at all of them.
        const kept = new Map<number, number>();
        let ms = 0;
        let hasFired = false;
        for (const { id, after } of values) {
          ms += after;
          for (const [name, at] of kept) if (ms - at > setting.windowMs) kept.delete(name);
          const isNew = !kept.has(id);
          if (isNew) kept.set(id, ms);
          const fires = fold.observe(seen({ id, ms, value: 1 })) !== undefined;
          if (!hasFired) expect(fires).toBe(isNew && kept.size >= needed);
          if (fires) hasFired = true;
          if (hasFired) return;
        }
      }),
    );
  });
});
