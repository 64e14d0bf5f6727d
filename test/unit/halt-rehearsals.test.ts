import { expect, it } from 'vitest';
import type { Account } from '#shared/model/account';
import { PORTFOLIO } from '#shared/model/trading-state';
import { type AccountListing, Rehearsals } from '../../electron/domains/halt/index';
import { HaltRig } from '../support/halt-rig';
import { settle } from '../support/virtual-clock';

const ACCOUNTS: readonly Account[] = [
  { id: 'sub-1', exchange: 'binance', environment: 'paper' },
  { id: 'main', exchange: 'binance', environment: 'live' },
];

function desk(file: { text: string | undefined } = { text: undefined }) {
  const rig = new HaltRig();
  const asked: string[] = [];
  const world = {
    listing: async (id: string): Promise<AccountListing> => ({ accountId: id, openOrders: 3, problem: null }),
  };
  const rehearsals = new Rehearsals({
    clock: rig.clock,
    file: {
      read: async () => file.text,
      write: async (text) => {
        file.text = text;
      },
    },
    accounts: ACCOUNTS,
    halt: rig.service,
    list: ([id = '']) => {
      asked.push(id);
      return Promise.all([world.listing(id)]);
    },
    journal: async (type, data) => {
      if (rig.journalProblem !== undefined) return { ok: false, error: { message: rig.journalProblem } };
      rig.journaled.push({ type, data });
      return { ok: true, value: { seq: 1 } };
    },
    onChange: () => undefined,
  });
  return { rig, rehearsals, asked, file, world };
}

it('halts the paper account for real, times it, lists the others, and is on record and remembered', async () => {
  const { rig, rehearsals, asked, file } = desk();
  const run = rehearsals.run('sub-1');
  await settle();
  await rig.clock.advance(100);
  expect(await run).toMatchObject({
    ok: true,
    value: { isOk: true, accounts: [{ did: 'halted' }, { did: 'listed' }] },
  });
  // The live account was asked, and nothing else was done to it.
  expect(asked).toEqual(['main']);
  expect(rig.service.standing).toMatchObject([
    {
      halt: { scope: { kind: 'account', accountId: 'sub-1' }, source: 'rehearsal' },
      report: { state: 'verified-empty' },
    },
  ]);
  expect(rig.journaled.at(-1)).toMatchObject({ type: 'halt.rehearsed', data: { isOk: true } });
  await settle();
  const later = desk(file);
  await later.rehearsals.load();
  expect(later.rehearsals.last).toEqual(rehearsals.last);
  file.text = `${file.text}`.replace('halted', 'holted');
  await later.rehearsals.load();
  expect(later.rehearsals.last).toBeUndefined();
});

it('of listings alone halts nothing, and fails where an account cannot be asked', async () => {
  const { rig, rehearsals, world } = desk();
  world.listing = async (id) =>
    id === 'main'
      ? { accountId: id, openOrders: null, problem: 'no answer' }
      : { accountId: id, openOrders: 0, problem: null };
  expect(await rehearsals.run(undefined)).toMatchObject({
    ok: true,
    value: { isOk: false, ms: null, accounts: [{ isOk: true }, { isOk: false, problem: 'no answer' }] },
  });
  expect(rig.service.standing).toEqual([]);
});

it('is refused on a live account, on one that is not there, during a halt, while one runs, and off the record', async () => {
  const { rig, rehearsals } = desk();
  expect(await rehearsals.run('main')).toMatchObject({ error: { code: 'not-paper' } });
  expect(await rehearsals.run('sub-9')).toMatchObject({ error: { code: 'no-such-account' } });
  const [first, second] = [rehearsals.run(undefined), rehearsals.run(undefined)];
  expect(await second).toMatchObject({ error: { code: 'rehearsal-running' } });
  await first;
  const { last } = rehearsals;
  rig.journalProblem = 'The disk is full.';
  expect(await rehearsals.run(undefined)).toMatchObject({ error: { code: 'journal-failed' } });
  expect(rehearsals.last).toBe(last);
  rig.service.trip(PORTFOLIO, 'pressed', 'button');
  expect(await rehearsals.run('sub-1')).toMatchObject({ error: { code: 'already-halted' } });
  expect(rig.service.standing).toHaveLength(1);
});
