import { execFile, execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { deskUntil, isTrading } from '../support/desk';
import { type LaunchedHoldfast, launchHoldfast } from '../support/electron-launch';
import { type BenchResult, quantile } from './result';

const PRESSES = 500;
const TARGET_MS = 5;
const POINTER = resolve(import.meta.dirname, '../support/pointer.py');

/** As text: what a bundler adds to functions is not there in the page. */
const KEEP_BUSY = `setInterval(() => { const until = performance.now() + 45; while (performance.now() < until); }, 50)`;

/** Where the red button is, from the right and the top of the window, CSS pixels. */
const BUTTON = { fromRight: 90, fromTop: 150 };

/**
 * Presses the real pointer on a window whose renderer is kept busy nine tenths of its time; how long each press took to run
 * the last listener in main, milliseconds. Both ends read the machine's monotonic clock; the X server is in between.
 */
async function press({ app, page }: LaunchedHoldfast): Promise<number[]> {
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
  const at = [bounds.x + bounds.width - BUTTON.fromRight, bounds.y + BUTTON.fromTop];
  execFileSync('xdotool', ['mousemove', ...at.map(String)]);
  const { stdout } = await promisify(execFile)('python3', [POINTER, String(PRESSES)]);
  const sentAt = stdout.trim().split('\n').map(BigInt);
  await new Promise((done) => setTimeout(done, 500));
  const seen = await app.evaluate(() => (globalThis as unknown as { seenPresses: string[] }).seenPresses);
  const seenAt = seen.map(BigInt);
  if (seenAt.length !== PRESSES) throw new Error(`${seenAt.length} of ${PRESSES} presses arrived`);
  return sentAt.map((sent, index) => Number((seenAt[index] ?? sent) - sent) / 1e6);
}

async function onDesk(): Promise<number[]> {
  const desk = await launchHoldfast({ size: { width: 1280, height: 800 } });
  try {
    await deskUntil(desk.page, 'three bots trading', isTrading);
    const times = await press(desk);
    const { trading } = await deskUntil(desk.page, 'the halt', (snapshot) => snapshot.trading.state === 'HALTED');
    if (trading.haltId === null) throw new Error('the presses did not halt');
    return times;
  } finally {
    await desk.kill();
  }
}

async function onEmptyWindow(): Promise<number[]> {
  const appDir = resolve(import.meta.dirname, 'empty-app');
  const desk = await launchHoldfast({ appDir, size: { width: 1280, height: 800 } });
  try {
    return await press(desk);
  } finally {
    await desk.kill();
  }
}

/**
 * From a real pointer press to the gate closed, three bots trading. The console's own listener runs before the one that takes the
 * time, so when that one runs the gate is closed. Beside it the same presses on an empty Electron window: what the
 * machine, its X server and Electron take by themselves. Takes about a minute and a half.
 */
export async function benchPress(): Promise<BenchResult[]> {
  const empty = await onEmptyWindow();
  const ours = await onDesk();
  const p99 = quantile(ours, 0.99);
  return [
    {
      id: 'press-to-gate-closed',
      what: 'from a real pointer press to the gate closed, three bots trading, renderer busy nine tenths of the time',
      unit: 'ms',
      p50: quantile(ours, 0.5),
      p99,
      n: ours.length,
      ratio: p99 / quantile(empty, 0.99),
      target: `p99 <= ${TARGET_MS} ms`,
      pass: p99 <= TARGET_MS,
    },
    {
      id: 'press-on-empty-window',
      what: 'the same presses on an empty Electron window, its renderer as busy',
      unit: 'ms',
      p50: quantile(empty, 0.5),
      p99: quantile(empty, 0.99),
      n: empty.length,
      ratio: null,
      target: '',
      pass: true,
    },
  ];
}
