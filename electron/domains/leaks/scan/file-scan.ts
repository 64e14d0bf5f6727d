import { closeSync, constants, createReadStream, fstatSync, openSync, readSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { messageOf } from '#shared/model/result';
import { FINDINGS_PER_FILE } from '../protocol';
import { type ByteScan, Hits } from './byte-scan';

/** A pipe or a device in a file's place must not hold the scan up, and a link must not be followed. Windows has neither flag. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
/** Of a packed file no more is unpacked: a small one can hold terabytes. */
const MOST_UNPACKED = 8 * 1024 ** 3;

/** Names of packed files that are not looked into. */
const ARCHIVE =
  /\.(?:zip|7z|rar|tar\.(?:xz|bz2|zst|lz4)|t[bx]z2?|xz|bz2|zst|lz4|br|jar|apk|deb|rpm|dmg|cab|asar\.gz)$/i;
const GZIP = /\.t?gz$/i;

export const isArchive = (path: string): boolean => ARCHIVE.test(path);
export const isGzip = (path: string): boolean => GZIP.test(path);

export interface FileRead {
  readonly bytes: number;
  readonly hits: Hits;
}

/**
 * Looks through one file, chunk by chunk. `pause` is called between chunks: it lets others run, and throws when the scan is to end.
 * @throws the system's error when the file cannot be read
 */
export async function scanFile(
  scan: ByteScan,
  path: string,
  pause: () => Promise<void> | undefined,
): Promise<FileRead> {
  const hits = new Hits(FINDINGS_PER_FILE);
  scan.begin((hit) => hits.add(hit));
  let bytes = 0;
  const fd = openSync(path, FLAGS);
  try {
    // A log that is written faster than it is read would never end: it is read as far as it went when it got long.
    let most = Number.POSITIVE_INFINITY;
    let chunks = 0;
    for (;;) {
      const space = scan.space;
      const taken = readSync(fd, space, 0, space.length, null);
      if (taken === 0) break;
      bytes += taken;
      scan.took(taken);
      if (++chunks === 4) most = fstatSync(fd).size;
      if (bytes >= most) break;
      const wait = pause();
      if (wait !== undefined) await wait;
    }
    scan.end();
  } finally {
    closeSync(fd);
  }
  return { bytes, hits };
}

/** The same for a gzip file, of which the unpacked bytes count. `problem` is why it was not unpacked to its end. */
export async function scanGzip(
  scan: ByteScan,
  path: string,
  pause: () => Promise<void> | undefined,
): Promise<FileRead & { readonly problem: string }> {
  const hits = new Hits(FINDINGS_PER_FILE);
  scan.begin((hit) => hits.add(hit));
  let bytes = 0;
  let problem = '';
  const fd = openSync(path, FLAGS);
  let isStopped = false;
  try {
    await pipeline(createReadStream('', { fd, highWaterMark: 256 * 1024 }), createGunzip(), async (chunks) => {
      for await (const chunk of chunks as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        scan.add(chunk);
        if (bytes > MOST_UNPACKED) {
          problem = 'only the first 8 GiB of what is packed in it were looked at';
          return;
        }
        try {
          await pause();
        } catch (thrown) {
          isStopped = true;
          throw thrown;
        }
      }
    });
  } catch (thrown) {
    if (isStopped) throw thrown;
    if (problem === '') problem = `it could not be unpacked to its end (${messageOf(thrown)})`;
  }
  scan.end();
  return { bytes, hits, problem };
}

/** The line of each offset, from 1, in one more reading of the file. Null in a file that is no text. */
export function linesAt(path: string, offsets: readonly number[]): Array<number | null> {
  const sorted = [...new Set(offsets)].sort((a, b) => a - b);
  const lines = new Map<number, number>();
  const buffer = Buffer.allocUnsafe(64 * 1024);
  const fd = openSync(path, FLAGS);
  try {
    let base = 0;
    let line = 1;
    let next = 0;
    while (next < sorted.length) {
      const taken = readSync(fd, buffer, 0, buffer.length, null);
      if (taken === 0) break;
      const chunk = buffer.subarray(0, taken);
      if (base === 0 && chunk.subarray(0, 8_000).includes(0)) return offsets.map(() => null);
      let from = 0;
      for (; next < sorted.length && (sorted[next] as number) < base + taken; next += 1) {
        const to = (sorted[next] as number) - base;
        line += newlines(chunk.subarray(from, to));
        from = to;
        lines.set(sorted[next] as number, line);
      }
      line += newlines(chunk.subarray(from));
      base += taken;
    }
  } finally {
    closeSync(fd);
  }
  return offsets.map((offset) => lines.get(offset) ?? null);
}

function newlines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count += 1;
  return count;
}
