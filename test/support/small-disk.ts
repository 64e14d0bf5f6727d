import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of a few MiB that can be filled and made read-only: needs root and a kernel that allows mounts. */
export interface SmallDisk {
  readonly path: string;
  setReadOnly(readOnly: boolean): void;
  remove(): void;
}

/** The disk, or why there is none on this machine. */
export function mountSmallDisk(mebibytes: number): SmallDisk | string {
  if (process.platform !== 'linux') return 'not Linux';
  if (process.getuid?.() !== 0) return 'not root, so nothing can be mounted';
  const path = mkdtempSync(join(tmpdir(), 'holdfast-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', path], { encoding: 'utf8' });
  if (mounted.status !== 0) {
    rmSync(path, { recursive: true });
    return `mount failed: ${mounted.stderr.trim()}`;
  }
  return {
    path,
    setReadOnly: (readOnly) => {
      const result = spawnSync('mount', ['-o', `remount,${readOnly ? 'ro' : 'rw'}`, path], { encoding: 'utf8' });
      if (result.status !== 0) throw new Error(result.stderr);
    },
    remove: () => {
      spawnSync('umount', ['-l', path]);
      rmSync(path, { recursive: true, force: true });
    },
  };
}
