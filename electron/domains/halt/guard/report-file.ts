import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GuardAccountResult } from '../guard-protocol';

/** What the guard did while main was not there. Read at next start; times are UTC milliseconds. */
export interface DeadManReport {
  readonly version: 1;
  readonly haltId: string;
  readonly why: 'silent' | 'parent-gone';
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly accounts: readonly GuardAccountResult[];
}

/**
 * Writes one report as `<haltId>.json`, complete or not at all, and on the disk when it returns. Throws on a full or
 * read-only disk: the cancels are done by then, and the caller has nobody left to tell.
 */
export function writeDeadManReport(directory: string, report: DeadManReport): string {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, `${report.haltId}.json`);
  const temporary = `${path}.new`;
  const file = openSync(temporary, 'w', 0o600);
  try {
    writeFileSync(file, `${JSON.stringify(report)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
  syncDirectory(directory);
  return path;
}

function syncDirectory(directory: string): void {
  // Windows cannot open a directory; its rename is durable with the next journal flush.
  if (process.platform === 'win32') return;
  const folder = openSync(directory, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
