import { describe, expect, it } from 'vitest';
import type { RunbookStep } from '#shared/model/runbook';
import { type HaltScope, PORTFOLIO } from '#shared/model/trading-state';
import { acknowledgeCause } from '../../electron/app/triggers/acknowledge-cause';
import { BUILT_IN_STEPS, readRunbook } from '../../electron/domains/halt/runbook';
import type { ResumeTo } from '../../electron/domains/halt/service';
import { decodeState } from '../../electron/domains/halt/state-file';
import type { Firing } from '../../electron/domains/triggers/index';
import { HaltRig, PASSPHRASE, SUBJECT, VERIFIER } from '../support/halt-rig';
import { settle } from '../support/virtual-clock';

const STEPS: readonly RunbookStep[] = ['look', 'think'].map((id) => ({
  id,
  byMinute: 5,
  title: `First ${id}`,
  text: 'Do it.',
  action: 'none',
}));
const OTHER = { exchange: 'binance', accountId: 'sub-2', botId: 'grid-2', symbol: 'ETH/USDT' };
const ACCOUNT: HaltScope = { kind: 'account', accountId: 'sub-1' };

const started = async (coolDownMs = 0): Promise<HaltRig> => {
  const rig = new HaltRig(undefined, VERIFIER, coolDownMs);
  rig.steps = STEPS;
  await rig.service.start(false);
  return rig;
};
const cleared = async (coolDownMs = 0): Promise<HaltRig> => (await started(coolDownMs)).cleared();
const resume = (rig: HaltRig, to?: ResumeTo, scope: HaltScope = PORTFOLIO) =>
  rig.service.resume(PASSPHRASE, 'all is well', scope, to);
const causes = (rig: HaltRig) => rig.service.standing.flatMap(({ halt }) => rig.service.clearance.view(halt).causes);
const restarted = async (rig: HaltRig, coolDownMs = 0): Promise<HaltRig> => {
  await settle();
  const next = new HaltRig(rig.file, VERIFIER, coolDownMs);
  next.clearanceFile = rig.clearanceFile;
  next.steps = STEPS;
  await next.service.start(true);
  return next;
};

describe('What tripped has to be acknowledged', () => {
  it('with what a trigger did its firing is acknowledged, and no other', async () => {
    const rig = await started();
    const halt = rig.service.trip(ACCOUNT, 'sub-1 lost 80 USDT.', 'trigger');
    rig.service.trip(ACCOUNT, 'It looks wrong.', 'button');
    const firing = { haltId: halt.id, message: 'sub-1 lost 80 USDT.' };
    const open = [
      { ...firing, id: 'trigger-1' },
      { ...firing, id: 'trigger-2', message: 'Another one.' },
      { ...firing, id: 'trigger-3', haltId: 'halt-of-before' },
    ] as Firing[];
    const acknowledged: string[] = [];
    const triggers = { unacknowledged: () => open, acknowledge: (id: string) => acknowledged.push(id) > 0 };
    const [first, second] = causes(rig);
    const by = 'ada';
    rig.journalProblem = 'The disk is full.';
    const ask = (causeId = '') => acknowledgeCause(rig.service, triggers, { haltId: halt.id, causeId, by });
    expect(await ask(first?.id)).toMatchObject({ code: 'journal-failed' });
    expect(acknowledged).toEqual([]);
    rig.journalProblem = undefined;
    expect(await ask(second?.id)).toBeUndefined();
    expect(acknowledged).toEqual([]);
    expect(await ask(first?.id)).toBeUndefined();
    expect(acknowledged).toEqual(['trigger-1']);
  });

  it('each trip by itself: the same again counts up, and one acknowledged that comes again is open again', async () => {
    const rig = await (await started()).halted();
    rig.press();
    rig.service.trip(PORTFOLIO, 'Daily loss over 500 USDT.', 'signal');
    expect(causes(rig)).toMatchObject([
      { source: 'button', sentence: 'the operator pressed', times: 2, acknowledged: null },
      { source: 'signal', sentence: 'Daily loss over 500 USDT.', times: 1, acknowledged: null },
    ]);
    const { halt } = rig.service.standing[0] ?? expect.fail('no halt');
    expect(await rig.service.clearance.acknowledge(halt.id, 'cause-1', 'ada')).toBeUndefined();
    expect(causes(rig)[0]?.acknowledged).toMatchObject({ by: 'ada' });
    expect(rig.journaled.at(-1)).toMatchObject({ type: 'halt.acknowledged', data: { causeId: 'cause-1', by: 'ada' } });
    expect(await resume(rig)).toMatchObject({
      code: 'not-acknowledged',
      message: expect.stringContaining('Daily loss over 500 USDT.'),
    });
    rig.press();
    expect(rig.service.clearance.unacknowledged(halt).map(({ id }) => id)).toEqual(['cause-2', 'cause-3']);
    expect(rig.gate).toBe('HALTED');
  });

  it('not when it cannot be recorded, and not what was never there', async () => {
    const rig = await (await started()).halted();
    const id = rig.service.standing[0]?.halt.id ?? '';
    expect(await rig.service.clearance.acknowledge(id, 'cause-9', 'ada')).toMatchObject({ code: 'no-such-cause' });
    rig.journalProblem = 'The disk is full.';
    expect(await rig.service.clearance.acknowledge(id, 'cause-1', 'ada')).toMatchObject({ code: 'journal-failed' });
    expect(await rig.service.clearance.tick(id, 'look', 'ada', true)).toMatchObject({ code: 'journal-failed' });
    rig.journalProblem = undefined;
    expect(await resume(rig)).toMatchObject({ code: 'not-acknowledged' });
  });

  it('a stranger’s order during the halt, too, and not one from before it', async () => {
    const rig = await cleared();
    const { trippedAt = 0 } = rig.service.gate.portfolioHalt ?? {};
    rig.service.noteDuringHalt(SUBJECT, 'foreign-activity', 'Somebody bought.', trippedAt - 1);
    expect(causes(rig)).toHaveLength(1);
    rig.service.noteDuringHalt(SUBJECT, 'foreign-activity', 'Somebody sold.', trippedAt + 1);
    expect(await resume(rig)).toMatchObject({
      code: 'not-acknowledged',
      message: expect.stringContaining('Somebody sold.'),
    });
  });

  it('what came while the resume was being recorded keeps it halted', async () => {
    const rig = await cleared();
    rig.listing = async (ids) => {
      rig.service.noteDuringHalt(SUBJECT, 'foreign-activity', 'Somebody sold.', rig.clock.now() + 1);
      return ids.map((accountId) => ({ accountId, openOrders: 0, problem: null }));
    };
    expect(await resume(rig)).toMatchObject({ code: 'not-acknowledged' });
    expect(rig.gate).toBe('HALTED');
  });

  it('also where REDUCING became HALTED: what was open stays open', async () => {
    const rig = await started();
    rig.service.trip(ACCOUNT, 'Slippage over 20 bps.', 'signal', undefined, 'REDUCING');
    rig.service.trip(ACCOUNT, 'The operator halted account sub-1.', 'button');
    expect(causes(rig).map(({ sentence }) => sentence)).toEqual([
      'Slippage over 20 bps.',
      'The operator halted account sub-1.',
    ]);
  });
});

