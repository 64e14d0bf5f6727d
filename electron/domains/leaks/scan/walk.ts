import { type Dir, lstatSync, opendirSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { errorCodeOf } from '../../../platform/files';

/** What a walk meets, folder by folder. Links are never followed, so it cannot leave a place or go in circles. */
export type Met =
  | { readonly kind: 'file'; readonly path: string }
  /** The folder in which git keeps a repository: `.git`, or a bare one. */
  | { readonly kind: 'repository'; readonly path: string }
  /** A link, socket, pipe or device. */
  | { readonly kind: 'other'; readonly path: string }
  | { readonly kind: 'unread'; readonly path: string; readonly why: string };

/** What the system makes up as it is read: not files that anybody wrote. */
const MADE_UP = new Set(['/proc', '/sys', '/dev']);
/** Entries asked of the system at once. */
const ENTRIES = 512;

/**
 * The places' real paths, each once: one inside another is read with that one.
 * A place that is itself a link is followed, since the operator named it.
 */
export function rootsOf(places: readonly string[], onUnread: (path: string, why: string) => void): string[] {
  const real = places.flatMap((place) => {
    try {
      return [realpathSync(place)];
    } catch (thrown) {
      onUnread(place, wordsFor(thrown));
      return [];
    }
  });
  const distinct = [...new Set(real)];
  return distinct.filter((path) => !distinct.some((other) => other !== path && isInside(path, other)));
}

const isInside = (path: string, folder: string): boolean =>
  path.startsWith(folder.endsWith(sep) ? folder : folder + sep);

/** Everything under a place. It blocks while the system answers: for a process that has nothing else to do. */
export function* walk(root: string): Generator<Met> {
  const folders: string[] = [];
  const first = metAt(root);
  if (first === undefined) folders.push(root);
  else yield first;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    if (MADE_UP.has(folder) && folder !== root) continue;
    let entries: Dir;
    try {
      entries = opendirSync(folder, { bufferSize: ENTRIES });
    } catch (thrown) {
      yield { kind: 'unread', path: folder, why: wordsFor(thrown) };
      continue;
    }
    const repository = { head: false, objects: false, refs: false };
    try {
      for (let entry = entries.readSync(); entry !== null; entry = entries.readSync()) {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) {
          if (entry.name === 'objects') repository.objects = true;
          else if (entry.name === 'refs') repository.refs = true;
          folders.push(path);
        } else if (entry.isFile()) {
          if (entry.name === 'HEAD') repository.head = true;
          yield { kind: 'file', path };
        } else yield { kind: 'other', path };
      }
    } catch (thrown) {
      yield { kind: 'unread', path: folder, why: wordsFor(thrown) };
    } finally {
      entries.closeSync();
    }
    if (repository.head && repository.objects && repository.refs) {
      yield { kind: 'repository', path: folder };
      // Read by git, which unpacks them.
      folders.splice(folders.indexOf(join(folder, 'objects')), 1);
    }
  }
}

/** What stands at a root; undefined for a folder. */
function metAt(root: string): Met | undefined {
  try {
    const stats = lstatSync(root);
    if (stats.isDirectory()) return undefined;
    return { kind: stats.isFile() ? 'file' : 'other', path: root };
  } catch (thrown) {
    return { kind: 'unread', path: root, why: wordsFor(thrown) };
  }
}

/** Why something could not be read, in words. */
export function wordsFor(thrown: unknown): string {
  const code = errorCodeOf(thrown);
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'no permission to read it';
    case 'ENOENT':
      return 'it is not there';
    case 'EIO':
      return 'the disk could not read it';
    case 'EBUSY':
      return 'another program holds it';
    case 'ELOOP':
      return 'it became a link meanwhile';
    default:
      return `it could not be read (${code ?? 'unknown fault'})`;
  }
}
