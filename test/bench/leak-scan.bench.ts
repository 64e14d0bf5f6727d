import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createLeakScanner, type ScanRun, type SecretToFind } from '../../electron/domains/leaks/index';
import { needlesOf } from '../../electron/domains/leaks/scan/needles';
import { systemClock } from '../../electron/platform/clock';
import { launchFork } from '../../electron/platform/process/launch-node';
import { growTree } from '../support/home-tree';
import { type BenchResult, quantile } from './result';

const ROUNDS = 5;
const KEYS = 6;
const TARGET_RATIO = 2;
/** More than the scan's own buffers and the garbage of one stretch would be something that grows. */
const TARGET_MB = 64;
const worker = resolve(import.meta.dirname, '../../out/main/workers/leak-scan.js');

/**
 * A tree like a trader's home folder, and the same keys looked for in it by the scan and by `grep -rF`, in turns: grep once for every text
 * that the scan looks for, and once for the keys as they are, which is what one would type.
 */
export async function benchLeakScan(): Promise<BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-leaks-'));
  const tree = join(folder, 'home');
  const small = join(folder, 'small');
  const texts = join(folder, 'texts');
  const plain = join(folder, 'plain');
  try {
    const secrets = Array.from({ length: KEYS }, (_, index) => ({
      keyId: `key-${index}`,
      ending: 'abcd',
      parts: [randomBytes(32).toString('hex'), randomBytes(32).toString('base64')],
    }));
    // A line of grep's holds no zero byte: UTF-16 is left to the scan alone.
    const needles = needlesOf(secrets).filter(({ bytes }) => !bytes.includes(0));
    writeFileSync(texts, needles.map(({ bytes }) => `${bytes}\n`).join(''));
    writeFileSync(plain, `${secrets.flatMap(({ parts }) => parts).join('\n')}\n`);
    growTree(tree, secrets[0]?.parts[1] ?? '');
    mkdirSync(small);
    writeFileSync(join(small, 'a.txt'), 'nothing\n');

    const base = await scanOnce(small, secrets);
    const ours: number[] = [];
    const greps: number[] = [];
    const plainGreps: number[] = [];
    const peaks: number[] = [];
    let run: ScanRun | undefined;
    // The first round warms the disk's cache for both.
    for (let round = 0; round <= ROUNDS; round += 1) {
      const turns = [
        async () => {
          const scanned = await scanOnce(tree, secrets);
          run = scanned.run;
          if (round > 0) {
            ours.push(scanned.ms);
            peaks.push(scanned.peakMb - base.peakMb);
          }
        },
        async () => {
          const ms = await grepOnce(texts, tree);
          if (round > 0) greps.push(ms);
        },
        async () => {
          const ms = await grepOnce(plain, tree);
          if (round > 0) plainGreps.push(ms);
        },
      ];
      for (const turn of round % 2 === 0 ? turns : turns.reverse()) await turn();
    }
    const expected = 2;
    if (run?.counts.keysFound !== expected)
      throw new Error(`the scan found ${run?.counts.keysFound} keys, not ${expected}`);
    const { files, bytes, gitObjects } = run.counts;
    const what = `${files.toLocaleString('en')} files and ${gitObjects.toLocaleString('en')} git objects, ${Math.round(bytes / 1e6)} MB`;
    const ratio = quantile(ours, 0.5) / quantile(greps, 0.5);
    const growth = quantile(peaks, 1);
    return [
      {
        id: 'leak-scan',
        what: `${what}: ${KEYS} keys in each form, secrets by their look, git objects; beside grep -rF for the same ${needles.length} texts in the same files`,
        unit: 'ms',
        p50: quantile(ours, 0.5),
        p99: quantile(ours, 0.99),
        n: ours.length,
        ratio,
        target: `≤ ${TARGET_RATIO} times grep -rF of the same texts`,
        pass: ratio <= TARGET_RATIO,
      },
      {
        id: 'leak-scan-plain',
        what: `the same scan, beside grep -rF for the ${KEYS * 2} keys as they are, ${Math.round(quantile(plainGreps, 0.5))} ms`,
        unit: 'ms',
        p50: quantile(ours, 0.5),
        p99: quantile(ours, 0.99),
        n: plainGreps.length,
        ratio: quantile(ours, 0.5) / quantile(plainGreps, 0.5),
        target: '',
        pass: true,
      },
      {
        id: 'leak-scan-grep',
        what: `grep -rF -f of the same ${needles.length} texts over the same tree`,
        unit: 'ms',
        p50: quantile(greps, 0.5),
        p99: quantile(greps, 0.99),
        n: greps.length,
        ratio: null,
        target: '',
        pass: true,
      },
      {
        id: 'leak-scan-memory',
        what: "peak of the scan's process over the peak of a scan of one small file",
        unit: 'MB',
        p50: quantile(peaks, 0.5),
        p99: growth,
        n: peaks.length,
        ratio: null,
        target: `≤ ${TARGET_MB} MB`,
        pass: growth <= TARGET_MB,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One scan in a process of its own, from the order to the answer, with its start. */
async function scanOnce(
  place: string,
  secrets: readonly SecretToFind[],
): Promise<{ readonly ms: number; readonly peakMb: number; readonly run: ScanRun }> {
  const launch = launchFork(worker);
  let pid = 0;
  let peakMb = 0;
  const look = (): void => {
    peakMb = Math.max(peakMb, peakOf(pid));
  };
  const timer = setInterval(look, 20);
  const startedAt = performance.now();
  let ms = 0;
  const run = await new Promise<ScanRun>((done) => {
    const scanner = createLeakScanner({
      launch: () => {
        const child = launch();
        pid = child.pid ?? 0;
        return child;
      },
      clock: systemClock,
      onChange: look,
      onEnd: (ended) => {
        ms = performance.now() - startedAt;
        look();
        done(ended);
      },
      onOutput: (line) => process.stderr.write(`${line}\n`),
    });
    scanner.start({ places: [{ name: place, paths: [place] }], secrets });
  });
  clearInterval(timer);
  if (run.phase !== 'done') throw new Error(`the scan ended ${run.phase}: ${run.message}`);
  return { ms, peakMb, run };
}

/** Most memory the process ever had, as Linux counts it; 0 when it is gone. */
function peakOf(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1_000;
  } catch {
    return 0;
  }
}

function grepOnce(patterns: string, place: string): Promise<number> {
  const startedAt = performance.now();
  const grep = spawn('grep', ['-rF', '-f', patterns, place], { stdio: 'ignore' });
  return new Promise((done, failed) => {
    grep.once('error', failed);
    grep.once('close', (code) =>
      code === 0 ? done(performance.now() - startedAt) : failed(new Error(`grep found nothing (status ${code})`)),
    );
  });
}
