import assert from 'node:assert/strict';
import { JournalMirror } from '../../../electron/domains/journal/keeper/mirror';
import type { JournalHead } from '../../../electron/domains/journal/protocol';
import { FaultyFiles } from '../faulty-files';
import { linesOf, segmentPath, threeSegments } from '../journal-damage';
import { FOLDER, ManualClock, settle } from '../journal-rig';

/** The journal that is mirrored, and the heads that are told one after the other. */
export interface MirrorSession {
  readonly name: string;
  readonly contents: ReadonlyMap<string, Buffer>;
  readonly heads: readonly JournalHead[];
  /** What the mirror's disk holds before. */
  readonly before: ReadonlyMap<string, Buffer>;
}

/** A mirror from its beginning over three segments, and one that goes on from a half-written copy. */
export async function mirrorSessions(): Promise<readonly MirrorSession[]> {
  const { contents, end } = await threeSegments();
  const all = [1, 2, 3]
    .flatMap((segment) => linesOf(contents.get(segmentPath(segment))))
    .map((line) => JSON.parse(line) as JournalHead)
    .map(({ seq, hash }) => ({ seq, hash }));
  const heads = all.filter(({ seq }) => seq % 4 === 1 || seq === end.head.seq);
  const second = contents.get(segmentPath(2)) ?? Buffer.alloc(0);
  const half = new Map(contents);
  half.set(segmentPath(2), second.subarray(0, second.length - 100));
  half.delete(segmentPath(3));
  return [
    { name: 'a mirror from its beginning', contents, heads, before: new Map() },
    { name: 'a mirror that goes on', contents, heads: heads.slice(-2), before: half },
  ];
}

/** Copies as the heads are told. Returns the last record that counted as copied when it ended or the machine stopped. */
export async function runMirror(session: MirrorSession, target: FaultyFiles): Promise<number> {
  const clock = new ManualClock();
  const [first, ...later] = session.heads;
  assert.ok(first !== undefined);
  let copied = 0;
  const mirror = new JournalMirror(
    {
      source: { files: new FaultyFiles(undefined, session.contents), directory: FOLDER },
      target: { files: target, directory: FOLDER },
      clock,
      sharesDisk: async () => false,
      onStatus: ({ seq }) => {
        copied = Math.max(copied, seq ?? 0);
      },
      onSetAside: () => undefined,
    },
    first,
  );
  mirror.start();
  const rest = async (): Promise<void> => {
    for (let round = 0; round < 6; round += 1) await settle();
  };
  await rest();
  for (const head of later) {
    if (target.crashed) break;
    mirror.told(head);
    clock.advance(10_000);
    await rest();
  }
  // For what failed on the way.
  for (let more = 0; more < 4 && !target.crashed; more += 1) {
    clock.advance(10_000);
    await rest();
    if (mirror.status.state === 'current') break;
  }
  if (!target.crashed) {
    assert.equal(mirror.status.state, 'current', `it heals: ${mirror.status.problem?.message}`);
    await mirror.close({ copiesRest: true });
  }
  return copied;
}

/** What counted as copied is on this disk; and a mirror that goes on there becomes the journal, byte for byte. */
export async function expectMirrored(
  session: MirrorSession,
  disk: FaultyFiles,
  copied: number,
  what: string,
): Promise<void> {
  let seq = 0;
  for (let segment = 1; ; segment += 1) {
    const own = session.contents.get(segmentPath(segment));
    const there = disk.contents().get(segmentPath(segment));
    if (own === undefined || there === undefined) break;
    for (const line of linesOf(own)) {
      seq += 1;
      if (seq > copied) break;
      assert.ok(there.includes(`${line}\n`), `${what}: record ${seq} counted as copied`);
    }
    if (seq > copied) break;
  }
  assert.ok(seq >= copied, `${what}: ${copied} records counted as copied, ${seq} are there`);
  const lastOnly = { ...session, heads: session.heads.slice(-1) };
  await runMirror(lastOnly, disk);
  for (const [path, bytes] of session.contents) {
    if (path.endsWith('.jsonl'))
      assert.deepEqual(disk.contents().get(path), bytes, `${what}: ${path} is the journal's`);
  }
}
