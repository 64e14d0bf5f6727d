import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import type { Journal } from '../../../electron/domains/journal/index';
import { makeTemporaryFolder, realJournal } from '../../support/journal-rig';
import { type BenchResult, quantile } from '../result';
import { DATA_OBJECT, type FromProducer, type ToProducer, TYPE } from './load';

const PRODUCERS = 4;
const ROUNDS = 5;
const ROUND_MS = 1_500;
const TARGET_RATIO = 5;

/**
 * Durable records a second while four processes make them: each asks main's side of the journal for its records, 16 on their way;
 * beside it the same four with one row a commit into one SQLite file in the same folder, in alternating rounds. Takes about 20 s.
 */
export async function benchJournalLoad(): Promise<BenchResult[]> {
  const folder = makeTemporaryFolder();
  const directory = join(folder.path, 'journal');
  mkdirSync(directory);
  const journal = realJournal(directory);
  const path = join(folder.path, 'beside.sqlite');
  openTable(path);
  const producers: ChildProcess[] = [];
  try {
    const ready = await journal.start();
    if (!ready.ok) throw new Error(ready.error.message);
    for (let index = 0; index < PRODUCERS; index += 1) {
      const producer = fork(join(import.meta.dirname, 'producer.ts'), { execArgv: ['--import', 'tsx'] });
      producers.push(producer);
      await once(producer, 'message');
      serve(journal, producer);
    }
    const rates: number[] = [];
    const besides: number[] = [];
    for (let round = -1; round < ROUNDS; round += 1) {
      const rate = await roundOf(producers, (until) => ({ kind: 'journal', until }));
      const beside = await roundOf(producers, (until) => ({ kind: 'sqlite', path, until }));
      // The first one compiles the code of both.
      if (round < 0) continue;
      rates.push(rate);
      besides.push(beside);
    }
    const ratio = quantile(rates, 0.5) / quantile(besides, 0.5);
    return [
      {
        id: 'journal-four-processes',
        what: 'durable, chained records, asked for by four processes at once, 16 on the way from each',
        unit: 'records/s',
        p50: quantile(rates, 0.5),
        p99: quantile(rates, 0.01),
        n: rates.length,
        ratio,
        target: `>= ${TARGET_RATIO} x sqlite-four-processes`,
        pass: ratio >= TARGET_RATIO,
      },
      {
        id: 'sqlite-four-processes',
        what: 'the same by the same four processes in SQLite, WAL, synchronous=FULL, one row a commit',
        unit: 'rows/s',
        p50: quantile(besides, 0.5),
        p99: quantile(besides, 0.01),
        n: besides.length,
        ratio: null,
        target: '',
        pass: true,
      },
    ];
  } finally {
    for (const producer of producers) producer.kill();
    await journal.stop();
    folder.remove();
  }
}

/** Appends one record for each asked for; those that became durable together are answered together. */
function serve(journal: Journal, producer: ChildProcess): void {
  let durable = 0;
  const answer = (): void => {
    producer.send({ kind: 'appended', count: durable } satisfies ToProducer);
    durable = 0;
  };
  producer.on('message', (message: FromProducer) => {
    if (message.kind !== 'append') return;
    for (let index = 0; index < message.count; index += 1)
      void journal.append({ type: TYPE, data: DATA_OBJECT }).then((written) => {
        if (!written.ok) throw new Error(written.error.message);
        durable += 1;
        if (durable === 1) setImmediate(answer);
      });
  });
}

function openTable(path: string): void {
  const database = new Database(path);
  database.pragma('journal_mode = WAL');
  database.exec(
    'CREATE TABLE journal (seq INTEGER PRIMARY KEY, time TEXT NOT NULL, type TEXT NOT NULL, data TEXT NOT NULL)',
  );
  database.close();
}

/** Records or rows a second, of all producers together. */
async function roundOf(producers: readonly ChildProcess[], orderOf: (until: number) => ToProducer): Promise<number> {
  const startedMs = performance.now();
  const order = orderOf(Date.now() + ROUND_MS);
  const counts = await Promise.all(
    producers.map(
      (producer) =>
        new Promise<number>((resolve) => {
          const onMessage = (message: FromProducer): void => {
            if (message.kind !== 'done') return;
            producer.off('message', onMessage);
            resolve(message.done);
          };
          producer.on('message', onMessage);
          producer.send(order);
        }),
    ),
  );
  return (counts.reduce((sum, count) => sum + count, 0) * 1_000) / (performance.now() - startedMs);
}
