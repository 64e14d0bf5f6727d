import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { deskUntil, isTrading } from '../support/desk';
import { type LaunchedHoldfast, launchHoldfast } from '../support/electron-launch';
import { type BenchResult, quantile } from './result';

const PRESSES = 300;
const PRESS_TARGET_MS = 5;
const MEMORY_TARGET_MB = 700;

/** As text: what a bundler adds to functions is not there in the page. */
const KEEP_BUSY = `setInterval(() => { const until = performance.now() + 45; while (performance.now() < until); }, 50)`;

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

async function benchMemory(desk: LaunchedHoldfast): Promise<BenchResult> {
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

/**
 * From a real pointer press (sent by the X server) to the gate closed, while the renderer is kept busy nine tenths of its
 * time. Both ends read the machine's monotonic clock. The console's own listener runs before the one that takes the time
 * here, so when that one runs the gate is closed. The way through the X server is in the figure.
 */
async function benchPress(desk: LaunchedHoldfast): Promise<BenchResult> {
  const { app, page } = desk;
  const bounds = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getContentBounds());
  if (bounds === undefined) throw new Error('there is no window');
  await page.evaluate(KEEP_BUSY);
  await app.evaluate(({ BrowserWindow }) => {
    const seen: string[] = [];
    (globalThis as unknown as { seenPresses: string[] }).seenPresses = seen;
    BrowserWindow.getAllWindows()[0]?.webContents.on('input-event', (_event, input) => {
      if (input.type === 'mouseDown') seen.push(process.hrtime.bigint().toString());
    });
  });
  execFileSync('xdotool', ['mousemove', String(bounds.x + bounds.width - 90), String(bounds.y + 150)]);
  const pointer = spawn('xdotool', ['-'], { stdio: ['pipe', 'ignore', 'ignore'] });
  const sentAt: bigint[] = [];
  for (let press = 0; press < PRESSES; press += 1) {
    await new Promise((done) => setTimeout(done, 40 + (press % 7) * 9));
    sentAt.push(process.hrtime.bigint());
    pointer.stdin.write('mousedown 1\nmouseup 1\n');
  }
  await new Promise((done) => setTimeout(done, 500));
  pointer.stdin.end();
  const seenAt = (await app.evaluate(() => (globalThis as unknown as { seenPresses: string[] }).seenPresses)).map(
    BigInt,
  );
  const delays = sentAt.flatMap((sent) => {
    const seen = seenAt.find((at) => at >= sent);
    return seen === undefined ? [] : [Number(seen - sent) / 1e6];
  });
  if (seenAt.length < PRESSES) throw new Error(`only ${seenAt.length} of ${PRESSES} presses arrived`);
  const p99 = quantile(delays, 0.99);
  return {
    id: 'press-to-gate-closed',
    what: 'from a real pointer press to the gate closed, renderer busy nine tenths of the time',
    unit: 'ms',
    p50: quantile(delays, 0.5),
    p99,
    n: delays.length,
    ratio: null,
    target: `p99 ≤ ${PRESS_TARGET_MS} ms`,
    pass: p99 <= PRESS_TARGET_MS,
  };
}

/** Figures that need the running app: memory while it trades, then presses on the button. */
export async function benchApp(): Promise<BenchResult[]> {
  const desk = await launchHoldfast({ size: { width: 1280, height: 800 } });
  try {
    await deskUntil(desk.page, 'three bots trading', isTrading);
    await new Promise((done) => setTimeout(done, 20_000));
    const memory = await benchMemory(desk);
    const press = await benchPress(desk);
    const halted = await deskUntil(
      desk.page,
      'the presses to have halted',
      ({ trading }) => trading.state === 'HALTED',
    );
    if (halted.trading.haltId === null) throw new Error('the presses did not halt');
    return [press, memory];
  } finally {
    await desk.kill();
  }
}
