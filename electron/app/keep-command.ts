import { userInfo } from 'node:os';
import { messageOf } from '#shared/model/result';
import { systemClock } from '../platform/clock';
import { programVersion, useDataFolder } from '../platform/own-process';
import { askSecret, readSecretLine } from '../platform/terminal';
import { runArchiveCommand } from './keeping/archive-command';
import { runKeepCommand } from './keeping/keep-command';

/** The program started as `holdfast backup …` or `holdfast restore …`. Resolves to its exit status. No window, no display. */
export async function keepCommand(word: 'backup' | 'restore', words: readonly string[]): Promise<number> {
  const complain = (line: string): void => void process.stderr.write(`${line}\n`);
  try {
    const isTyped = process.stdin.isTTY === true;
    return await runKeepCommand(word, words, {
      clock: systemClock,
      dataFolder: useDataFolder,
      appVersion: programVersion(),
      by: userInfo().username,
      say: (line) => void process.stdout.write(`${line}\n`),
      complain,
      askPassphrase: (prompt) => (isTyped ? askSecret(prompt) : readSecretLine()),
      isTyped,
    });
  } catch (thrown) {
    complain(`The command failed (${messageOf(thrown)}). Do not rely on what it made.`);
    return 2;
  }
}

/** The program started as `holdfast archive …`. Resolves to its exit status. No window, no display. */
export async function archiveCommand(words: readonly string[]): Promise<number> {
  return runArchiveCommand(words, {
    clock: systemClock,
    dataFolder: useDataFolder,
    by: userInfo().username,
    say: (line) => void process.stdout.write(`${line}\n`),
    complain: (line) => void process.stderr.write(`${line}\n`),
  });
}
