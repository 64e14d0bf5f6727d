import { describe, expect, it } from 'vitest';
import { PORTFOLIO } from '#shared/model/trading-state';
import { decodeState, encodeState } from '../../electron/domains/halt/state-file';
import { HaltRig, PASSPHRASE, VERIFIER } from '../support/halt-rig';
import { settle } from '../support/virtual-clock';

const ACCOUNT = { kind: 'account', accountId: 'sub-2' } as const;

/** A folder that ended cleanly, under these halts. */
async function folderWith(put: (rig: HaltRig) => void): Promise<HaltRig> {
  const rig = new HaltRig(undefined, VERIFIER);
  await rig.service.start(false);
  put(rig);
  await settle();
  await rig.service.stopCleanly();
  return rig;
}
const next = (rig: HaltRig): HaltRig => new HaltRig(rig.file, rig.verifier);

describe('A halt pressed while the console comes up', () => {
  it('stands, and does not cover up the halt of a part that the last run left', async () => {
    const rig = next(await folderWith(({ service }) => service.trip(ACCOUNT, 'sub-2 went wrong', 'button')));
    const pressed = rig.press();
    // The press is saved while the start still reads the passphrase.
    await settle();
    await rig.service.start(true);
    expect(rig.service.gate.halts.map(({ scope }) => scope.kind).sort()).toEqual(['account', 'portfolio']);
    expect(rig.service.gate.portfolioHalt).toEqual(pressed);
    await settle();
    expect(decodeState(rig.file ?? '')?.halts).toHaveLength(2);
    await rig.clear();
    expect(await rig.service.resume(PASSPHRASE, 'all is well')).toEqual({ ok: true });
    expect(rig.service.gate.of(ACCOUNT)?.state).toBe('HALTED');
  });

  it('is not weakened by what the last run left REDUCING', async () => {
    const rig = next(
      await folderWith(({ service }) => service.trip(PORTFOLIO, 'winding down', 'button', undefined, 'REDUCING')),
    );
    rig.press();
    await settle();
    await rig.service.start(true);
    await settle();
    expect(rig.gate).toBe('HALTED');
    expect(decodeState(rig.file ?? '')?.halts).toMatchObject([{ scope: { kind: 'portfolio' }, state: 'HALTED' }]);
  });
});

describe('A halt pressed while the console ends', () => {
  it('before its last word to the disk or after it: the next start is HALTED', async () => {
    for (const isEarly of [true, false]) {
      const rig = new HaltRig();
      await rig.service.start(false);
      const ending = rig.service.stopCleanly();
      if (!isEarly) await ending;
      rig.press();
      await ending;
      await settle();
      const after = next(rig);
      await after.service.start(true);
      expect(after.gate).toBe('HALTED');
    }
  });
});

describe('A clock that is set', () => {
  it.each([86_400_000, -86_400_000])('by %i ms during a halt changes nothing but the stamps', async (ms) => {
    const rig = new HaltRig(undefined, VERIFIER);
    await rig.service.start(false);
    let answer: (() => void) | undefined;
    const guard = rig.guard;
    rig.guard = async (...asked) => {
      await new Promise<void>((done) => {
        answer = done;
      });
      return guard(...asked);
    };
    rig.press();
    await rig.clock.advance(100);
    rig.clock.jumpWall(ms);
    rig.press();
    answer?.();
    await settle();
    expect(rig.service.report).toMatchObject({ state: 'verified-empty', steps: { verifiedEmptyMs: 100 } });
    expect(rig.service.standing).toHaveLength(1);
    await rig.clear();
    expect(await rig.service.resume(PASSPHRASE, 'all is well')).toEqual({ ok: true });
    expect(rig.gate).toBe('ACTIVE');
  });
});

describe('A state file of another version', () => {
  it('is not guessed at: HALTED', async () => {
    const { createHash } = await import('node:crypto');
    const body = encodeState({ halts: [], running: false }).split('\n')[0]?.replace('"version":2', '"version":3') ?? '';
    const rig = new HaltRig(`${body}\n${createHash('sha256').update(body).digest('hex')}\n`);
    await rig.service.start(true);
    expect(rig.gate).toBe('HALTED');
    expect(rig.service.gate.portfolioHalt?.reason).toContain('damaged');
  });
});
