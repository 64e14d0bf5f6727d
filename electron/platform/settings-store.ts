import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import Store from 'electron-store';
import { messageOf } from '#shared/model/result';

/** Reads and replaces all settings at once; whoever uses it validates them. */
export interface SettingsStore {
  /** Undefined when there are none yet. */
  read(): unknown;
  write(settings: object): void;
  /** Said when the file could not be read: it was kept under another name and settings start afresh. */
  readonly setAside: string | undefined;
  readonly file: string;
}

const NAME = 'settings';

/** Settings in `settings.json` of the data folder, replaced atomically. A damaged file is kept aside, never overwritten. */
export function openSettings(dataFolder: string): SettingsStore {
  const file = join(dataFolder, `${NAME}.json`);
  const existed = existsSync(file);
  let setAside: string | undefined;
  const open = (): Store<Record<string, unknown>> =>
    new Store({ cwd: dataFolder, name: NAME, clearInvalidConfig: false, configFileMode: 0o600 });
  let store: Store<Record<string, unknown>>;
  try {
    store = open();
    store.store;
  } catch (thrown) {
    const kept = `${file}.damaged-${Date.now()}`;
    renameSync(file, kept);
    setAside = `The settings file could not be read (${messageOf(thrown)}). It was kept as ${kept}.`;
    store = open();
  }
  return {
    read: () => (existed && setAside === undefined ? store.store : undefined),
    write: (settings) => {
      store.store = settings as Record<string, unknown>;
    },
    setAside,
    file,
  };
}
