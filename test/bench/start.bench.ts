import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readLines } from '../../electron/platform/process/lines';
import { ensureElectronRuntime } from '../../scripts/electron-runtime.mjs';
import { isRoot } from '../../scripts/lib/run.mjs';
import { type BenchResult, quantile } from './result';

const ROUNDS = 7;
const TARGET = 2;

/** Starts an app with a fresh data folder; resolves to the milliseconds until it says that its window is usable. */
async function timeStart(executable: string, appFolder: string): Promise<number> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'holdfast-bench-'));
  const switches = isRoot ? ['--no-sandbox'] : [];
  const startedAt = performance.now();
  const child = spawn(executable, [appFolder, `--user-data-dir=${dataFolder}`, ...switches], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, HOLDFAST_DATA_DIR: dataFolder, HOLDFAST_HEADLESS: '1' },
  });
  const exited = new Promise((done) => child.once('exit', done));
  const tookMs = await new Promise<number>((done, fail) => {
    const timer = setTimeout(() => fail(new Error(`${appFolder} showed no usable window in 60 s`)), 60_000);
    readLines(child.stdout, 65_536, (line) => {
      if (!line.includes('window usable')) return;
      clearTimeout(timer);
      done(performance.now() - startedAt);
    });
  });
  child.kill('SIGTERM');
  const kill = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await exited;
  clearTimeout(kill);
  await rm(dataFolder, { recursive: true, force: true, maxRetries: 5 });
  return tookMs;
}

/**
 * From starting the program to a window that shows the desk and takes a press, against an empty Electron window, in turns.
 * Each start is a first one, with a new data folder.
 */
export async function benchStart(): Promise<BenchResult[]> {
  const { executable } = await ensureElectronRuntime();
  const app = resolve(import.meta.dirname, '../..');
  const empty = resolve(import.meta.dirname, 'empty-app');
  await timeStart(executable, empty);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    theirs.push(await timeStart(executable, empty));
    ours.push(await timeStart(executable, app));
  }
  const ratio = quantile(ours, 0.5) / quantile(theirs, 0.5);
  return [
    {
      id: 'window-usable',
      what: 'from launch to a window that shows the desk and takes a press, against an empty Electron window',
      unit: 'ms',
      p50: quantile(ours, 0.5),
      p99: quantile(ours, 0.99),
      n: ours.length,
      ratio,
      target: `ratio ≤ ${TARGET}`,
      pass: ratio <= TARGET,
    },
    {
      id: 'empty-window',
      what: 'from launch to an empty Electron window',
      unit: 'ms',
      p50: quantile(theirs, 0.5),
      p99: quantile(theirs, 0.99),
      n: theirs.length,
      ratio: null,
      target: '',
      pass: true,
    },
  ];
}
