import { describe, expect, it } from 'vitest';
import type { GuardAccountResult } from '../../electron/domains/halt/index';
import { decodeState } from '../../electron/domains/halt/state-file';
import { deferred } from '../support/execution-rig';
import { empty, HaltRig, SUBJECT } from '../support/halt-rig';
import { settle } from '../support/virtual-clock';

const report = (rig: HaltRig) => rig.service.report;

describe('One press', () => {
  it('closes the gate in the same tick, before anything else has been done', () => {
    const rig = new HaltRig();
    expect(rig.gate).toBe('ACTIVE');
    rig.press();
    expect(rig.gate).toBe('HALTED');
    // In the same tick, too: the worker frozen, the guard asked, the save begun, the bots told.
    expect(rig.events).toEqual(['freeze', 'guard cancels', 'bots HALTED']);
    expect(report(rig)).toMatchObject({ state: 'running', steps: { gateClosedMs: 0 } });
  });

  it('saves, cancels, tells and records, and the report says when', async () => {
    const rig = await new HaltRig().halted();
    expect(rig.events).toContain('save');
    expect(decodeState(rig.file ?? '')).toMatchObject({
      halts: [{ source: 'button', reason: 'the operator pressed' }],
      running: true,
    });
    expect(rig.types()).toEqual(['halt.tripped', 'halt.verified-empty']);
    expect(report(rig)).toMatchObject({
      state: 'verified-empty',
      accounts: [{ accountId: 'sub-1', state: 'verified-empty', by: 'guard' }, { accountId: 'sub-2' }],
      steps: { stateSavedMs: 0, firstCancelSentMs: 1, verifiedEmptyMs: 0 },
    });
  });

  it('again is harmless: the same halt, and while it runs no second procedure', async () => {
    const rig = new HaltRig();
    const answer = deferred<ReturnType<typeof empty>[]>();
    rig.guard = () => answer.promise;
    const first = rig.press();
    expect(rig.press()).toBe(first);
    expect(rig.events.filter((event) => event === 'guard cancels')).toHaveLength(1);
    answer.resolve(rig.accountIds.map((id) => empty(id)));
    await settle();
    expect(report(rig)?.state).toBe('verified-empty');
    // A key held down does not look again and again; a press later on looks afresh under the same halt.
    expect(rig.press()).toBe(first);
    expect(report(rig)?.state).toBe('verified-empty');
    await rig.clock.advance(2_000);
    expect(rig.press().id).toBe(first.id);
    expect(report(rig)?.state).toBe('running');
    await settle();
    expect(report(rig)?.state).toBe('verified-empty');
  });

  it('is not delayed by a disk that fails, or one that hangs', async () => {
    for (const save of [() => Promise.reject(new Error('ENOSPC')), () => new Promise<void>(() => undefined)]) {
      const rig = new HaltRig();
      rig.save = save;
      rig.press();
      await settle();
      expect(report(rig)?.state).toBe('verified-empty');
      expect(rig.gate).toBe('HALTED');
      expect(rig.service.isStateSaved).toBe(false);
    }
  });

  it('is not delayed by a journal that fails', async () => {
    const rig = new HaltRig();
    rig.journalProblem = 'The disk is full.';
    rig.press();
    await settle();
    expect(report(rig)?.state).toBe('verified-empty');
  });
});

