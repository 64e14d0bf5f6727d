import { randomBytes, scryptSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decodeState } from '../../electron/domains/halt/state-file';
import { deferred } from '../support/execution-rig';
import { empty, HaltRig, PASSPHRASE } from '../support/halt-rig';
import { settle } from '../support/virtual-clock';

/** A stored verifier with the lowest cost that is taken, so that a test does not spend half a second a try. */
const salt = randomBytes(16);
const cost = { N: 2 ** 14, r: 1, p: 1 };
const VERIFIER = JSON.stringify({
  version: 1,
  salt: salt.toString('hex'),
  hash: scryptSync(PASSPHRASE, salt, 32, cost).toString('hex'),
  ...cost,
});

const withPassphrase = async (): Promise<HaltRig> => {
  const rig = new HaltRig(undefined, VERIFIER);
  await rig.service.start(false);
  return rig;
};
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
      halt: { source: 'button', reason: 'the operator pressed' },
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
    expect(rig.types().filter((type) => type === 'halt.not-verified')).toHaveLength(4);
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
    rig.service.orderAppeared();
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
    rig.service.orderAppeared();
    rig.guard = async () => rig.accountIds.map((id) => empty(id));
    answer.resolve(rig.accountIds.map((id) => empty(id)));
    await settle();
    expect(rig.events.filter((event) => event === 'guard cancels')).toHaveLength(2);
    expect(rig.types().filter((type) => type === 'halt.verified-empty')).toHaveLength(1);
  });

  it('nobody, for an order that appears while trading is active', () => {
    const rig = new HaltRig();
    rig.service.orderAppeared();
    expect(rig.events).toEqual([]);
  });

  it('nobody else, when the guard answers late to a halt that is over: that proves nothing about this one', async () => {
    const rig = await withPassphrase();
    const late = deferred<ReturnType<typeof empty>[]>();
    rig.guard = () => late.promise;
    await rig.halted();
    await rig.clock.advance(1_000);
    expect(report(rig)?.state).toBe('verified-empty');
    expect(await rig.service.resume(PASSPHRASE, 'well again')).toEqual({ ok: true });
    rig.guard = async () => rig.accountIds.map((id) => empty(id, { state: 'not-verified', problem: 'no answer' }));
    await rig.halted();
    expect(report(rig)?.state).toBe('not-verified');
    late.resolve(rig.accountIds.map((id) => empty(id)));
    await settle();
    expect(report(rig)?.accounts.map(({ state }) => state)).toEqual(['not-verified', 'not-verified']);
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

describe('How a start comes up', () => {
  const restarted = async (rig: HaltRig, folderWasUsed = true): Promise<HaltRig> => {
    const next = new HaltRig(rig.file, rig.verifier);
    await next.service.start(folderWasUsed);
    return next;
  };

  it('ACTIVE in a brand-new folder', async () => {
    const rig = new HaltRig();
    expect(await rig.service.start(false)).toBeUndefined();
    expect(rig.gate).toBe('ACTIVE');
    expect(decodeState(rig.file ?? '')).toEqual({ halt: null, running: true });
  });

  it('HALTED after a crash, with the reason', async () => {
    const crashed = new HaltRig();
    await crashed.service.start(false);
    const next = await restarted(crashed);
    expect(next.gate).toBe('HALTED');
    expect(next.service.gate.portfolioHalt).toMatchObject({
      source: 'start-up',
      reason: expect.stringContaining('did not end cleanly'),
    });
  });

  it('ACTIVE after a clean end', async () => {
    const rig = new HaltRig();
    await rig.service.start(false);
    await rig.service.stopCleanly();
    expect(rig.types()).toEqual(['console.stopping']);
    expect((await restarted(rig)).gate).toBe('ACTIVE');
  });

  it('HALTED after an end that could not see every account empty', async () => {
    for (const results of [undefined, [empty('sub-1'), empty('sub-2', { state: 'not-verified' })]]) {
      const rig = new HaltRig();
      await rig.service.start(false);
      rig.guard = async () => results;
      await rig.service.stopCleanly();
      expect((await restarted(rig)).gate).toBe('HALTED');
    }
  });

  it('HALTED when it was halted, after a clean end too, under the same halt', async () => {
    const rig = new HaltRig();
    await rig.service.start(false);
    const halt = rig.press();
    await settle();
    await rig.service.stopCleanly();
    expect((await restarted(rig)).service.gate.portfolioHalt).toEqual(halt);
  });

  it('HALTED when the file is missing from a folder that has been used, damaged, or cannot be read', async () => {
    const missing = new HaltRig();
    expect(await missing.service.start(true)).toMatchObject({ reason: expect.stringContaining('missing') });
    const damaged = new HaltRig('{"version":1,"halt":null,"running":false}\nffff\n');
    expect(await damaged.service.start(true)).toMatchObject({ reason: expect.stringContaining('damaged') });
    const unreadable = new HaltRig();
    Object.defineProperty(unreadable, 'file', {
      get: () => {
        throw new Error('EIO');
      },
      set: () => undefined,
    });
    expect(await unreadable.service.start(true)).toMatchObject({
      reason: expect.stringContaining('could not be read (EIO)'),
    });
  });

  it('and under a halt proves that nothing works at the exchange', async () => {
    const rig = new HaltRig();
    await rig.service.start(true);
    rig.service.verifyAfterStart();
    await settle();
    expect(report(rig)?.state).toBe('verified-empty');
  });

  it('a clean end blocks new orders before it cancels', async () => {
    const rig = new HaltRig();
    await rig.service.start(false);
    const stopping = rig.service.stopCleanly();
    expect(rig.gate).toBe('HALTED');
    await stopping;
  });
});

describe('Resuming', () => {
  const resume = (rig: HaltRig, passphrase = PASSPHRASE) => rig.service.resume(passphrase, 'all is well');
  const halted = async (): Promise<HaltRig> => (await withPassphrase()).halted();
  const refused = async (rig: HaltRig, code: string, passphrase?: string): Promise<void> => {
    expect(await resume(rig, passphrase)).toMatchObject({ ok: false, code });
    expect(rig.gate).toBe(code === 'not-halted' ? 'ACTIVE' : 'HALTED');
    expect(rig.events).not.toContain('thaw');
  };

  it('opens the gate after passphrase, clean listing, health and record, and saves it', async () => {
    const rig = await halted();
    expect(await resume(rig)).toEqual({ ok: true });
    expect(rig.gate).toBe('ACTIVE');
    expect(rig.types().at(-1)).toBe('halt.resumed');
    expect(rig.journaled.at(-1)?.data).toMatchObject({
      reason: 'all is well',
      listings: [{ openOrders: 0 }, { openOrders: 0 }],
    });
    expect(rig.events.slice(-3)).toEqual(['thaw', 'bots ACTIVE', 'save']);
    expect(decodeState(rig.file ?? '')).toEqual({ halt: null, running: true });
  });

  it('is refused when nothing is halted', async () => refused(await withPassphrase(), 'not-halted'));
  it('is refused while no passphrase is set', async () => refused(await new HaltRig().halted(), 'no-passphrase'));
  it('is refused with a wrong passphrase', async () =>
    refused(await halted(), 'wrong-passphrase', 'wrong horse battery'));

  it('is refused while the halt still runs', async () => {
    const rig = await withPassphrase();
    rig.guard = () => new Promise(() => undefined);
    rig.worker = () => new Promise(() => undefined);
    await rig.halted();
    await refused(rig, 'halt-running');
  });

  it('is refused when an account lists orders, or could not be listed', async () => {
    for (const [openOrders, problem] of [
      [1, null],
      [null, 'no answer'],
    ] as const) {
      const rig = await halted();
      rig.listing = async () => [
        { accountId: 'sub-1', openOrders, problem },
        { accountId: 'sub-2', openOrders: 0, problem: null },
      ];
      await refused(rig, 'not-clean');
    }
  });

  it('is refused while a part that must be there is not', async () => {
    const rig = await halted();
    rig.obstacles = ['The guard is not armed.'];
    await refused(rig, 'not-healthy');
  });

  it('is refused when it cannot be recorded', async () => {
    const rig = await halted();
    rig.journalProblem = 'The disk is full.';
    await refused(rig, 'journal-failed');
  });

  it('gives way to a press that comes while it is being checked, even when that press is verified at once', async () => {
    const rig = await halted();
    const listing = deferred<void>();
    rig.listing = async () => {
      await listing.promise;
      return rig.accountIds.map((accountId) => ({ accountId, openOrders: 0, problem: null }));
    };
    const answer = resume(rig);
    await until(() => rig.service.report?.state === 'verified-empty');
    rig.press();
    await settle();
    expect(report(rig)?.state).toBe('verified-empty');
    listing.resolve();
    expect(await answer).toMatchObject({ ok: false, code: 'halt-running' });
    expect(rig.gate).toBe('HALTED');
  });

  it('of two at once only one opens the gate, and a press between them is not undone by the second', async () => {
    const rig = await halted();
    const [first, second] = [resume(rig), resume(rig)];
    expect(await first).toEqual({ ok: true });
    rig.press();
    expect(await second).toMatchObject({ ok: false });
    expect(rig.gate).toBe('HALTED');
  });

  it('waits after five wrong tries, however many are made at once', async () => {
    const rig = await halted();
    const answers = await Promise.all(Array.from({ length: 12 }, () => resume(rig, 'wrong horse battery')));
    const codes = answers.map((answer) => (answer.ok ? 'ok' : answer.code));
    expect(codes.filter((code) => code === 'wrong-passphrase')).toHaveLength(5);
    expect(codes.filter((code) => code === 'too-many-tries')).toHaveLength(7);
    expect(await resume(rig)).toMatchObject({ code: 'too-many-tries' });
    await rig.clock.advance(30_000);
    expect(await resume(rig)).toEqual({ ok: true });
  });

  it('a damaged verifier matches nothing, and is not taken for none', async () => {
    const rig = new HaltRig(undefined, '{"version":1}');
    await rig.service.start(false);
    await rig.halted();
    expect(rig.service.passphrase.isSet).toBe(true);
    expect(await rig.service.passphrase.set('another passphrase')).toBe(false);
    await refused(rig, 'wrong-passphrase');
  });

  it('a passphrase is set once, is never stored as such, and is known in any way of typing its letters', async () => {
    const rig = new HaltRig();
    await rig.service.start(false);
    expect(await rig.service.passphrase.set('caf\u00e9 au lait, please')).toBe(true);
    expect(rig.verifier).not.toContain('lait');
    expect(JSON.parse(rig.verifier ?? '{}')).toMatchObject({ N: 2 ** 17, r: 8, p: 1 });
    expect(await rig.service.passphrase.set('something else entirely')).toBe(false);
    expect(await rig.service.passphrase.check('cafe\u0301 au lait, please')).toBe('right');
    expect(await rig.service.passphrase.check('cafe au lait, please')).toBe('wrong');
  });
});

describe('Gate', () => {
  it('looks up every scope a halt can have', () => {
    const { gate } = new HaltRig().service;
    const subject = { exchange: 'binance', accountId: 'sub-1', botId: 'grid-1', symbol: 'BTC/USDT' };
    const scopes = [
      { kind: 'exchange', exchange: 'binance' },
      { kind: 'account', accountId: 'sub-1' },
      { kind: 'bot', botId: 'grid-1' },
      { kind: 'symbol', symbol: 'BTC/USDT' },
    ] as const;
    for (const scope of scopes) {
      const halt = { id: 'h', scope, source: 'button', reason: 'why', trippedAt: 0 } as const;
      gate.close(halt);
      expect(gate.look(subject)).toEqual({ state: 'HALTED', reason: 'why' });
      expect(gate.look({ exchange: 'x', accountId: 'x', botId: 'x', symbol: 'x' }).state).toBe('ACTIVE');
      gate.open(halt);
      expect(gate.look(subject).state).toBe('ACTIVE');
    }
  });

  it('closes while a part is away, and opens by itself only when every part is back', () => {
    const rig = new HaltRig();
    rig.service.gate.block('journal', 'no journal');
    rig.service.gate.block('guard', 'no guard');
    rig.service.gate.unblock('journal');
    expect(rig.gate).toBe('HALTED');
    rig.service.gate.unblock('guard');
    expect(rig.gate).toBe('ACTIVE');
  });
});

/** Waits for something that real time (scrypt) decides. */
async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await settle();
}
