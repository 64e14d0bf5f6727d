import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { JournalMirror } from '../../electron/domains/journal/keeper/mirror';
import type { MirrorStatus } from '../../electron/domains/journal/keeper/protocol';
import { nodeFiles } from '../../electron/platform/files';
import { FaultyFiles } from '../support/faulty-files';
import { joinLines, linesOf, segmentPath, threeSegments } from '../support/journal-damage';
import { FOLDER, ManualClock, settle } from '../support/journal-rig';

const TARGET = { directory: FOLDER };

interface Rig {
  readonly mirror: JournalMirror;
  readonly clock: ManualClock;
  readonly statuses: MirrorStatus[];
  readonly asides: { readonly file: string; readonly bytes: number }[];
  /** Runs until nothing waits but the clock. */
  step(ms?: number): Promise<void>;
}

function rigOf(source: FaultyFiles, target: FaultyFiles, head: { seq: number; hash: string }): Rig {
  const clock = new ManualClock();
  const statuses: MirrorStatus[] = [];
  const asides: { file: string; bytes: number }[] = [];
  const mirror = new JournalMirror(
    {
      source: { files: source, directory: FOLDER },
      target: { files: target, ...TARGET },
      clock,
      sharesDisk: async () => false,
      onStatus: (status) => statuses.push(status),
      onSetAside: (aside) => asides.push(aside),
    },
    head,
  );
  const step = async (ms = 0) => {
    clock.advance(ms);
    for (let round = 0; round < 12; round += 1) await settle();
  };
  return { mirror, clock, statuses, asides, step };
}

const segmentsOf = (contents: ReadonlyMap<string, Buffer>): Map<string, Buffer> =>
  new Map([...contents].filter(([path]) => path.endsWith('.jsonl')));

