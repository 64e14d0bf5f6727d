import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '#shared/model/time';
import { EntryBuffer } from '../../electron/domains/journal/entry-bytes';
import {
  createJournal,
  type Journal,
  type JournalEntry,
  type JournalOptions,
} from '../../electron/domains/journal/index';
import { JournalWriter, type WriterOptions } from '../../electron/domains/journal/writer';
import { systemClock } from '../../electron/platform/clock';
import { launchFork } from '../../electron/platform/process/launch-node';
import { builtWorker } from './built-worker';
import type { FaultyFiles } from './faulty-files';

export const FOLDER = '/journal';

/** A clock that moves only when told, and then runs what is due in order. */
export class ManualClock implements Clock {
  #now = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
  readonly #due = new Map<() => void, number>();
  now = (): number => this.#now;
  monotonicMs = (): number => this.#now;
  after = (ms: number, callback: () => void): (() => void) => {
    const run = (): void => {
      this.#due.delete(run);
      callback();
    };
    this.#due.set(run, this.#now + ms);
    return () => void this.#due.delete(run);
  };
  every = (): (() => void) => () => undefined;
  advance(ms: number): void {
    this.#now += ms;
    for (const [run, at] of [...this.#due].sort((a, b) => a[1] - b[1])) if (at <= this.#now) run();
  }
}

/** Lets everything that waits on no clock run: the in-memory disk answers in microtasks. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

/** Entries as the writer takes them. */
export function bytesOf(entries: readonly JournalEntry[]): Uint8Array {
  const buffer = new EntryBuffer();
  const problem = buffer.add(entries);
  if (problem !== undefined) throw new Error(problem);
  return buffer.take(buffer.length);
}

export const entry = (value: unknown, type = 'order.decided'): JournalEntry => ({ type, data: { value } });

export async function openWriter(
  files: FaultyFiles,
  more: Partial<WriterOptions> = {},
): Promise<Awaited<ReturnType<typeof JournalWriter.open>>> {
  const options = { files, clock: new ManualClock(), directory: FOLDER, makeJournalId: () => 'abc123', ...more };
  return JournalWriter.open(options);
}

/** A temporary folder, and its removal. */
export function makeTemporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'holdfast-journal-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A journal's files from a disk in memory, put where `tools/verify_journal.py` can read them. */
export function exportFiles(contents: ReadonlyMap<string, Buffer>, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [path, bytes] of contents) writeFileSync(join(folder, path.slice(FOLDER.length + 1)), bytes);
}

/** The writer process's entry. */
export const WORKER = builtWorker('journal');

/** A journal with the real writer process. */
export function realJournal(directory: string, more: Partial<JournalOptions> = {}): Journal {
  return createJournal({ launch: launchFork(WORKER), directory, clock: systemClock, ...more });
}
