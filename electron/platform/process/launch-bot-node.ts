import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { messageOf } from '#shared/model/result';
import {
  type BotLaunch,
  type BotLauncher,
  type BotProcess,
  type BotProcessListeners,
  botEnvironment,
} from './bot-process';
import { exitInWords } from './exit-words';
import { readLines } from './lines';

const MAX_LOG_LINE = 4_096;
/** A grandchild can hold the pipes open after the bot itself is gone: then its end is told without waiting for them. */
const DRAIN_MS = 250;

/** POSIX: the bot leads a process group, so that killing it takes its own children along. */
const OWN_GROUP = process.platform !== 'win32';

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (OWN_GROUP) process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // Gone already: its exit is reported by `onExit`.
  }
}

/** Runs any program that speaks the protocol on its stdin and stdout. */
export function spawnBot(
  command: string,
  args: readonly string[],
  launch: Pick<BotLaunch, 'folder' | 'maxLineBytes'>,
  listeners: BotProcessListeners,
): BotProcess {
  let child: ChildProcessWithoutNullStreams;
  try {
    child = spawn(command, args, {
      cwd: launch.folder,
      env: botEnvironment(launch.folder),
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: OWN_GROUP,
      windowsHide: true,
    });
  } catch (thrown) {
    setImmediate(() => listeners.onExit(`could not be started: ${messageOf(thrown)}`));
    return { pid: undefined, writeLine: () => undefined, queuedBytes: () => 0, kill: () => undefined };
  }
  // Writing to a bot that has just died is expected.
  child.stdin.on('error', () => undefined);
  readLines(child.stdout, launch.maxLineBytes, listeners.onLine, listeners.onOversize);
  readLines(child.stderr, MAX_LOG_LINE, listeners.onLog, (bytes) =>
    listeners.onLog(`[a line of over ${bytes} bytes was skipped]`),
  );

  let ended = false;
  const end = (how: string): void => {
    if (ended) return;
    ended = true;
    killGroup(child);
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
    listeners.onExit(how);
  };
  child.once('error', (error) => {
    if (child.pid === undefined) end(`could not be started: ${error.message}`);
  });
  child.once('close', (code, signal) => end(exitInWords(code, signal)));
  child.once('exit', (code, signal) => void setTimeout(() => end(exitInWords(code, signal)), DRAIN_MS));

  return {
    pid: child.pid,
    writeLine: (line) => {
      if (!ended && child.stdin.writable) child.stdin.write(`${line}\n`);
    },
    queuedBytes: () => child.stdin.writableLength,
    kill: () => {
      if (!ended) killGroup(child);
    },
  };
}

/**
 * Bots as plain processes over stdio. Built-in ones run as `node [execArgv] <entry> <name>`: used by tests and tools,
 * where there is no Electron.
 */
export function createNodeBotLauncher(botHost: {
  /** Absolute path of bot-host. */
  readonly entry: string;
  readonly nodePath?: string;
  readonly execArgv?: readonly string[];
}): BotLauncher {
  const { entry, nodePath = process.execPath, execArgv = [] } = botHost;
  return (launch, listeners) =>
    launch.program.kind === 'command'
      ? spawnBot(launch.program.command, launch.program.args, launch, listeners)
      : spawnBot(nodePath, [...execArgv, entry, launch.program.name], launch, listeners);
}
