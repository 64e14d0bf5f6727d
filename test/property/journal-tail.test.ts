import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readTail } from '../../electron/domains/journal/tail';
import { FaultyFiles } from '../support/faulty-files';
import { bytesOf, FOLDER, openWriter } from '../support/journal-rig';

const TYPES = ['order.decided', 'fill', 'note'];

/** About 1.7 MB in segments of 600 kB, with lines from a few bytes to more than the reader looks at while searching. */
async function largeJournal() {
  const files = new FaultyFiles();
  const { writer } = await openWriter(files, { segmentBytes: 600_000 });
  for (let group = 0; group < 60; group += 1) {
    const entries = Array.from({ length: 40 }, (_, index) => {
      const length = group % 20 === 7 && index === 3 ? 90_000 : (group * 131 + index * 17) % 900;
      return { type: TYPES[(group + index) % TYPES.length] ?? 'note', data: { text: 'x'.repeat(length) } };
    });
    const written = await writer.append(bytesOf(entries));
    if (!written.ok) throw new Error(written.error.message);
  }
  const { end } = writer;
  const all = [];
  for (let beforeSeq = end.head.seq + 1; beforeSeq > 1; ) {
    const part = await readTail(files, FOLDER, end, { limit: 1_000, beforeSeq });
    all.unshift(...part);
    beforeSeq = part[0]?.seq ?? 1;
  }
  return { files, end, all };
}

it('whatever part of the journal is asked for, exactly that part comes', async () => {
  const { files, end, all } = await largeJournal();
  expect(all.map(({ seq }) => seq)).toEqual(Array.from({ length: end.head.seq }, (_, index) => index + 1));
  const seq = fc.integer({ min: 1, max: end.head.seq + 5 });
  const query = fc.record(
    { limit: fc.integer({ min: 1, max: 60 }), beforeSeq: seq, afterSeq: seq, types: fc.subarray(TYPES) },
    { requiredKeys: ['limit'] },
  );
  await fc.assert(
    fc.asyncProperty(query, async (asked) => {
      const { limit, beforeSeq = Number.POSITIVE_INFINITY, afterSeq = 0, types = [] } = asked;
      const wanted = all
        .filter((record) => record.seq < beforeSeq && record.seq > afterSeq)
        .filter(({ type }) => types.length === 0 || types.includes(type))
        .slice(-limit);
      const found = await readTail(files, FOLDER, end, asked);
      expect(found.map((record) => record.seq)).toEqual(wanted.map((record) => record.seq));
      const headers = await readTail(files, FOLDER, end, { ...asked, headersOnly: true });
      expect(headers).toEqual(found.map((record) => ({ ...record, data: null })));
    }),
    { numRuns: 120 },
  );
});
