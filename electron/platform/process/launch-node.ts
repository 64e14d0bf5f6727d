import { type ChildProcess, fork, type SpawnOptions, spawn } from 'node:child_process';
import { readLines } from './lines';
import type { ChildHandle, Launch } from './wire';

const MAX_OUTPUT_LINE = 64 * 1024;
const MAX_WIRE_LINE = 64 * 1024 * 1024;

function handleOf(child: ChildProcess, channel: Pick<ChildHandle, 'send' | 'onMessage' | 'onClose'>): ChildHandle {
  let ended = false;
  return {
    ...channel,
    get pid() {
      return child.pid;
    },
    onExit: (listener) => {
      const once = (code: number | null, signal: string | null): void => {
        if (ended) return;
        ended = true;
        listener(code, signal);
      };
      child.once('exit', once);
      // Always listened to: an error event nobody takes (a kill that failed) would end the console.
      child.on('error', (error) => {
        if (child.pid === undefined) once(null, error.message);
      });
    },
    onOutput: (listener) => {
      if (child.stderr !== null) readLines(child.stderr, MAX_OUTPUT_LINE, listener);
    },
    kill: (signal) => {
      child.kill(signal);
    },
  };
}

/** A worker as a plain Node process with a fork channel: used by tests and tools, where there is no Electron. */
export function launchFork(entry: string, execArgv: readonly string[] = []): Launch {
  return () => {
    const child = fork(entry, {
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
      execArgv: [...execArgv],
      serialization: 'advanced',
    });
    return handleOf(child, {
      send: (message) => {
        if (child.connected) child.send(message as object, () => undefined);
      },
      onMessage: (listener) => child.on('message', listener),
      onClose: (listener) => child.once('disconnect', listener),
    });
  };
}

/** The object on a line; undefined for whatever else a child may have printed. */
function parseObject(line: string): object | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as object;
  } catch {
    return undefined;
  }
}

/** A worker that speaks JSON lines over stdio: the guard, which must outlive main and sees its end as end of stdin. */
export function launchLines(command: string, args: readonly string[], options: SpawnOptions = {}): Launch {
  return () => {
    const child = spawn(command, args, { ...options, stdio: ['pipe', 'pipe', 'pipe'] });
    const { stdin, stdout } = child;
    if (stdin === null || stdout === null) throw new Error('stdio pipes are missing');
    // Writing to a child that has just died is expected: its exit is reported by `onExit`.
    stdin.on('error', () => undefined);
    return handleOf(child, {
      send: (message) => {
        if (stdin.writable) stdin.write(`${JSON.stringify(message)}\n`);
      },
      onMessage: (listener) =>
        readLines(stdout, MAX_WIRE_LINE, (line) => {
          const message = parseObject(line);
          if (message !== undefined) listener(message);
        }),
      onClose: (listener) => stdout.once('close', listener),
    });
  };
}
