import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { errorCodeOf, type Files } from '../../platform/files';
import { checkSlice, planSlice, type SlicePart } from '../journal/index';
import { KeepingError } from './failures';
import { chunksOf, writeNewFile } from './new-file';
import type { ArchiveCopied, ArchivedSegment, ArchiveOrder, Progress } from './protocol';

/**
 * Copies whole segments into an archive folder and checks there, by reading them back, that every byte and every link of the chain
 * is as it was. Removes nothing: that is the journal writer's, after the archive is on record.
 */
export async function copySegments(
  { journalFolder, archiveFolder, through }: ArchiveOrder,
  files: Files,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<ArchiveCopied> {
  const slice = await planSlice(files, journalFolder);
  const parts = (slice?.parts ?? []).filter(({ segment }) => segment <= through);
  const last = slice?.parts.at(-1);
  if (slice === undefined || last === undefined || parts.length === 0 || through > last.segment - 2)
    throw new KeepingError(
      'not-archivable',
      'There is no such segment to archive: the last two always stay. Nothing was changed.',
    );
  await files.makeFolder(archiveFolder);
  const total = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  let before = slice.before;
  const segments: ArchivedSegment[] = [];
  for (const part of parts) {
    signal.throwIfAborted();
    const sha256 = await copied(files, journalFolder, archiveFolder, part, signal);
    const check = await checkSlice(files, archiveFolder, { parts: [part], before, head: before });
    if (!check.intact)
      throw new KeepingError(
        'journal-not-intact',
        `The archive's copy of the journal is bad (${check.where}: ${check.reason}). Nothing was taken out of the journal; verify it, and check the disk.`,
      );
    before = check.head;
    segments.push({ segment: part.segment, bytes: part.bytes, sha256, lastSeq: before.seq, lastHash: before.hash });
    done += part.bytes;
    onProgress({ doing: 'copying segments', done, total });
  }
  return { segments };
}

/** Copies it unless the same bytes are there already; reads it back. Answers its SHA-256. */
async function copied(
  files: Files,
  from: string,
  to: string,
  { name, bytes }: SlicePart,
  signal: AbortSignal,
): Promise<string> {
  const source = await files.open(join(from, name), 'read');
  try {
    const expected = createHash('sha256');
    const there = await hashOfFile(files, join(to, name), signal);
    if (there === undefined) {
      await writeNewFile(files, join(to, name), async (write) => {
        for await (const chunk of chunksOf(source, bytes, signal)) {
          expected.update(chunk);
          await write(chunk);
        }
      });
    } else for await (const chunk of chunksOf(source, bytes, signal)) expected.update(chunk);
    const sha256 = expected.digest('hex');
    if ((await hashOfFile(files, join(to, name), signal)) === sha256) return sha256;
    throw new KeepingError(
      'in-the-way',
      `${join(to, name)} is there already and holds something else. Nothing was taken out of the journal; choose another archive folder.`,
    );
  } finally {
    await source.close();
  }
}

/** SHA-256 of a whole file; undefined when there is none. */
export async function hashOfFile(files: Files, path: string, signal: AbortSignal): Promise<string | undefined> {
  const file = await files.open(path, 'read').catch((thrown: unknown) => {
    if (errorCodeOf(thrown) === 'ENOENT') return undefined;
    throw KeepingError.of(thrown, 'failed', path);
  });
  if (file === undefined) return undefined;
  try {
    const hash = createHash('sha256');
    for await (const chunk of chunksOf(file, await file.size(), signal)) hash.update(chunk);
    return hash.digest('hex');
  } finally {
    await file.close();
  }
}
