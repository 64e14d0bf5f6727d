import { CHECKPOINT, type Checkpoint } from '../../electron/domains/journal/index';
import type { JournalHead } from '../../electron/domains/journal/protocol';
import { dataTextOf, readHeader, ZERO_HASH } from '../../electron/domains/journal/record';
import { RecordEncoder } from '../../electron/domains/journal/record-encoder';
import { GrowingTree, hexOf } from '../../electron/domains/journal/tree/merkle';
import type { Random } from '../../electron/domains/paper/engine/random';
import { checkpointRig } from './checkpoint-rig';
import { joinLines, linesOf, segmentPath } from './journal-damage';

/** A journal as its segments' lines, and the hash of each record in order. */
export interface GoodJournal {
  readonly segments: readonly (readonly string[])[];
  readonly hashes: readonly string[];
}

export const TAMPERINGS = ['flip', 'delete', 'insert', 'swap', 'truncate', 'rewrite'] as const;
export type Tampering = (typeof TAMPERINGS)[number];

export interface Trial {
  readonly kind: Tampering;
  /** What somebody kept elsewhere; the journal was changed at or before it. */
  readonly head: JournalHead;
  readonly files: ReadonlyMap<string, Buffer>;
}

/** A journal of several segments with signed and sealed checkpoints among its records. */
export async function journalToTamper(): Promise<GoodJournal> {
  const rig = await checkpointRig(undefined, { segmentBytes: 2_400 });
  for (let round = 0; round < 3; round += 1) {
    await rig.add(4);
    const made = await rig.checkpoints.make('asked');
    if (!made.ok) throw new Error(made.error);
  }
  await rig.add(2);
  const contents = rig.files.contents();
  const segments = Array.from({ length: rig.writer.end.segment }, (_, index) =>
    linesOf(contents.get(segmentPath(index + 1))),
  );
  return { segments, hashes: segments.flat().map((line) => line.slice(9, 73)) };
}

const below = (random: Random, count: number): number => Math.floor(random.next() * count);

/** One act of somebody who can write the journal's files, at a place and with a head that chance decides. */
export function tamper(good: GoodJournal, random: Random, kind: Tampering): Trial {
  const count = good.hashes.length;
  const anchor = 2 + below(random, count - 1);
  const at = 1 + below(random, anchor);
  const segments = good.segments.map((lines) => [...lines]);
  const place = placeOf(good, at);
  const lines = segments[place.segment] as string[];
  const line = lines[place.line] as string;
  const head = { seq: anchor, hash: good.hashes[anchor - 1] as string };
  const trial = (changed: readonly (readonly string[])[]): Trial => ({ kind, head, files: filesOf(changed) });
  switch (kind) {
    case 'flip': {
      const bytes = Buffer.from(line);
      const byte = below(random, bytes.length);
      bytes[byte] = (bytes[byte] ?? 0) ^ (1 << below(random, 8));
      const files = new Map(filesOf(segments));
      const before = joinLines(lines.slice(0, place.line));
      const after = joinLines(lines.slice(place.line + 1));
      return {
        kind,
        head,
        files: files.set(segmentPath(place.segment + 1), Buffer.concat([before, bytes, Buffer.from('\n'), after])),
      };
    }
    case 'delete':
      lines.splice(place.line, 1);
      return trial(segments);
    case 'insert': {
      const from = placeOf(good, 1 + below(random, count));
      lines.splice(
        place.line + (at === anchor ? 0 : below(random, 2)),
        0,
        good.segments[from.segment]?.[from.line] as string,
      );
      return trial(segments);
    }
    case 'swap': {
      const other = placeOf(good, at === 1 ? 2 : 1 + below(random, at - 1));
      lines[place.line] = (segments[other.segment] as string[])[other.line] as string;
      (segments[other.segment] as string[])[other.line] = line;
      return trial(segments);
    }
    case 'truncate': {
      lines.length = place.line;
      return trial(segments.slice(0, place.segment + 1).filter((each) => each.length > 0));
    }
    case 'rewrite':
      return trial(rewritten(good, at, random));
  }
}

/** Zero-based. */
function placeOf(good: GoodJournal, seq: number): { readonly segment: number; readonly line: number } {
  let line = seq - 1;
  let segment = 0;
  for (; line >= (good.segments[segment]?.length ?? 0); segment += 1) line -= good.segments[segment]?.length ?? 0;
  return { segment, line };
}

const filesOf = (segments: readonly (readonly string[])[]): Map<string, Buffer> =>
  new Map(segments.map((lines, index) => [segmentPath(index + 1), joinLines(lines)]));

/**
 * All from record `at` on written anew by somebody who knows the format: another time or value, the chain, the trees and the segments'
 * beginnings made to fit, and the checkpoints without the signatures and seals that cannot be made. Without a head it looks good.
 */
export function rewritten(good: GoodJournal, at: number, random: Random): string[][] {
  const encoder = new RecordEncoder();
  encoder.begin({ seq: 0, hash: ZERO_HASH });
  const tree = new GrowingTree();
  const trees: Array<Pick<Checkpoint, 'head' | 'root' | 'peaks'>> = [];
  const second = String(below(random, 60)).padStart(2, '0');
  return good.segments.map((lines, index) =>
    lines.map((text) => {
      const line = Buffer.from(text);
      const header = readHeader(line);
      if (header === undefined) throw new Error('not a record');
      const data: unknown = JSON.parse(dataTextOf(line, header));
      const { head } = encoder;
      encoder.begin(head);
      const isChanged = header.seq >= at;
      const time = header.seq === at ? header.time.replace(/:\d\d\.\d{3}Z/, `:${second}.999Z`) : header.time;
      encoder.addValue(header.type, isChanged ? fitted(header.type, data, index + 1, head, trees) : data, time);
      tree.add(encoder.head.hash);
      trees.push({ head: encoder.head.hash, root: hexOf(tree.root), peaks: tree.peaks.map(hexOf) });
      return encoder.bytes.toString().trimEnd();
    }),
  );
}

function fitted(
  type: string,
  data: unknown,
  segment: number,
  head: JournalHead,
  trees: ReadonlyArray<Pick<Checkpoint, 'head' | 'root' | 'peaks'>>,
): unknown {
  if (type === 'journal.segment-opened') return { segment, prevHead: head.hash };
  if (type !== CHECKPOINT) return data;
  const { why, at, size } = data as Checkpoint;
  const { head: own, root, peaks } = trees[size - 1] as Pick<Checkpoint, 'head' | 'root' | 'peaks'>;
  return { why, at, size, head: own, root, peaks, seal: null, signature: null, unsigned: 'no-vault' };
}
