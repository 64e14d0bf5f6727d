import { err, messageOf, ok, type Result } from '#shared/model/result';
import type { JournalEntry } from './protocol';
import { ENVELOPE_BYTES, MAX_LINE_BYTES } from './record';

/**
 * Entries travel to the writer as one string, `type SP json LF` each: JSON is made once, by the caller, and crossing
 * the process border costs one copy. Measured against sending objects in test/bench/journal.bench.ts's setting: objects
 * halve the rate.
 */
export type EntryText = string;

/** Lower-case words of letters, digits and hyphens, joined by dots. */
const TYPE = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/;
const MAX_TYPE_LENGTH = 64;
/** Data may be this long as UTF-8 JSON, so that the whole line stays below 1 MiB. */
export const MAX_DATA_BYTES = MAX_LINE_BYTES - ENVELOPE_BYTES;
/** Entries handed over together may be this long together. Bounds what one write may leave half done. */
export const MAX_BATCH_BYTES = 4 * 1024 * 1024;

/** One entry as text, or the sentence that says why it can never be a record. */
export function toEntryText(entry: JournalEntry): Result<EntryText, string> {
  const { type, data } = entry;
  let json: string | undefined;
  try {
    json = JSON.stringify(data);
  } catch (thrown) {
    return err(`the data of ${type} cannot be written as JSON: ${messageOf(thrown)}`);
  }
  if (json === undefined) return err(`the data of ${type} is not a JSON value`);
  const problem = problemOf(type, json);
  return problem === undefined ? ok(`${type} ${json}\n`) : err(problem);
}

/** One entry of a text: its type, and its data as JSON. */
export interface DataText {
  readonly type: string;
  readonly dataText: string;
}

/**
 * The entries of a text in order, or why it is none: a writer takes nothing on trust that would break the format. That
 * the data is JSON is `toEntryText`'s promise.
 */
export function readEntryText(text: EntryText): Result<readonly DataText[], string> {
  const entries: DataText[] = [];
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf('\n', at);
    const space = text.indexOf(' ', at);
    if (end < 0 || space < 0 || space >= end) return err('the text is not a list of entries');
    const type = text.slice(at, space);
    const dataText = text.slice(space + 1, end);
    const problem = problemOf(type, dataText);
    if (problem !== undefined) return err(problem);
    entries.push({ type, dataText });
    at = end + 1;
  }
  return entries.length > 0 ? ok(entries) : err('there is nothing to record');
}

function problemOf(type: string, json: string): string | undefined {
  if (type.length > MAX_TYPE_LENGTH || !TYPE.test(type)) {
    return `"${type.slice(0, 80)}" is not a record type: lower-case words joined by dots, at most ${MAX_TYPE_LENGTH} characters`;
  }
  // A UTF-16 unit is at most 3 bytes: only long texts need to be measured.
  if (json.length * 3 > MAX_DATA_BYTES && Buffer.byteLength(json) > MAX_DATA_BYTES) {
    return `the data of ${type} is longer than a record may be: ${Buffer.byteLength(json)} of ${MAX_DATA_BYTES} bytes`;
  }
  return undefined;
}
