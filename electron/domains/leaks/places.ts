import { join } from 'node:path';

/** Files in which shells and consoles keep what was typed, under the home folder. */
const HISTORIES = [
  '.bash_history',
  '.zsh_history',
  '.zhistory',
  '.histfile',
  '.history',
  '.local/share/fish/fish_history',
  '.local/share/powershell/PSReadLine/ConsoleHost_history.txt',
  'AppData/Roaming/Microsoft/Windows/PowerShell/PSReadLine/ConsoleHost_history.txt',
  '.python_history',
  '.ipython/profile_default/history.sqlite',
  '.node_repl_history',
  '.irb_history',
  '.psql_history',
  '.mysql_history',
  '.sqlite_history',
  '.rediscli_history',
  '.lesshst',
  '.viminfo',
] as const;

/** Where programs keep an account's settings and credentials, and where a key is often pasted. */
const SETTINGS = [
  '.env',
  '.profile',
  '.bashrc',
  '.bash_profile',
  '.zshrc',
  '.zshenv',
  '.netrc',
  '.pgpass',
  '.npmrc',
  '.pypirc',
  '.git-credentials',
  '.gitconfig',
  '.aws',
  '.config',
  '.docker',
  '.jupyter',
] as const;

/** A place that can be looked through, as it is offered. */
export interface Place {
  /** Stable: `histories`, `folder-3`. */
  readonly id: string;
  readonly name: string;
  /** Absolute. Those that are not there are left out by the caller. */
  readonly paths: readonly string[];
  /** Whether it is ticked to begin with. */
  readonly isUsual: boolean;
}

/** The places that are offered without being named. */
export function standardPlaces(home: string, dataFolder: string, botFolders: readonly string[]): readonly Place[] {
  const under = (names: readonly string[]): string[] => names.map((name) => join(home, name));
  return [
    { id: 'histories', name: 'Shell and console histories', paths: under(HISTORIES), isUsual: true },
    { id: 'settings', name: 'Settings files of your account', paths: under(SETTINGS), isUsual: true },
    { id: 'bots', name: 'Folders of the bots', paths: [join(dataFolder, 'bots'), ...botFolders], isUsual: true },
    { id: 'console', name: "Holdfast's own folder", paths: [dataFolder], isUsual: true },
    { id: 'home', name: 'Your whole home folder', paths: [home], isUsual: false },
  ];
}
