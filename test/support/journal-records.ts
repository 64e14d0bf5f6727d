import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

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
  return segments.sort().flatMap((name) =>
    readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .slice(0, -1)
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as WrittenRecord),
  );
}

/** What the independent verifier says of it; throws when it is not intact. */
export function verifyIndependently(dataDir: string): string {
  const verifier = resolve(import.meta.dirname, '../../tools/verify_journal.py');
  return execFileSync('python3', [verifier, join(dataDir, 'journal')], { encoding: 'utf8' }).trim();
}
