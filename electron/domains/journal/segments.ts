import { basename } from 'node:path';
import type { Files } from '../../platform/files';

/**
 * docs/journal-format.md: a new segment is begun when the current one holds 16 MiB or more. A start reads the last segment,
 * so this bounds how long it takes, whatever the journal's length.
 */
export const SEGMENT_BYTES = 16 * 1024 * 1024;

const SEGMENT_NAME = /^segment-(\d{6,})\.jsonl$/;

/** `segment-000001.jsonl`. */
export const segmentName = (segment: number): string => `segment-${String(segment).padStart(6, '0')}.jsonl`;

/** The number of the segment with this name or path; undefined for any other file. */
export function segmentOfName(path: string): number | undefined {
  const name = basename(path);
  const segment = Number(SEGMENT_NAME.exec(name)?.[1] ?? 0);
  return segment > 0 && segmentName(segment) === name ? segment : undefined;
}

/** The journal's segment numbers, ascending; a folder that is not there has none. */
export async function listSegments(files: Files, directory: string): Promise<readonly number[]> {
  const numbers: number[] = [];
  for (const name of await files.list(directory)) {
    const segment = segmentOfName(name);
    if (segment !== undefined) numbers.push(segment);
  }
  return numbers.sort((a, b) => a - b);
}

/** `aside-000001-1234-20260102030405678.bin` in a folder that may have one of that name already. */
export function asideName(segment: number, offset: number, utc: string, taken: ReadonlySet<string>): string {
  const prefix = `aside-${String(segment).padStart(6, '0')}-${offset}-${utc.replace(/\D/g, '')}`;
  let name = `${prefix}.bin`;
  for (let more = 1; taken.has(name); more += 1) name = `${prefix}${more}.bin`;
  return name;
}

/** The offset in the name of a tail that was cut off this segment; undefined for any other file. */
export function asideOffset(name: string, segment: number): number | undefined {
  const found = /^aside-(\d{6,})-(\d+)-\d+\.bin$/.exec(name);
  return found !== null && Number(found[1]) === segment ? Number(found[2]) : undefined;
}
