import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { VerifyReport } from '../../electron/domains/journal/index';
import { readTail } from '../../electron/domains/journal/tail';
import { verifyJournal } from '../../electron/domains/journal/verify';
import { FaultyFiles } from '../support/faulty-files';
import { entry, FOLDER, openWriter, textOf } from '../support/journal-rig';

async function threeSegments(): Promise<{ contents: Map<string, Buffer>; end: Parameters<typeof verifyJournal>[2] }> {
  const files = new FaultyFiles();
  const { writer } = await openWriter(files, { segmentBytes: 1_200 });
  for (let index = 0; writer.end.segment < 3 || writer.end.offset < 1_000; index += 1) {
    await writer.append(textOf([entry(index)]));
  }
  return { contents: new Map(files.contents()), end: writer.end };
}

const linesOf = (bytes: Buffer | undefined): string[] => (bytes ?? Buffer.alloc(0)).toString().trimEnd().split('\n');
const join = (lines: readonly string[]): Buffer => Buffer.from(lines.map((line) => `${line}\n`).join(''));
const path = (segment: number): string => `${FOLDER}/segment-00000${segment}.jsonl`;

/** An edit by someone who can hash: the record is whole in itself. */
function rehash(line: string): string {
  const covered = line.slice(73);
  return `{"hash":"${createHash('sha256').update(covered).digest('hex')}${covered}`;
}

const damages: ReadonlyArray<readonly [string, (lines: string[], at: number) => string[]]> = [
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

describe('verify', () => {
  const run = async (
    contents: ReadonlyMap<string, Buffer>,
    end: Parameters<typeof verifyJournal>[2],
  ): Promise<VerifyReport> => verifyJournal(new FaultyFiles(undefined, contents), FOLDER, end, () => 0);

  it('finds an untouched journal intact and names its head', async () => {
    const { contents, end } = await threeSegments();
    expect(await run(contents, end)).toMatchObject({ intact: true, records: end.head.seq, head: end.head });
  });

  describe.each([1, 2, 3])('in segment %i', (segment) => {
    it.each(damages)('names the first bad record when %s', async (_, damage) => {
      const { contents, end } = await threeSegments();
      const lines = linesOf(contents.get(path(segment)));
      const at = 2;
      const changed = join(damage([...lines], at));
      expect(changed.equals(contents.get(path(segment)) ?? Buffer.alloc(0))).toBe(false);
      contents.set(path(segment), changed);
      const bounded = segment === 3 ? { ...end, offset: changed.length } : end;
      const report = await run(contents, bounded);
      expect(report).toMatchObject({ intact: false });
      // A record that is there twice, or one too many, is itself the good one: the next line is bad.
      expect(report.intact ? '' : report.where).toMatch(
        new RegExp(`^segment-00000${segment}\\.jsonl line [345] \\(seq \\d+\\)$`),
      );
    });

    it('says so when the segment is gone', async () => {
      const { contents, end } = await threeSegments();
      contents.delete(path(segment));
      expect(await run(contents, end)).toMatchObject({
        intact: false,
        where: expect.stringContaining(`segment-00000${segment}.jsonl`),
      });
    });

    it('says so when the segment is cut short by whole records', async () => {
      const { contents, end } = await threeSegments();
      contents.set(path(segment), join(linesOf(contents.get(path(segment))).slice(0, -1)));
      expect(await run(contents, end)).toMatchObject({ intact: false });
    });
  });

  it('finds two segments that changed places', async () => {
    const { contents, end } = await threeSegments();
    const [first, second] = [contents.get(path(1)), contents.get(path(2))];
    contents.set(path(1), second ?? Buffer.alloc(0)).set(path(2), first ?? Buffer.alloc(0));
    expect(await run(contents, end)).toMatchObject({
      intact: false,
      where: expect.stringContaining('segment-000001.jsonl line 1 '),
    });
  });
});

describe('tail', () => {
  it('gives the newest records oldest first, across segments', async () => {
    const { contents, end } = await threeSegments();
    const files = new FaultyFiles(undefined, contents);
    const all = await readTail(files, FOLDER, end, { limit: 1_000 });
    expect(all.map(({ seq }) => seq)).toEqual(all.map((_, index) => index + 1));
    expect(await readTail(files, FOLDER, end, { limit: 7 })).toEqual(all.slice(-7));
    expect(await readTail(files, FOLDER, end, { limit: 3, beforeSeq: 6 })).toEqual(all.slice(2, 5));
    const opened = await readTail(files, FOLDER, end, {
      limit: 9,
      types: ['journal.segment-opened', 'journal.created'],
    });
    expect(opened.map(({ type }) => type)).toEqual([
      'journal.created',
      'journal.segment-opened',
      'journal.segment-opened',
    ]);
    expect(await readTail(files, FOLDER, end, { limit: 0 })).toEqual([]);
  });

  it('reads records longer than one read', async () => {
    const files = new FaultyFiles();
    const { writer } = await openWriter(files);
    const long = 'ü'.repeat(300_000);
    for (const value of ['first', long, long, 'last']) await writer.append(textOf([entry(value)]));
    const records = await readTail(files, FOLDER, writer.end, { limit: 4 });
    expect(records.map(({ data }) => (data as { value: string }).value.length)).toEqual([5, 300_000, 300_000, 4]);
    expect(await verifyJournal(files, FOLDER, writer.end, () => 0)).toMatchObject({ intact: true });
  });
});
