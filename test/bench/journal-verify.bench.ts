import { createHash } from 'node:crypto';
import { closeSync, fdatasyncSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createJournalKeeper, type JournalHead } from '../../electron/domains/journal/index';
import { RecordEncoder } from '../../electron/domains/journal/record-encoder';
import { SEGMENT_BYTES, segmentName } from '../../electron/domains/journal/segments';
import { JournalWriter } from '../../electron/domains/journal/writer';
import { systemClock } from '../../electron/platform/clock';
import { nodeFiles } from '../../electron/platform/files';
import { launchFork } from '../../electron/platform/process/launch-node';
import { until } from '../support/console-harness';
import { makeTemporaryFolder } from '../support/journal-rig';
import { type BenchResult, quantile } from './result';

const RECORDS = 1_000_000;
/** As many as fill most of one segment. */
const SHORT_RECORDS = 40_000;
const ROUNDS = 3;
const TARGET_SECONDS = 20;
const TARGET_START_MS = 1_000;
const worker = resolve(import.meta.dirname, '../../out/main/workers/journal-keeper.js');

/** A journal of a million records of some 350 bytes, by the real encoder, verified by the keeper process and hashed bare, in turns. */
export async function benchJournalVerify(): Promise<BenchResult[]> {
  const folder = makeTemporaryFolder();
  try {
    const directory = join(folder.path, 'journal');
    mkdirSync(directory);
    const { head, segments, bytes } = writeJournal(directory, RECORDS);
    const short = join(folder.path, 'short');
    mkdirSync(short);
    const shortBytes = writeJournal(short, SHORT_RECORDS).bytes;
    const keeper = createJournalKeeper({
      launch: launchFork(worker),
      clock: systemClock,
      directory,
      dataFolder: folder.path,
      mirrorFolder: null,
      onMirror: () => undefined,
      onMirrorSetAside: () => undefined,
      onVerification: () => undefined,
      onOutput: (line) => void process.stderr.write(`${line}\n`),
    });
    keeper.told({ journalId: 'bench0', head });
    const [ours, bare]: [number[], number[]] = [[], []];
    const [starts, shortStarts]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      keeper.verify('full');
      await until('the verification', () => keeper.verification?.phase !== 'running', 600_000);
      const report = keeper.verification?.outcome?.report;
      if (report?.intact !== true || report.records !== head.seq) throw new Error('the journal is not intact');
      ours.push(report.ms / 1_000);
      bare.push(hashBare(directory, segments));
      starts.push(((await timeOpening(directory)) * 1e8) / bytes);
      shortStarts.push(((await timeOpening(short)) * 1e8) / shortBytes);
    }
    await keeper.stop();
    const [p50, p99] = [quantile(ours, 0.5), quantile(ours, 0.99)];
    return [
      {
        id: 'journal-verify-million',
        what: `every record of a journal of ${RECORDS.toLocaleString('en')} (${Math.round(bytes / 1e6)} MB) checked by the keeper process; ratio to reading and hashing its bytes`,
        unit: 's',
        p50,
        p99,
        n: ROUNDS,
        ratio: p50 / quantile(bare, 0.5),
        target: `≤ ${TARGET_SECONDS} s`,
        pass: p50 <= TARGET_SECONDS,
      },
      start('journal-start', `the writer finds and secures the end of that journal, per 100 MB of it`, starts),
      start(
        'journal-start-short',
        `the same of a journal of one segment (${(shortBytes / 1e6).toFixed(1)} MB), per 100 MB`,
        shortStarts,
      ),
    ];
  } finally {
    folder.remove();
  }
}

/** Milliseconds until the journal's writer takes appends. */
async function timeOpening(directory: string): Promise<number> {
  const startedMs = performance.now();
  const { writer } = await JournalWriter.open({ files: nodeFiles, clock: systemClock, directory });
  const tookMs = performance.now() - startedMs;
  await writer.close();
  return tookMs;
}

const start = (id: string, what: string, times: readonly number[]): BenchResult => ({
  id,
  what,
  unit: 'ms',
  p50: quantile(times, 0.5),
  p99: quantile(times, 0.99),
  n: times.length,
  ratio: null,
  target: `≤ ${TARGET_START_MS} ms`,
  pass: quantile(times, 0.5) <= TARGET_START_MS,
});

/** As the writer would have written it, without its syncs. */
function writeJournal(directory: string, records: number): { head: JournalHead; segments: number; bytes: number } {
  const encoder = new RecordEncoder();
  let head: JournalHead = { seq: 0, hash: '0'.repeat(64) };
  let bytes = 0;
  let segment = 0;
  while (head.seq < records) {
    segment += 1;
    const file = openSync(join(directory, segmentName(segment)), 'w', 0o600);
    for (let size = 0; size < SEGMENT_BYTES && head.seq < records; ) {
      encoder.begin(head);
      if (size === 0 && segment === 1) encoder.addValue('journal.created', { format: 1, journalId: 'bench0' }, TIME);
      else if (size === 0) encoder.addValue('journal.segment-opened', { segment, prevHead: head.hash }, TIME);
      while (encoder.bytes.length < 1e6 && encoder.head.seq < records)
        encoder.addValue('order.acknowledged', { ...ORDER, exchangeOrderId: `${encoder.head.seq}` }, TIME);
      writeSync(file, encoder.bytes);
      size += encoder.bytes.length;
      bytes += encoder.bytes.length;
      head = encoder.head;
    }
    fdatasyncSync(file);
    closeSync(file);
  }
  return { head, segments: segment, bytes };
}

const TIME = '2026-01-02T03:04:05.678Z';
const ORDER = {
  clientOrderId: 'habc123k9x2',
  accountId: 'sub-1',
  botId: 'grid-1',
  symbol: 'BTC/USDT',
  side: 'buy',
  price: '61234.50',
  quantity: '0.0150',
};

/** Seconds to read and hash all of it in one stream. */
function hashBare(directory: string, segments: number): number {
  const startedMs = performance.now();
  const hash = createHash('sha256');
  const chunk = Buffer.allocUnsafe(256 * 1024);
  for (let segment = 1; segment <= segments; segment += 1) {
    const file = openSync(join(directory, segmentName(segment)), 'r');
    for (let came = readSync(file, chunk); came > 0; came = readSync(file, chunk)) hash.update(chunk.subarray(0, came));
    closeSync(file);
  }
  hash.digest();
  return (performance.now() - startedMs) / 1_000;
}
