import { spawn } from 'node:child_process';
import { findProgram, signalGroup } from '../lib/run.mjs';
import { Problem } from '../lib/say.mjs';

/**
 * Starts a helper that is to live exactly as long as we do: in its own process group, so that Ctrl+C in the terminal
 * does not take it before the app; and, where `setpriv` is there, killed by the kernel if this process is killed.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, stdio: import('node:child_process').StdioOptions, owner?: { uid: number, gid: number } }} options
 */
export function startDaemon(command, args, { env, stdio, owner }) {
  const program = findProgram(command);
  if (program === undefined) throw new Problem(`${command} is not installed`, 'run: node scripts/system.mjs');
  const setpriv = findProgram('setpriv');
  const line = setpriv === undefined ? [program, ...args] : [setpriv, '--pdeathsig', 'KILL', program, ...args];
  const child = spawn(line[0], line.slice(1), { env: env ?? process.env, stdio, detached: true, ...owner });
  let ended = false;
  const exit = new Promise((resolve) => {
    child.once('error', () => resolve(undefined));
    child.once('exit', () => resolve(undefined));
  }).then(() => {
    ended = true;
  });
  return {
    child,
    exit,
    hasEnded: () => ended,
    async stop() {
      if (ended) return;
      signalGroup(child.pid, 'SIGTERM');
      const timer = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), 2000);
      await exit;
      clearTimeout(timer);
    },
  };
}

/**
 * The first line a helper writes to a stream, which is how these say that they are ready.
 * @param {import('node:stream').Readable} stream
 * @param {ReturnType<typeof startDaemon>} daemon
 * @param {string} what for the error
 */
export function firstLine(stream, daemon, what) {
  return new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => reject(new Problem(`${what} did not come up within 15 s`)), 15_000);
    stream.on('data', (chunk) => {
      text += chunk;
      const end = text.indexOf('\n');
      if (end < 0) return;
      clearTimeout(timer);
      resolve(text.slice(0, end).trim());
    });
    daemon.exit.then(() => {
      clearTimeout(timer);
      reject(new Problem(`${what} ended at once`));
    });
  });
}
