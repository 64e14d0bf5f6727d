import { describe, expect, it } from 'vitest';
import { err, ok } from '#shared/model/result';
import { NO_STORED_TRIGGERS, type StoredTriggers, settingsOf, storedTriggers } from '#shared/model/stored-triggers';
import { TRIGGERS, type TriggerId, type TriggerSetting, type TriggerSettings } from '#shared/model/triggers';
import { readSettings } from '../../electron/app/settings';
import { TriggersDesk } from '../../electron/app/triggers/triggers-desk';
import { VirtualClock } from '../support/virtual-clock';

const RIGHT = 'four unrelated quiet words';
const standard = TRIGGERS['data-crossed'].standard;
const edit = (over: Partial<TriggerSetting>, triggerId: TriggerId = 'data-crossed') => ({
  triggerId,
  to: { ...TRIGGERS[triggerId].standard, ...over } as TriggerSetting,
});

function rig(stored: StoredTriggers = NO_STORED_TRIGGERS) {
  const clock = new VirtualClock();
  const records: Array<{ readonly type: string; readonly data: unknown; readonly isDurable: boolean }> = [];
  const world = { isJournalAway: false, isDiskFull: false, tries: 0 };
  let saved: StoredTriggers | undefined;
  let inForce: TriggerSettings | undefined;
  const desk = new TriggersDesk(stored, {
    clock,
    checkPassphrase: async (text) => {
      world.tries += 1;
      return text === RIGHT ? 'right' : 'wrong';
    },
    append: async (type, data) => {
      if (world.isJournalAway) return err({ message: 'The journal is away.' });
      records.push({ type, data, isDurable: true });
      return ok({ seq: 1 });
    },
    record: (type, data) => void records.push({ type, data, isDurable: false }),
    save: (triggers) => {
      if (world.isDiskFull) throw new Error('ENOSPC');
      saved = triggers;
    },
    onChange: (settings) => {
      inForce = settings;
    },
  });
  return {
    desk,
    clock,
    world,
    records,
    saved: () => saved,
    inForce: () => inForce,
    change: (edits: Parameters<TriggersDesk['change']>[1], passphrase: string | null = null, reason = 'a reason') =>
      desk.change(desk.revision, edits, reason, passphrase),
  };
}

describe('A trigger made stricter', () => {
  it.each([
    ['a lower threshold', edit({ threshold: 0.5 })],
    ['a longer window', edit({ windowMs: 4_000 })],
    ['fewer confirmations', edit({ confirmations: 1 })],
    ['a wider scope', edit({ scope: 'portfolio' })],
    ['a stronger action', edit({ action: 'reduce' }, 'latency')],
  ] as const)(
    '(%s) holds in the same tick without a passphrase, is saved and on record with both values',
    async (_what, change) => {
      const { desk, inForce, change: make, saved, records, world } = rig();
      void make([change], null, '');
      expect(inForce()?.[change.triggerId]).toEqual(change.to);
      expect(desk.settings[change.triggerId]).toEqual(change.to);
      expect(saved()).toEqual({ version: 1, set: { [change.triggerId]: change.to } });
      expect(storedTriggers.safeParse(saved()).success).toBe(true);
      expect(records).toEqual([
        {
          type: 'triggers.changed',
          isDurable: false,
          data: {
            reason: '',
            changes: [{ triggerId: change.triggerId, from: TRIGGERS[change.triggerId].standard, to: change.to }],
            loosens: false,
          },
        },
      ]);
      expect(world.tries).toBe(0);
    },
  );

  it('holds although the disk is full, says so, and is saved as soon as it can be', async () => {
    const { desk, change, clock, saved, world } = rig();
    desk.start();
    world.isDiskFull = true;
    const answer = await change([edit({ threshold: 0.5 })]);
    expect(answer.ok && answer.value.note).toContain('could not be saved');
    expect(desk.settings['data-crossed'].threshold).toBe(0.5);
    world.isDiskFull = false;
    await clock.advance(5_001);
    expect(saved()?.set['data-crossed']?.threshold).toBe(0.5);
    expect(desk.unsaved).toBe('');
    desk.stop();
  });
});

