import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { JournalHead } from '../../electron/domains/journal/protocol';
import { LINE_FEED, readHeader } from '../../electron/domains/journal/record';
import { verifyJournal } from '../../electron/domains/journal/verify';
import { FaultyFiles } from './faulty-files';
import { FOLDER } from './journal-rig';

const MANY = fileURLToPath(new URL('../tools/verify_many.py', import.meta.url));
const pathOf = (segment: number): string => `${FOLDER}/segment-${String(segment).padStart(6, '0')}.jsonl`;

/** The app's word on these files, of which a head is known: undefined, or where they are bad. */
export async function appSays(files: ReadonlyMap<string, Buffer>, head: JournalHead): Promise<string | undefined> {
  const segment = files.size;
  const last = files.get(pathOf(segment)) ?? Buffer.alloc(0);
  const { seq, hash } = readHeader(last.subarray(last.lastIndexOf(LINE_FEED, -2) + 1)) ?? head;
  const end = { segment, offset: last.length, head: { seq, hash } };
  const report = await verifyJournal(new FaultyFiles(undefined, new Map(files)), FOLDER, end, () => 0, { head });
  if (report.intact) return undefined;
  return `${report.where}: ${report.reason}`;
}

/** What the verifier ended with, and its line. */
export interface VerifierAnswer {
  readonly status: number;
  readonly said: string;
}

export interface PythonVerifier {
  /** Its word on these arguments. One question at a time. */
  answer(...args: readonly string[]): Promise<VerifierAnswer>;
  /** Its word on these files and this head: undefined, or the line that it says. */
  says(files: ReadonlyMap<string, Buffer>, head: JournalHead | undefined): Promise<string | undefined>;
  close(): void;
}

/** tools/verify_journal.py in one process for many questions: a start of Python takes longer than a small journal. */
export function pythonVerifier(): PythonVerifier {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-tamper-'));
  const child = spawn('python3', ['-B', MANY], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (...args: readonly string[]): Promise<VerifierAnswer> => {
    child.stdin.write(`${JSON.stringify(args)}\n`);
    const { value, done } = await lines.next();
    if (done === true) throw new Error('the verifier ended');
    const [, status, said] = /^(\d+) ?(.*)$/.exec(String(value)) ?? [];
    return { status: Number(status), said: said ?? '' };
  };
  return {
    answer,
    says: async (files, head) => {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
      for (const [path, bytes] of files) writeFileSync(join(folder, basename(path)), bytes);
      const { status, said } = await answer(
        folder,
        ...(head === undefined ? [] : ['--head', `${head.seq}:${head.hash}`]),
      );
      return status === 0 ? undefined : `${status} ${said}`;
    },
    close: () => {
      child.stdin.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