describe('The runbook', () => {
  it('keeps the desk halted until every step is ticked; a tick can be taken back', async () => {
    const rig = await (await started()).halted();
    const { halt } = rig.service.standing[0] ?? expect.fail('no halt');
    const { clearance } = rig.service;
    await clearance.acknowledge(halt.id, 'cause-1', 'ada');
    await clearance.tick(halt.id, 'look', 'ada', true);
    expect(await resume(rig)).toMatchObject({ code: 'runbook-open', message: expect.stringContaining('First think') });
    await clearance.tick(halt.id, 'think', 'bob', true);
    await clearance.tick(halt.id, 'look', 'bob', false);
    expect(clearance.view(halt).ticks).toMatchObject([{ stepId: 'think', by: 'bob' }]);
    expect(await resume(rig)).toMatchObject({ code: 'runbook-open', message: expect.stringContaining('First look') });
    expect(await clearance.tick(halt.id, 'dance', 'bob', true)).toMatchObject({ code: 'no-such-step' });
    expect(await clearance.tick('halt-0', 'look', 'bob', true)).toMatchObject({ code: 'no-such-halt' });
    await clearance.tick(halt.id, 'look', 'bob', true);
    expect(await resume(rig)).toEqual({ ok: true });
    expect(rig.types().filter((type) => type.startsWith('runbook.'))).toEqual([
      'runbook.ticked',
      'runbook.ticked',
      'runbook.unticked',
      'runbook.ticked',
    ]);
  });

  it.each([
    ['not JSON', '{'],
    ['unknown member', JSON.stringify({ version: 1, steps: STEPS, extra: 1 })],
    ['no step', JSON.stringify({ version: 1, steps: [] })],
    ['two of one id', JSON.stringify({ version: 1, steps: [STEPS[0], STEPS[0]] })],
    ['an action that is not there', JSON.stringify({ version: 1, steps: [{ ...STEPS[0], action: 'rm -rf' }] })],
    ['too long', ' '.repeat(100_001)],
  ])('of the installation that is damaged (%s) gives way to the built-in one, and says so', (_what, text) => {
    const { steps, isOwn, problem } = readRunbook(text);
    expect(steps).toBe(BUILT_IN_STEPS);
    expect(isOwn).toBe(false);
    expect(problem).toMatch(/^The file runbook\.json cannot be used \(.+\)\. The built-in runbook is shown; .+\.$/);
  });

  it('of the installation is used as it is', () => {
    expect(readRunbook(JSON.stringify({ version: 1, steps: STEPS }))).toEqual({
      steps: STEPS,
      isOwn: true,
      problem: '',
    });
  });
});

