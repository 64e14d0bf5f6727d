import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { firstRunSettings } from '../../electron/app/settings';
import { findElectronRuntime } from '../../scripts/electron-runtime.mjs';
import { type Member, ProcessFamily } from '../../scripts/lib/family.mjs';
import { isRoot, pause, projectRoot } from '../../scripts/lib/run.mjs';
import { patiently } from './patiently';
import { PATIENT_GUARD } from './quiet-settings';

/** Marks every process of one launch, so that what it leaves behind can be found and ended. */
const launchTag = 'HOLDFAST_LAUNCH';

let lastOutput = (): string => '';

/** What main, and the window where it broke, have said in the latest launch so far. */
export const saidLast = (): string => lastOutput();

export interface LaunchOptions {
  /** The console's data folder; by default a fresh one, removed by `close` and `kill`. */
  readonly dataDir?: string;
  /** What the first start finds where the data folder has no settings: those of a first run with a patient guard; `none`: nothing. */
  readonly settings?: 'none';
  readonly env?: Readonly<Record<string, string>>;
  /** Arguments for the app, after its folder. */
  readonly args?: readonly string[];
  /** CommonJS modules that Electron loads before the app. */
  readonly requires?: readonly string[];
  /** Size of the window's content in CSS pixels. */
  readonly size?: { readonly width: number; readonly height: number };
  /** Folder of the built app; by default the project itself, whose out/ must be built. */
  readonly appDir?: string;
  /** How long the first window may take, in milliseconds. */
  readonly timeoutMs?: number;
}

export interface LaunchedHoldfast {
  readonly app: ElectronApplication;
  /** The first window. */
  readonly page: Page;
  readonly dataDir: string;
  /** What the main process has written to its two streams so far. */
  output(): string;
  /** Every process of this launch that is alive, whoever its parent is now. Linux only. */
  processes(): readonly Member[];
  /**
   * Quits the app as an operator would, and waits up to `graceMs` for all its processes to be gone.
   * @returns those that were still there, and were ended; none is what a test should expect
   */
  close(graceMs?: number): Promise<readonly Member[]>;
  /** SIGKILLs the main process alone, as a crash would; the rest is left to do what it does then. */
  crash(): Promise<void>;
  /** Ends everything of this launch at once. For clean-up after a failure. */
  kill(): Promise<void>;
}

/**
 * Starts the real app in the real Electron, driven by Playwright. The display and the keychain are those of the
 * environment: in tests a private session (test/support/desktop-sessions.ts).
 * @throws when there is no runtime or no window comes up; nothing is left running then
 */
export async function launchHoldfast(options: LaunchOptions = {}): Promise<LaunchedHoldfast> {
  try {
    return await launchOnce(options);
  } catch (error) {
    if (!isDriverLost(error)) throw error;
    process.stdout.write('\nLaunched again: Playwright lost its way into the app before the app was let start.\n');
    return launchOnce(options);
  }
}

/**
 * Under load Playwright now and then never comes through to the app, though both its addresses were told. It holds the app back until
 * it has: nothing has begun, and no data folder was used. An app that does not come up by itself does not do so the second time either.
 */
const isDriverLost = (error: unknown): boolean =>
  error instanceof Error &&
  error.cause instanceof Error &&
  error.cause.name === 'TimeoutError' &&
  error.cause.message.startsWith('electron.launch');

async function launchOnce(options: LaunchOptions): Promise<LaunchedHoldfast> {
  const runtime = findElectronRuntime();
  if (runtime === undefined) throw new Error('No Electron to run: node scripts/electron-runtime.mjs makes one ready');
  const ownDataDir = options.dataDir === undefined;
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'holdfast-data-')));
  const settingsFile = join(dataDir, 'settings.json');
  if (options.settings !== 'none' && !existsSync(settingsFile)) {
    await mkdir(dataDir, { recursive: true });
    await writeFile(settingsFile, JSON.stringify({ ...firstRunSettings(), ...PATIENT_GUARD }));
  }
  const id = randomBytes(8).toString('hex');
  const family = new ProcessFamily(launchTag, id);
  const lines: string[] = [];
  lastOutput = () => lines.join('');
  let ended = false;

  const endAll = async (graceMs: number): Promise<readonly Member[]> => {
    ended = true;
    const left = await family.end(graceMs);
    if (ownDataDir) await rm(dataDir, { recursive: true, force: true });
    return left;
  };

  try {
    const app = await _electron.launch({
      executablePath: runtime.executable,
      args: [
        ...(options.requires ?? []).flatMap((file) => ['-r', file]),
        options.appDir ?? projectRoot,
        ...(options.args ?? []),
      ],
      env: { ...definedEnvironment(), HOLDFAST_DATA_DIR: dataDir, ...options.env, [launchTag]: id },
      chromiumSandbox: !isRoot,
      timeout: options.timeoutMs ?? 30_000,
    });
    const main = app.process();
    family.adopt(main.pid);
    for (const stream of [main.stdout, main.stderr]) stream?.on('data', (chunk) => lines.push(String(chunk)));
    const page = await app.firstWindow({ timeout: options.timeoutMs ?? 30_000 });
    page.on('pageerror', (error) => lines.push(`in the window: ${error.message}\n`));
    const { size } = options;
    if (size !== undefined) await patiently(() => resize(app, size));
    return {
      app,
      page,
      dataDir,
      output: () => lines.join(''),
      processes: () => family.look(),
      async close(graceMs = 15_000) {
        if (ended) return [];
        family.look();
        await Promise.race([app.close().catch(() => undefined), pause(graceMs)]);
        return endAll(graceMs);
      },
      async crash() {
        const gone = new Promise((resolve) => main.once('exit', resolve));
        if (main.exitCode !== null || main.signalCode !== null) return;
        // Looked at first: those that it leaves behind have no parent by which to find them.
        family.look();
        main.kill('SIGKILL');
        await gone;
      },
      async kill() {
        if (!ended) await endAll(0);
      },
    };
  } catch (error) {
    await endAll(0);
    throw new Error(`The app did not come up.\n${lines.join('')}`, { cause: error });
  }
}

/** Playwright wants values only; undefined ones would become the word "undefined". */
function definedEnvironment(): Record<string, string> {
  const { NODE_OPTIONS: _ours, VITEST: _runner, ...rest } = process.env;
  return Object.fromEntries(Object.entries(rest).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

async function resize(
  app: ElectronApplication,
  size: { readonly width: number; readonly height: number },
): Promise<void> {
  await app.evaluate(({ BrowserWindow }, { width, height }) => {
    const [window] = BrowserWindow.getAllWindows();
    window?.setBounds({ x: 0, y: 0 });
    window?.setContentSize(width, height);
  }, size);
}
