import { createHash } from 'node:crypto';
import type { JournalEnd } from '../../electron/domains/journal/journal-end';
import { FaultyFiles } from './faulty-files';
import { bytesOf, entry, FOLDER, openWriter } from './journal-rig';

/** A journal of three segments in memory, and where it ends; with another `mark`, one of other records. */
export async function threeSegments(
  mark = '',
  journalId = 'abc123',
): Promise<{ contents: Map<string, Buffer>; end: JournalEnd }> {
  const files = new FaultyFiles();
  const { writer } = await openWriter(files, { segmentBytes: 1_200, makeJournalId: () => journalId });
  for (let index = 0; writer.end.segment < 3 || writer.end.offset < 1_000; index += 1) {
    await writer.append(bytesOf([entry(mark === '' ? index : `${mark}${index}`)]));
  }
  return { contents: new Map(files.contents()), end: writer.end };
}

export const linesOf = (bytes: Buffer | undefined): string[] =>
  (bytes ?? Buffer.alloc(0)).toString().trimEnd().split('\n');
export const joinLines = (lines: readonly string[]): Buffer => Buffer.from(lines.map((line) => `${line}\n`).join(''));
export const segmentPath = (segment: number): string => `${FOLDER}/segment-00000${segment}.jsonl`;

/** An edit by someone who can hash: the record is whole in itself. */
function rehash(line: string): string {
  const covered = line.slice(73);
  return `{"hash":"${createHash('sha256').update(covered).digest('hex')}${covered}`;
}

/** What someone may do to the lines of a segment at one place; all leave another segment file. */
export const damages: ReadonlyArray<readonly [string, (lines: string[], at: number) => string[]]> = [
  [
    'one digit of an amount is changed',
    (lines, at) => lines.with(at, (lines[at] ?? '').replace(/"value":(\d)/, '"value":9$1')),
  ],
  [
    'a record is changed and hashed again',
    (lines, at) => lines.with(at, rehash((lines[at] ?? '').replace(/"value":/, '"valuf":'))),
  ],
  ['a record is removed', (lines, at) => lines.toSpliced(at, 1)],
  ['a record stands twice', (lines, at) => lines.toSpliced(at, 0, lines[at] ?? '')],
  [
    'a record is put in and hashed',
    (lines, at) => lines.toSpliced(at, 0, rehash((lines[at] ?? '').replace('"value":', '"other":'))),
  ],
  ['two records change places', (lines, at) => lines.toSpliced(at, 2, lines[at + 1] ?? '', lines[at] ?? '')],
  [
    'a time is impossible',
    (lines, at) => lines.with(at, rehash((lines[at] ?? '').replace(/"time":"\d{4}-\d\d/, '"time":"2026-13'))),
  ],
  [
    'white space is put into the data',
    (lines, at) => lines.with(at, rehash((lines[at] ?? '').replace('"value":', '"value": '))),
  ],
  [
    'a member is missing',
    (lines, at) => lines.with(at, rehash((lines[at] ?? '').replace('"type":"order.decided",', ''))),
  ],
  ['a line is no record at all', (lines, at) => lines.with(at, 'not a record')],
];