describe('Resuming is refused', () => {
  it('while book and exchange differ, naming what', async () => {
    const rig = await cleared();
    rig.differences = ['Account sub-1: USDT is 10 in the book and 9 at the exchange.'];
    expect(await resume(rig)).toMatchObject({ code: 'not-reconciled', message: expect.stringContaining('USDT is 10') });
    rig.differences = [];
    expect(await resume(rig)).toEqual({ ok: true });
  });

  it('while something runs that nobody watches', async () => {
    const rig = await cleared();
    rig.atWork = ['Bot grid-1 is failed, as process 77: stop it.'];
    expect(await resume(rig)).toMatchObject({ code: 'not-idle', message: expect.stringContaining('process 77') });
    expect(rig.gate).toBe('HALTED');
  });

  it('until the cool-down is over, by this run’s own time and after a restart by the clock', async () => {
    const rig = await cleared(600_000);
    await rig.clock.advance(599_000);
    expect(await resume(rig)).toMatchObject({
      code: 'cooling-down',
      message: expect.stringMatching(/^The cool-down of 10 minutes lasts until \d\d:\d\d:\d\d UTC/),
    });
    const next = await restarted(rig, 600_000);
    expect(next.service.gate.portfolioHalt?.id).toBe(rig.service.gate.portfolioHalt?.id);
    expect(await resume(next)).toMatchObject({ code: 'cooling-down' });
    await rig.clock.advance(1_000);
    expect(await resume(rig)).toEqual({ ok: true });
  });

  it('for an account that the halt does not cover', async () => {
    const rig = await cleared();
    const leave = [{ accountId: 'sub-9', state: 'HALTED' }] as const;
    expect(await resume(rig, { state: 'ACTIVE', leave })).toMatchObject({ code: 'no-such-account' });
    expect(rig.gate).toBe('HALTED');
  });
});

describe('Resuming to something less than everything', () => {
  it('leaves chosen accounts under halts of their own, and says so on record', async () => {
    const rig = await cleared();
    const leave = [{ accountId: 'sub-1', state: 'HALTED' }] as const;
    expect(await resume(rig, { state: 'ACTIVE', leave })).toEqual({ ok: true });
    expect([rig.gate, rig.service.gate.look(OTHER).state]).toEqual(['HALTED', 'ACTIVE']);
    await settle();
    expect(decodeState(rig.file ?? '')?.halts).toMatchObject([{ scope: ACCOUNT, state: 'HALTED', source: 'resume' }]);
    expect(rig.journaled.find(({ type }) => type === 'halt.resumed')?.data).toMatchObject({ to: 'ACTIVE', leave });
    expect(causes(rig)).toMatchObject([{ source: 'resume', acknowledged: null }]);
  });

  it('to REDUCING is a halt of the same scope that lets exits leave, and is resumed by acknowledging it', async () => {
    const rig = await cleared();
    const leave = [{ accountId: 'sub-2', state: 'HALTED' }] as const;
    expect(await resume(rig, { state: 'REDUCING', leave })).toEqual({ ok: true });
    expect([rig.gate, rig.service.gate.look(OTHER).state]).toEqual(['REDUCING', 'HALTED']);
    expect(await resume(rig)).toMatchObject({ code: 'not-acknowledged' });
    await rig.clear();
    expect(await resume(rig)).toEqual({ ok: true });
    expect([rig.gate, rig.service.gate.look(OTHER).state]).toEqual(['ACTIVE', 'HALTED']);
  });
});

describe('A restart during a halt', () => {
  it('keeps ticks and acknowledgements', async () => {
    const rig = await cleared();
    const next = await restarted(rig);
    expect(causes(next)).toMatchObject([{ sentence: 'the operator pressed', acknowledged: { by: 'test' } }]);
    next.service.verifyAfterStart();
    await settle();
    expect(await resume(next)).toEqual({ ok: true });
  });

  it('with the file damaged or gone asks for all of it again', async () => {
    for (const damage of [(text: string) => text.replace('test', 'tess'), () => undefined]) {
      const rig = await cleared();
      await settle();
      rig.clearanceFile = damage(rig.clearanceFile ?? '');
      const next = await restarted(rig);
      expect(causes(next)).toMatchObject([{ sentence: 'the operator pressed', acknowledged: null }]);
      expect(next.service.clearance.view(next.service.gate.portfolioHalt ?? expect.fail('no halt')).ticks).toEqual([]);
    }
  });

  it('after a crash while everything was only reducing keeps what was not acknowledged', async () => {
    const rig = await started();
    await rig.clock.advance(1_000);
    rig.service.trip(PORTFOLIO, 'Drawdown over 8 %.', 'signal', undefined, 'REDUCING');
    const next = await restarted(rig);
    expect(causes(next).map(({ sentence }) => sentence)).toEqual([
      'The last run did not end cleanly (crash, kill or power loss), so trading starts halted.',
      'Drawdown over 8 %.',
    ]);
  });
});
