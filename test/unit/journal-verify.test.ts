import { describe, expect, it } from 'vitest';
import type { VerifyReport } from '../../electron/domains/journal/index';
import type { JournalEnd } from '../../electron/domains/journal/journal-end';
import { readTail } from '../../electron/domains/journal/tail';
import { verifyJournal } from '../../electron/domains/journal/verify';
import { FaultyFiles } from '../support/faulty-files';
import { damages, joinLines, linesOf, segmentPath, threeSegments } from '../support/journal-damage';
import { bytesOf, entry, FOLDER, openWriter } from '../support/journal-rig';

describe('verify', () => {
  const run = async (contents: ReadonlyMap<string, Buffer>, end: JournalEnd): Promise<VerifyReport> =>
    verifyJournal(new FaultyFiles(undefined, contents), FOLDER, end, () => 0);

  it('finds an untouched journal intact and names its head', async () => {
    const { contents, end } = await threeSegments();
    expect(await run(contents, end)).toMatchObject({ intact: true, records: end.head.seq, head: end.head });
  });

  describe.each([1, 2, 3])('in segment %i', (segment) => {
    it.each(damages)('names the first bad record when %s', async (_, damage) => {
      const { contents, end } = await threeSegments();
      const lines = linesOf(contents.get(segmentPath(segment)));
      const at = 2;
      const changed = joinLines(damage([...lines], at));
      expect(changed.equals(contents.get(segmentPath(segment)) ?? Buffer.alloc(0))).toBe(false);
      contents.set(segmentPath(segment), changed);
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
      contents.delete(segmentPath(segment));
      expect(await run(contents, end)).toMatchObject({
        intact: false,
        where: expect.stringContaining(`segment-00000${segment}.jsonl`),
      });
    });

    it('says so when the segment is cut short by whole records', async () => {
      const { contents, end } = await threeSegments();
      contents.set(segmentPath(segment), joinLines(linesOf(contents.get(segmentPath(segment))).slice(0, -1)));
      expect(await run(contents, end)).toMatchObject({ intact: false });
    });
  });

  it('finds two segments that changed places', async () => {
    const { contents, end } = await threeSegments();
    const [first, second] = [contents.get(segmentPath(1)), contents.get(segmentPath(2))];
    contents.set(segmentPath(1), second ?? Buffer.alloc(0)).set(segmentPath(2), first ?? Buffer.alloc(0));
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
    for (const value of ['first', long, long, 'last']) await writer.append(bytesOf([entry(value)]));
    const records = await readTail(files, FOLDER, writer.end, { limit: 4 });
    expect(records.map(({ data }) => (data as { value: string }).value.length)).toEqual([5, 300_000, 300_000, 4]);
    expect(await verifyJournal(files, FOLDER, writer.end, () => 0)).toMatchObject({ intact: true });
  });
});
