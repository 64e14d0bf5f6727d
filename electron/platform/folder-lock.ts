import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';

/** Another process has taken the folder. `holder` is its process id, when it told. */
export class FolderInUseError extends Error {
  readonly code = 'EBUSY';
  readonly holder: number | undefined;
  constructor(folder: string, holder: number | undefined) {
    super(`${folder} is in use by ${holder === undefined ? 'another process' : `process ${holder}`}`);
    this.holder = holder;
  }
}

const ASK_HOLDER_MS = 500;
/** `O_EXLOCK` of macOS and the BSDs: open and `flock` in one step. With O_NONBLOCK it fails with EAGAIN when taken. */
const BSD_EXCLUSIVE_LOCK = 0x20;
/** `UV_FS_O_EXLOCK` of libuv on Windows: opened with no sharing, so a second open fails with EBUSY or EPERM. */
const WINDOWS_EXCLUSIVE_LOCK = 0x10000000;

/**
 * Takes a folder for this process. Node has no `flock`, and lock files with a process id in them have a window in which
 * two starters both find the old one stale. So each system's own means is used, which the kernel itself undoes when
 * the process dies, by SIGKILL too:
 *
 * - Linux: a listening socket in the abstract namespace, named by the folder's device and inode (so also through links
 *   and bind mounts). Binding is atomic and there is no file to go stale. Limit: processes in another network
 *   namespace (a container that shares the folder) do not see it.
 * - macOS: `writer.lock` opened with O_EXLOCK. Windows: `writer.lock` opened without sharing. (Neither is tried by our
 *   tests, which run on Linux.)
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  return process.platform === 'linux' ? lockBySocket(folder) : lockByFile(folder);
}

/** Fills the address to its last byte: libuv versions differ in whether they count unused ones as part of the name. */
const ABSTRACT_NAME_LENGTH = 107;

async function lockBySocket(folder: string): Promise<() => Promise<void>> {
  const { dev, ino } = await stat(folder);
  const name = `\0${`holdfast-folder-${dev}-${ino}`.padEnd(ABSTRACT_NAME_LENGTH, '-')}`;
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end(`${process.pid}\n`);
  });
  try {
    await listen(server, name);
  } catch (thrown) {
    if ((thrown as { code?: unknown }).code !== 'EADDRINUSE') throw thrown;
    throw new FolderInUseError(folder, await askHolder(name));
  }
  server.unref();
  return () => new Promise((resolve) => server.close(() => resolve()));
}

function listen(server: Server, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ path: name, exclusive: true }, resolve);
  });
}

/** The holder's process id; undefined when it does not answer in time, for the id is only there for the message. */
function askHolder(name: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const socket = connect(name);
    let text = '';
    const finish = (): void => {
      socket.destroy();
      const pid = Number.parseInt(text, 10);
      resolve(Number.isSafeInteger(pid) ? pid : undefined);
    };
    socket.setTimeout(ASK_HOLDER_MS, finish);
    socket.on('data', (chunk) => {
      text = (text + chunk.toString('latin1')).slice(0, 20);
    });
    socket.on('end', finish);
    socket.on('error', finish);
  });
}

async function lockByFile(folder: string): Promise<() => Promise<void>> {
  const exclusive = process.platform === 'win32' ? WINDOWS_EXCLUSIVE_LOCK : BSD_EXCLUSIVE_LOCK | constants.O_NONBLOCK;
  try {
    const handle = await open(join(folder, 'writer.lock'), constants.O_RDWR | constants.O_CREAT | exclusive, 0o600);
    return () => handle.close();
  } catch (thrown) {
    const code = (thrown as { code?: unknown }).code;
    if (code === 'EAGAIN' || code === 'EBUSY' || (code === 'EPERM' && process.platform === 'win32')) {
      throw new FolderInUseError(folder, undefined);
    }
    throw thrown;
  }
}
