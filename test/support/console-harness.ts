import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Change } from '#shared/contract/desk';
import { compose } from '../../electron/app/compose';
import type { ComposeOptions, Console } from '../../electron/app/console';
import { startConsole, stopConsole } from '../../electron/app/lifecycle';
import { firstRunSettings, type Settings } from '../../electron/app/settings';
import { entryProblem } from '../../electron/domains/journal/index';
import { systemClock } from '../../electron/platform/clock';
import { createNodeBotLauncher } from '../../electron/platform/process/launch-bot-node';
import { launchFork, launchLines } from '../../electron/platform/process/launch-node';
import { builtWorker as built } from './built-worker';
import { PATIENT_GUARD } from './quiet-settings';

export interface Harness {
  readonly console: Console;
  readonly dataFolder: string;
  readonly changes: Change[];
  readonly logLines: string[];
  /** Ends cleanly and removes the folder. */
  close(): Promise<void>;
}

export interface HarnessOptions {
  readonly settings?: Settings;
  /** Kept by the caller when given; otherwise a fresh one, removed at the end. */
  readonly dataFolder?: string;
  readonly change?: (options: ComposeOptions) => ComposeOptions;
  /** As the app tells it when the settings were damaged. */
  readonly mustHalt?: string;
}

/**
 * The whole console without Electron: the real composition with its real processes as plain Node children of the built
 * workers (`npm run build` first). Everything but the window is what the app runs.
 */
export async function openConsole(options: HarnessOptions = {}): Promise<Harness> {
  const dataFolder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'holdfast-'));
  const changes: Change[] = [];
  const logLines: string[] = [];
  const badEntries = new Set<string>();
  const composed: ComposeOptions = {
    dataFolder,
    appVersion: '0.0.0-test',
    settings: { ...PATIENT_GUARD, ...(options.settings ?? firstRunSettings()) },
    notices: [],
    clock: systemClock,
    launchers: {
      journal: launchFork(built('journal')),
      exchange: launchFork(built('exchange')),
      paperExchange: launchFork(built('paper-exchange')),
      guard: launchLines(process.execPath, [built('guard')], { detached: true }),
      bots: createNodeBotLauncher({ entry: built('bot-host') }),
      leakScan: launchFork(built('leak-scan')),
      journalKeeper: launchFork(built('journal-keeper')),
      history: launchFork(built('history')),
      keyInspector: launchFork(built('key-inspector')),
      packer: launchFork(built('packer')),
    },
    saveSettings: () => undefined,
    log: (line) => logLines.push(line),
    onDeskChange: (change) => changes.push(change),
    onJournalRecords: () => undefined,
    lookAtEntry: (type, data) => {
      const problem = entryProblem(type, data);
      if (problem !== undefined) badEntries.add(problem);
    },
  };
  const console = compose(options.change?.(composed) ?? composed);
  await startConsole(console, {
    version: '0.0.0-test',
    notices: [],
    mustHalt: options.mustHalt,
    whenWindowUsable: Promise.resolve(),
  });
  return {
    console,
    dataFolder,
    changes,
    logLines,
    close: async () => {
      await stopConsole(console);
      if (options.dataFolder === undefined) await rm(dataFolder, { recursive: true, force: true });
      if (badEntries.size > 0)
        throw new Error(`journaled, but not as the registry says: ${[...badEntries].join('; ')}`);
    },
  };
}

/** Resolves when `isTrue` holds, asked every 20 ms; rejects with `what` after `ms`. */
export async function until(what: string, isTrue: () => boolean, ms = 20_000): Promise<void> {
  const startedAt = performance.now();
  while (!isTrue()) {
    if (performance.now() - startedAt > ms) throw new Error(`waited ${ms} ms for: ${what}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}
