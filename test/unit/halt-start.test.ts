import { describe, expect, it } from 'vitest';
import { decodeState } from '../../electron/domains/halt/state-file';
import { empty, HaltRig } from '../support/halt-rig';
import { settle } from '../support/virtual-clock';

const report = (rig: HaltRig) => rig.service.report;

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
    expect(decodeState(rig.file ?? '')).toEqual({ halts: [], running: true });
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
    expect(unreadable.journaled.filter(({ type }) => type === 'halt.state-not-read')).toEqual([
      { type: 'halt.state-not-read', data: { message: 'EIO' } },
    ]);
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
