import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { JournalEnd } from '../../electron/domains/journal/journal-end';
import { segmentName } from '../../electron/domains/journal/segments';
import { verifyJournal } from '../../electron/domains/journal/verify';
import { pythonVerifier } from '../support/both-verifiers';
import { FaultyFiles } from '../support/faulty-files';
import { damages, joinLines, linesOf, segmentPath, threeSegments } from '../support/journal-damage';
import { exportFiles, FOLDER, makeTemporaryFolder } from '../support/journal-rig';

const hasPython = spawnSync('python3', ['--version']).status === 0;
if (!hasPython) console.warn('skipped: the independent verifier (there is no python3)');
const folder = makeTemporaryFolder();
const python = hasPython ? pythonVerifier() : undefined;
afterAll(() => {
  python?.close();
  folder.remove();
});

/** Both verifiers' word on one journal: `intact`, or the first bad record. */
async function askBoth(
  contents: Map<string, Buffer>,
  end: JournalEnd,
): Promise<{ ours: string; theirs: string; said: string }> {
  const last = contents.get(segmentPath(end.segment));
  const bounded = { ...end, offset: last?.length ?? end.offset };
  const report = await verifyJournal(new FaultyFiles(undefined, contents), FOLDER, bounded, () => 0);
  const path = join(folder.path, 'journal');
  exportFiles(contents, path);
  const answer = await python?.answer(path, '--head', `${end.head.seq}:${end.head.hash}`);
  const { status, said } = answer ?? { status: undefined, said: '' };
  const place = /^bad: (segment-\d+\.jsonl line \d+)/.exec(said)?.[1] ?? said;
  return {
    ours: report.intact ? 'intact' : report.where.replace(/ \(seq.*/, ''),
    theirs: status === 0 ? 'intact' : place,
    said: `${report.intact ? 'intact' : `${report.where}: ${report.reason}`} | ${said}`,
  };
}

describe.skipIf(!hasPython)('the independent verifier, written from the format document alone,', () => {
  it('finds our journal intact', async () => {
    const { contents, end } = await threeSegments();
    expect(await askBoth(contents, end)).toMatchObject({ ours: 'intact', theirs: 'intact' });
  });

  describe.each([1, 2, 3])('agrees with ours on the first bad record in segment %i', (segment) => {
    it.each(damages)('when %s', async (_, damage) => {
      const { contents, end } = await threeSegments();
      contents.set(segmentPath(segment), joinLines(damage(linesOf(contents.get(segmentPath(segment))), 2)));
      const { ours, theirs, said } = await askBoth(contents, end);
      expect(theirs, said).toBe(ours);
      expect(ours).not.toBe('intact');
    });

    it('when its end is torn', async () => {
      const { contents, end } = await threeSegments();
      contents.set(segmentPath(segment), (contents.get(segmentPath(segment)) as Buffer).subarray(0, -5));
      const { ours, theirs, said } = await askBoth(contents, end);
      expect(theirs, said).toBe(ours);
      expect(ours).toContain(segmentName(segment));
    });

    it('when any of its bits is flipped', async () => {
      const { contents, end } = await threeSegments();
      const good = contents.get(segmentPath(segment)) as Buffer;
      for (let at = segment; at < good.length; at += 307) {
        const flipped = Buffer.from(good);
        flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
        const { ours, theirs, said } = await askBoth(new Map(contents).set(segmentPath(segment), flipped), end);
        expect(theirs, `byte ${at}: ${said}`).toBe(ours);
        expect(ours).not.toBe('intact');
      }
    });

    it('when it is missing', async () => {
      const { contents, end } = await threeSegments();
      contents.delete(segmentPath(segment));
      const { ours, theirs, said } = await askBoth(contents, end);
      expect([ours, theirs], said).not.toContain('intact');
    });
  });

  it('sees with a head that whole records were cut from the end', async () => {
    const { contents, end } = await threeSegments();
    contents.set(segmentPath(3), joinLines(linesOf(contents.get(segmentPath(3))).slice(0, -1)));
    const { ours, theirs, said } = await askBoth(contents, end);
    expect([ours, theirs], said).not.toContain('intact');
  });
});
