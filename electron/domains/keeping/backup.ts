import { join } from 'node:path';
import { errorCodeOf, type Files, readFully } from '../../platform/files';
import { type JournalSlice, planSlice } from '../journal/index';
import { ARCHIVE_NOTE_FILE, type Entry, isAside, PAPER_LEDGER, SMALL_FILES } from './contents';
import { KeepingError } from './failures';
import { chunksOf, writeNewFile } from './new-file';
import type { BackupOrder, Progress } from './protocol';
import { PIECE_BYTES, type SealCost, sealedHeader } from './sealed-stream';

type Write = (bytes: Uint8Array) => Promise<void>;

/** A file that goes in, as far as it goes in. */
interface Source {
  readonly name: string;
  readonly bytes: number;
}

/** Makes an encrypted backup of a data folder, also while a console runs on it. Answers its size and how many files are in it. */
export async function makeBackup(
  order: Omit<BackupOrder, 'proofFolder'>,
  files: Files,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
  cost?: SealCost,
): Promise<{ readonly bytes: number; readonly files: number }> {
  const { dataFolder } = order;
  const slice = await planSlice(files, join(dataFolder, 'journal'), { headSeq: order.headSeq ?? undefined });
  if (slice === undefined)
    throw new KeepingError(
      'no-journal',
      `There is no journal in ${dataFolder}, so there is nothing to back up. Check the data folder.`,
    );
  const sources = await listSources(files, dataFolder, slice);
  const total = sources.reduce((sum, { bytes }) => sum + bytes, 0);
  const made = await writeNewFile(files, order.file, async (write) => {
    const { text, seal } = await sealedHeader(
      { madeAt: order.madeAt, app: order.appVersion, passphrase: order.passphrase },
      cost,
    );
    await write(text);
    const pieces = new Pieces(async (plain, isLast) => write(seal.seal(plain, isLast)));
    let done = 0;
    for (const { name, bytes } of sources) {
      await pieces.write(entryBytes({ kind: 'file', name, bytes }));
      const file = await files.open(join(dataFolder, name), 'read');
      try {
        for await (const chunk of chunksOf(file, bytes, signal)) {
          await pieces.write(chunk);
          done += chunk.length;
          onProgress({ doing: 'writing the backup', done, total });
        }
      } finally {
        await file.close();
      }
    }
    await pieces.write(entryBytes({ kind: 'end', files: sources.length, head: slice.head }));
    await pieces.end();
  });
  return { bytes: made.bytes, files: sources.length };
}

async function listSources(files: Files, dataFolder: string, slice: JournalSlice): Promise<readonly Source[]> {
  const there = async (name: string, lengthOf: (path: string) => Promise<number>): Promise<Source[]> => {
    try {
      return [{ name, bytes: await lengthOf(join(dataFolder, name)) }];
    } catch (thrown) {
      if (errorCodeOf(thrown) === 'ENOENT') return [];
      throw KeepingError.of(thrown, 'failed', join(dataFolder, name));
    }
  };
  const asides = (await files.list(join(dataFolder, 'journal'))).filter(isAside).sort();
  const sources = [
    ...SMALL_FILES.map((name) => there(name, (path) => sizeOf(files, path))),
    there(ARCHIVE_NOTE_FILE, (path) => sizeOf(files, path)),
    there(PAPER_LEDGER, (path) => wholeLinesOf(files, path)),
    ...asides.map((name) => there(`journal/${name}`, (path) => sizeOf(files, path))),
  ];
  return [
    ...(await Promise.all(sources)).flat(),
    ...slice.parts.map(({ name, bytes }) => ({ name: `journal/${name}`, bytes })),
  ];
}

async function sizeOf(files: Files, path: string): Promise<number> {
  const file = await files.open(path, 'read');
  try {
    return await file.size();
  } finally {
    await file.close();
  }
}

/** Up to its last line feed: what follows is being written. */
async function wholeLinesOf(files: Files, path: string): Promise<number> {
  const file = await files.open(path, 'read');
  try {
    const size = await file.size();
    const from = Math.max(0, size - PIECE_BYTES);
    const feed = (await readFully(file, from, size - from)).lastIndexOf(0x0a);
    return feed < 0 ? 0 : from + feed + 1;
  } finally {
    await file.close();
  }
}

/** Four bytes of length, then the entry as JSON. */
function entryBytes(value: Entry): Buffer {
  const json = Buffer.from(JSON.stringify(value));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  return Buffer.concat([length, json]);
}

/** Cuts a stream of bytes into pieces of one size; the last may be shorter, and empty. */
class Pieces {
  readonly #seal: (plain: Uint8Array, isLast: boolean) => Promise<void>;
  readonly #buffer = Buffer.allocUnsafe(PIECE_BYTES);
  #filled = 0;

  constructor(seal: (plain: Uint8Array, isLast: boolean) => Promise<void>) {
    this.#seal = seal;
  }

  readonly write: Write = async (bytes) => {
    for (let at = 0; at < bytes.length; ) {
      if (this.#filled === PIECE_BYTES) {
        await this.#seal(this.#buffer, false);
        this.#filled = 0;
      }
      const taken = Math.min(PIECE_BYTES - this.#filled, bytes.length - at);
      this.#buffer.set(bytes.subarray(at, at + taken), this.#filled);
      this.#filled += taken;
      at += taken;
    }
  };

  end(): Promise<void> {
    return this.#seal(this.#buffer.subarray(0, this.#filled), true);
  }
}
