import { join } from 'node:path';
import { formatUtc, type UtcMs } from '#shared/model/time';
import { type Files, type OpenFile, readFully, writeFully } from '../../platform/files';
import { MAX_BATCH_BYTES } from './entry-bytes';
import type { FoundEnd, JournalEnd } from './journal-end';
import type { JournalEntry, TailSetAside } from './protocol';
import { JOURNAL_FORMAT } from './record';
import { RecordEncoder } from './record-encoder';
import { asideName, asideOffset, segmentName } from './segments';

/** One write is never longer: as many batches as fit, or one. */
export const MAX_GROUP_BYTES = 2 * MAX_BATCH_BYTES;
const COPY_BYTES = 1024 * 1024;
const UNFINISHED_ASIDE = 'aside-unfinished.tmp';

export interface SecuredEnd {
  /** The last segment, open for writing; the caller closes it. */
  readonly file: OpenFile;
  readonly end: JournalEnd;
  readonly journalId: string;
  readonly setAside: TailSetAside | undefined;
}

export interface SecureOptions {
  readonly files: Files;
  readonly directory: string;
  readonly now: UtcMs;
  readonly makeJournalId: () => string;
  /** Appended after the journal's own records: `journal.recovered`. */
  readonly entries: readonly JournalEntry[];
}

/**
 * Makes the end that was found one to go on from: sets a bad tail aside, writes the last bytes again and syncs (after a
 * failed sync the system may show bytes that never reached the disk, and calls them clean), begins the journal or the
 * segment where there is none, and records all of it. Any rejection leaves a journal that can be found and secured again.
 */
export async function secureEnd(found: FoundEnd, options: SecureOptions): Promise<SecuredEnd> {
  const { files, directory } = options;
  const path = join(directory, segmentName(found.segment));
  const file = await files.open(path, found.exists ? 'write' : 'create');
  try {
    if (found.badTail !== undefined) {
      // First the name of what is cut: a copy whose segment is not there after a power loss would stand nameless.
      await files.syncFolder(directory);
      await copyAside(file, { ...options, segment: found.segment, offset: found.offset });
      await file.truncate(found.offset);
    }
    await writeAgain(file, found);
    const setAside = await listUnnamedAsides(found, options);
    const journalId = found.journalId ?? options.makeJournalId();
    const entries = [...openingEntries(found, journalId), ...setAside.map(entryOf), ...options.entries];
    const encoder = new RecordEncoder();
    encoder.begin(found.head);
    for (const entry of entries) encoder.addValue(entry.type, entry.data, formatUtc(options.now));
    await writeFully(file, encoder.bytes, found.offset);
    await file.sync();
    await files.syncFolder(directory);
    const end = { segment: found.segment, offset: found.offset + encoder.bytes.length, head: encoder.head };
    return { file, end, journalId, setAside: setAside.at(-1) };
  } catch (thrown) {
    await file.close().catch(() => undefined);
    throw thrown;
  }
}

const entryOf = (data: TailSetAside): JournalEntry => ({ type: 'journal.tail-set-aside', data });

function openingEntries(found: FoundEnd, journalId: string): readonly JournalEntry[] {
  if (found.offset > 0) return [];
  if (found.segment === 1) return [{ type: 'journal.created', data: { format: JOURNAL_FORMAT, journalId } }];
  return [{ type: 'journal.segment-opened', data: { segment: found.segment, prevHead: found.head.hash } }];
}

/** A tail to be cut off: of which file of which folder, from which byte on. */
export interface TailToCopy {
  readonly files: Files;
  readonly directory: string;
  readonly segment: number;
  readonly offset: number;
  readonly now: UtcMs;
}

/** Copies a bad tail to a synced file of its own, whose name it resolves with: that appears only when the copy is whole. */
export async function copyAside(file: OpenFile, tail: TailToCopy): Promise<string> {
  const { files, directory } = tail;
  const unfinished = join(directory, UNFINISHED_ASIDE);
  const copy = await files.open(unfinished, 'replace');
  try {
    const size = await file.size();
    for (let at = tail.offset; at < size; at += COPY_BYTES) {
      const bytes = await readFully(file, at, Math.min(COPY_BYTES, size - at));
      await writeFully(copy, bytes, at - tail.offset);
    }
    await copy.sync();
  } finally {
    await copy.close();
  }
  const taken = new Set(await files.list(directory));
  const name = asideName(tail.segment, tail.offset, formatUtc(tail.now), taken);
  await files.rename(unfinished, join(directory, name));
  await files.syncFolder(directory);
  return name;
}

/**
 * The tails that were cut off and are not recorded yet: this start's, and those of starts that ended before they came to
 * it. A tail is recorded in the segment it was cut from, so what that segment does not name is not recorded.
 */
async function listUnnamedAsides(found: FoundEnd, options: SecureOptions): Promise<readonly TailSetAside[]> {
  const { files, directory } = options;
  const asides: TailSetAside[] = [];
  for (const name of [...(await files.list(directory))].sort()) {
    const offset = asideOffset(name, found.segment);
    if (offset === undefined || offset < found.durableTo || found.namedAsides.has(name)) continue;
    const file = await files.open(join(directory, name), 'read');
    const bytes = await file.size().finally(() => file.close());
    const isNow = offset === found.offset && bytes === found.badTail?.bytes;
    const reason = isNow ? found.badTail.reason : 'set aside by an earlier start that ended before it was recorded';
    asides.push({ file: name, segment: segmentName(found.segment), offset, bytes, reason });
  }
  return asides;
}

/** What may not have reached the disk is at most one group, for a group is written only after the one before was synced. */
async function writeAgain(file: OpenFile, found: FoundEnd): Promise<void> {
  const from = Math.max(found.durableTo, found.offset - MAX_GROUP_BYTES, 0);
  if (from >= found.offset) return;
  await writeFully(file, await readFully(file, from, found.offset - from), from);
}
