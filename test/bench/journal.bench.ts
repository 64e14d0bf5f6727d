import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import type { Journal, JournalEntry } from '../../electron/domains/journal/index';
import { makeTemporaryFolder, realJournal } from '../support/journal-rig';
import { type BenchResult, quantile } from './result';

const ROUNDS = 9;
const APPEND_RECORDS = 64;
const OUTSTANDING = 16;
const JOURNAL_RECORDS_A_ROUND = 64 * 400;
const SQLITE_ROWS_A_ROUND = 500;
/** Run before counting: both sides compile their code and warm the disk's cache. */
const WARM_UP_ROUNDS = 2;
const TARGET_PER_SECOND = 50_000;
const TARGET_RATIO = 3;

/** A decision as execution journals it: about 600 bytes of JSON. */
function decision(index: number): JournalEntry {
  const check = (id: string, name: string, observed: string, limit: string): object => ({
    id,
    name,
    passed: true,
    observed,
    limit,
    unit: 'USDT',
    message: '',
  });
  return {
    type: 'order.decided',
    data: {
      intentId: `grid-1-${index}`,
      bot: 'grid-1',
      account: 'sub-1',
      order: { symbol: 'BTC/USDT', side: 'buy', type: 'limit', amount: '0.01500000', price: '61234.50' },
      verdict: 'allow',
      checks: [
        check('max-order-notional', 'Order size', '918.51', '1000'),
        check('max-position-notional', 'Position', '3120.07', '5000'),
        check('available-balance', 'Balance', '918.51', '10140.02'),
        check('price-collar', 'Price collar', '12.40', '100'),
      ],
    },
  };
}

const decisions = Array.from({ length: APPEND_RECORDS }, (_, index) => decision(index));

async function journalRound(journal: Journal): Promise<number> {
  let left = JOURNAL_RECORDS_A_ROUND / APPEND_RECORDS;
  const startedMs = performance.now();
  const caller = async (): Promise<void> => {
    while (left-- > 0) {
      const result = await journal.appendMany(decisions);
      if (!result.ok) throw new Error(result.error.message);
    }
  };
  await Promise.all(Array.from({ length: OUTSTANDING }, caller));
  return (JOURNAL_RECORDS_A_ROUND * 1_000) / (performance.now() - startedMs);
}

/** What one would use instead: a table in WAL mode, synchronous=FULL, one row a commit. */
function openSqlite(path: string): { round: () => number; close: () => void } {
  const database = new Database(path);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec(
    'CREATE TABLE journal (seq INTEGER PRIMARY KEY, time TEXT NOT NULL, type TEXT NOT NULL, data TEXT NOT NULL)',
  );
  const insert = database.prepare('INSERT INTO journal (time, type, data) VALUES (?, ?, ?)');
  return {
    round: () => {
      const startedMs = performance.now();
      for (let row = 0; row < SQLITE_ROWS_A_ROUND; row += 1) {
        const { type, data } = decision(row);
        insert.run(new Date().toISOString(), type, JSON.stringify(data));
      }
      return (SQLITE_ROWS_A_ROUND * 1_000) / (performance.now() - startedMs);
    },
    close: () => database.close(),
  };
}

/**
 * Durable records a second through the real writer process, 64 appended together and 16 such appends outstanding, chained
 * and synced before they are acknowledged; beside it SQLite in the same folder, in alternating short rounds. Takes about 10 s.
 */
export async function benchJournal(): Promise<BenchResult[]> {
  const folder = makeTemporaryFolder();
  const directory = join(folder.path, 'journal');
  mkdirSync(directory);
  const journal = realJournal(directory);
  const sqlite = openSqlite(join(folder.path, 'beside.sqlite'));
  try {
    const ready = await journal.start();
    if (!ready.ok) throw new Error(ready.error.message);
    const rates: number[] = [];
    const besides: number[] = [];
    for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
      const rate = await journalRound(journal);
      const beside = sqlite.round();
      if (round < 0) continue;
      rates.push(rate);
      besides.push(beside);
    }
    return describeRates(rates, besides);
  } finally {
    await journal.stop();
    sqlite.close();
    folder.remove();
  }
}

function describeRates(rates: readonly number[], besides: readonly number[]): BenchResult[] {
  const [p50, beside] = [quantile(rates, 0.5), quantile(besides, 0.5)];
  const ratio = p50 / beside;
  // A rate is worse when it is lower: its p99 is what 99 % of the rounds reached.
  return [
    {
      id: 'journal-durable-records',
      what: `durable, chained records through the writer process, ${APPEND_RECORDS} appended together`,
      unit: 'records/s',
      p50,
      p99: quantile(rates, 0.01),
      n: rates.length,
      ratio,
      target: `>= ${TARGET_PER_SECOND} and >= ${TARGET_RATIO} x sqlite-wal-full-rows`,
      pass: p50 >= TARGET_PER_SECOND && ratio >= TARGET_RATIO,
    },
    {
      id: 'sqlite-wal-full-rows',
      what: 'the same decisions in SQLite, WAL, synchronous=FULL, one row a commit',
      unit: 'rows/s',
      p50: beside,
      p99: quantile(besides, 0.01),
      n: besides.length,
      ratio: null,
      target: '',
      pass: true,
    },
  ];
}
