import type { Files, OpenFile, OpenMode } from '../../electron/platform/files';

/** What goes wrong, at which operation (counted from 1 over all files). */
export type Fault =
  /** The machine stops before this operation; a write of this operation is taken as begun (see `Survival`). */
  | { readonly kind: 'crash'; readonly at: number }
  /** This operation fails with the code; a failed sync loses what was written and calls it clean, as Linux does. */
  | { readonly kind: 'error'; readonly at: number; readonly code: string }
  /** From this operation on everything that needs the disk to take something fails, until `heal`. */
  | { readonly kind: 'outage'; readonly at: number; readonly code: string }
  /** A write takes half of its bytes, says so, and the next one goes on. */
  | { readonly kind: 'short-write'; readonly at: number }
  /** A write takes half of its bytes and fails. */
  | { readonly kind: 'half-write'; readonly at: number; readonly code: string };

/** What the disk holds after a crash: only what was synced; everything; or everything but the last write's end after so many bytes. */
export type Survival = 'synced-only' | 'everything' | { readonly lastWriteBytes: number };

type Change = { readonly offset: number; readonly bytes: Buffer } | { readonly size: number };

interface Inode {
  /** As after a power loss. */
  durable: Buffer;
  /** As programs see it. */
  seen: Buffer;
  unsynced: Change[];
}

class CrashError extends Error {}

const NEEDS_DISK = new Set(['write', 'sync', 'create', 'replace', 'truncate', 'rename', 'sync-folder']);

function apply(content: Buffer, change: Change): Buffer {
  const size = 'size' in change ? change.size : Math.max(content.length, change.offset + change.bytes.length);
  const next = Buffer.alloc(size);
  content.copy(next, 0, 0, Math.min(size, content.length));
  if ('bytes' in change) change.bytes.copy(next, change.offset);
  return next;
}

/**
 * A disk in memory that tells synced from written, counts operations, and fails where told. Names, too, are durable only
 * after a folder sync. One folder is assumed.
 */
export class FaultyFiles implements Files {
  operations = 0;
  /** What each operation was, in order: for messages. */
  readonly log: string[] = [];
  fault: Fault | undefined;
  crashed = false;
  readonly #names: Map<string, Inode>;
  #durableNames: Map<string, Inode>;
  #lastWritten: Inode | undefined;
  #locked = false;
  #outage: string | undefined;

  constructor(fault?: Fault, contents: ReadonlyMap<string, Buffer> = new Map()) {
    this.fault = fault;
    this.#names = new Map([...contents].map(([name, bytes]) => [name, { durable: bytes, seen: bytes, unsynced: [] }]));
    this.#durableNames = new Map(this.#names);
  }

