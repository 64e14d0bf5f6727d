import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '#shared/model/result';
import { systemClock } from '../platform/clock';
import { readFileIfExists } from '../platform/files';
import { lockFolder } from '../platform/folder-lock';
import { Keychain } from '../platform/keychain';
import { guardArguments, guardEnvironment, handToRunning, letGo, useDataFolder } from '../platform/own-process';
import { launchLines } from '../platform/process/launch-node';
import { askSecret } from '../platform/terminal';
import { addressesOf } from '../platform/venue/binance/addresses';
import { runHaltCommand } from './ways/halt-command';
import { haltClosedDesk } from './ways/halt-while-closed';
import { HALT_ANSWERS } from './ways/hand-over';
import { keysOfVault } from './ways/keys-while-closed';

/** The program started as `holdfast halt …`. Resolves to its exit status, never rejects. No window, no display, no key in it. */
export async function haltCommand(words: readonly string[]): Promise<number> {
  try {
    return await run(words);
  } catch (thrown) {
    process.stderr.write(
      `The halt command failed (${messageOf(thrown)}), so it is not known whether anything was halted. Press Halt all in the window, or create the file HALT in the data folder.\n`,
    );
    return 1;
  }
}

async function run(words: readonly string[]): Promise<number> {
  const dataFolder = useDataFolder();
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const answerFile = (name: string): string => join(dataFolder, HALT_ANSWERS, name);
  return runHaltCommand(words, {
    clock: systemClock,
    say,
    complain: (line) => void process.stderr.write(`${line}\n`),
    handOver: handToRunning,
    readAnswer: async (name) => (await readFileIfExists(answerFile(name)))?.toString('utf8'),
    removeAnswer: (name) => rm(answerFile(name), { force: true }),
    whileClosed: (order) =>
      haltClosedDesk(order, {
        dataFolder,
        clock: systemClock,
        say,
        lockFolder,
        letGo,
        askPassphrase: () => askSecret('Passphrase: '),
        keys: keysOfVault({
          dataFolder,
          clock: systemClock,
          say,
          keychain: new Keychain(),
          // Paper accounts are on no exchange of their own while no console runs.
          endpoints: ({ exchange, environment }) =>
            environment === 'paper' ? undefined : addressesOf(exchange, environment),
        }),
        guard: launchLines(process.execPath, guardArguments(), { detached: true, env: guardEnvironment() }),
      }),
  });
}
