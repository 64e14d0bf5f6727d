import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PORTFOLIO } from '#shared/model/trading-state';
import { TRIGGERS } from '#shared/model/triggers';
import { GRID_1, triggersRig } from '../support/triggers-rig';

const BTC = { kind: 'symbol', symbol: 'BTC/USDT' } as const;

describe('A trigger', () => {
  it('does not halt for one bad price, however long it stands and however bad it is; three in a row halt the symbol', async () => {
    const { service, look, log, acted } = triggersRig();
    service.start();
    await look(20, 'data-crossed', 99_999, { id: 'the same price' });
    expect(log).toEqual([]);
    await look(1, 'data-crossed', 0);
    await look(2, 'data-crossed', 50);
    await look(1, 'data-crossed', 0);
    await look(2, 'data-crossed', 50);
    expect(log).toEqual([]);
    await look(1, 'data-crossed', 50);
    expect(log).toEqual(['trigger.fired', 'act halt symbol:BTC/USDT']);
    expect(acted[0]?.message).toBe(
      'Prices crossed, BTC/USDT: 50 bps, seen 3 times in 0.5 s; the trigger is 1 bps. Trading of symbol BTC/USDT was halted.',
    );
    expect(acted[0]?.evidence.map(({ value }) => value)).toEqual([50, 50, 50]);
  });

  it('fires once for a breach that holds while it is halted, and again, by new observations, when it is resumed into it', async () => {
    const { service, look, acted, resume } = triggersRig();
    service.start();
    await look(40, 'data-crossed', 50);
    expect(acted).toHaveLength(1);
    resume(BTC);
    await look(3, 'data-crossed', 50);
    expect(acted).toHaveLength(1);
    await look(1, 'data-crossed', 50);
    expect(acted).toHaveLength(2);
    // One line on the screen, told twice, and one name to acknowledge.
    expect(service.unacknowledged()).toMatchObject([{ id: 'trigger-1', times: 2, haltId: 'halt-2' }]);
  });

  it('judges at its next look what it is told in between, and decides nothing in the tick of the telling', async () => {
    const { service, acted, clock } = triggersRig();
    service.start();
    for (let seq = 0; seq < 40; seq += 1)
      service.observe('reject-spike', { key: 'grid-1', id: seq, value: 1, of: GRID_1 });
    expect(acted).toEqual([]);
    await clock.advance(250);
    expect(acted).toMatchObject([{ action: 'reduce', scope: { kind: 'bot', botId: 'grid-1' }, value: 30 }]);
  });

  it('stops the narrowest scope that is set and that what was seen names', async () => {
    const { service, acted, clock } = triggersRig({
      set: { 'error-streak': { ...TRIGGERS['error-streak'].standard, threshold: 1, scope: 'exchange' } },
    });
    service.start();
    service.observe('error-streak', { key: 'sub-1', id: 1, value: 1, of: GRID_1, seen: 'long '.repeat(1_000) });
    service.observe('clock-skew', { key: 'exchange', id: 1, value: 9_999, of: {} });
    service.observe('clock-skew', { key: 'exchange', id: 2, value: 9_999, of: {} });
    await clock.advance(250);
    expect(acted.map(({ triggerId, scope }) => [triggerId, scope])).toEqual([
      ['error-streak', { kind: 'exchange', exchange: 'binance' }],
      ['clock-skew', PORTFOLIO],
    ]);
    expect(acted[0]?.message.length).toBeLessThan(500);
  });

  it('starts a streak anew with an order that was taken', async () => {
    const { service, acted, clock } = triggersRig();
    service.start();
    const told = (id: number, value: number) =>
      service.observe('error-streak', { key: 'sub-1', id, value, of: GRID_1 });
    for (let id = 0; id < 9; id += 1) told(id, 1);
    told(9, 0);
    for (let id = 10; id < 19; id += 1) told(id, 1);
    await clock.advance(250);
    expect(acted).toEqual([]);
    told(19, 1);
    await clock.advance(250);
    expect(acted).toHaveLength(1);
  });

  it('does not judge ages at a look that comes late, and does at the next, even if that is late, too', async () => {
    const { service, clock, world } = triggersRig();
    service.look();
    await clock.advance(2_000);
    service.look();
    expect(world.isLate).toBe(true);
    await clock.advance(2_000);
    service.look();
    expect(world.isLate).toBe(false);
  });

  it('that is off sees nothing', async () => {
    const { service, look, acted } = triggersRig({
      set: { 'data-crossed': { ...TRIGGERS['data-crossed'].standard, enabled: false } },
    });
    service.start();
    await look(10, 'data-crossed', 50);
    expect(acted).toEqual([]);
    expect(service.now('data-crossed').worst).toBeNull();
  });

  it('that only warns stops nothing, and is told again only after it was good', async () => {
    const { service, look, acted, records } = triggersRig();
    service.start();
    await look(30, 'bot-heartbeat', 4_500);
    expect(acted).toHaveLength(1);
    await look(1, 'bot-heartbeat', 0);
    await look(3, 'bot-heartbeat', 4_500);
    expect(service.unacknowledged()).toMatchObject([{ times: 2, action: 'warn', haltId: null, under: null }]);
    // Not on record again within a minute.
    expect(records.filter(({ type }) => type === 'trigger.fired')).toHaveLength(1);
  });
});

