import { describe, expect, it } from 'vitest';
import { LiveTree } from '../../electron/domains/journal/checkpoint/live-tree';
import { GrowingTree, hexOf } from '../../electron/domains/journal/tree/merkle';
import { JOURNAL_START, readHashes } from '../../electron/domains/journal/tree/read-hashes';
import type { JournalWriter } from '../../electron/domains/journal/writer';
import type { Files } from '../../electron/platform/files';
import { FaultyFiles } from '../support/faulty-files';
import { bytesOf, entry, FOLDER, ManualClock, openWriter, settle } from '../support/journal-rig';

interface Rig {
  readonly disk: FaultyFiles;
  readonly clock: ManualClock;
  readonly writer: JournalWriter;
  readonly tree: LiveTree;
  /** Segments that the tree read so far. */
  readonly reads: () => number;
  /** Appends one group of that many records. */
  readonly add: (records: number) => Promise<boolean>;
}

async function rigOf(): Promise<Rig> {
  const disk = new FaultyFiles();
  const clock = new ManualClock();
  const { writer } = await openWriter(disk, { clock, segmentBytes: 20_000 });
  let reads = 0;
  const files: Files = {
    list: (folder) => disk.list(folder),
    makeFolder: () => disk.makeFolder(),
    rename: (from, to) => disk.rename(from, to),
    remove: (path) => disk.remove(path),
    syncFolder: (folder) => disk.syncFolder(folder),
    lockFolder: () => disk.lockFolder(),
    open: (path, mode) => {
      reads += 1;
      return disk.open(path, mode);
    },
  };
  const tree = new LiveTree({ files, directory: FOLDER, end: () => writer.end });
  writer.onDurable = (records) => tree.told(records);
  await tree.load(undefined);
  const add = async (records: number): Promise<boolean> =>
    (await writer.append(bytesOf(Array.from({ length: records }, (_, at) => entry(at))))).ok;
  return { disk, clock, writer, tree, reads: () => reads, add };
}

/** The tree that the files hold. */
async function expectWhole({ disk, writer, tree }: Rig): Promise<void> {
  const expected = new GrowingTree();
  await readHashes(disk, FOLDER, JOURNAL_START, writer.end, (_, hash) => expected.add(hash));
  expect(tree.size).toBe(writer.end.head.seq);
  expect(tree.head).toBe(writer.end.head.hash);
  expect(hexOf(tree.root)).toBe(hexOf(expected.root));
  expect(tree.peaks).toEqual(expected.peaks);
}

describe('the tree of the journal while it is written', () => {
  it('takes in what the writer tells, over segments and groups longer than a slice, and reads nothing', async () => {
    const rig = await rigOf();
    const before = rig.reads();
    for (const records of [1, 3, 150, 5_000, 2]) await rig.add(records);
    await rig.tree.catchUp();
    expect(rig.writer.end.segment).toBeGreaterThan(2);
    expect(rig.reads()).toBe(before);
    await expectWhole(rig);
    await rig.add(4);
    await settle();
    expect(rig.tree.size).toBe(rig.writer.end.head.seq);
  });

  it('gives way between slices', async () => {
    const rig = await rigOf();
    const sizes = new Set<number>();
    let isWatching = true;
    const watch = (): void => {
      sizes.add(rig.tree.size);
      if (isWatching) setImmediate(watch);
    };
    watch();
    await rig.add(9_000);
    await rig.tree.catchUp();
    isWatching = false;
    const steps = [...sizes, rig.tree.size];
    expect(Math.max(...steps.slice(1).map((size, at) => size - (steps[at] as number)))).toBeLessThanOrEqual(4_096);
    await expectWhole(rig);
  });

  it('reads from the files what it was not told, and listens again', async () => {
    const rig = await rigOf();
    await rig.add(10);
    const { onDurable } = rig.writer;
    rig.writer.onDurable = undefined;
    await rig.add(200);
    rig.writer.onDurable = onDurable;
    await rig.add(30);
    await rig.tree.catchUp();
    await expectWhole(rig);
    const reads = rig.reads();
    await rig.add(7);
    await rig.tree.catchUp();
    expect(rig.reads()).toBe(reads);
    await expectWhole(rig);
  });

  it('knows no record twice and leaves none out after a write that failed although it reached the disk', async () => {
    const rig = await rigOf();
    await rig.add(5);
    rig.disk.fault = { kind: 'failed-sync', at: rig.disk.operations + 2, lands: 'everything' };
    expect(await rig.add(3)).toBe(false);
    rig.disk.fault = undefined;
    rig.clock.advance(1_000);
    await settle();
    expect(rig.writer.isHealthy).toBe(true);
    expect(await rig.add(6)).toBe(true);
    await rig.tree.catchUp();
    await expectWhole(rig);
  });
});
