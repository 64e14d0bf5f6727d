import { describe, expect, it } from 'vitest';
import { decimal } from '#shared/model/decimal';
import { storedLimits } from '../../electron/domains/risk/index';
import { edit, limitsRig, RIGHT } from '../support/limits-rig';

/** Stands for an hour. */
const HOUR_MS = 120_000;
const failureOf = (answer: { ok: boolean; error?: { code: string; message: string } }) => answer.error?.code;

describe('Tightening a limit', () => {
  it('needs no passphrase, holds at once, is saved and on record with the number before and after', async () => {
    const rig = limitsRig();
    const answer = await rig.change([edit('max-position', '500')], null, '');
    expect(answer).toEqual({ ok: true, value: { revision: 2, note: '' } });
    expect(rig.applies()['max-position']).toMatchObject({ value: decimal('500'), level: 'bot', key: 'grid-1' });
    expect(rig.saved()?.bots['grid-1']?.['max-position']).toEqual({ value: '500' });
    expect(storedLimits.safeParse(rig.saved()).success).toBe(true);
    expect(rig.records).toEqual([
      {
        type: 'limits.changed',
        isDurable: false,
        data: {
          reason: '',
          loosens: false,
          changes: [{ level: 'bot', key: 'grid-1', limitId: 'max-position', from: '6000', to: '500' }],
        },
      },
    ]);
    expect(rig.world.tries).toBe(0);
  });

  it('holds in the same tick, before anything that could fail has answered', () => {
    const rig = limitsRig();
    void rig.change([edit('max-position', '500')]);
    expect(rig.applies()['max-position']?.value).toBe(decimal('500'));
  });

  it('works while the journal is away and the disk is full, says so, and is saved as soon as it can be', async () => {
    const rig = limitsRig();
    rig.desk.start();
    Object.assign(rig.world, { isJournalAway: true, isDiskFull: true });
    const answer = await rig.change([edit('max-position', '500')]);
    expect(answer.ok && answer.value.note).toMatch(/could not be saved.*journal is away/);
    expect(rig.applies()['max-position']?.value).toBe(decimal('500'));
    expect(rig.desk.unsaved).not.toBe('');
    expect(rig.records.map(({ type }) => type)).toEqual(['limits.in-force', 'limits.not-saved', 'limits.changed']);
    rig.world.isDiskFull = false;
    await rig.clock.advance(5_001);
    expect(rig.saved()?.bots['grid-1']?.['max-position']).toEqual({ value: '500' });
    expect(rig.desk.unsaved).toBe('');
  });
});