describe('Who cancels', () => {
  it('the exchange worker at once, when there is no guard', async () => {
    const rig = new HaltRig();
    rig.isGuardReady = false;
    rig.press();
    await settle();
    expect(rig.events.filter((event) => event.endsWith('cancels'))).toEqual(['worker cancels']);
    expect(report(rig)).toMatchObject({ state: 'verified-empty', accounts: [{ by: 'exchange-worker' }, {}] });
  });

  it('the exchange worker beside it, when the guard is silent for 750 ms', async () => {
    const rig = new HaltRig();
    rig.guard = () => new Promise(() => undefined);
    rig.press();
    await rig.clock.advance(749);
    expect(rig.events).not.toContain('worker cancels');
    await rig.clock.advance(1);
    expect(report(rig)).toMatchObject({ state: 'verified-empty', accounts: [{ by: 'exchange-worker' }, {}] });
  });

  it('the exchange worker, when the guard dies in the middle', async () => {
    const rig = new HaltRig();
    rig.guard = async () => undefined;
    rig.press();
    await settle();
    expect(report(rig)?.state).toBe('verified-empty');
    expect(rig.events.filter((event) => event.endsWith('cancels'))).toEqual(['guard cancels', 'worker cancels']);
  });

  it('nobody, when both are away: it is said, the gate stays closed, and it is tried again until it is true', async () => {
    const rig = new HaltRig();
    rig.isGuardReady = false;
    rig.isWorkerReady = false;
    rig.press();
    await settle();
    expect(report(rig)).toMatchObject({ state: 'not-verified', finishedAt: expect.any(Number) });
    expect(rig.gate).toBe('HALTED');
    await rig.clock.advance(6_000);
    // What every try says alike is on record once.
    expect(rig.types().filter((type) => type === 'halt.not-verified')).toHaveLength(1);
    rig.isGuardReady = true;
    await rig.clock.advance(2_000);
    expect(report(rig)?.state).toBe('verified-empty');
  });

  it('again at once, when the operator presses during the pause between two tries', async () => {
    const rig = new HaltRig();
    rig.guard = async () => rig.accountIds.map((id) => empty(id, { state: 'not-verified', problem: 'no answer' }));
    await rig.halted();
    expect(report(rig)).toMatchObject({ state: 'not-verified', accounts: [{ problem: 'no answer' }, {}] });
    rig.guard = async () => rig.accountIds.map((id) => empty(id));
    rig.press();
    await settle();
    expect(report(rig)?.state).toBe('verified-empty');
  });

  it('the guard once, while it waits for the exchange to listen again; anew when the operator presses', async () => {
    const rig = new HaltRig();
    let answer: (results: readonly GuardAccountResult[]) => void = () => undefined;
    rig.guard = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    rig.worker = async () =>
      rig.accountIds.map((id) => empty(id, { state: 'not-verified', listings: 0, problem: 'banned' }));
    rig.press();
    await rig.clock.advance(20_000);
    const asked = (): number => rig.events.filter((event) => event === 'guard cancels').length;
    expect(rig.service.report?.state).toBe('not-verified');
    expect(asked()).toBe(1);
    rig.press();
    await rig.clock.advance(1_000);
    expect(asked()).toBe(2);
    // Its answer comes while the halt waits: one more look, of now, says that it is true.
    rig.guard = async () => rig.accountIds.map((id) => empty(id));
    answer(rig.accountIds.map((id) => empty(id)));
    await rig.clock.advance(2_000);
    expect(rig.service.report?.state).toBe('verified-empty');
    expect(asked()).toBe(3);
  });

  it('again, when orders were on the wire as the gate closed: after they have settled', async () => {
    const rig = new HaltRig();
    const wire = deferred<void>();
    rig.inFlight = 2;
    rig.inFlightSettled = () => wire.promise;
    await rig.halted();
    expect(report(rig)?.state).toBe('running');
    expect(rig.events.filter((event) => event === 'guard cancels')).toHaveLength(1);
    wire.resolve();
    await settle();
    expect(rig.events.filter((event) => event === 'guard cancels')).toHaveLength(2);
    expect(report(rig)).toMatchObject({ state: 'verified-empty', accounts: [{ listings: 2 }, { listings: 2 }] });
  });

  it('again, when an order of unknown outcome turns out to stand after all', async () => {
    const rig = await new HaltRig().halted();
    rig.service.orderAppeared(SUBJECT);
    expect(report(rig)?.state).toBe('running');
    await settle();
    expect(rig.events.filter((event) => event === 'guard cancels')).toHaveLength(2);
    expect(report(rig)?.state).toBe('verified-empty');
  });

  it('once more before it says so, when that order turns up while the halt runs', async () => {
    const rig = new HaltRig();
    const answer = deferred<ReturnType<typeof empty>[]>();
    rig.guard = () => answer.promise;
    rig.press();
    rig.service.orderAppeared(SUBJECT);
    rig.guard = async () => rig.accountIds.map((id) => empty(id));
    answer.resolve(rig.accountIds.map((id) => empty(id)));
    await settle();
    expect(rig.events.filter((event) => event === 'guard cancels')).toHaveLength(2);
    expect(rig.types().filter((type) => type === 'halt.verified-empty')).toHaveLength(1);
  });

  it('nobody, for an order that appears while trading is active', () => {
    const rig = new HaltRig();
    rig.service.orderAppeared(SUBJECT);
    expect(rig.events).toEqual([]);
  });

  it('an order named by two answers keeps the better-founded end', async () => {
    const rig = new HaltRig();
    const named = (outcome: 'unknown' | 'cancelled') => ({
      accountId: 'sub-1',
      symbol: 'BTC/USDT',
      exchangeOrderId: undefined,
      clientOrderId: 'h1',
      side: undefined,
      outcome,
      filledQuantity: undefined,
      quantity: '1',
      evidence: outcome,
    });
    rig.guard = async () => [empty('sub-1', { state: 'not-verified', orders: [named('unknown')] }), empty('sub-2')];
    await rig.halted();
    expect(report(rig)?.orders).toMatchObject([{ outcome: 'unknown' }]);
    rig.guard = async () => [empty('sub-1', { orders: [named('cancelled')] }), empty('sub-2')];
    await rig.clock.advance(2_000);
    expect(report(rig)?.orders).toMatchObject([{ outcome: 'cancelled' }]);
  });
});

