import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const projectRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export const isRoot = process.getuid?.() === 0;

/** @param {string} name @returns {string | undefined} the program's full path, or undefined when PATH has none */
export function findProgram(name) {
  for (const folder of [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin']) {
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder: try the next one.
    }
  }
  return undefined;
}

/** `npm` as it is to be spawned: on Windows only the shell can start it. */
export function npmCommand(args) {
  return process.platform === 'win32'
    ? { command: 'npm.cmd', args, options: { shell: true } }
    : { command: 'npm', args, options: {} };
}

/** Programs under way that have a process group of their own, which a Ctrl+C in the terminal does not reach. */
const running = new Set();
let listening = false;

/** Ends them when we are told to stop, and us too unless somebody else has taken over what a signal means. */
function endWithUs() {
  if (listening) return;
  listening = true;
  for (const [signal, number] of [
    ['SIGINT', 2],
    ['SIGTERM', 15],
    ['SIGHUP', 1],
  ]) {
    process.on(signal, () => {
      for (const pid of running) signalGroup(pid, 'SIGTERM');
      if (process.listenerCount(signal) === 1) process.exit(128 + number);
    });
  }
}

/**
 * Runs a program to its end. Never throws for a non-zero exit: the caller decides what that means.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions & { quiet?: boolean, timeoutMs?: number }} [options]
 *   `quiet` collects the output instead of showing it; `timeoutMs` kills the program's whole group when it is over
 * @returns {Promise<{ code: number, output: string, stdout: string, timedOut: boolean }>} code 127 when it could not be started
 */
export function run(command, args, options = {}) {
  const { quiet = false, timeoutMs, ...spawnOptions } = options;
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: projectRoot,
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
      detached: process.platform !== 'win32',
      ...spawnOptions,
    });
    endWithUs();
    if (child.pid !== undefined) running.add(child.pid);
    let stdout = '';
    let output = '';
    let timedOut = false;
    child.stdout?.on('data', (chunk) => {
      stdout += chunk;
      output += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      output += chunk;
    });
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            signalGroup(child.pid, 'SIGKILL');
          }, timeoutMs);
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve({ code: 127, output: `${output}${error.message}`, stdout, timedOut });
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      running.delete(child.pid);
      resolve({ code: code ?? 1, output, stdout, timedOut });
    });
  });
}

/** Signals a detached child's whole process group, and stays silent when it is gone already. */
export function signalGroup(pid, signal) {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {
    // Gone already, which is what was wanted.
  }
}

/** @returns {Promise<void>} */
export function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
