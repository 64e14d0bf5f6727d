/**
 * How the scripts talk: one short line per fact, on standard error, so that standard output stays
 * for what a caller asked for (JSON, a path).
 */

/** An expected failure: the message says what happened and what to do; no stack trace is shown for it. */
export class Problem extends Error {
  /** @param {string} what what happened @param {string} [remedy] what the reader can do about it */
  constructor(what, remedy) {
    super(remedy === undefined ? what : `${what}\n  What to do: ${remedy}`);
    this.name = 'Problem';
  }
}

/** @param {string} text one line, no newline at its end */
export function say(text) {
  process.stderr.write(`holdfast-setup: ${text}\n`);
}

/** @param {number} ms @returns {string} for example `0.4 s` or `2 min 05 s` */
export function formatDuration(ms) {
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

/** Ends the process with the message of a {@link Problem}, or with the whole error when it is a bug of ours. */
export function failWith(error) {
  process.stderr.write(`${error instanceof Problem ? `\n${error.message}` : (error?.stack ?? String(error))}\n`);
  process.exitCode = 1;
}
