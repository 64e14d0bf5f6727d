import { constants, fdatasyncSync, writeSync } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { lockFolder } from './folder-lock';

/**
 * The files port: the few operations that durable storage is built from, so that tests can make each of them fail.
 * Every function rejects with an `Error` that carries the operating system's `code` (`ENOSPC`, `EROFS`, `EIO`, …).
 */
export interface Files {
  /**
   * `read` and `write` need an existing file; `create` fails with `EEXIST` when there is one; `replace` empties it.
   * A created file's name is durable only after `syncFolder`.
   */
  open(path: string, mode: OpenMode): Promise<OpenFile>;
  /** Names in a folder, in no order. */
  list(folder: string): Promise<readonly string[]>;
  /** Makes a folder and its parents; nothing happens when it exists. */
  makeFolder(folder: string): Promise<void>;
  /** Replaces `to` in one step: after a crash either the old or the new file is there. Durable after `syncFolder`. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file; nothing happens when there is none. */
  remove(path: string): Promise<void>;
  /** Makes creations, renames and removals in this folder durable. Does nothing on Windows, which has no such call. */
  syncFolder(folder: string): Promise<void>;
  /**
   * Takes the folder for this process alone until released or until the process dies, however it dies.
   * Rejects with `FolderInUseError` while another process has it. See folder-lock.ts.
   */
  lockFolder(folder: string): Promise<ReleaseLock>;
}

export type OpenMode = 'read' | 'write' | 'create' | 'replace';
export type ReleaseLock = () => Promise<void>;

/** One open file. Offsets and sizes in bytes. */
export interface OpenFile {
  /** Writes at `offset`, returns how many bytes were taken: may be fewer than given. After a rejection any part may be there. */
  write(bytes: Uint8Array, offset: number): Promise<number>;
  /** Reads at `offset`; returns how many bytes came, 0 at the end of the file. */
  read(into: Uint8Array, offset: number): Promise<number>;
  /**
   * `fdatasync`: contents and size are durable when it resolves. After a rejection the system may have dropped what was
   * written and yet show it to readers: do not trust the file until the bytes have been written and synced again.
   */
  sync(): Promise<void>;
  truncate(size: number): Promise<void>;
  size(): Promise<number>;
  close(): Promise<void>;
}

const FLAGS: Record<OpenMode, number> = {
  read: constants.O_RDONLY,
  write: constants.O_RDWR,
  create: constants.O_RDWR | constants.O_CREAT | constants.O_EXCL,
  replace: constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC,
};

function openFileOf(handle: FileHandle): OpenFile {
  return {
    write: async (bytes, offset) => (await handle.write(bytes, 0, bytes.length, offset)).bytesWritten,
    read: async (into, offset) => (await handle.read(into, 0, into.length, offset)).bytesRead,
    sync: () => handle.datasync(),
    truncate: (size) => handle.truncate(size),
    size: async () => (await handle.stat()).size,
    close: () => handle.close(),
  };
}

/** The machine's own files. What is created is readable and writable by its owner only. */
export const nodeFiles: Files = {
  open: async (path, mode) => openFileOf(await open(path, FLAGS[mode], 0o600)),
  list: (folder) => readdir(folder),
  makeFolder: async (folder) => void (await mkdir(folder, { recursive: true, mode: 0o700 })),
  rename: (from, to) => rename(from, to),
  remove: (path) => rm(path, { force: true }),
  syncFolder: async (folder) => {
    if (process.platform === 'win32') return;
    const handle = await open(folder, constants.O_RDONLY);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  lockFolder,
};

/** A write of so many bytes, some 200 records, takes longer than the hand-overs between threads that it would save by blocking. */
const BLOCKS_BELOW_BYTES = 64 * 1024;

/**
 * The same, but short writes and their syncs block. For the journal writer alone, whose one job they are: a write and a sync in
 * Node's thread pool cost two thread hand-overs each, about as much as the sync itself, and an order waits for them. What
 * comes in meanwhile waits in the channel and goes with the next group. A long write, that of many records under load, goes to
 * the pool with its sync: the next group is chained meanwhile.
 */
export const writerFiles: Files = {
  ...nodeFiles,
  open: async (path, mode) => {
    const handle = await open(path, FLAGS[mode], 0o600);
    const inPool = openFileOf(handle);
    let blocks = true;
    return {
      ...inPool,
      write: async (bytes, offset) => {
        blocks = bytes.length < BLOCKS_BELOW_BYTES;
        return blocks ? writeSync(handle.fd, bytes, 0, bytes.length, offset) : inPool.write(bytes, offset);
      },
      sync: async () => (blocks ? fdatasyncSync(handle.fd) : inPool.sync()),
    };
  },
};

/** Writes all of `bytes` at `offset`, going on after short writes. After a rejection any part may be there. */
export async function writeFully(file: OpenFile, bytes: Uint8Array, offset: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const taken = await file.write(done === 0 ? bytes : bytes.subarray(done), offset + done);
    if (taken === 0) throw Object.assign(new Error('a write took no bytes'), { code: 'EIO' });
    done += taken;
  }
}

/** Reads `length` bytes at `offset`, or up to the end of the file. */
export async function readFully(file: OpenFile, offset: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const came = await file.read(bytes.subarray(done), offset + done);
    if (came === 0) break;
    done += came;
  }
  return bytes.subarray(0, done);
}

let atomicWrites = 0;

/**
 * Replaces a file so that after a crash at any moment either the old or the whole new content is there, and durably the
 * new one once this resolves. On rejection the old content stands (or, should only the last folder sync fail, either).
 */
export async function writeFileAtomically(
  path: string,
  bytes: Uint8Array | string,
  files: Files = nodeFiles,
): Promise<void> {
  const temporary = `${path}.${process.pid}-${atomicWrites++}.tmp`;
  try {
    const file = await files.open(temporary, 'replace');
    try {
      await writeFully(file, typeof bytes === 'string' ? Buffer.from(bytes) : bytes, 0);
      await file.sync();
    } finally {
      await file.close();
    }
    await files.rename(temporary, path);
  } catch (thrown) {
    await files.remove(temporary).catch(() => undefined);
    throw thrown;
  }
  await files.syncFolder(dirname(path));
}

/** Removes a folder; rejects with `ENOTEMPTY` when anything is in it. */
export const removeEmptyFolder = (folder: string): Promise<void> => rmdir(folder);

/** A file's bytes, or undefined when there is none. Rejects when it is there and cannot be read. */
export async function readFileIfExists(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (thrown) {
    if (errorCodeOf(thrown) === 'ENOENT') return undefined;
    throw thrown;
  }
}

/** The operating system's name for a failure (`ENOSPC`), or undefined when the thrown thing has none. */
export function errorCodeOf(thrown: unknown): string | undefined {
  const code = (thrown as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}
