import { spawnSync } from 'node:child_process';
import { afterAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../electron/domains/paper/engine/random';
import { appSays, pythonVerifier } from '../support/both-verifiers';
import { joinLines, segmentPath } from '../support/journal-damage';
import { journalToTamper, rewritten, TAMPERINGS, tamper } from '../support/tamper';

const hasPython = spawnSync('python3', ['--version']).status === 0;
if (!hasPython) console.warn('skipped: tamper trials by both verifiers (there is no python3)');
/** Of each kind; 100,000 in all with `npm run torture -- --tamper 100000`. */
const TRIALS = 40;
const seed = Math.floor(Date.now() / 1_000) % 100_000;

describe.skipIf(!hasPython)('a journal that somebody changed at or before a head that was kept elsewhere', () => {
  const python = pythonVerifier();
  afterAll(() => python.close());

  it.each(TAMPERINGS)(
    'is found bad by both verifiers: %s',
    async (kind) => {
      const good = await journalToTamper();
      const random = createRandom(seed, kind);
      for (let trial = 0; trial < TRIALS; trial += 1) {
        const { files, head } = tamper(good, random, kind);
        const said = [await appSays(files, head), await python.says(files, head)];
        expect(said, `npm run torture -- --tamper 400 --seed ${seed}`).not.toContain(undefined);
      }
    },
    30_000,
  );

  it('would not be missed without the change, and needs the head: a rewritten one is whole in itself', async () => {
    const good = await journalToTamper();
    const head = { seq: good.hashes.length, hash: good.hashes.at(-1) ?? '' };
    const asFiles = (segments: readonly (readonly string[])[]) =>
      new Map(segments.map((lines, index) => [segmentPath(index + 1), joinLines(lines)]));
    expect(await appSays(asFiles(good.segments), head)).toBeUndefined();
    expect(await python.says(asFiles(good.segments), head)).toBeUndefined();
    const earlier = { seq: 5, hash: good.hashes[4] ?? '' };
    expect(await appSays(asFiles(good.segments), earlier)).toBeUndefined();
    expect(await python.says(asFiles(good.segments), earlier)).toBeUndefined();
    const forged = asFiles(rewritten(good, 3, createRandom(seed, 'forged')));
    expect(await python.says(forged, undefined)).toBeUndefined();
    expect(await python.says(forged, head)).toContain('given head');
    expect(await appSays(forged, head)).toContain('given head');
    const none = { seq: 1, hash: good.hashes[0] ?? '' };
    expect(await appSays(forged, none)).toBeUndefined();
  });
});