describe('What fired', () => {
  it('waits for an acknowledgement of its own, which is on record once, and belongs to the halt it tripped', async () => {
    const { service, look, records } = triggersRig();
    service.start();
    await look(3, 'data-crossed', 50);
    await look(3, 'data-crossed', 50, { key: 'ETH/USDT', of: { symbol: 'ETH/USDT' } });
    await look(3, 'bot-heartbeat', 9_000, { key: 'grid-1', of: GRID_1 });
    expect(service.unacknowledged().map(({ id }) => id)).toEqual(['trigger-1', 'trigger-2', 'trigger-3']);
    expect(service.unacknowledged(BTC).map(({ id }) => id)).toEqual(['trigger-1']);
    expect(service.unacknowledged(PORTFOLIO)).toEqual([]);
    expect(service.acknowledge('trigger-9')).toBe(false);
    expect(service.acknowledge('trigger-1')).toBe(true);
    expect(service.acknowledge('trigger-1')).toBe(true);
    expect(service.unacknowledged(BTC)).toEqual([]);
    expect(records.filter(({ type }) => type === 'trigger.acknowledged')).toMatchObject([
      { data: { id: 'trigger-1', triggerId: 'data-crossed', haltId: 'halt-1', times: 1 } },
    ]);
  });

  it('waits over a restart, under its name; the next gets another', async () => {
    const before = triggersRig();
    before.service.start();
    await before.look(3, 'data-crossed', 50);
    await before.service.saved();
    const after = triggersRig({ kept: before.world.text ?? '' });
    await after.service.load();
    expect(after.service.unacknowledged(BTC)).toEqual(before.service.unacknowledged(BTC));
    expect(after.service.now('data-crossed').lastFiredAt).not.toBeNull();
    after.service.start();
    await after.look(3, 'data-absurd', 50);
    expect(after.service.unacknowledged().map(({ id }) => id)).toEqual(['trigger-1', 'trigger-2']);
  });

  it('is on record where its file was damaged or cannot be written, and halts all the same', async () => {
    const { service, look, records, acted, world } = triggersRig({ kept: '{"version":7}' });
    await service.load();
    expect(service.isMemoryLost).toBe(true);
    world.isDiskFull = true;
    service.start();
    await look(3, 'data-crossed', 50);
    await service.saved();
    expect(acted).toHaveLength(1);
    expect(records.map(({ type }) => type)).toEqual([
      'triggers.memory-lost',
      'trigger.fired',
      'triggers.memory-not-saved',
    ]);
  });

  it('is kept in bounds: what somebody has acknowledged goes first', async () => {
    const once = { ...TRIGGERS['data-crossed'].standard, confirmations: 1 };
    const { service, look } = triggersRig({ set: { 'data-crossed': once } });
    service.start();
    for (let index = 0; index < 205; index += 1) {
      await look(1, 'data-crossed', 50, { key: `C${index}/USDT`, of: { symbol: `C${index}/USDT` } });
      if (index === 100) service.acknowledge('trigger-101');
    }
    expect(service.firings).toHaveLength(200);
    expect(service.firings.some(({ id }) => id === 'trigger-101')).toBe(false);
    expect(service.firings.at(-1)?.id).toBe('trigger-205');
  });
});

describe('The table of triggers', () => {
  it('has a standard that may be stored for each, and says why for each that is not watched or not recorded', async () => {
    const { TRIGGER_IDS, triggerProblem, triggerDefinition } = await import('#shared/model/triggers');
    const { isRecorded } = await import('../../electron/app/triggers/observed');
    const guide = readFileSync(resolve(import.meta.dirname, '../../docs/guide/triggers.md'), 'utf8');
    for (const id of TRIGGER_IDS) {
      const definition = triggerDefinition(id);
      expect(triggerProblem(id, definition.standard), id).toBe('');
      expect(definition.sentence, id).toMatch(/\.$/);
      const { threshold, confirmations, scope, action, windowMs } = definition.standard;
      const within = windowMs < 60_000 ? `${windowMs / 1_000} s` : `${windowMs / 60_000} min`;
      const row = [definition.name, definition.sentence, `${threshold} ${definition.unit}`, within];
      expect(guide).toContain(`| ${[...row, confirmations, scope, action].join(' | ')} |`);
      expect(definition.source.length, id).toBeGreaterThan(10);
      expect(isRecorded(id), id).toBe(definition.notRecorded === undefined);
      for (const words of [definition.notRecorded, definition.notWatched])
        if (words !== undefined) expect(words).toMatch(/\.$/);
    }
  });
});
