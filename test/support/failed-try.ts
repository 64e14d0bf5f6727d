/** A failed try's error, as Vitest gives it. */
interface TryError {
  readonly message: string;
  readonly stack?: string;
}

/** So much of each is told: the rest is in the report when the test fails for good. */
const MESSAGE_LINES = 6;
const OUTPUT_LINES = 5;
/** What Chromium says of a desktop that is only a display, and Node of its debugger. */
const NOISE = /ERROR:bus\.cc|^Debugger |^For help, see/;

/**
 * Why a try of a window test failed, in a few lines: its error, where, and what the app said last.
 * @param tries how many were made before this one
 */
export function failedTry(name: string, tries: number, error: TryError | undefined, output: string): string {
  const at = /^\s+at .*\/test\/.*$/m.exec(error?.stack ?? '')?.[0].trim();
  const lines = output.split('\n').filter((line) => line !== '' && !NOISE.test(line));
  return [
    `\nTry ${tries + 1} failed: ${name}`,
    ...(error?.message.split('\n').slice(0, MESSAGE_LINES) ?? []),
    ...(at === undefined ? [] : [at]),
    ...(lines.length === 0 ? [] : ['The app said last:', ...lines.slice(-OUTPUT_LINES)]),
  ]
    .join('\n  ')
    .concat('\n');
}
