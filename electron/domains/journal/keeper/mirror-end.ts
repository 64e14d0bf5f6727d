import { join } from 'node:path';
import { type Files, type OpenFile, readFully } from '../../../platform/files';
import { ArchiveAwayError } from '../archive/whole';
import { firstLineOf, type JournalEnd, lastRecordOf } from '../journal-end';
import { journalIdOfLine, LINE_FEED, readHeader, ZERO_HASH } from '../record';
import { scanSegment } from '../scan';
import { listSegments, segmentName } from '../segments';
import type { MirrorProblem } from './protocol';
import { onSource, onTarget, SideError } from './side';
import { mirrorRefusal } from './words';

/** A journal's folder and the disk it is on. */
export interface JournalPlace {
  readonly files: Files;
  readonly directory: string;
}

/** The mirror is synced at least after so many bytes: a half-written end is never longer by more than a reading. */
export const MIRROR_SYNC_BYTES = 4 * 1024 * 1024;
const MAX_HALF_WRITTEN_BYTES = MIRROR_SYNC_BYTES + 2 * 1024 * 1024;

export interface FoundMirror {
  readonly end: JournalEnd;
  /** Bytes after its last good record, of a copy that was not finished. */
  readonly halfWrittenBytes: number;
}

type Found =
  | { readonly ok: true; readonly value: FoundMirror }
  | { readonly ok: false; readonly problem: MirrorProblem };

const NOTHING: FoundMirror = { end: { segment: 1, offset: 0, head: { seq: 0, hash: ZERO_HASH } }, halfWrittenBytes: 0 };
const refuse = (...about: Parameters<typeof mirrorRefusal>): Found => ({ ok: false, problem: mirrorRefusal(...about) });

/**
 * Where a mirror ends, found by reading its last segment and holding each byte of it against the journal's. Its earlier segments must
 * be as long as the journal's; what is in them the first record of the last one vouches for. Writes nothing. Rejects with
 * a SideError when a file cannot be read.
 */
export async function findMirrorEnd(source: JournalPlace, target: JournalPlace, signal?: AbortSignal): Promise<Found> {
  const segments = await onTarget(listSegments(target.files, target.directory));
  const segment = segments.at(-1);
  if (segment === undefined) return { ok: true, value: NOTHING };
  if (segments.length !== segment) return refuse('damaged', target, 'a segment of it is missing');
  const sourceSegments = await onSource(listSegments(source.files, source.directory));
  const other = await findOtherId(source, target);
  if (other !== undefined) return other;
  if (!sourceSegments.includes(segment)) return refuse('longer', target, `the journal has no ${segmentName(segment)}`);
  for (let earlier = 1; earlier < segment; earlier += 1) {
    const [own, theirs] = [await onSource(ownSizeOf(source, earlier)), await onTarget(sizeOf(target, earlier))];
    if (own !== undefined && own !== theirs)
      return refuse('diverged', target, `${segmentName(earlier)} has ${theirs} bytes there and ${own} in the journal`);
  }
  return withFiles(source, target, segment, (own, copy) => compare(target, segment, own, copy, signal));
}

async function compare(
  target: JournalPlace,
  segment: number,
  own: OpenFile,
  copy: OpenFile,
  signal: AbortSignal | undefined,
): Promise<Found> {
  const [size, ownSize] = [await copy.size(), await onSource(own.size())];
  let differsAt: number | undefined;
  const scan = await scanSegment(copy, {
    segment,
    from: 0,
    to: size,
    before: segment === 1 ? NOTHING.end.head : undefined,
    onLines: async (bytes, offset) => {
      if (differsAt !== undefined) return;
      const same = await onSource(readFully(own, offset, bytes.length));
      if (!same.equals(bytes)) differsAt = offset + firstDifference(same, bytes);
    },
    signal,
  });
  if (differsAt !== undefined) {
    // Where the journal has no byte any more, it ended earlier; where it has another one, one of the two is not what was written.
    const isLost = differsAt >= ownSize;
    const seq = await recordAt(copy, differsAt);
    return refuse(isLost ? 'longer' : 'diverged', target, `the first is record ${seq ?? 'of unknown number'}`);
  }
  if (size > ownSize) return refuse('longer', target, `${segmentName(segment)} has ${size - ownSize} bytes more there`);
  const halfWrittenBytes = size - scan.end;
  if (halfWrittenBytes > MAX_HALF_WRITTEN_BYTES)
    return refuse('damaged', target, `${segmentName(segment)} line ${scan.records + 1}: ${scan.bad?.reason ?? ''}`);
  const head = scan.head ?? (await lastRecordOf(target.files, target.directory, segment - 1));
  return { ok: true, value: { end: { segment, offset: scan.end, head }, halfWrittenBytes } };
}

/** Whether the two begin with another `journal.created`; a first line that is not whole says nothing. */
async function findOtherId(source: JournalPlace, target: JournalPlace): Promise<Found | undefined> {
  return withFiles(source, target, 1, async (own, copy): Promise<Found | undefined> => {
    const [ours, theirs] = [
      journalIdOfLine(await onSource(firstLineOf(own))),
      journalIdOfLine(await firstLineOf(copy)),
    ];
    if (theirs === undefined || ours === undefined || theirs === ours) return undefined;
    return refuse('other-journal', target, `it is of the journal ${theirs}, this one is ${ours}`);
  }).catch((thrown: unknown) => {
    // The rest of the comparison tells two journals apart just as well, in other words.
    if (thrown instanceof SideError && thrown.failure instanceof ArchiveAwayError) return undefined;
    throw thrown;
  });
}

async function withFiles<T>(
  source: JournalPlace,
  target: JournalPlace,
  segment: number,
  use: (own: OpenFile, copy: OpenFile) => Promise<T>,
): Promise<T> {
  const own = await onSource(source.files.open(join(source.directory, segmentName(segment)), 'read'));
  try {
    const copy = await onTarget(target.files.open(join(target.directory, segmentName(segment)), 'read'));
    try {
      return await onTarget(use(own, copy));
    } finally {
      await copy.close();
    }
  } finally {
    await own.close();
  }
}

/** Undefined for a segment in an archive that is not connected: it was compared when it was mirrored. */
const ownSizeOf = (source: JournalPlace, segment: number): Promise<number | undefined> =>
  sizeOf(source, segment).catch((thrown: unknown) => {
    if (thrown instanceof ArchiveAwayError) return undefined;
    throw thrown;
  });

async function sizeOf({ files, directory }: JournalPlace, segment: number): Promise<number> {
  const file = await files.open(join(directory, segmentName(segment)), 'read');
  return file.size().finally(() => file.close());
}

function firstDifference(one: Buffer, other: Buffer): number {
  const length = Math.min(one.length, other.length);
  let at = 0;
  while (at < length && one[at] === other[at]) at += 1;
  return at;
}

/** The number that the record around this byte says it has. */
async function recordAt(file: OpenFile, at: number): Promise<number | undefined> {
  const from = Math.max(0, at - 1024 * 1024);
  const before = await readFully(file, from, at - from);
  const start = before.lastIndexOf(LINE_FEED) + 1;
  return readHeader(await readFully(file, from + start, 400))?.seq;
}
