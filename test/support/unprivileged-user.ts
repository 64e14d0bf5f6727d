import { execFileSync } from 'node:child_process';
import { chownSync } from 'node:fs';
import { isRoot } from '../../scripts/lib/run.mjs';

export interface User {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Whom the packaged app runs as: when the tests run as root, the system's `nobody`, since Electron has no sandbox as
 * root; otherwise whoever runs the tests (undefined).
 */
export function unprivilegedUser(): User | undefined {
  if (!isRoot || process.platform !== 'linux') return undefined;
  const idOf = (flag: '-u' | '-g'): number => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }).trim());
  return { uid: idOf('-u'), gid: idOf('-g') };
}

/** Gives a file or folder to the user, when there is one to give it to. */
export function giveTo(user: User | undefined, path: string): void {
  if (user !== undefined) chownSync(path, user.uid, user.gid);
}
