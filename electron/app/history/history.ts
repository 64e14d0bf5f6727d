import { join } from 'node:path';
import type { Event } from '#shared/contract/index';
import type { Clock } from '#shared/model/time';
import { createHistory, type HistoryClient } from '../../domains/history/index';
import type { Journal } from '../../domains/journal/index';
import type { Launch } from '../../platform/process/wire';
import type { Desk } from '../desk/desk';
import type { Recorder } from '../recorder';
import { Exports } from './exports';
import { Valuations } from './valuations';

export interface HistoryWiring {
  readonly launch: Launch;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly recorder: Recorder;
  readonly dataFolder: string;
  readonly desk: () => Pick<Desk, 'current'>;
  readonly log: (line: string) => void;
  readonly onChange: (change: Event<'history.changed'>) => void;
  readonly onExports: (exports: Event<'history.exports-changed'>) => void;
  /** Opens the system's dialog for a file to write: its path, undefined when it was closed without; missing where there is none. */
  readonly chooseFile: ((title: string, name: string) => Promise<string | undefined>) | undefined;
}

/** The history as it is wired into the console. */
export interface History {
  readonly client: HistoryClient;
  readonly exports: Exports;
  /** Once the desk is there: what charts are drawn from goes on record, and the read model is made soon after. */
  start(): void;
  stop(): Promise<void>;
}

/** A start is busy enough: the read model comes so long after it, or when it is first asked for, milliseconds. */
const START_AFTER_MS = 5_000;

export function wireHistory(wiring: HistoryWiring): History {
  const { clock, journal, recorder, dataFolder, log } = wiring;
  const client = createHistory({
    launch: wiring.launch,
    clock,
    journalFolder: join(dataFolder, 'journal'),
    journalId: () => journal.journalId,
    headSeq: () => journal.status.head?.seq ?? 0,
    folder: join(dataFolder, 'history'),
    onStatus: (status) => wiring.onChange({ status }),
    onExporting: (exporting) => exports.gotOn(exporting),
    onEnded: (status) => recorder.processEnded(status),
    onOutput: (line) => log(`history: ${line}`),
  });
  const exports = new Exports({ ...wiring, client });
  const valuations = new Valuations(clock, recorder, () => wiring.desk().current);
  let cancelStart: (() => void) | undefined;
  let isStopped = false;
  const startClient = (): void => {
    if (isStopped) return;
    client.start();
    // A journal that does not open yet is waited for.
    if (journal.journalId === '') cancelStart = clock.after(START_AFTER_MS, startClient);
  };
  return {
    client,
    exports,
    start: () => {
      valuations.start();
      cancelStart = clock.after(START_AFTER_MS, startClient);
    },
    stop: async () => {
      isStopped = true;
      valuations.stop();
      cancelStart?.();
      await client.stop();
    },
  };
}
