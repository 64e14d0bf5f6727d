import type { Readable } from 'node:stream';
import { utilityProcess } from 'electron';
import { type BotLauncher, botEnvironment } from './bot-process';
import { exitInWords, signalOfUtilityExit } from './exit-words';
import { spawnBot } from './launch-bot-node';
import { readLines } from './lines';
import { giveWay } from './priority';

const MAX_LOG_LINE = 4_096;

/**
 * Bots in the app: built-in ones as Electron utility processes, which have no stdin, so that lines travel as strings
 * over their message port; any other program over stdio. Call only after the app is ready.
 */
export function createUtilityBotLauncher(botHostEntry: string): BotLauncher {
  return (launch, listeners) => {
    if (launch.program.kind === 'command')
      return spawnBot(launch.program.command, launch.program.args, launch, listeners);
    const child = utilityProcess.fork(botHostEntry, [launch.program.name], {
      serviceName: `bot ${launch.botId}`,
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: launch.folder,
      env: botEnvironment(launch.folder),
    });
    child.once('spawn', () => giveWay(child.pid));
    let ended = false;
    const end = (): void => {
      if (ended || child.pid === undefined) return;
      try {
        process.kill(child.pid, 'SIGKILL');
      } catch {
        // Gone already: its exit is reported by `onExit`.
      }
    };
    let written = 0;
    let taken = 0;
    for (const stream of [child.stdout, child.stderr]) {
      if (stream !== null) readLines(stream as Readable, MAX_LOG_LINE, listeners.onLog);
    }
    child.on('message', (message: unknown) => {
      // A number is how many characters of lines the host has taken in all: the port itself does not tell.
      if (typeof message === 'number') taken = message;
      else if (typeof message !== 'string') return;
      else if (message.length > launch.maxLineBytes) listeners.onOversize(message.length);
      else listeners.onLine(message);
    });
    child.once('exit', (code) => {
      ended = true;
      listeners.onExit(exitInWords(code, signalOfUtilityExit(code)));
    });
    return {
      get pid() {
        return child.pid;
      },
      writeLine: (line) => {
        if (ended) return;
        written += line.length;
        child.postMessage(line);
      },
      queuedBytes: () => Math.max(0, written - taken),
      kill: () => {
        // Between fork and spawn there is no process id yet.
        if (child.pid === undefined) child.once('spawn', end);
        else end();
      },
    };
  };
}
