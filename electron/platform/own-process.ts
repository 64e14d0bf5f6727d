import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { app } from 'electron';

/** The data folder: the operator's own choice (`HOLDFAST_DATA_DIR`), or the system's place for app data. Made where it is missing. */
export function useDataFolder(): string {
  const chosen = process.env.HOLDFAST_DATA_DIR;
  if (chosen !== undefined) app.setPath('userData', resolve(chosen));
  const folder = app.getPath('userData');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** The program's own version. */
export const programVersion = (): string => app.getVersion();

/** A file of the build, in the work tree or in the packaged app's archive. */
export const builtPath = (...parts: string[]): string => join(app.getAppPath(), 'out', ...parts);

/** What was typed after the program's own name: without Electron's switches and, in a work tree, the app's folder. */
export function typedWords(): readonly string[] {
  const words = process.argv.slice(1);
  const first = words.findIndex((word) => !word.startsWith('-'));
  if (first < 0) return [];
  return words.slice(first + (app.isPackaged ? 0 : 1));
}

/** How this same executable is started as the guard: no window, no GPU, no display. */
export function guardArguments(): string[] {
  const asApp = app.isPackaged ? [] : [app.getAppPath()];
  const sandbox = process.argv.includes('--no-sandbox') ? ['--no-sandbox'] : [];
  return [
    ...asApp,
    '--guard',
    '--ozone-platform=headless',
    '--disable-gpu',
    '--disable-software-rasterizer',
    ...sandbox,
  ];
}

/** Only what a program needs to start; nothing of the operator's own environment. */
export function guardEnvironment(): NodeJS.ProcessEnv {
  const keep = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'SystemRoot', 'TEMP', 'XDG_RUNTIME_DIR'];
  return Object.fromEntries(
    keep.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

/**
 * Hands `data` to the console that runs on this data folder. False when none does: then this process counts as the one
 * that runs there, until `letGo`.
 */
export const handToRunning = (data: Record<string, unknown>): boolean => !app.requestSingleInstanceLock(data);
export const letGo = (): void => app.releaseSingleInstanceLock();
