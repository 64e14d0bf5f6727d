import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { type Files, type OpenFile, readFully, writeFully } from '../../platform/files';
import { KeepingError } from './failures';

const CHUNK_BYTES = 1024 * 1024;

/** Where `writeNewFile` writes until the file is whole; its name itself is kept free by an empty file. */
export const unfinishedNewFile = (path: string): string => `${path}.part`;

/**
 * Writes a file that has its name only once it is whole and durable: a crash leaves `<path>.part` at most, and so does nobody
 * else's file get replaced. What was written is removed when `fill` rejects.
 * @throws KeepingError `in-the-way` when there is a file of that name
 */
export async function writeNewFile<T>(
  files: Files,
  path: string,
  fill: (write: (bytes: Uint8Array) => Promise<void>) => Promise<T>,
): Promise<{ readonly value: T; readonly bytes: number; readonly sha256: string }> {
  const part = unfinishedNewFile(path);
  const name = await files.open(path, 'create').catch((thrown: unknown) => {
    throw KeepingError.of(thrown, 'in-the-way', path);
  });
  await name.close();
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    const file = await files.open(part, 'replace');
    let value: T;
    try {
      value = await fill(async (chunk) => {
        await writeFully(file, chunk, bytes);
        hash.update(chunk);
        bytes += chunk.length;
      });
      await file.sync();
    } finally {
      await file.close();
    }
    await files.rename(part, path);
    await files.syncFolder(dirname(path));
    return { value, bytes, sha256: hash.digest('hex') };
  } catch (thrown) {
    await files.remove(part);
    await files.remove(path);
    throw thrown;
  }
}

/** The first `length` bytes of an open file, a MiB at a time. @throws KeepingError when there are fewer */
export async function* chunksOf(file: OpenFile, length: number, signal: AbortSignal): AsyncGenerator<Buffer> {
  for (let at = 0; at < length; ) {
    signal.throwIfAborted();
    const chunk = await readFully(file, at, Math.min(CHUNK_BYTES, length - at));
    if (chunk.length === 0) throw new KeepingError('shrank', 'A file became shorter while it was read. Try again.');
    at += chunk.length;
    yield chunk;
  }
}
