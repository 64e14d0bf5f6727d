import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { CHECKPOINT, type Journal, type JournalEntry } from '../../electron/domains/journal/index';
import { sha256Hex } from '../../electron/domains/journal/record';
import { makeTemporaryFolder, realJournal } from '../support/journal-rig';
import { type BenchResult, quantile } from './result';

const TOGETHER = 64;
const OUTSTANDING = 16;
const ROUND_RECORDS = TOGETHER * 400;
const ROUNDS = 9;
const WARM_UP_ROUNDS = 2;
const MILLION = 1_000_000;
/** Records between two checkpoints of the journal that is verified: as at 50 records a second. */
const BETWEEN = 3_000;
const VERIFIER = join(import.meta.dirname, '../../tools/verify_journal.py');

/** About 350 bytes as a line. */
const fact = (index: number): JournalEntry => ({
  type: 'order.acknowledged',
  data: {
    clientOrderId: `habc123${index.toString(36)}`,
    exchangeOrderId: String(index),
    botId: 'grid-1',
    filled: '0',
    note: 'x'.repeat(36),
  },
});

function must<T>(
  result:
    | { readonly ok: true; readonly value: T }
    | { readonly ok: false; readonly error: { readonly message: string } },
): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

/** One checkpoint: what the console does, without a vault. */
async function checkpoint(journal: Journal): Promise<{ readonly seq: number; readonly size: number }> {
  const { checkpoint: prepared } = must(await journal.proofs.prepare('interval'));
  const data = { ...prepared, signature: null, unsigned: 'no-vault' };
  return { seq: must(await journal.append({ type: CHECKPOINT, data })).seq, size: prepared.size };
}

async function append(journal: Journal, records: number): Promise<void> {
  let next = 0;
  const caller = async (): Promise<void> => {
    while (next < records) {
      const first = next;
      next += TOGETHER;
      must(await journal.appendMany(Array.from({ length: TOGETHER }, (_, at) => fact(first + at))));
    }
  };
  await Promise.all(Array.from({ length: OUTSTANDING }, caller));
}

/** Durable, chained, and in the tree: the round ends with a checkpoint over all of its records. */
async function durableRound(journal: Journal): Promise<number> {
  const startedMs = performance.now();
  await append(journal, ROUND_RECORDS);
  await checkpoint(journal);
  return (ROUND_RECORDS * 1_000) / (performance.now() - startedMs);
}

/** The least there is to do: JSON and the chain's SHA-256, in memory, on one core. */
function chainRound(): number {
  const startedMs = performance.now();
  let prev = '0'.repeat(64);
  for (let seq = 1; seq <= ROUND_RECORDS; seq += 1) {
    const { type, data } = fact(seq);
    const covered = `","prev":"${prev}","seq":${seq},"time":"2026-01-02T03:04:05.678Z","type":"${type}","data":${JSON.stringify(data)}}`;
    prev = sha256Hex(Buffer.from(covered));
  }
  return (ROUND_RECORDS * 1_000) / (performance.now() - startedMs);
}

/** Throughput with the tree beside chaining alone, and both verifiers and a proof on a million records. Takes about two minutes. */
export async function benchJournalProofs(): Promise<BenchResult[]> {
  const folder = makeTemporaryFolder();
  const directory = join(folder.path, 'journal');
  const journal = realJournal(directory);
  try {
    must(await journal.start());
    const rates: number[] = [];
    const chains: number[] = [];
    for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
      const rate = await durableRound(journal);
      const chain = chainRound();
      if (round < 0) continue;
      rates.push(rate);
      chains.push(chain);
    }
    while ((journal.status.head?.seq ?? 0) < MILLION) {
      await append(journal, BETWEEN);
      await checkpoint(journal);
    }
    const records = journal.status.head?.seq ?? 0;
    const proofStarted = performance.now();
    const { proof } = must(await journal.proofs.record(4_711, MILLION));
    const proofMs = performance.now() - proofStarted;
    const app = must(await journal.verify());
    await journal.stop();
    const python = python3(directory, records);
    return [
      ...throughput(rates, chains),
      ...aMillion(app.intact ? app.ms : Number.NaN, python, proof.length, proofMs, records),
    ];
  } finally {
    await journal.stop();
    folder.remove();
  }
}

function python3(directory: string, records: number): number {
  const startedMs = performance.now();
  const { status, stdout } = spawnSync('python3', [VERIFIER, directory], { encoding: 'utf8' });
  if (status !== 0 || !stdout.startsWith(`intact: ${records} records`)) throw new Error(stdout);
  return performance.now() - startedMs;
}

function throughput(rates: readonly number[], chains: readonly number[]): BenchResult[] {
  const [p50, chain] = [quantile(rates, 0.5), quantile(chains, 0.5)];
  const ratio = p50 / chain;
  return [
    {
      id: 'journal-with-tree',
      what: `durable, chained records in the tree, ${TOGETHER} appended together, beside JSON and SHA-256 alone on one core`,
      unit: 'records/s',
      p50,
      p99: quantile(rates, 0.01),
      n: rates.length,
      ratio,
      target: '>= 0.6 x chain-alone',
      pass: ratio >= 0.6,
    },
    {
      id: 'chain-alone',
      what: 'JSON and the chain, in memory',
      unit: 'records/s',
      p50: chain,
      p99: quantile(chains, 0.01),
      n: chains.length,
      ratio: null,
      target: '',
      pass: true,
    },
  ];
}

function aMillion(appMs: number, pythonMs: number, digests: number, proofMs: number, records: number): BenchResult[] {
  const scaled = (ms: number): number => ((ms / 1_000) * MILLION) / records;
  const one = (id: string, what: string, unit: string, value: number, most: number): BenchResult => ({
    id,
    what,
    unit,
    p50: value,
    p99: value,
    n: 1,
    ratio: null,
    target: `<= ${most}`,
    pass: value <= most,
  });
  const bytes =
    `holdfast record proof 1\njournal abc123\nrecord 4711 ${'0'.repeat(64)}\ntree ${MILLION}\npath \n`.length +
    Math.ceil((digests * 32) / 3) * 4;
  return [
    one('verify-million-app', 'a million records with their checkpoints, in the app', 's', scaled(appMs), 20),
    one('verify-million-python', 'the same by tools/verify_journal.py', 's', scaled(pythonMs), 60),
    one('record-proof-bytes', 'the proof of one of a million records', 'bytes', bytes, 1_024),
    one('record-proof-time', 'making it, by reading the whole journal', 's', proofMs / 1_000, 20),
  ];
}
