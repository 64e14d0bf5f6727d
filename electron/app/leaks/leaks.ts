import { existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute } from 'node:path';
import type { Event } from '#shared/contract/index';
import type { LeakPlace } from '#shared/contract/leaks';
import type { Clock } from '#shared/model/time';
import { createLeakScanner, type LeakScanner, type ScanRun, standardPlaces } from '../../domains/leaks/index';
import type { Launch } from '../../platform/process/wire';
import type { Recorder } from '../recorder';
import { MOST_LEAK_FOLDERS, type Settings } from '../settings';
import type { LentForScan } from './secrets';

export interface LeaksOptions {
  readonly launch: Launch;
  readonly clock: Clock;
  readonly recorder: Recorder;
  readonly dataFolder: string;
  readonly bots: Settings['bots'];
  /** Folders that the operator added in earlier runs, absolute paths. */
  readonly ownFolders: readonly string[];
  /** Remembers them; throws when it cannot. */
  readonly saveFolders: (folders: readonly string[]) => void;
  readonly log: (line: string) => void;
  readonly onChange: (change: Event<'leaks.changed'>) => void;
  /** Opens the system's dialog for a folder: its absolute path, undefined when nothing was chosen. */
  readonly chooseFolder: (() => Promise<string | undefined>) | undefined;
  /** Every stored key, lent for one scan; rejects, in words for the operator, when the vault does not lend them. */
  readonly secretsToLookFor: () => Promise<LentForScan>;
}

/** The leak scan as it is wired into the console. */
export interface Leaks {
  readonly scanner: LeakScanner;
  readonly chooseFolder: LeaksOptions['chooseFolder'];
  readonly secretsToLookFor: LeaksOptions['secretsToLookFor'];
  /** Standard places that are on this machine, then the operator's own folders. */
  places(): LeakPlace[];
  /** The place's id; the same as before for a folder that is there already. Undefined when no more are taken; throws when it cannot be remembered. */
  addFolder(path: string): string | undefined;
  /** False when there is no such folder; throws when it cannot be forgotten. */
  removeFolder(placeId: string): boolean;
}

/** Pushed at most this often, milliseconds. */
const PUSH_EVERY_MS = 200;

export function createLeaks(options: LeaksOptions): Leaks {
  const { clock, recorder, onChange } = options;
  const folders = new Map(options.ownFolders.map((path, index) => [`folder-${index + 1}`, path]));
  let nextFolder = folders.size + 1;
  let hasNews = false;
  let isPushDue = false;
  const push = (run: ScanRun): void => {
    onChange({ run: { ...run, places: [...run.places] }, hasNews });
    hasNews = false;
  };
  const scanner = createLeakScanner({
    launch: options.launch,
    clock,
    onOutput: (line) => options.log(`leak scan: ${line}`),
    onChange: (_run, { findings, unread }) => {
      hasNews ||= findings.length + unread.length > 0;
      if (isPushDue) return;
      isPushDue = true;
      clock.after(PUSH_EVERY_MS, () => {
        isPushDue = false;
        if (scanner.run !== undefined) push(scanner.run);
      });
    },
    onEnd: (run) => recorder.record('leak.scan', recordOf(run, scanner)),
  });
  return {
    scanner,
    chooseFolder: options.chooseFolder,
    secretsToLookFor: options.secretsToLookFor,
    places: () => [
      ...standardPlaces(homedir(), options.dataFolder, botFolders(options.bots)).flatMap(
        ({ id, name, paths, isUsual }) => {
          const there = paths.filter((path) => existsSync(path));
          return there.length === 0 ? [] : [{ placeId: id, name, paths: there, isUsual, isOwn: false }];
        },
      ),
      ...[...folders].map(([placeId, path]) => ({ placeId, name: path, paths: [path], isUsual: true, isOwn: true })),
    ],
    addFolder: (path) => {
      const known = [...folders].find(([, folder]) => folder === path)?.[0];
      if (known !== undefined) return known;
      if (folders.size >= MOST_LEAK_FOLDERS) return undefined;
      options.saveFolders([...folders.values(), path]);
      const placeId = `folder-${nextFolder++}`;
      folders.set(placeId, path);
      return placeId;
    },
    removeFolder: (placeId) => {
      if (!folders.has(placeId)) return false;
      options.saveFolders([...folders].flatMap(([id, path]) => (id === placeId ? [] : [path])));
      return folders.delete(placeId);
    },
  };
}

/** Where the operator's own bots live: the folders of the programs and files that their commands name. */
function botFolders(bots: Settings['bots']): string[] {
  const named = bots.flatMap(({ program }) => (program.kind === 'command' ? [program.command, ...program.args] : []));
  const folders = named.filter(isAbsolute).flatMap((path) => {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats === undefined ? [] : [stats.isDirectory() ? path : dirname(path)];
  });
  return [...new Set(folders)];
}

/** What goes on record of a scan: which keys were found how often, never their text nor what stands around it. */
function recordOf({ phase, startedAt, endedAt, places, keys, counts }: ScanRun, { findings }: LeakScanner): object {
  const byKey = new Map<string, number>();
  for (const { what } of findings) if (what.kind === 'key') byKey.set(what.keyId, (byKey.get(what.keyId) ?? 0) + 1);
  return {
    ended: phase,
    places,
    keysLookedFor: keys,
    counts,
    ms: (endedAt ?? startedAt) - startedAt,
    keysFound: [...byKey].map(([keyId, findings]) => ({ keyId, findings })),
  };
}
