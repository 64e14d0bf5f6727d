import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parsedLines } from './grown-lines';

export interface WrittenRecord {
  readonly seq: number;
  readonly time: string;
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads into whatever data a record has
  readonly data: any;
}

/** Everything in a data folder's journal, read from its files. A last line still being written is left out. */
export function readJournal(dataDir: string): WrittenRecord[] {
  const folder = join(dataDir, 'journal');
  const segments = readdirSync(folder).filter((name) => /^segment-\d+\.jsonl$/.test(name));
  return segments
    .sort()
    .flatMap((name) => parsedLines(join(folder, name), toRecord))
    .filter((record) => record !== undefined);
}

const toRecord = (line: string): WrittenRecord | undefined => (line === '' ? undefined : JSON.parse(line));

/** What the independent verifier says of it; throws when it is not intact. */
export function verifyIndependently(dataDir: string): string {
  const verifier = resolve(import.meta.dirname, '../../tools/verify_journal.py');
  return execFileSync('python3', [verifier, join(dataDir, 'journal')], { encoding: 'utf8' }).trim();
}
