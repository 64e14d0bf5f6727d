import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Credential } from '#shared/model/account';
import { firstRunSettings, type Settings } from '../../../electron/app/settings';
import type { PaperUrls } from '../../../electron/domains/paper/protocol';
import { projectRoot } from '../../../scripts/lib/run.mjs';
import { until } from '../console-harness';
import { deskUntil } from '../desk';
import { launchHoldfast } from '../electron-launch';
import { triggersOff } from '../triggers-off';

/** What the app's paper exchange told the bench: where it is, and the paper keys of its accounts. */
type Told = PaperUrls & { readonly accounts: ReadonlyArray<Credential & { readonly name: string }> };

export interface BenchApp {
  readonly rest: string;
  readonly urls: PaperUrls['urls'];
  /** The paper key of an account, for raw ccxt beside the bot. */
  credential(accountId: string): Credential;
  close(): Promise<void>;
}

/** One bot that runs this program on sub-1; sub-2 is there for raw ccxt. */
function benchSettings(program: string, socketPath: string): Settings {
  const settings = firstRunSettings();
  const [bot] = settings.bots;
  if (bot === undefined) throw new Error('no bot in the first-run settings');
  const command = { kind: 'command' as const, command: process.execPath, args: [program, socketPath] };
  return {
    ...settings,
    accounts: settings.accounts.slice(0, 2),
    bots: [{ ...bot, id: 'bench', program: command }],
    triggers: triggersOff(),
    // The same order again and again is what is measured: as wide as the table allows, and every check still made.
    limits: {
      ...settings.limits,
      portfolio: {
        ...settings.limits.portfolio,
        'repeat-executions': { value: 10_000 },
        'repeat-window': { value: 1_000 },
      },
      bots: { bench: settings.limits.bots['grid-1'] ?? {} },
    },
  };
}

/** The built app in the real Electron with one bench bot, its screens open as an operator's would be. */
export async function openBenchApp(program: string, socketPath: string): Promise<BenchApp> {
  const appDir = mkdtempSync(join(tmpdir(), 'holdfast-bench-app-'));
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-bench-data-'));
  const tellFile = join(appDir, 'told.json');
  const { name, productName, version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as Record<
    string,
    string
  >;
  symlinkSync(join(projectRoot, 'out'), join(appDir, 'out'));
  copyFileSync(join(import.meta.dirname, 'app-main.mjs'), join(appDir, 'app-main.mjs'));
  writeFileSync(join(appDir, 'bench.json'), JSON.stringify({ tellFile }));
  writeFileSync(
    join(appDir, 'package.json'),
    JSON.stringify({ name, productName, version, type: 'module', main: 'app-main.mjs' }),
  );
  writeFileSync(join(dataDir, 'settings.json'), JSON.stringify(benchSettings(program, socketPath)));
  const desk = await launchHoldfast({ appDir, dataDir, size: { width: 1280, height: 800 } });
  const close = async (): Promise<void> => {
    await desk.kill();
    for (const folder of [appDir, dataDir]) rmSync(folder, { recursive: true, force: true });
  };
  try {
    await until('the paper exchange', () => existsSync(tellFile), 30_000);
    await deskUntil(desk.page, 'the bench bot', ({ bots }) => bots.every(({ state }) => state === 'running'));
  } catch (thrown) {
    await close();
    throw thrown;
  }
  const { rest, urls, accounts } = JSON.parse(readFileSync(tellFile, 'utf8')) as Told;
  return {
    rest,
    urls,
    credential: (accountId) => {
      const account = accounts.find((each) => each.name === accountId);
      if (account === undefined) throw new Error(`no account ${accountId}`);
      return { apiKey: account.apiKey, secret: account.secret };
    },
    close,
  };
}