describe('Loosening a limit', () => {
  const looser = [edit('max-position', '7000')];

  it.each([
    ['a higher number', looser],
    ['a higher number for another account', [edit('daily-loss-portfolio', '20000', { level: 'portfolio', key: '*' })]],
    ['a number taken away where a wider one holds then', [edit('price-collar', '', { to: { kind: 'none' } })]],
    [
      'one that makes smaller instead of refusing',
      [edit('max-position', '6000', { to: { kind: 'value', text: '6000', onBreach: 'resize' } })],
    ],
    ['a shorter memory', [edit('repeat-window', '1000', { level: 'portfolio', key: '*' })]],
    [
      'no longer watching',
      [edit('loss-streak', '', { level: 'portfolio', key: '*', to: { kind: 'not-watched', reason: 'a paper bot' } })],
    ],
    ['a longer list', [edit('symbol-allowlist', 'BTC/USDT, ETH/USDT')]],
    ['one looser beside many tighter', [edit('max-order-notional', '100'), ...looser]],
  ] as const)('%s is refused without the passphrase, and nothing is changed', async (_what, edits) => {
    const rig = limitsRig({
      portfolio: {
        ...limitsRig().desk.stored.portfolio,
        'price-collar': { value: '500' },
        'loss-streak': { value: 5 },
      },
    });
    const before = rig.desk.stored;
    expect(rig.desk.preview(edits).needsPassphrase).toBe(true);
    expect(failureOf(await rig.change(edits))).toBe('passphrase-needed');
    expect(failureOf(await rig.change(edits, 'wrong wrong wrong'))).toBe('wrong-passphrase');
    expect(rig.desk.stored).toBe(before);
    expect(rig.book.revision).toBe(1);
    expect(rig.saved()).toBeUndefined();
  });

  it('is on record, durable, before it holds; then saved, then in force', async () => {
    const rig = limitsRig();
    let atRecord: unknown;
    rig.world.onAppend = () => {
      atRecord = [rig.applies()['max-position']?.value, rig.saved()];
    };
    expect((await rig.change(looser, RIGHT, 'More room')).ok).toBe(true);
    expect(atRecord).toEqual([decimal('6000'), undefined]);
    expect(rig.records.at(-1)).toMatchObject({
      type: 'limits.changed',
      isDurable: true,
      data: { loosens: true, reason: 'More room' },
    });
    expect(rig.applies()['max-position']?.value).toBe(decimal('7000'));
    expect(rig.saved()?.bots['grid-1']?.['max-position']).toEqual({ value: '7000' });
  });

  it('is not made without a reason, without a journal, or without a disk', async () => {
    const rig = limitsRig();
    expect(failureOf(await rig.change(looser, RIGHT, ' '))).toBe('invalid');
    rig.world.isJournalAway = true;
    expect(failureOf(await rig.change(looser, RIGHT))).toBe('journal-failed');
    Object.assign(rig.world, { isJournalAway: false, isDiskFull: true });
    expect(failureOf(await rig.change(looser, RIGHT))).toBe('could-not-save');
    expect(rig.applies()['max-position']?.value).toBe(decimal('6000'));
    expect(rig.records.at(-1)).toMatchObject({ type: 'limits.change-dropped' });
  });

  it('says where to set a passphrase when there is none', async () => {
    const rig = limitsRig();
    rig.world.isSet = false;
    const answer = await rig.change(looser, RIGHT);
    expect(failureOf(answer)).toBe('no-passphrase');
  });

  it('gives way to a tightening that came while the passphrase was looked at, or the record was written', async () => {
    const rig = limitsRig();
    const first = rig.change(looser, RIGHT);
    void rig.change([edit('max-order-notional', '10')]);
    expect(failureOf(await first)).toBe('stale');
    const revision = rig.desk.revision;
    rig.world.onAppend = () => void rig.change([edit('max-order-notional', '9')]);
    const answer = await rig.desk.change(revision, looser, 'a reason', RIGHT);
    expect(failureOf(answer)).toBe('stale');
    expect(rig.records.at(-1)?.type).toBe('limits.change-dropped');
    expect(rig.applies()['max-position']?.value).toBe(decimal('6000'));
    expect(rig.applies()['max-order-notional']?.value).toBe(decimal('9'));
  });

  it('is found behind a tighter override, too: the number that holds once it has expired', async () => {
    const rig = limitsRig();
    expect((await rig.desk.override(1, edit('max-position', '100'), HOUR_MS, 'quiet night', null)).ok).toBe(true);
    expect(rig.applies()['max-position']?.value).toBe(decimal('100'));
    expect(rig.desk.preview(looser)).toMatchObject({ needsPassphrase: true, edits: [{ direction: 'looser' }] });
    expect(failureOf(await rig.change(looser))).toBe('passphrase-needed');
  });
});