describe('A trigger made looser', () => {
  it.each([
    ['a higher threshold', edit({ threshold: 2 })],
    ['a shorter window', edit({ windowMs: 1_000 })],
    ['more confirmations', edit({ confirmations: 4 })],
    ['a weaker action', edit({ action: 'warn' })],
    ['off', edit({ enabled: false })],
    ['a narrower scope', edit({ scope: 'bot' }, 'order-rate')],
  ] as const)('(%s) asks for the passphrase and a reason, and is on record before it holds', async (_what, change) => {
    const wide = {
      version: 1,
      set: { 'order-rate': { ...TRIGGERS['order-rate'].standard, scope: 'portfolio' } },
    } as const;
    const { desk, change: make, saved, records, inForce, world } = rig(wide);
    const before = desk.settings;
    expect(await make([change])).toMatchObject({ ok: false, error: { code: 'passphrase-needed' } });
    expect(await make([change], 'wrong')).toMatchObject({ ok: false, error: { code: 'wrong-passphrase' } });
    expect(await make([change], RIGHT, ' ')).toMatchObject({ ok: false, error: { code: 'invalid' } });
    world.isJournalAway = true;
    expect(await make([change], RIGHT)).toMatchObject({ ok: false, error: { code: 'journal-failed' } });
    Object.assign(world, { isJournalAway: false, isDiskFull: true });
    expect(await make([change], RIGHT)).toMatchObject({ ok: false, error: { code: 'could-not-save' } });
    expect([desk.settings, saved(), inForce()]).toEqual([before, undefined, undefined]);
    world.isDiskFull = false;
    records.length = 0;
    expect(await make([change], RIGHT)).toMatchObject({ ok: true, value: { note: '' } });
    expect(desk.settings[change.triggerId]).toEqual(change.to);
    expect(inForce()?.[change.triggerId]).toEqual(change.to);
    expect(records).toMatchObject([{ type: 'triggers.changed', isDurable: true, data: { loosens: true } }]);
  });

  it('hidden among stricter ones asks for it all the same', async () => {
    const { change } = rig();
    const edits = [edit({ threshold: 0.5 }), edit({ action: 'warn' }, 'daily-loss')];
    expect(await change(edits)).toMatchObject({ ok: false, error: { code: 'passphrase-needed' } });
  });
});

describe('An edit of triggers', () => {
  it.each([
    ['a threshold that is no number', edit({ threshold: Number.NaN }), 'The threshold is a number'],
    ['half a refusal', edit({ threshold: 1.5 }, 'reject-spike'), 'whole number'],
    ['more than five seconds to an alert', edit({ windowMs: 5_000 }), 'RTS 6 article 16'],
    [
      'more confirmations than looks in the window',
      edit({ windowMs: 500, confirmations: 3 }),
      'need a window of 750 ms',
    ],
    ['a scope it does not have', edit({ scope: 'bot' }), 'It can stop symbol, portfolio'],
    ['nothing', edit({}), 'set like that already'],
  ] as const)('that asks for %s is refused in words, and nothing is changed', async (_what, change, words) => {
    const { desk, change: make } = rig();
    const answer = await make([change], RIGHT);
    expect(answer).toMatchObject({ ok: false, error: { code: 'invalid', message: expect.stringContaining(words) } });
    expect(desk.revision).toBe(1);
  });

  it('made on triggers that have changed since is refused', async () => {
    const { desk, change } = rig();
    await change([edit({ threshold: 0.5 })]);
    expect(await desk.change(1, [edit({ threshold: 0.4 })], '', null)).toMatchObject({ error: { code: 'stale' } });
  });
});

describe('Stored triggers', () => {
  it('of settings from before there were any are the standard; the settings are not touched for it', () => {
    const { settings } = readSettings(undefined, undefined);
    const { triggers: _none, ...older } = settings;
    const read = readSettings(older, undefined);
    expect([read.isNew, read.notice, read.migrated]).toEqual([false, undefined, undefined]);
    expect(settingsOf(read.settings.triggers)['data-crossed']).toEqual(standard);
  });

  it('that no window would let fire are not half-used: the settings are set aside', () => {
    const { settings } = readSettings(undefined, undefined);
    const bad = { ...settings, triggers: { version: 1, set: { 'data-crossed': { ...standard, windowMs: 250 } } } };
    expect(readSettings(bad, undefined).notice).toContain('need a window');
  });
});
