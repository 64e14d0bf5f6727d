import { dirname, join } from 'node:path';
import { errorCodeOf, type Files } from '../../../platform/files';
import { segmentName, segmentOfName } from '../segments';
import { type ArchiveNote, readArchiveNote } from './note';

/**
 * The files of a journal with its archived segments in their places, for whoever reads: a segment that is not in `directory` any more is
 * opened in the archive's folder. Where that is not there, opening rejects with words that name it. Everything else is as `files` does it.
 */
export function withArchive(files: Files, directory: string): Files {
  const noteOf = (): Promise<ArchiveNote | undefined> => readArchiveNote(files, directory);
  return {
    ...files,
    // A port may be an object with methods of its own: each is called on it.
    makeFolder: (folder) => files.makeFolder(folder),
    rename: (from, to) => files.rename(from, to),
    remove: (path) => files.remove(path),
    syncFolder: (folder) => files.syncFolder(folder),
    lockFolder: (folder) => files.lockFolder(folder),
    list: async (folder) => {
      const here = await files.list(folder);
      if (folder !== directory) return here;
      const archived = (await noteOf())?.segments.map(({ segment }) => segmentName(segment)) ?? [];
      return [...new Set([...here, ...archived])];
    },
    open: async (path, mode) => {
      try {
        return await files.open(path, mode);
      } catch (thrown) {
        const segment = mode === 'read' && dirname(path) === directory ? segmentOfName(path) : undefined;
        if (errorCodeOf(thrown) !== 'ENOENT' || segment === undefined) throw thrown;
        const archived = (await noteOf())?.segments[segment - 1];
        if (archived === undefined) throw thrown;
        return files.open(join(archived.folder, segmentName(segment)), 'read').catch((why: unknown) => {
          throw new ArchiveAwayError(segment, archived.folder, errorCodeOf(why));
        });
      }
    },
  };
}

/** An archived segment is asked for and cannot be opened. */
export class ArchiveAwayError extends Error {
  constructor(segment: number, folder: string, code: string | undefined) {
    super(
      `${segmentName(segment)} was archived to ${folder}, where it cannot be opened (${code ?? 'no code'}). Connect the disk that holds the archive, then try again`,
    );
  }
}

/** Whether every archived segment can be opened where it went. True where none was archived. Never rejects. */
export async function isArchiveAtHand(files: Files, directory: string): Promise<boolean> {
  try {
    const note = await readArchiveNote(files, directory);
    const folders = new Map<string, Set<string>>();
    for (const { folder } of note?.segments ?? [])
      if (!folders.has(folder)) folders.set(folder, new Set(await files.list(folder)));
    return (note?.segments ?? []).every(({ segment, folder }) => folders.get(folder)?.has(segmentName(segment)));
  } catch {
    // A folder that cannot be listed is not at hand; who opens a segment of it is told why.
    return false;
  }
}

/** As `withArchive` while the archive is at hand; the files as they are otherwise: then the journal begins where it begins here. */
export const readableFiles = async (files: Files, directory: string): Promise<Files> =>
  (await isArchiveAtHand(files, directory)) ? withArchive(files, directory) : files;