describe('An edit', () => {
  it('made on limits that have changed meanwhile is refused, in a sentence', async () => {
    const rig = limitsRig();
    await rig.change([edit('max-position', '500')]);
    const answer = await rig.desk.change(1, [edit('max-position', '400')], '', null);
    expect(answer).toMatchObject({
      ok: false,
      error: { code: 'stale', message: expect.stringContaining('Nothing was changed') },
    });
  });

  it('of several, all are made or none', async () => {
    const rig = limitsRig();
    const answer = await rig.change([edit('max-position', '500'), edit('max-order-notional', '1e30')]);
    expect(failureOf(answer)).toBe('invalid');
    expect(rig.applies()['max-position']?.value).toBe(decimal('6000'));
  });

  it.each([
    [edit('max-position', '500', { key: 'nobody' }), 'There is no bot nobody.'],
    [edit('max-position', '500', { key: '__proto__' }), 'There is no bot __proto__.'],
    [edit('gross-exposure-portfolio', '500'), 'cannot be set for a bot'],
    [
      edit('daily-loss-bot', '5', { to: { kind: 'value', text: '5', onBreach: 'resize' } }),
      'cannot make an order smaller',
    ],
    [edit('daily-loss-bot', '', { to: { kind: 'not-watched', reason: 'why not' } }), 'always watched'],
    [edit('loss-streak', '', { to: { kind: 'not-watched', reason: ' ' } }), 'Say why'],
  ] as const)('that makes no sense says why: %j', (bad, sentence) => {
    const rig = limitsRig();
    expect(rig.desk.preview([bad]).edits[0]?.problem).toContain(sentence);
  });

  it('says which way it goes, and when a tighter number hides it', () => {
    const rig = limitsRig({ symbols: { 'BTC/USDT': { 'max-position': { value: '50' } } } });
    const way = (...edits: Parameters<typeof rig.desk.preview>[0]) =>
      rig.desk.preview(edits).edits.map(({ direction }) => direction);
    expect(way(edit('max-position', '500'))).toEqual(['tighter']);
    expect(way(edit('max-position', '6001'))).toEqual(['looser']);
    expect(way(edit('max-position', '6000'))).toEqual(['same']);
    const gross = (text: string) => edit('gross-exposure-bot', text);
    expect(way(gross('20000'))).toEqual(['hidden']);
    expect(rig.desk.preview([gross('20000')]).needsPassphrase).toBe(false);
  });

  it('that takes everything of one bot away leaves settings that can be read again', async () => {
    const rig = limitsRig();
    const none = { to: { kind: 'none' as const } };
    const all = (
      ['symbol-allowlist', 'max-order-notional', 'max-position', 'price-collar', 'reference-max-age'] as const
    ).map((id) => edit(id, '', none));
    expect((await rig.change(all)).ok).toBe(true);
    expect(rig.saved()?.bots['grid-1']).toBeUndefined();
    expect(storedLimits.safeParse(rig.saved()).success).toBe(true);
    expect(rig.applies()['max-position']).toBeUndefined();
  });
});

describe('A temporary override', () => {
  it('that loosens asks for the passphrase, is on record, and expires by itself in the settings, too', async () => {
    const rig = limitsRig();
    rig.desk.start();
    const wide = edit('max-position', '9000');
    expect(failureOf(await rig.desk.override(1, wide, HOUR_MS, 'a big day', null))).toBe('passphrase-needed');
    expect((await rig.desk.override(1, wide, HOUR_MS, 'a big day', RIGHT)).ok).toBe(true);
    expect(rig.records.at(-1)).toMatchObject({
      type: 'limits.override-made',
      isDurable: true,
      data: { level: 'bot', key: 'grid-1', limit: 'max-position', entry: '9000', from: '6000', reason: 'a big day' },
    });
    expect(rig.applies()['max-position']).toMatchObject({ value: decimal('9000') });
    expect(storedLimits.safeParse(rig.saved()).success).toBe(true);
    await rig.clock.advance(HOUR_MS + 1_000);
    expect(rig.applies()['max-position']?.value).toBe(decimal('6000'));
    expect(rig.saved()?.overrides).toEqual([]);
  });

  it('is not made longer by a wall clock that is set back', async () => {
    const rig = limitsRig();
    rig.desk.start();
    await rig.desk.override(1, edit('max-position', '9000'), HOUR_MS, 'a big day', RIGHT);
    rig.clock.jumpWall(-5 * HOUR_MS);
    await rig.clock.advance(HOUR_MS + 1_000);
    expect(rig.applies()['max-position']?.value).toBe(decimal('6000'));
    expect(rig.records.at(-1)?.type).toBe('limits.override-expired');
    expect(rig.saved()?.overrides).toEqual([]);
  });

  it('is lifted before its time: for nothing where that tightens, for the passphrase where it loosens', async () => {
    const rig = limitsRig();
    await rig.desk.override(1, edit('max-position', '9000'), HOUR_MS, 'a big day', RIGHT);
    const [wide] = rig.desk.stored.overrides;
    expect((await rig.desk.lift(rig.desk.revision, wide?.id ?? '', null))?.ok).toBe(true);
    await rig.desk.override(rig.desk.revision, edit('max-position', '90'), HOUR_MS, 'a bad day', null);
    const [tight] = rig.desk.stored.overrides;
    const lifted = await rig.desk.lift(rig.desk.revision, tight?.id ?? '', null);
    expect(lifted && failureOf(lifted)).toBe('passphrase-needed');
    expect((await rig.desk.lift(rig.desk.revision, tight?.id ?? '', RIGHT))?.ok).toBe(true);
    expect(await rig.desk.lift(rig.desk.revision, 'o-none', RIGHT)).toBeUndefined();
  });
});
