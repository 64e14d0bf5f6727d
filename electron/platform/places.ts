import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative } from 'node:path';

/** Questions about where a folder lies that the files port has no word for. Paths as the system gives them, links followed. */
export interface Places {
  /** The same number for two paths: on the same disk, as far as the system tells (`st_dev`). Rejects when there is no such path. */
  deviceOf(path: string): Promise<number>;
  /** The path with every link in it followed. Rejects when there is no such path. */
  realPath(path: string): Promise<string>;
}

export const nodePlaces: Places = {
  deviceOf: async (path) => (await stat(path)).dev,
  realPath: (path) => realpath(path),
};

/** Whether `inner` is `outer` or lies in it; both without links. */
export function isWithin(inner: string, outer: string): boolean {
  const way = relative(outer, inner);
  return way === '' || (!way.startsWith('..') && !isAbsolute(way));
}
