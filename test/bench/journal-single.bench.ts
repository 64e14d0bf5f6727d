import { closeSync, fdatasyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { systemClock } from '../../electron/platform/clock';
import { launchFork } from '../../electron/platform/process/launch-node';
import { SupervisedProcess } from '../../electron/platform/process/supervised-process';
import type { WorkerProtocol } from '../../electron/platform/process/wire';
import { makeTemporaryFolder, realJournal } from '../support/journal-rig';
import { DATA_OBJECT, TYPE } from './journal-load/load';
import { type BenchResult, quantile } from './result';

const RECORDS = 600;
const WARM_UP = 100;
/** As long as such a record is as a line of the journal. */
const LINE_BYTES = 350;
const TARGET_RATIO = 2;

/** A child that answers with what it was told, over the channel that the writer process has here. */
function startEcho(): Promise<SupervisedProcess<WorkerProtocol>> {
  return new Promise((ready) => {
    const echo: SupervisedProcess<WorkerProtocol> = new SupervisedProcess<WorkerProtocol>({
      name: 'echo',
      launch: launchFork(resolve(import.meta.dirname, '../support/processes/served.ts'), ['--import', 'tsx']),
      config: () => ({ greeting: '' }),
      clock: systemClock,
      onReady: () => ready(echo),
    });
    echo.start();
  });
}

/**
 * One record through the real writer process, from the append to its acknowledgement, and one bare write and fdatasync of as many bytes in
 * the same folder, in turns; then one message of as many to another process and back, such a sync before each. Takes some seconds.
 */
export async function benchJournalSingle(): Promise<BenchResult[]> {
  const folder = makeTemporaryFolder();
  const directory = join(folder.path, 'journal');
  mkdirSync(directory);
  const journal = realJournal(directory);
  const file = openSync(join(folder.path, 'bare'), 'a');
  const line = Buffer.alloc(LINE_BYTES, 'x');
  const message = { text: line.toString() };
  const echo = await startEcho();
  try {
    const ready = await journal.start();
    if (!ready.ok) throw new Error(ready.error.message);
    const records: number[] = [];
    const bare: number[] = [];
    const messages: number[] = [];
    for (let turn = -WARM_UP; turn < RECORDS; turn += 1) {
      const askedMs = performance.now();
      const written = await journal.append({ type: TYPE, data: DATA_OBJECT });
      if (!written.ok) throw new Error(written.error.message);
      const startedMs = performance.now();
      writeSync(file, line);
      fdatasyncSync(file);
      if (turn < 0) continue;
      records.push(startedMs - askedMs);
      bare.push(performance.now() - startedMs);
    }
    for (let turn = -WARM_UP; turn < RECORDS; turn += 1) {
      // As between two records: a message right after another costs less.
      writeSync(file, line);
      fdatasyncSync(file);
      const startedMs = performance.now();
      const echoed = await echo.request('echo', message);
      if (!echoed.ok) throw new Error(echoed.error.message);
      if (turn >= 0) messages.push(performance.now() - startedMs);
    }
    const ratio = quantile(records, 0.5) / quantile(bare, 0.5);
    return [
      {
        id: 'journal-single-record',
        what: 'one record at a time through the writer process, from the append to its acknowledgement',
        unit: 'ms',
        p50: quantile(records, 0.5),
        p99: quantile(records, 0.99),
        n: records.length,
        ratio,
        target: `<= ${TARGET_RATIO} x bare-fdatasync at p50`,
        pass: ratio <= TARGET_RATIO,
      },
      {
        id: 'bare-fdatasync',
        what: `write and fdatasync of ${LINE_BYTES} bytes in the same folder`,
        unit: 'ms',
        p50: quantile(bare, 0.5),
        p99: quantile(bare, 0.99),
        n: bare.length,
        ratio: null,
        target: '',
        pass: true,
      },
      {
        id: 'message-there-and-back',
        what: `a message of ${LINE_BYTES} characters to another process and back, with no disk`,
        unit: 'ms',
        p50: quantile(messages, 0.5),
        p99: quantile(messages, 0.99),
        n: messages.length,
        ratio: null,
        target: '',
        pass: true,
      },
    ];
  } finally {
    await echo.stop();
    await journal.stop();
    closeSync(file);
    folder.remove();
  }
}
