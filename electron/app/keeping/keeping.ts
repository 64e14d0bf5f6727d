import { statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Event } from '#shared/contract/index';
import { type KeepView, type MadeBackup, madeBackup, type SavedEvidence } from '#shared/contract/keep';
import type { Clock } from '#shared/model/time';
import { createPacker, type Packer } from '../../domains/keeping/index';
import type { Launch } from '../../platform/process/wire';
import type { Settings } from '../settings';
import { storedText } from '../stored-text';
import type { VaultDesk } from '../vault/vault-desk';
import { archiveView } from './archive-view';
import { signManifest } from './sign-manifest';

/** What only a window has. */
export interface KeepingWindow {
  /** A picture of what the operator sees, PNG. Rejects with why there is none. */
  readonly picture: () => Promise<Uint8Array>;
  /** The system's dialog for a folder: its path, undefined when nothing was chosen. */
  readonly chooseFolder: (title: string) => Promise<string | undefined>;
}

export interface KeepingOptions {
  readonly launch: Launch;
  readonly clock: Clock;
  readonly dataFolder: string;
  readonly log: (line: string) => void;
  /** The settings as they are now. */
  readonly settings: () => Settings;
  readonly save: (changed: Pick<Settings, 'backupFolder' | 'archiveFolder'>) => void;
  /** The vault, for the key that signs a bundle's manifest. */
  readonly vault: Pick<VaultDesk, 'withJournalKeys' | 'unsignedWhy'>;
  readonly window: KeepingWindow | undefined;
  readonly onChange: (change: Event<'keep.changed'>) => void;
}

/** Bundles and backups as they are wired into the console. */
export interface Keeping {
  readonly packer: Packer;
  readonly window: KeepingWindow | undefined;
  settings(): Settings;
  readonly evidenceFolder: string;
  backupFolder(): string;
  setBackupFolder(folder: string): void;
  /** What the operator chose; undefined: nothing yet. */
  archiveFolder(): string | undefined;
  setArchiveFolder(folder: string): void;
  /** Keeps what was made, for the screen. */
  noteEvidence(saved: SavedEvidence): void;
  noteBackup(made: MadeBackup): Promise<void>;
  view(): Promise<KeepView>;
}

/** What is written down of the last backup, in the data folder. */
export const LAST_BACKUP = 'last-backup';

export function createKeeping(options: KeepingOptions): Keeping {
  const { clock, dataFolder, settings, log } = options;
  const stored = storedText(join(dataFolder, LAST_BACKUP));
  let lastEvidence: SavedEvidence | null = null;
  const packer = createPacker({
    launch: options.launch,
    clock,
    onProgress: (job) => options.onChange({ job: job ?? null }),
    sign: (manifest) => signManifest(options.vault, manifest),
    onOutput: (line) => log(`packer: ${line}`),
  });
  const backupFolder = (): string => settings().backupFolder ?? join(dataFolder, 'backups');
  return {
    packer,
    window: options.window,
    settings,
    evidenceFolder: join(dataFolder, 'evidence'),
    backupFolder,
    setBackupFolder: (folder) => options.save({ backupFolder: folder }),
    archiveFolder: () => settings().archiveFolder,
    setArchiveFolder: (folder) => options.save({ archiveFolder: folder }),
    noteEvidence: (saved) => {
      lastEvidence = saved;
    },
    noteBackup: (made) => stored.write(JSON.stringify(made)),
    view: async () => ({
      job: packer.job ?? null,
      evidenceFolder: join(dataFolder, 'evidence'),
      lastEvidence,
      backupFolder: backupFolder(),
      isBackupOnJournalDisk: isOnDiskOf(backupFolder(), dataFolder),
      lastBackup: lastBackupOf(await stored.read()),
      archive: await archiveView(join(dataFolder, 'journal'), settings().archiveFolder, (folder) =>
        isOnDiskOf(folder, dataFolder),
      ),
    }),
  };
}

/** What is written down of the last backup; null when there is none, or what is written cannot be read: then none counts. */
function lastBackupOf(text: string | undefined): MadeBackup | null {
  if (text === undefined) return null;
  const parsed = z.preprocess((value) => JSON.parse(String(value)), madeBackup).safeParse(text);
  return parsed.success ? parsed.data : null;
}

/** A folder that is not there yet will be made on the disk of what is there above it; what cannot be asked counts as the same disk. */
function isOnDiskOf(folder: string, other: string): boolean {
  const own = statSync(other, { throwIfNoEntry: false })?.dev;
  for (let at = folder; ; at = join(at, '..')) {
    const stats = statSync(at, { throwIfNoEntry: false });
    if (stats !== undefined || join(at, '..') === at) return stats === undefined || stats.dev === own;
  }
}
