import { dirname, join } from 'node:path';
import { errorCodeOf, type Files, type OpenFile, readFully, removeEmptyFolder, writeFully } from '../../platform/files';
import { checkSlice, planSlice } from '../journal/index';
import { type Entry, entry } from './contents';
import { KeepingError } from './failures';
import type { Restored, RestoreOrder } from './protocol';
import { openHeader } from './sealed-stream';

const MAX_ENTRY_BYTES = 4_096;

/**
 * Restores a backup into an empty folder, and verifies the journal there. Whatever fails, nothing of it is left in the folder.
 * @throws KeepingError with the sentence for the operator
 */
export async function restoreBackup(order: RestoreOrder, files: Files, signal: AbortSignal): Promise<Restored> {
  const { file, folder } = order;
  const isNew = await requireEmpty(files, folder);
  const sealed = await files.open(file, 'read').catch((thrown: unknown) => {
    throw KeepingError.of(thrown, 'failed', file);
  });
  const written: string[] = [];
  try {
    const read = sequential(sealed);
    const { header, pieces } = await openHeader(read, order.passphrase);
    const plain = new PlainReader(pieces());
    const end = await writeEntries(plain, { files, folder, signal, written });
    const journal = join(folder, 'journal');
    const slice = await planSlice(files, journal);
    const check = slice === undefined ? undefined : await checkSlice(files, journal, slice);
    if (check?.intact !== true || check.head.seq !== end.head.seq || check.head.hash !== end.head.hash) {
      const where =
        check === undefined ? 'it is missing' : check.intact ? 'its end is another' : `${check.where}: ${check.reason}`;
      throw new KeepingError(
        'journal-not-intact',
        `The journal in the backup is not whole (${where}). Nothing was restored; use an older backup, and keep this one.`,
      );
    }
    return {
      madeAt: Date.parse(header.madeAt),
      appVersion: header.app,
      files: end.files,
      records: check.records,
      head: check.head,
    };
  } catch (thrown) {
    await removeWritten(files, folder, written, isNew);
    throw KeepingError.of(thrown, 'failed', folder);
  } finally {
    await sealed.close();
  }
}

/** Whether it had to be made. @throws KeepingError when anything is in it */
async function requireEmpty(files: Files, folder: string): Promise<boolean> {
  let names: readonly string[];
  try {
    names = await files.list(folder);
  } catch (thrown) {
    if (errorCodeOf(thrown) !== 'ENOENT') throw KeepingError.of(thrown, 'failed', folder);
    await files.makeFolder(folder);
    return true;
  }
  if (names.length === 0) return false;
  throw new KeepingError(
    'folder-not-empty',
    `${folder} is not empty, and nothing in it is touched. Nothing was restored; name an empty folder, or one that is not there yet.`,
  );
}

/** Leaves the folder as it was found. */
async function removeWritten(files: Files, folder: string, written: readonly string[], isNew: boolean): Promise<void> {
  for (const name of written) await files.remove(join(folder, name));
  const inner = new Set(written.map(dirname).filter((name) => name !== '.'));
  for (const name of inner) await removeEmptyFolder(join(folder, name));
  if (isNew) await removeEmptyFolder(folder);
}

interface Target {
  readonly files: Files;
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly written: string[];
}

async function writeEntries(plain: PlainReader, target: Target): Promise<Extract<Entry, { kind: 'end' }>> {
  const folders = new Set<string>();
  for (;;) {
    target.signal.throwIfAborted();
    const next = await plain.entry();
    if (next.kind === 'end') {
      if (next.files !== target.written.length) throw wrongContents();
      await plain.toEnd();
      for (const folder of [...folders, target.folder]) await target.files.syncFolder(folder);
      return next;
    }
    const path = join(target.folder, next.name);
    await target.files.makeFolder(dirname(path));
    folders.add(dirname(path));
    const file = await target.files.open(path, 'create');
    target.written.push(next.name);
    try {
      for (let at = 0; at < next.bytes; ) {
        const chunk = await plain.some(next.bytes - at);
        await writeFully(file, chunk, at);
        at += chunk.length;
      }
      await file.sync();
    } finally {
      await file.close();
    }
  }
}

const wrongContents = (): KeepingError =>
  new KeepingError(
    'damaged',
    'The backup opens, but holds something that no backup holds. Nothing was restored; use another copy.',
  );

function sequential(file: OpenFile): (length: number) => Promise<Buffer> {
  let at = 0;
  let ahead: Buffer = Buffer.alloc(0);
  return async (length) => {
    // The header is read byte by byte.
    if (ahead.length < length) {
      const more = await readFully(file, at, Math.max(4_096, length) - ahead.length);
      at += more.length;
      ahead = Buffer.concat([ahead, more]);
    }
    const taken = ahead.subarray(0, length);
    ahead = ahead.subarray(taken.length);
    return taken;
  };
}

/** The opened pieces as one stream of entries. */
class PlainReader {
  readonly #pieces: AsyncGenerator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(pieces: AsyncGenerator<Buffer>) {
    this.#pieces = pieces;
  }

  async entry(): Promise<Entry> {
    const length = (await this.#exactly(4)).readUInt32BE();
    if (length > MAX_ENTRY_BYTES) throw wrongContents();
    const text = (await this.#exactly(length)).toString('utf8');
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw wrongContents();
    }
    const parsed = entry.safeParse(value);
    if (!parsed.success) throw wrongContents();
    return parsed.data;
  }

  /** At least one byte, at most `most`. */
  async some(most: number): Promise<Buffer> {
    while (this.#rest.length === 0) {
      const next = await this.#pieces.next();
      if (next.done === true) throw wrongContents();
      this.#rest = next.value;
    }
    const taken = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(taken.length);
    return taken;
  }

  /** Nothing may follow. The last piece and the file's end are checked by this. */
  async toEnd(): Promise<void> {
    if (this.#rest.length > 0 || (await this.#pieces.next()).done !== true) throw wrongContents();
  }

  async #exactly(length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let left = length; left > 0; ) {
      const part = await this.some(left);
      parts.push(part);
      left -= part.length;
    }
    return Buffer.concat(parts);
  }
}
