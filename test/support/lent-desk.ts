import { randomBytes } from 'node:crypto';
import type { Console } from '../../electron/app/console';
import type { Settings } from '../../electron/app/settings';
import { Keychain } from '../../electron/platform/keychain';
import { launchFork, launchLines } from '../../electron/platform/process/launch-node';
import { builtWorker as built } from './built-worker';
import { type Harness, openConsole } from './console-harness';
import { quietSettings } from './quiet-settings';
import { keychainOf, NEW_KEY } from './vault-rig';

/** A key as Binance makes them: 64 characters each. */
export const newTestKey = () => ({ apiKey: randomBytes(32).toString('hex'), secret: randomBytes(32).toString('hex') });

/** The quiet paper desk with grid-1 on `demo-1`, an account of the exchange's test network. */
export function settingsWithTestnet(): Settings {
  const quiet = quietSettings();
  return {
    ...quiet,
    accounts: [...quiet.accounts, { id: 'demo-1', exchange: 'binance', environment: 'testnet' }],
    bots: quiet.bots.map((bot) => (bot.id === 'grid-1' ? { ...bot, accountId: 'demo-1', autoStart: true } : bot)),
  };
}

export interface LentDeskOptions {
  readonly settings: Settings;
  readonly dataFolder: string;
  /** What stands in the keychain; the same map is a restart. */
  readonly items: Map<string, string>;
  /** Loaded before the worker and the guard: where the test network is reached. */
  readonly loopback: string;
}

/** The whole console on a keychain in memory, whose worker and guard reach the test network by the loopback. */
export const openLentDesk = ({ settings, dataFolder, items, loopback }: LentDeskOptions): Promise<Harness> =>
  openConsole({
    settings,
    dataFolder,
    change: (options) => ({
      ...options,
      keychain: new Keychain(async () => keychainOf(items)),
      launchers: {
        ...options.launchers,
        exchange: launchFork(built('exchange'), ['--require', loopback]),
        guard: launchLines(process.execPath, ['--require', loopback, built('guard')], { detached: true }),
      },
    }),
  });

/** Keeps a trade key of the account, as the desk of keys would after its check. */
export async function keepKey(
  { vault }: Console,
  accountId: string,
  key: ReturnType<typeof newTestKey>,
): Promise<void> {
  const kept = await vault.keys.put({ ...NEW_KEY, accountId, ending: key.apiKey.slice(-4) }, key, undefined);
  if (!kept.ok) throw new Error(kept.error.message);
}
