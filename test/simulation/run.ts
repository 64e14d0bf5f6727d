import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type SimResult, simulate } from './world/sim-world';

/*
 * `npm run simulate`: runs seeds over all cores and stops at the first that fails; or one seed, with its trace.
 * docs/simulation.md says what that means.
 */

const USAGE = `npm run simulate -- [--seeds N] [--from N] [--keep-going]   N seeds from one on; 10,000 from 1 when not told
npm run simulate -- --seed N [--trace]                     one seed; with its trace, line by line`;

/** Seeds handed to a process together. */
const BATCH = 25;
const PROGRESS_EVERY_MS = 5_000;

interface Wanted {
  readonly seeds: number;
  readonly from: number;
  readonly keepsGoing: boolean;
}

export interface Batch {
  readonly from: number;
  readonly count: number;
}

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const known = new Set(['--seeds', '--from', '--seed', '--trace', '--keep-going']);
  const number = (name: string): number | undefined => {
    const at = args.indexOf(name);
    return at < 0 ? undefined : Number(args[at + 1]);
  };
  const isOdd = args.some((arg) => arg.startsWith('--') && !known.has(arg));
  const numbers = [number('--seeds'), number('--from'), number('--seed')];
  if (isOdd || numbers.some((value) => value !== undefined && !(Number.isSafeInteger(value) && value >= 0))) {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  const [seeds, from, seed] = numbers;
  if (seed !== undefined) return runOne(seed, args.includes('--trace'));
  return runMany({ seeds: seeds ?? 10_000, from: from ?? 1, keepsGoing: args.includes('--keep-going') });
}

async function runOne(seed: number, trace: boolean): Promise<number> {
  const result = await simulate(seed, { trace });
  for (const line of result.lines) process.stdout.write(`${line}\n`);
  process.stdout.write(
    `seed ${seed}: ${result.events} events, ${(result.virtualMs / 1_000).toFixed(1)} virtual seconds, trace ${result.hash.slice(0, 16)}\n` +
      `faults: ${result.faults.join(', ') || 'none'}\n${JSON.stringify(result.counts)}\n`,
  );
  if (result.violation === undefined) return 0;
  tellFailure(result);
  return 1;
}

function tellFailure({ seed, violation, faults }: SimResult): void {
  process.stdout.write(
    `\nSeed ${seed} FAILED at ${violation?.atMs.toFixed(0)} virtual ms: ${violation?.invariant}\n  ${violation?.what}\n` +
      `  faults: ${faults.join(', ') || 'none'}\n  replay: npm run simulate -- --seed ${seed} --trace\n`,
  );
}

/** Spreads the seeds over one process for each core. */
function runMany({ seeds, from, keepsGoing }: Wanted): Promise<number> {
  const startedAt = performance.now();
  const end = from + seeds;
  const totals: Record<string, number> = {};
  const failed: SimResult[] = [];
  let next = from;
  let done = 0;
  let events = 0;
  let virtualMs = 0;
  const children = new Set<ChildProcess>();
  const elapsed = (): number => (performance.now() - startedAt) / 1_000;
  const progress = (): void => {
    process.stderr.write(
      `${done.toLocaleString('en')} of ${seeds.toLocaleString('en')} seeds, ${(done / elapsed()).toFixed(1)} a second, ${failed.length} failed\n`,
    );
  };
  const ticker = setInterval(progress, PROGRESS_EVERY_MS);

  return new Promise((resolve) => {
    const finish = (): void => {
      clearInterval(ticker);
      for (const child of children) child.disconnect();
      tellSummary(done, elapsed(), events, virtualMs, totals, failed);
      resolve(failed.length > 0 || done < seeds ? 1 : 0);
    };
    const stops = (): boolean => failed.length > 0 && !keepsGoing;
    const feed = (child: ChildProcess): void => {
      if (next >= end || stops()) {
        children.delete(child);
        child.disconnect();
        if (children.size === 0) finish();
        return;
      }
      const batch: Batch = { from: next, count: Math.min(BATCH, end - next) };
      next += batch.count;
      child.send(batch);
    };
    const take = (result: SimResult): void => {
      done += 1;
      events += result.events;
      virtualMs += result.virtualMs;
      for (const [what, count] of Object.entries(result.counts)) totals[what] = (totals[what] ?? 0) + count;
      for (const fault of result.faults) totals[`runs with ${fault}`] = (totals[`runs with ${fault}`] ?? 0) + 1;
      if (result.violation === undefined) return;
      failed.push(result);
      tellFailure(result);
    };
    for (let i = 0; i < Math.min(availableParallelism(), Math.ceil(seeds / BATCH)); i += 1) {
      const child = fork(fileURLToPath(new URL('./seed-process.ts', import.meta.url)), [], {
        execArgv: ['--import', 'tsx', '--max-semi-space-size=32'],
        serialization: 'advanced',
      });
      children.add(child);
      child.on('message', (message) => {
        if (message === 'next') feed(child);
        else take(message as SimResult);
      });
      child.on('exit', (code) => {
        if (!children.delete(child)) return;
        process.stdout.write(`A process that ran seeds ended by itself (code ${code}).\n`);
        if (children.size === 0) finish();
      });
    }
  });
}

function tellSummary(
  done: number,
  seconds: number,
  events: number,
  virtualMs: number,
  totals: Readonly<Record<string, number>>,
  failed: readonly SimResult[],
): void {
  const list = Object.entries(totals)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([what, count]) => `  ${what.padEnd(44)} ${count.toLocaleString('en').padStart(12)}`);
  process.stdout.write(
    `\n${list.join('\n')}\n\n${done.toLocaleString('en')} seeds in ${seconds.toFixed(1)} s (${(done / seconds).toFixed(1)} a second), ` +
      `${events.toLocaleString('en')} events, ${(virtualMs / 3_600_000).toFixed(1)} virtual hours: ${failed.length === 0 ? 'nothing failed' : `${failed.length} FAILED`}\n`,
  );
  for (const { seed, violation } of failed)
    process.stdout.write(`  seed ${seed}: ${violation?.invariant}. npm run simulate -- --seed ${seed} --trace\n`);
}

process.exitCode = await main(process.argv.slice(2));
