import { describe, expect, it } from 'vitest';
import type { AccountListing } from '../../electron/domains/halt/index';
import { decodeState } from '../../electron/domains/halt/state-file';
import { deferred } from '../support/execution-rig';
import { empty, HaltRig, PASSPHRASE, VERIFIER } from '../support/halt-rig';
import { settle } from '../support/virtual-clock';

const withPassphrase = async (): Promise<HaltRig> => {
  const rig = new HaltRig(undefined, VERIFIER);
  await rig.service.start(false);
  return rig;
};
const report = (rig: HaltRig) => rig.service.report;

describe('Resuming', () => {
  const resume = (rig: HaltRig, passphrase = PASSPHRASE) => rig.service.resume(passphrase, 'all is well');
  const halted = async (): Promise<HaltRig> => (await withPassphrase()).cleared();
  const refused = async (rig: HaltRig, code: string, passphrase?: string): Promise<void> => {
    expect(await resume(rig, passphrase)).toMatchObject({ ok: false, code });
    expect(rig.gate).toBe(code === 'not-halted' ? 'ACTIVE' : 'HALTED');
    expect(rig.events).not.toContain('thaw');
  };

  it('waits for a canceller that has not answered: what it still cancels could be placed after the resume', async () => {
    const rig = await withPassphrase();
    const late = deferred<ReturnType<typeof empty>[]>();
    rig.guard = () => late.promise;
    await rig.cleared();
    await rig.clock.advance(1_000);
    expect(report(rig)?.state).toBe('verified-empty');
    await refused(rig, 'halt-running');
    late.resolve(rig.accountIds.map((id) => empty(id)));
    await settle();
    expect(await resume(rig)).toEqual({ ok: true });
  });

  it('ends what still looks whether the exchange is empty: orders placed after it are wanted', async () => {
    const rig = await halted();
    const listed = deferred<AccountListing[]>();
    const { listing } = rig;
    rig.listing = () => listed.promise;
    await rig.clock.advance(1_000);
    rig.listing = listing;
    expect(await resume(rig)).toEqual({ ok: true });
    const events = [...rig.events];
    listed.resolve(rig.accountIds.map((accountId) => ({ accountId, openOrders: 3, problem: null })));
    await rig.clock.advance(10_000);
    expect(rig.events).toEqual(events);
    expect(rig.types().at(-1)).toBe('halt.resumed');
  });

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
    expect(decodeState(rig.file ?? '')).toEqual({ halts: [], running: true });
  });

  it('is refused when nothing is halted', async () => refused(await withPassphrase(), 'not-halted'));
  it('is refused while no passphrase is set', async () => refused(await new HaltRig().cleared(), 'no-passphrase'));
  it('is refused with a wrong passphrase', async () =>
    refused(await halted(), 'wrong-passphrase', 'wrong horse battery'));

  it('is refused while the halt still runs', async () => {
    const rig = await withPassphrase();
    rig.guard = () => new Promise(() => undefined);
    rig.worker = () => new Promise(() => undefined);
    await rig.cleared();
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
    let isListing = false;
    rig.listing = async () => {
      isListing = true;
      await listing.promise;
      return rig.accountIds.map((accountId) => ({ accountId, openOrders: 0, problem: null }));
    };
    const answer = resume(rig);
    await until(() => isListing);
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
    await rig.cleared();
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

/** Waits for something that real time (scrypt) decides. */
async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await settle();
}
