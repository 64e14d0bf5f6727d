import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { LONG_MS, openConsole, recordsOf, until, untilVerified } from '../support/desk-console';
import { acceptedAfter, openOrders, readLedger } from '../support/exchange-ledger';
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

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

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
      await untilVerified(desk);
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

describe('The console hangs', () => {
  it('the guard cancels everything, and the console is HALTED when it wakes', async () => {
    const { pid, standing } = await startChild();
    await until('its standing', () => standing()?.state === 'ACTIVE', LONG_MS);
    const stoppedAt = Date.now();
    process.kill(pid, 'SIGSTOP');
    await until('an empty exchange', () => openOrders(folder).length === 0, LONG_MS);
    expect(lastCancelAt() - stoppedAt).toBeLessThan(6_000);
    process.kill(pid, 'SIGCONT');
    await until('the halt', () => standing()?.state === 'HALTED' && standing()?.report === 'verified-empty', LONG_MS);
    expect(standing()?.source).toBe('dead-man');
    expect(openOrders(folder)).toEqual([]);
    const wokenAt = Date.now();
    await new Promise((done) => setTimeout(done, 1_500));
    expect(acceptedAfter(folder, wokenAt)).toEqual([]);
  }, 150_000);
});
