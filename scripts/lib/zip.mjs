import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, mkdir, open } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';

/*
 * A reader for plain zip files (PKWARE APPNOTE 6.3, no zip64, no encryption), because the runtime's archive holds
 * 25,000 files of which we want 80, and no tool that unpacks a part of a zip is on every machine.
 * The caller has checked the archive's digest, so entries are not checked one by one.
 */

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;

/** @returns {Promise<{ name: string, method: number, size: number, offset: number, mode: number }[]>} */
async function listEntries(file) {
  const { size } = await file.stat();
  const tail = Buffer.alloc(Math.min(size, 65_557));
  await file.read(tail, 0, tail.length, size - tail.length);
  let at = tail.length - 22;
  while (at >= 0 && tail.readUInt32LE(at) !== endOfDirectory) at -= 1;
  if (at < 0) throw new Error('not a zip file: it has no end-of-directory record');
  const count = tail.readUInt16LE(at + 10);
  const directory = Buffer.alloc(tail.readUInt32LE(at + 12));
  await file.read(directory, 0, directory.length, tail.readUInt32LE(at + 16));
  const entries = [];
  let cursor = 0;
  while (entries.length < count && cursor + 46 <= directory.length) {
    if (directory.readUInt32LE(cursor) !== directoryEntry) throw new Error('damaged zip directory');
    const nameLength = directory.readUInt16LE(cursor + 28);
    entries.push({
      name: directory.toString('utf8', cursor + 46, cursor + 46 + nameLength),
      method: directory.readUInt16LE(cursor + 10),
      size: directory.readUInt32LE(cursor + 20),
      offset: directory.readUInt32LE(cursor + 42),
      mode: (directory.readUInt32LE(cursor + 38) >>> 16) & 0o777,
    });
    cursor += 46 + nameLength + directory.readUInt16LE(cursor + 30) + directory.readUInt16LE(cursor + 32);
  }
  return entries;
}

/**
 * Unpacks the entries for which `place` returns a relative path; those for which it returns undefined are skipped.
 * @param {string} zipFile
 * @param {string} folder
 * @param {(name: string) => string | undefined} place
 * @returns {Promise<number>} how many files were written
 * @throws when the archive is damaged or an entry would land outside the folder
 */
export async function unzipSome(zipFile, folder, place) {
  const file = await open(zipFile);
  let written = 0;
  try {
    for (const entry of await listEntries(file)) {
      const relative = entry.name.endsWith('/') ? undefined : place(entry.name);
      if (relative === undefined) continue;
      const target = resolve(folder, relative);
      if (!target.startsWith(resolve(folder) + sep)) throw new Error(`zip entry outside the folder: ${entry.name}`);
      const local = Buffer.alloc(30);
      await file.read(local, 0, 30, entry.offset);
      const start = entry.offset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
      await mkdir(dirname(target), { recursive: true });
      if (entry.size === 0) {
        await (await open(target, 'w')).close();
      } else {
        const source = createReadStream(zipFile, { start, end: start + entry.size - 1 });
        const sink = createWriteStream(target);
        if (entry.method === 8) await pipeline(source, createInflateRaw(), sink);
        else if (entry.method === 0) await pipeline(source, sink);
        else throw new Error(`zip entry with unknown compression ${entry.method}: ${entry.name}`);
      }
      if (entry.mode !== 0) await chmod(target, entry.mode);
      written += 1;
    }
  } finally {
    await file.close();
  }
  return written;
}
