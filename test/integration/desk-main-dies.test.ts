import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { LONG_MS, openConsole, recordsOf, until, untilVerified } from '../support/desk-console';
import { acceptedAfter, openOrders, readLedger } from '../support/exchange-ledger';
import { isAlive } from '../support/is-alive';
import { verifyIndependently } from '../support/journal-records';

interface Pids {
  readonly guard: number;
  readonly paper: number;
  readonly others: readonly number[];
}

interface Standing {
  readonly state: string;
  readonly source?: string;
  readonly report?: string;
}

let child: ChildProcess | undefined;
let folder = '';
afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** A console in a process of its own, trading. */
async function startChild(): Promise<{
  readonly pid: number;
  readonly pids: Pids;
  readonly standing: () => Standing | undefined;
}> {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-dies-'));
  const entry = resolve(import.meta.dirname, '../support/console-child.ts');
  const started = spawn(process.execPath, ['--import', 'tsx', entry, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  child = started;
  const lines: string[] = [];
  createInterface({ input: started.stdout }).on('line', (line) => lines.push(line));
  await until('the console in its own process', () => lines.length > 0, LONG_MS);
  const standing = (): Standing | undefined => (lines.length > 1 ? JSON.parse(lines.at(-1) ?? '') : undefined);
  return { pid: started.pid ?? 0, pids: JSON.parse(lines[0] ?? '') as Pids, standing };
}

/** When the last of its orders ended, at the exchange by its own word. */
const lastCancelAt = (): number =>
  Math.max(
    ...readLedger(folder)
      .filter(({ event }) => event === 'cancel')
      .map(({ at }) => at),
  );

describe('The console is killed', () => {
  it('the guard cancels everything within two seconds, nobody is left behind, and the next start is HALTED', async () => {
    const { pid, pids } = await startChild();
    expect(openOrders(folder).length).toBeGreaterThan(10);
    const working = openOrders(folder).map(({ clientOrderId }) => clientOrderId);
    const killedAt = Date.now();
    process.kill(pid, 'SIGKILL');
    await until('an empty exchange', () => openOrders(folder).length === 0, LONG_MS);
    expect(lastCancelAt() - killedAt).toBeLessThan(2_000);
    expect(acceptedAfter(folder, killedAt + 500)).toEqual([]);
    await until('its workers gone', () => ![...pids.others, pids.guard].some(isAlive), 15_000);
    await until('the paper exchange gone', () => !isAlive(pids.paper), 20_000);

    const desk = await openConsole({ dataFolder: folder });
    try {
      expect(desk.console.halt.gate.portfolioHalt).toMatchObject({
        source: 'start-up',
        reason: expect.stringContaining('did not end cleanly'),
      });
      // Each order that the guard stopped is in the report of the halt this start stands under, with its fate.
      const { orders } = await untilVerified(desk);
      expect(orders.map(({ clientOrderId }) => clientOrderId)).toEqual(expect.arrayContaining(working));
      expect(orders.every(({ outcome }) => outcome === 'cancelled' || outcome === 'filled')).toBe(true);
      await desk.console.recorder.settled();
      const [report] = recordsOf(folder, 'dead-man.report');
      expect(report?.data).toMatchObject({ why: 'parent-gone' });
      expect(report?.data.accounts.map(({ state }: { state: string }) => state)).toEqual(
        Array(3).fill('verified-empty'),
      );
      expect(verifyIndependently(folder)).toMatch(/^intact/);
    } finally {
      await desk.close();
    }
  }, 150_000);
});

describe('The machine sleeps, and later the console hangs', () => {
  it("a sleep is nobody's death, and nothing leaves after it until every account was read afresh; a hang is one: all is cancelled, and it wakes HALTED", async () => {
    const { pid, pids, standing } = await startChild();
    const all = [pid, pids.guard, pids.paper, ...pids.others];
    for (const each of all) process.kill(each, 'SIGSTOP');
    // Longer than a held-up console is let off with: all clocks go on, as they do in sleep on Windows.
    await new Promise((done) => setTimeout(done, 6_000));
    const wokenAt = Date.now();
    for (const each of all) process.kill(each, 'SIGCONT');
    await until('the check', () => recordsOf(folder, 'console.reconciled').length === 1, LONG_MS);
    const [reconciled] = recordsOf(folder, 'console.reconciled');
    const checkedAt = Date.parse(reconciled?.time ?? '');
    expect(recordsOf(folder, 'console.slept')).toMatchObject([{ data: { kind: 'held-up' } }]);
    expect(reconciled?.data.skewMs.binance).toBeLessThan(1_000);
    await until('orders again', () => acceptedAfter(folder, checkedAt).length > 0, LONG_MS);
    // What was on the wire when it fell asleep may arrive when it wakes; nothing else.
    const early = acceptedAfter(folder, wokenAt).filter(({ at }) => at < checkedAt);
    const decidedAt = new Map(recordsOf(folder, 'order.decided').map(({ seq, time }) => [seq, Date.parse(time)]));
    for (const { clientOrderId } of early)
      expect(decidedAt.get(Number.parseInt(clientOrderId.slice(7), 36))).toBeLessThan(wokenAt);
    expect(readdirSync(join(folder, 'guard'))).toEqual([]);
    expect(standing()?.state).toBe('ACTIVE');

    const stoppedAt = Date.now();
    process.kill(pid, 'SIGSTOP');
    await until('an empty exchange', () => openOrders(folder).length === 0, LONG_MS);
    expect(lastCancelAt() - stoppedAt).toBeLessThan(6_000);
    process.kill(pid, 'SIGCONT');
    await until('the halt', () => standing()?.state === 'HALTED' && standing()?.report === 'verified-empty', LONG_MS);
    expect(standing()?.source).toBe('dead-man');
    expect(openOrders(folder)).toEqual([]);
    const haltedAt = Date.now();
    await new Promise((done) => setTimeout(done, 1_500));
    expect(acceptedAfter(folder, haltedAt)).toEqual([]);
  }, 150_000);
});
