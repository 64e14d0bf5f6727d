import { readFileSync } from 'node:fs';
import { deskUntil, isTrading } from '../support/desk';
import { type LaunchedHoldfast, launchHoldfast } from '../support/electron-launch';
import { type BenchResult, quantile } from './result';

const MEMORY_TARGET_MB = 700;

/** Proportional memory of one process, kB: shared pages are counted once over all who share them. 0 once it has gone. */
function pssKb(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

const memoryMb = (desk: LaunchedHoldfast): number =>
  desk.processes().reduce((sum, { pid }) => sum + pssKb(pid), 0) / 1024;

async function measure(desk: LaunchedHoldfast): Promise<BenchResult> {
  const samples: number[] = [];
  for (let sample = 0; sample < 10; sample += 1) {
    await new Promise((done) => setTimeout(done, 1_000));
    samples.push(memoryMb(desk));
  }
  const p99 = quantile(samples, 0.99);
  return {
    id: 'memory',
    what: `proportional memory of all ${desk.processes().length} processes together, three bots trading`,
    unit: 'MB',
    p50: quantile(samples, 0.5),
    p99,
    n: samples.length,
    ratio: null,
    target: `≤ ${MEMORY_TARGET_MB} MB`,
    pass: p99 <= MEMORY_TARGET_MB,
  };
}

/** Memory of the running app, three bots trading. Takes about a minute. */
export async function benchMemory(): Promise<BenchResult[]> {
  const desk = await launchHoldfast({ size: { width: 1280, height: 800 } });
  try {
    await deskUntil(desk.page, 'three bots trading', isTrading);
    await new Promise((done) => setTimeout(done, 20_000));
    return [await measure(desk)];
  } finally {
    await desk.kill();
  }
}
