import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

const PAGE_BYTES = 4_096;
/** Bytes that the kernel tells of each page, and the bits of their last one that say: in memory, or in the swap. */
const ENTRY_BYTES = 8;
const PRESENT = 0xc0;
const CHUNK_BYTES = 16 * 1024 * 1024;

/**
 * How often each of these texts stands in the memory of a process, as one byte a character or as UTF-16, in every page that can be
 * written and was. Undefined when the system does not let us read it. Linux only.
 */
export function countInMemory(pid: number, texts: readonly string[]): number | undefined {
  const needles = texts.flatMap((text) => [Buffer.from(text, 'latin1'), Buffer.from(text, 'utf16le')]);
  const overlap = Math.max(...needles.map(({ length }) => length)) - 1;
  const opened: number[] = [];
  const open = (name: string): number => {
    const file = openSync(`/proc/${pid}/${name}`, 'r');
    opened.push(file);
    return file;
  };
  try {
    const [memory, pages] = [open('mem'), open('pagemap')];
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    let found = 0;
    for (const [start, end] of writtenRuns(pid, pages))
      for (let at = start; at < end; at += CHUNK_BYTES - overlap) {
        const bytes = chunk.subarray(0, readAt(memory, chunk, Math.min(CHUNK_BYTES, end - at), at));
        // What lies wholly in the part that the next chunk reads again is counted there.
        for (const needle of needles)
          for (let hit = bytes.indexOf(needle); hit >= 0; hit = bytes.indexOf(needle, hit + 1))
            if (hit < CHUNK_BYTES - overlap) found += 1;
      }
    return found;
  } catch (thrown) {
    if (['EACCES', 'EPERM', 'ENOENT', 'ESRCH'].includes(String((thrown as NodeJS.ErrnoException).code)))
      return undefined;
    throw thrown;
  } finally {
    for (const file of opened) closeSync(file);
  }
}

/** Start and end of each run of pages of the process's own that can be written and exist. */
function* writtenRuns(pid: number, pages: number): Generator<readonly [number, number]> {
  const entries = Buffer.allocUnsafe(CHUNK_BYTES);
  const perChunk = (CHUNK_BYTES / ENTRY_BYTES) * PAGE_BYTES;
  for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
    const [, from, to] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line) ?? [];
    if (from === undefined || to === undefined) continue;
    const end = Number.parseInt(to, 16);
    let run: number | undefined;
    for (let at = Number.parseInt(from, 16); at < end; at += perChunk) {
      const wanted = ((Math.min(end, at + perChunk) - at) / PAGE_BYTES) * ENTRY_BYTES;
      const got = readAt(pages, entries, wanted, (at / PAGE_BYTES) * ENTRY_BYTES);
      for (let entry = 0; entry < got; entry += ENTRY_BYTES) {
        const page = at + (entry / ENTRY_BYTES) * PAGE_BYTES;
        const isThere = ((entries[entry + ENTRY_BYTES - 1] ?? 0) & PRESENT) !== 0;
        if (isThere) run ??= page;
        else if (run !== undefined) {
          yield [run, page];
          run = undefined;
        }
      }
    }
    if (run !== undefined) yield [run, end];
  }
}

/** Bytes read; none where the mapping is gone meanwhile. */
function readAt(file: number, into: Buffer, length: number, at: number): number {
  try {
    return readSync(file, into, 0, length, at);
  } catch (thrown) {
    if (['EIO', 'EFAULT'].includes(String((thrown as NodeJS.ErrnoException).code))) return 0;
    throw thrown;
  }
}