describe('After the exchange was seen empty', () => {
  it('it is listed once more; an order that appeared meanwhile is cancelled, and only then it is empty again', async () => {
    const rig = await new HaltRig().halted();
    expect(rig.service.report?.steps.emptyAgainMs).toBeUndefined();
    let listed = 1;
    rig.listing = async (ids) => ids.map((accountId) => ({ accountId, openOrders: listed, problem: null }));
    rig.guard = async (_known, ids) => {
      listed = 0;
      return ids.map((id) => empty(id));
    };
    await rig.clock.advance(500);
    expect(rig.events.filter((event) => event === 'guard cancels')).toHaveLength(2);
    expect(rig.service.report).toMatchObject({ state: 'verified-empty', steps: { emptyAgainMs: undefined } });
    await rig.clock.advance(500);
    expect(rig.service.report?.steps.emptyAgainMs).toBeGreaterThan(0);
    await rig.clock.advance(10_000);
    expect(rig.events.filter((event) => event === 'guard cancels')).toHaveLength(2);
  });

  it('an exchange that cannot be asked again is asked until it answers; the report says what is left', async () => {
    const rig = new HaltRig();
    rig.positions = [{ accountId: 'sub-1', symbol: 'BTC/USDT', quantity: '0.5' }];
    let problem: string | null = 'no answer';
    rig.listing = async (ids) =>
      ids.map((accountId) => ({ accountId, openOrders: problem === null ? 0 : null, problem }));
    await rig.halted();
    expect(rig.service.report?.positions).toEqual(rig.positions);
    await rig.clock.advance(4_000);
    expect(rig.service.report?.steps.emptyAgainMs).toBeUndefined();
    problem = null;
    await rig.clock.advance(4_000);
    expect(rig.service.report?.steps.emptyAgainMs).toBeGreaterThan(0);
    expect(rig.events.filter((event) => event === 'guard cancels')).toHaveLength(1);
  });
});
