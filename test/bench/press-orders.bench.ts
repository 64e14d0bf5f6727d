import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { projectRoot } from '../../scripts/lib/run.mjs';
import { bundle } from '../support/bundle';
import { until } from '../support/console-harness';
import { launchHoldfast } from '../support/electron-launch';
import { readJournal } from '../support/journal-records';
import { type BenchResult, quantile } from './result';

const TRIALS = 1_000;
const TARGET_MS = 5;
const LIMIT_MS = 360_000;

interface Measured {
  readonly results: ReadonlyArray<{
    readonly lastAdmitted: number | null;
    readonly gateClosed: number;
    readonly late: number;
  }>;
  readonly seconds: number;
  readonly orders: number;
  readonly updatesPerSecond: number;
}

/** Orders whose decision was allowed and not withheld although it was recorded after a halt and before its resume. */
function admittedAfterTheRecord(dataDir: string): number {
  const journal = readJournal(dataDir);
  const withheld = new Set(journal.filter(({ type }) => type === 'order.withheld').map(({ data }) => data.seq));
  let isHalted = false;
  let admitted = 0;
  for (const { seq, type, data } of journal) {
    if (type === 'halt.tripped') isHalted = true;
    if (type === 'halt.resumed') isHalted = false;
    if (isHalted && type === 'order.decided' && data.verdict !== 'deny' && !withheld.has(seq)) admitted += 1;
  }
  return admitted;
}

/** The bench's own console, as an app that Electron starts; the build's window and workers. */
async function makeApp(): Promise<string> {
  const appDir = mkdtempSync(join(tmpdir(), 'holdfast-press-app-'));
  await bundle(
    { main: 'test/support/press-bench/main.ts', feeder: 'test/support/press-bench/feeder.ts' },
    { outDir: appDir },
  );
  symlinkSync(join(projectRoot, 'out'), join(appDir, 'out'));
  const about = { name: 'holdfast', productName: 'Holdfast', version: '0.0.0', type: 'module', main: 'main.mjs' };
  writeFileSync(join(appDir, 'package.json'), JSON.stringify(about));
  return appDir;
}

/**
 * From a real pointer press to the last order that left, a thousand times: the renderer's one thread never answers, main takes
 * 2,000 prices a second from another process, a dozen orders are on their way at once, each decided by the whole gate, its
 * decision durable. An order has left when it is handed to the exchange worker. Between trials the halt is verified and
 * resumed as an operator would. Takes five minutes at most: a machine that is too slow for a thousand ends with fewer, and misses.
 */
export async function benchPressOrders(): Promise<BenchResult[]> {
  const appDir = await makeApp();
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-press-data-'));
  const out = join(appDir, 'measured.json');
  const env = {
    BENCH_POINTER: resolve(import.meta.dirname, '../support/pointer.py'),
    BENCH_OUT: out,
    BENCH_TRIALS: String(TRIALS),
    BENCH_NODE: process.execPath,
  };
  const desk = await launchHoldfast({ appDir, dataDir, env, size: { width: 1280, height: 800 } });
  try {
    await until('a thousand presses', () => existsSync(out), LIMIT_MS);
    const measured = JSON.parse(readFileSync(out, 'utf8')) as Measured & { readonly failed?: string };
    if (measured.failed !== undefined) throw new Error(`${measured.failed}\n${desk.output()}`);
    return toResults(measured, admittedAfterTheRecord(dataDir));
  } finally {
    await desk.kill();
    for (const folder of [appDir, dataDir]) rmSync(folder, { recursive: true, force: true });
  }
}

function toResults({ results, seconds, orders, updatesPerSecond }: Measured, recordedAfter: number): BenchResult[] {
  const last = results.map(({ lastAdmitted }) => (lastAdmitted ?? 0) / 1e6);
  const closed = results.map(({ gateClosed }) => gateClosed / 1e6);
  const late = results.reduce((sum, each) => sum + each.late, recordedAfter);
  const p99 = quantile(last, 0.99);
  const after = results.filter(({ lastAdmitted }) => lastAdmitted !== null).length;
  return [
    {
      id: 'press-to-last-order',
      what: `from a real pointer press to the last order that left, renderer hung, ${Math.round(updatesPerSecond)} prices and ${Math.round(orders / seconds)} orders a second, the pauses of the halts among them; in ${after} trials one left after the press, ${late} after the gate had closed or the halt was recorded`,
      unit: 'ms',
      p50: quantile(last, 0.5),
      p99,
      n: results.length,
      ratio: null,
      target: `p99 <= ${TARGET_MS} ms, none after the halt record`,
      pass: results.length === TRIALS && p99 <= TARGET_MS && late === 0,
    },
    {
      id: 'press-to-gate-closed-busy',
      what: 'the same presses, to the gate closed: no order can leave later than that',
      unit: 'ms',
      p50: quantile(closed, 0.5),
      p99: quantile(closed, 0.99),
      n: closed.length,
      ratio: null,
      target: '',
      pass: true,
    },
  ];
}
