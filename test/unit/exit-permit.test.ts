import { describe, expect, it } from 'vitest';
import { PORTFOLIO } from '#shared/model/trading-state';
import { HaltRig, SUBJECT } from '../support/halt-rig';
import { settle } from '../support/virtual-clock';

/** Halted, verified, and listed empty a second time. */
async function emptied(): Promise<HaltRig> {
  const rig = new HaltRig();
  rig.service.trip(PORTFOLIO, 'why', 'button');
  await rig.clock.advance(2_000);
  expect(rig.service.report?.steps.emptyAgainMs).toBeDefined();
  return rig;
}

describe('A permit to close positions', () => {
  it('lets exits of its account pass a gate that stays closed for everybody else', async () => {
    const rig = await emptied();
    const { gate } = rig.service;
    const permit = rig.service.exitPermit('sub-1');
    expect(gate.look(SUBJECT, permit).state).toBe('REDUCING');
    expect(gate.look(SUBJECT).state).toBe('HALTED');
    expect(gate.look({ ...SUBJECT, accountId: 'sub-2', botId: 'grid-2' }, permit).state).toBe('HALTED');
  });

  it('is worth nothing before the exchange was listed empty twice, while a part is away, and after the resume', async () => {
    const rig = new HaltRig();
    const permit = rig.service.exitPermit('sub-1');
    rig.service.trip(PORTFOLIO, 'why', 'button');
    await settle();
    expect(rig.service.report?.state).toBe('verified-empty');
    expect(rig.service.gate.look(SUBJECT, permit).state).toBe('HALTED');
    await rig.clock.advance(2_000);
    expect(rig.service.gate.look(SUBJECT, permit).state).toBe('REDUCING');
    rig.service.gate.block('journal', 'no journal');
    expect(rig.service.gate.look(SUBJECT, permit)).toEqual({ state: 'HALTED', reason: 'no journal', isBlock: true });
    rig.service.gate.unblock('journal');
    const halt = rig.service.gate.portfolioHalt;
    if (halt !== undefined) rig.service.gate.open(halt);
    expect(permit.covers({ accountId: 'sub-1' })).toBe(false);
  });

  it('ends in the tick of a press', async () => {
    const rig = await emptied();
    const permit = rig.service.exitPermit('sub-1');
    rig.service.trip({ kind: 'account', accountId: 'sub-1' }, 'again', 'button');
    expect(rig.service.gate.look(SUBJECT, permit).state).toBe('HALTED');
    await rig.clock.advance(2_000);
    rig.service.trip(PORTFOLIO, 'and again', 'button');
    expect(rig.service.gate.look(SUBJECT, permit).state).toBe('HALTED');
  });
});