describe('the mirror of the journal', () => {
  it('is the journal byte for byte up to what is durable, and never beyond', async () => {
    const { contents, end, lines } = await journal();
    const target = new FaultyFiles();
    const middle = lines[5];
    if (middle === undefined) throw new Error('too few records');
    const rig = rigOf(new FaultyFiles(undefined, contents), target, middle);
    rig.mirror.start();
    await rig.step();
    expect(rig.mirror.status).toMatchObject({ state: 'current', seq: middle.seq });
    expect(recordsOf(target.contents())).toBe(middle.seq);

    rig.mirror.told(end.head);
    await rig.step(1_000);
    expect(rig.mirror.status).toMatchObject({ state: 'current', seq: end.head.seq, behindSince: null });
    expect(segmentsOf(target.contents())).toEqual(segmentsOf(contents));
    // What counts as copied outlives a power loss.
    expect(segmentsOf(target.afterCrash('synced-only').contents())).toEqual(segmentsOf(contents));
  });

  it('goes on where it was left, and keeps a half-written end aside before it cuts it off', async () => {
    const { contents, end } = await journal();
    const half = new Map(contents);
    const whole = contents.get(segmentPath(2)) ?? Buffer.alloc(0);
    const cut = whole.length - 40;
    half.set(segmentPath(2), Buffer.concat([whole.subarray(0, cut), Buffer.alloc(11)]));
    half.delete(segmentPath(3));
    const target = new FaultyFiles(undefined, half);
    const rig = rigOf(new FaultyFiles(undefined, contents), target, end.head);
    rig.mirror.start();
    await rig.step();
    expect(rig.mirror.status.state).toBe('current');
    expect(segmentsOf(target.contents())).toEqual(segmentsOf(contents));
    const [aside] = rig.asides;
    const kept = target.contents().get(`${FOLDER}/${aside?.file}`);
    expect(kept?.length).toBe(aside?.bytes);
    expect(kept?.subarray(-11)).toEqual(Buffer.alloc(11));
  });

  it.each(['longer', 'diverged', 'other-journal', 'damaged'] as const)(
    'is left alone, and named, when it is %s',
    async (code) => {
      const { contents, end } = await journal();
      const theirs = new Map(contents);
      let head = end.head;
      const source = new Map(contents);
      const third = linesOf(contents.get(segmentPath(3)));
      if (code === 'longer') {
        source.set(segmentPath(3), joinLines(third.slice(0, -1)));
        const last = JSON.parse(third.at(-2) ?? '{}') as { seq: number; hash: string };
        head = { seq: last.seq, hash: last.hash };
      } else if (code === 'diverged') {
        const changed = (await journal('other')).contents.get(segmentPath(3));
        theirs.set(segmentPath(3), changed ?? Buffer.alloc(0));
      } else if (code === 'other-journal') {
        for (const [path, bytes] of (await journal('x', 'zzzzzz')).contents) theirs.set(path, bytes);
      } else theirs.delete(segmentPath(2));
      const target = new FaultyFiles(undefined, theirs);
      const rig = rigOf(new FaultyFiles(undefined, source), target, head);
      rig.mirror.start();
      await rig.step();
      await rig.step(60_000);
      expect(rig.mirror.status).toMatchObject({ state: 'refused', problem: { code } });
      expect(rig.mirror.status.problem?.message).toContain('Nothing there was changed');
      expect(target.contents()).toEqual(theirs);
      // Until the operator says so; then it is looked at again.
      if (code !== 'longer') return;
      rig.mirror.told(end.head);
      await rig.step(60_000);
      expect(rig.mirror.status.state).toBe('refused');
      rig.mirror.retry();
      await rig.step();
      expect(rig.mirror.status.problem?.code).toBe('longer');
    },
  );

  it('stops at a journal that is bad, keeps what stood before, and says that the journal is', async () => {
    const { contents, end } = await journal();
    const source = new Map(contents);
    const third = linesOf(contents.get(segmentPath(3)));
    source.set(segmentPath(3), joinLines(third.with(1, (third[1] ?? '').replace('"value":', '"valuf":'))));
    const target = new FaultyFiles();
    const rig = rigOf(new FaultyFiles(undefined, source), target, end.head);
    rig.mirror.start();
    await rig.step();
    expect(rig.mirror.status).toMatchObject({ state: 'refused', problem: { code: 'journal-damaged' } });
    expect(target.contents().get(segmentPath(3))).toEqual(joinLines(third.slice(0, 1)));
  });

  it.each([
    ['ENOSPC', 'full'],
    ['EROFS', 'read-only'],
    ['EIO', 'failed'],
  ] as const)('says %s with a remedy, tells since when it is behind, and catches up by itself', async (error, code) => {
    const { contents, end, lines } = await journal();
    const first = lines[3];
    if (first === undefined) throw new Error('too few records');
    const target = new FaultyFiles();
    const rig = rigOf(new FaultyFiles(undefined, contents), target, first);
    rig.mirror.start();
    await rig.step();
    target.fault = { kind: 'outage', at: target.operations + 1, code: error };
    rig.mirror.told(end.head);
    const lostAt = rig.clock.now();
    await rig.step(1_000);
    expect(rig.mirror.status).toMatchObject({ state: 'away', problem: { code }, behindSince: lostAt, seq: first.seq });
    target.heal();
    await rig.step(10_000);
    expect(rig.mirror.status).toMatchObject({ state: 'current', problem: null, behindSince: null });
    expect(segmentsOf(target.contents())).toEqual(segmentsOf(contents));
  });

  it('is missing when its folder is, and never makes that folder: an empty mount point is not the mirror', async () => {
    const { contents, end } = await journal();
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-mirror-'));
    const directory = join(folder, 'not-plugged-in');
    const clock = new ManualClock();
    let status: MirrorStatus | undefined;
    const heard = (code: string | undefined) =>
      expect
        .poll(() => `${status?.state} ${status?.problem?.code}`)
        .toBe(code === undefined ? 'current undefined' : `away ${code}`);
    const mirror = new JournalMirror(
      {
        source: { files: new FaultyFiles(undefined, contents), directory: FOLDER },
        target: { files: nodeFiles, directory },
        clock,
        sharesDisk: async () => false,
        onStatus: (now) => {
          status = now;
        },
        onSetAside: () => undefined,
      },
      end.head,
    );
    try {
      mirror.start();
      await heard('missing');
      expect(await nodeFiles.list(folder)).toEqual([]);
      mkdirSync(directory);
      clock.advance(10_000);
      await heard(undefined);
      // Unplugged while nothing is written: it is looked after all the same.
      rmSync(directory, { recursive: true });
      clock.advance(11_000);
      await heard('missing');
    } finally {
      await mirror.close({ copiesRest: false });
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

const recordsOf = (contents: ReadonlyMap<string, Buffer>): number =>
  [...segmentsOf(contents).values()].reduce((sum, bytes) => sum + linesOf(bytes).length, 0);

async function journal(mark?: string, journalId?: string) {
  const made = await threeSegments(mark, journalId);
  const lines = [1, 2, 3]
    .flatMap((segment) => linesOf(made.contents.get(segmentPath(segment))))
    .map((line) => JSON.parse(line) as { seq: number; hash: string })
    .map(({ seq, hash }) => ({ seq, hash }));
  return { ...made, lines };
}
