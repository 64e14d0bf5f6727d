import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { findElectronRuntime } from '../../scripts/electron-runtime.mjs';
import { isRoot, projectRoot } from '../../scripts/lib/run.mjs';

export interface CommandEnd {
  readonly status: number | null;
  /** Both streams. */
  readonly output: string;
}

const commandLine = (words: readonly string[]): string[] => {
  const runtime = findElectronRuntime();
  if (runtime === undefined) throw new Error('No Electron to run');
  return [runtime.executable, ...(isRoot ? ['--no-sandbox'] : []), projectRoot, ...words];
};

function ended(child: ChildProcessWithoutNullStreams, onOutput: (all: string) => void): Promise<CommandEnd> {
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += String(chunk);
      onOutput(output);
    });
  return new Promise((resolve) => child.once('close', (status) => resolve({ status, output })));
}

const environment = (dataDir: string): NodeJS.ProcessEnv => {
  const { DISPLAY: _none, NODE_OPTIONS: _ours, ...rest } = process.env;
  return { ...rest, HOLDFAST_DATA_DIR: dataDir };
};

/** `holdfast halt …` as a second process of the real app. It has no display: an operator may come over the network. */
export function haltCommand(dataDir: string, words: readonly string[]): Promise<CommandEnd> {
  return programCommand(dataDir, ['halt', ...words], '');
}

/** The real app started as one of its commands, with `input` as its standard input, which is no terminal. */
export function programCommand(dataDir: string, words: readonly string[], input: string): Promise<CommandEnd> {
  const [command = '', ...args] = commandLine(words);
  const child = spawn(command, args, { env: environment(dataDir) });
  child.stdin.end(input);
  return ended(child, () => undefined);
}

/** The same on a terminal, at which `typed` is typed once it asks for the passphrase. Linux only. */
export function haltCommandOnTerminal(dataDir: string, words: readonly string[], typed: string): Promise<CommandEnd> {
  const quoted = commandLine(['halt', ...words]).map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
  const child = spawn('script', ['-qec', quoted.join(' '), '/dev/null'], { env: environment(dataDir) });
  let isTyped = false;
  return ended(child, (all) => {
    if (isTyped || !all.includes('Passphrase:')) return;
    isTyped = true;
    child.stdin.write(`${typed}\r`);
  });
}
