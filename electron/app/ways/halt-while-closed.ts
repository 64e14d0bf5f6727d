import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '#shared/model/result';
import type { Clock } from '#shared/model/time';
import { type Halt, PORTFOLIO, scopeWords } from '#shared/model/trading-state';
import {
  type GuardAccount,
  type GuardAccountResult,
  GuardClient,
  haltWhileClosed,
  Passphrase,
} from '../../domains/halt/index';
import { readFileIfExists } from '../../platform/files';
import { FolderInUseError } from '../../platform/folder-lock';
import type { Launch } from '../../platform/process/wire';
import { scopesOf, tradedSymbols } from '../scopes';
import { readSettings, type Settings } from '../settings';
import { storedText } from '../stored-text';
import type { HaltOrder } from './hand-over';
import type { KeySource } from './keys-while-closed';

const GUARD_START_MS = 15_000;
const TRIES = 3;

export interface ClosedPorts {
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly say: (line: string) => void;
  readonly lockFolder: (folder: string) => Promise<() => Promise<void>>;
  /** The state is written: a console may start from now on. */
  readonly letGo: () => void;
  /** Undefined when there is nobody to ask. */
  readonly askPassphrase: () => Promise<string | undefined>;
  readonly keys: KeySource;
  readonly guard: Launch;
}

/**
 * Halts a desk whose console does not run: first the state, so that its next start comes back halted whatever else happens, then, with
 * the passphrase, every account whose key can be had is emptied by the guard. Resolves to the command's exit status.
 */
export async function haltClosedDesk(order: HaltOrder, ports: ClosedPorts): Promise<number> {
  const { dataFolder, say } = ports;
  const wasUsed = existsSync(join(dataFolder, 'journal')) || existsSync(join(dataFolder, 'halt-state'));
  if (!wasUsed) {
    say(`No console runs, and none ever ran on the data folder ${dataFolder}: there is nothing to halt.`);
    say('If your desk has another data folder, name it: HOLDFAST_DATA_DIR=FOLDER');
    return 2;
  }
  const settings = await storedSettings(dataFolder);
  const scope = settings === undefined ? PORTFOLIO : order.scope;
  if (settings === undefined) say('The settings cannot be read, so everything is halted.');
  else if (!scopesOf(settings).exists(scope)) {
    say(`There is no ${scopeWords(scope)} on this desk, so nothing was halted. \`halt\` alone halts everything.`);
    return 2;
  }
  const halt = await writeHalt({ ...order, scope }, ports);
  if (halt === undefined) return 2;
  say(`No console runs on ${dataFolder}.`);
  say(
    `Written down (${halt.id}): it comes back with ${scopeWords(halt.scope)} ${halt.state}, until you resume it there.`,
  );
  if (halt.state === 'REDUCING') return 0;
  if (settings === undefined) return 1;
  return (await cancelWhatCanBe(halt, settings, ports)) ? 0 : 1;
}

/** Undefined when they are missing, damaged or not valid: then nobody knows what there is to halt. */
async function storedSettings(dataFolder: string): Promise<Settings | undefined> {
  try {
    const text = await readFileIfExists(join(dataFolder, 'settings.json'));
    if (text === undefined) return undefined;
    const { settings, notice } = readSettings(JSON.parse(text.toString('utf8')), undefined);
    return notice === undefined ? settings : undefined;
  } catch {
    return undefined;
  }
}

async function writeHalt(
  order: HaltOrder,
  { dataFolder, clock, say, ...ports }: ClosedPorts,
): Promise<Halt | undefined> {
  let release: (() => Promise<void>) | undefined;
  try {
    release = await ports.lockFolder(dataFolder);
    const said = order.reason === '' ? '.' : `: ${order.reason}`;
    const reason = `The halt command was given while no console ran${said}`;
    return await haltWhileClosed(storedText(join(dataFolder, 'halt-state')), true, {
      ...order,
      reason,
      at: clock.now(),
    });
  } catch (thrown) {
    say(
      thrown instanceof FolderInUseError
        ? `Nothing was halted: ${thrown.message}, and it cannot be reached. Press Halt all there, or create the file HALT in that folder.`
        : `Nothing was halted: the halt could not be written (${messageOf(thrown)}). Free some space, or create the file HALT in ${dataFolder}.`,
    );
    return undefined;
  } finally {
    await release?.();
    ports.letGo();
  }
}

/** Whether every account that the halt covers was seen empty. */
async function cancelWhatCanBe(halt: Halt, settings: Settings, ports: ClosedPorts): Promise<boolean> {
  const { say } = ports;
  const passphrase = await unlock(ports);
  const { accountIds, symbols } = scopesOf(settings).covered(halt.scope);
  const { held, missing } = await ports.keys(
    settings.accounts.filter(({ id }) => accountIds.includes(id)),
    tradedSymbols(settings),
    passphrase,
  );
  for (const { accountId, why } of missing) say(`Not cancelled: ${accountId}, ${why}.`);
  if (held.length === 0) return false;
  const results = await cancelWithGuard(halt.id, held, symbols, ports);
  for (const { accountId, state, problem, orders } of results ?? [])
    say(
      state === 'verified-empty'
        ? `${accountId}: verified empty, ${orders.length} orders ended.`
        : `${accountId}: NOT verified (${problem ?? 'not known why'}). Look at it on the exchange itself.`,
    );
  if (results === undefined) say('The guard did not answer: look at the accounts on the exchange itself.');
  return missing.length === 0 && results?.every(({ state }) => state === 'verified-empty') === true;
}

/** The right passphrase, asked for on the terminal; undefined when it cannot be had, which is said. */
async function unlock({ dataFolder, clock, say, askPassphrase }: ClosedPorts): Promise<string | undefined> {
  const verifier = new Passphrase(storedText(join(dataFolder, 'passphrase')), clock);
  await verifier.load();
  if (!verifier.isSet) {
    say('No passphrase is set, so no key is kept under one.');
    return undefined;
  }
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const passphrase = await askPassphrase();
    if (passphrase === undefined) {
      say('The passphrase was not given, so no key can be used.');
      return undefined;
    }
    if ((await verifier.check(passphrase)) === 'right') return passphrase;
    say('That is not the passphrase.');
  }
  return undefined;
}

/** Starts a guard of our own for it, and ends it. Undefined when it does not come up or does not answer. */
async function cancelWithGuard(
  haltId: string,
  accounts: readonly GuardAccount[],
  symbols: readonly string[] | undefined,
  { clock, dataFolder, guard: launch }: ClosedPorts,
): Promise<readonly GuardAccountResult[] | undefined> {
  const guard = new GuardClient({
    launch,
    clock,
    reportDirectory: join(dataFolder, 'guard'),
    accounts: () => accounts,
    onStatus: () => undefined,
    onArmed: () => undefined,
    onDeadMan: () => undefined,
    onOutput: () => undefined,
  });
  guard.start();
  try {
    const giveUpAt = clock.monotonicMs() + GUARD_START_MS;
    while (!guard.isReady()) {
      if (clock.monotonicMs() > giveUpAt) return undefined;
      await new Promise<void>((resolve) => clock.after(20, resolve));
    }
    const accountIds = accounts.map(({ accountId }) => accountId);
    return await guard.cancelAll(haltId, accountIds, [], symbols);
  } finally {
    await guard.stop();
  }
}
