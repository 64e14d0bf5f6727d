import { readFileSync } from 'node:fs';

interface Known {
  /** The complete lines read so far, to their last line break. */
  readonly bytes: Buffer;
  readonly parsed: unknown[];
}

/** By file; the one read longest ago goes first. */
const known = new Map<string, Known>();
const KEPT_FILES = 8;

/**
 * Every complete line of a file, parsed. Tests ask for a journal or a ledger many times a second while it grows: what stood there at
 * the last time, byte by byte, is not parsed again.
 * @param parse the same for every reading of one file
 */
export function parsedLines<T>(file: string, parse: (line: string) => T): readonly T[] {
  const all = readFileSync(file);
  const bytes = all.subarray(0, all.lastIndexOf(0x0a) + 1);
  const before = known.get(file);
  const isGrown = before !== undefined && bytes.subarray(0, before.bytes.length).equals(before.bytes);
  const parsed = isGrown ? (before.parsed as T[]) : [];
  const from = isGrown ? before.bytes.length : 0;
  for (const line of bytes.toString('utf8', from).split('\n').slice(0, -1)) parsed.push(parse(line));
  known.delete(file);
  known.set(file, { bytes, parsed });
  for (const oldest of known.keys()) {
    if (known.size <= KEPT_FILES) break;
    known.delete(oldest);
  }
  return parsed;
}