  /** The disk as a new start finds it after the crash. */
  afterCrash(survival: Survival): FaultyFiles {
    const contents = new Map<string, Buffer>();
    const names = survival === 'synced-only' ? this.#durableNames : this.#names;
    for (const [name, inode] of names) contents.set(name, this.#survivingBytes(inode, survival));
    return new FaultyFiles(undefined, contents);
  }

  /** How long the last unsynced write was; 0 when nothing was being written. */
  get lastWriteBytes(): number {
    const last = this.#lastWritten?.unsynced.at(-1);
    return last !== undefined && 'bytes' in last ? last.bytes.length : 0;
  }

  /** Ends an outage. */
  heal(): void {
    this.fault = undefined;
    this.#outage = undefined;
  }

  contents(): ReadonlyMap<string, Buffer> {
    return new Map([...this.#names].map(([name, inode]) => [name, inode.seen]));
  }

  async open(path: string, mode: OpenMode): Promise<OpenFile> {
    this.#step(mode, path);
    let inode = this.#names.get(path);
    if (mode === 'create' && inode !== undefined) throw failure('EEXIST');
    if ((mode === 'read' || mode === 'write') && inode === undefined) throw failure('ENOENT');
    if (inode === undefined || mode === 'replace') {
      inode = { durable: Buffer.alloc(0), seen: Buffer.alloc(0), unsynced: [] };
      this.#names.set(path, inode);
    }
    return this.#openFile(path, inode);
  }

  async list(folder: string): Promise<readonly string[]> {
    this.#step('list', folder);
    return [...this.#names.keys()].map((path) => path.slice(folder.length + 1));
  }

  async makeFolder(): Promise<void> {
    this.#step('make-folder', '');
  }

  async rename(from: string, to: string): Promise<void> {
    this.#step('rename', from);
    const inode = this.#names.get(from);
    if (inode === undefined) throw failure('ENOENT');
    this.#names.delete(from);
    this.#names.set(to, inode);
  }

  async remove(path: string): Promise<void> {
    this.#step('remove', path);
    this.#names.delete(path);
  }

  async syncFolder(folder: string): Promise<void> {
    this.#step('sync-folder', folder);
    this.#durableNames = new Map(this.#names);
  }

  async lockFolder(): Promise<() => Promise<void>> {
    this.#step('lock', '');
    if (this.#locked) throw failure('EBUSY');
    this.#locked = true;
    return async () => {
      this.#locked = false;
    };
  }

  #openFile(path: string, inode: Inode): OpenFile {
    const change = (next: Change): void => {
      inode.seen = apply(inode.seen, next);
      inode.unsynced.push(next);
      this.#lastWritten = inode;
    };
    return {
      write: async (bytes, offset) => {
        const copy = Buffer.from(bytes);
        const half = copy.subarray(0, copy.length >> 1);
        const extent = this.#step(
          'write',
          path,
          () => change({ offset, bytes: copy }),
          () => change({ offset, bytes: half }),
        );
        if (extent === 'short' && half.length > 0) return half.length;
        change({ offset, bytes: copy });
        return copy.length;
      },
      read: async (into, offset) => {
        this.#step('read', path);
        return inode.seen.copy(into, 0, offset, offset + into.length);
      },
      sync: async () => {
        try {
          this.#step('sync', path);
        } catch (thrown) {
          if (!this.crashed) inode.unsynced = [];
          throw thrown;
        }
        inode.durable = inode.unsynced.reduce(apply, inode.durable);
        inode.unsynced = [];
      },
      truncate: async (size) => {
        this.#step('truncate', path);
        change({ size });
      },
      size: async () => {
        this.#step('size', path);
        return inode.seen.length;
      },
      close: async () => {
        if (this.crashed) throw new CrashError('the machine has stopped');
      },
    };
  }

  /** Counts one operation and fails it where told. `whole` and `half` are what a write leaves behind when it fails. */
  #step(what: string, path: string, whole?: () => void, half?: () => void): 'whole' | 'short' {
    if (this.crashed) throw new CrashError('the machine has stopped');
    this.operations += 1;
    this.log.push(`${what} ${path}`);
    const { fault } = this;
    if (this.#outage !== undefined && NEEDS_DISK.has(what)) throw failure(this.#outage);
    if (fault === undefined || fault.at !== this.operations) return 'whole';
    switch (fault.kind) {
      case 'crash':
        whole?.();
        this.crashed = true;
        throw new CrashError(`the machine stopped at operation ${fault.at}`);
      case 'error':
        throw failure(fault.code);
      case 'outage':
        this.#outage = fault.code;
        if (!NEEDS_DISK.has(what)) return 'whole';
        half?.();
        throw failure(fault.code);
      case 'short-write':
        if (half === undefined) return 'whole';
        half();
        return 'short';
      case 'half-write':
        if (half === undefined) return 'whole';
        half();
        throw failure(fault.code);
    }
  }

  #survivingBytes(inode: Inode, survival: Survival): Buffer {
    if (survival === 'synced-only') return inode.durable;
    if (survival === 'everything' || inode !== this.#lastWritten) return inode.unsynced.reduce(apply, inode.durable);
    const earlier = inode.unsynced.slice(0, -1).reduce(apply, inode.durable);
    const last = inode.unsynced.at(-1);
    if (last === undefined || 'size' in last) return earlier;
    return apply(earlier, { offset: last.offset, bytes: last.bytes.subarray(0, survival.lastWriteBytes) });
  }
}

function failure(code: string): Error {
  return Object.assign(new Error(`${code} (injected)`), { code });
}
