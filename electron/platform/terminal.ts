import type { ReadStream } from 'node:tty';

/** Longer than any passphrase that can be set. */
const MAX_CHARS = 1_000;
const ENTER = /[\r\n]/;
const CONTROL_C = '\u0003';
const CONTROL_D = '\u0004';
const ERASE = /[\b\u007f]/;

/**
 * Asks for a secret on the terminal that this program was started from, without showing it. Undefined when there is no
 * terminal, or when it was left with Ctrl+C, Ctrl+D or the terminal's end. The prompt goes to `write`.
 */
export async function askSecret(
  prompt: string,
  input: NodeJS.ReadStream | ReadStream = process.stdin,
  write: (text: string) => void = (text) => void process.stderr.write(text),
): Promise<string | undefined> {
  const terminal = input as ReadStream;
  if (terminal.isTTY !== true) return undefined;
  // Before the prompt: what is typed the moment it shows must not be shown.
  terminal.setRawMode(true);
  terminal.resume();
  write(prompt);
  try {
    return await readSecret(terminal);
  } finally {
    terminal.setRawMode(false);
    terminal.pause();
    write('\n');
  }
}

function readSecret(terminal: ReadStream): Promise<string | undefined> {
  return new Promise((resolve) => {
    let typed = '';
    const end = (answer: string | undefined): void => {
      terminal.off('data', take).off('end', left).off('error', left);
      resolve(answer);
    };
    const left = (): void => end(undefined);
    const take = (chunk: Buffer): void => {
      for (const character of chunk.toString('utf8')) {
        const isLeft = character === CONTROL_C || (character === CONTROL_D && typed === '');
        if (isLeft || ENTER.test(character)) {
          end(isLeft ? undefined : typed);
          return;
        }
        if (ERASE.test(character)) typed = [...typed].slice(0, -1).join('');
        else if (typed.length < MAX_CHARS) typed += character;
      }
    };
    terminal.on('data', take).on('end', left).on('error', left);
  });
}

/** The first line of an input that is no terminal; undefined when it has none. */
export async function readSecretLine(input: NodeJS.ReadableStream = process.stdin): Promise<string | undefined> {
  let text = '';
  for await (const chunk of input) {
    text += String(chunk);
    if (text.includes('\n') || text.length > MAX_CHARS) break;
  }
  const [line = ''] = text.split(/\r?\n/);
  return line === '' || line.length > MAX_CHARS ? undefined : line;
}
