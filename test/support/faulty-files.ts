import { basename, dirname } from 'node:path';
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
  | { readonly kind: 'half-write'; readonly at: number; readonly code: string }
  /** A sync fails although this much of what was written has reached the disk. */
  | { readonly kind: 'failed-sync'; readonly at: number; readonly lands: 'everything' | 'first-write' };

/**
 * What the disk holds after a crash besides what was synced: nothing; everything; everything but the last write's end after so many
 * bytes; or some of what was not synced, each by its place in `unsynced`, one write of it cut, in whatever order the disk took them.
 */
export type Survival =
  | 'synced-only'
  | 'everything'
  | { readonly lastWriteBytes: number }
  | { readonly kept: readonly number[]; readonly torn?: Torn | undefined };

/** Of that write only the bytes before `bytes` reached the disk, or only those from there on. */
export interface Torn {
  readonly index: number;
  readonly bytes: number;
  readonly part: 'head' | 'tail';
}

type Change = { readonly offset: number; readonly bytes: Buffer } | { readonly size: number };
type Names = Map<string, Inode>;

/** What is not durable yet: a change of a file's content, or of the folder's names. */
type Unsynced =
  | { readonly inode: Inode; readonly change: Change }
  | { readonly rename: (names: Names) => void; readonly folder: string };

interface Inode {
  /** As after a power loss. */
  durable: Buffer;
  /** As programs see it. */
  seen: Buffer;
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
 * after a sync of their folder.
 */
export class FaultyFiles implements Files {
  operations = 0;
  /** What each operation was, in order: for messages. */
  readonly log: string[] = [];
  fault: Fault | undefined;
  /** Besides `fault`, the machine stops before this operation. */
  crashAt: number | undefined;
  crashed = false;
  /** Uses of a file after a sync of it failed by the same handle: nothing may be done with one but closing it. */
  readonly misuses: string[] = [];
  readonly #names: Names;
  #durableNames: Names;
  #unsynced: Unsynced[] = [];
  #locked = false;
  #outage: string | undefined;

  constructor(fault?: Fault, contents: ReadonlyMap<string, Buffer> = new Map()) {
    this.fault = fault;
    this.#names = new Map([...contents].map(([name, bytes]) => [name, { durable: bytes, seen: bytes }]));
    this.#durableNames = new Map(this.#names);
  }

  /** The disk as a new start finds it after the crash. */
  afterCrash(survival: Survival): FaultyFiles {
    const all = this.#unsynced.keys();
    const some = typeof survival === 'object' && 'kept' in survival ? survival : undefined;
    const kept = some?.kept ?? (survival === 'synced-only' ? [] : [...all]);
    const last = typeof survival === 'object' && 'lastWriteBytes' in survival ? this.#cutLast(survival) : undefined;
    const torn = some?.torn ?? last;
    const names = new Map(this.#durableNames);
    const contents = new Map<Inode, Buffer>();
    for (const index of kept) {
      const op = this.#unsynced[index];
      if (op === undefined) throw new Error(`nothing unsynced at ${index}`);
      if ('rename' in op) op.rename(names);
      else {
        const change = torn?.index === index ? tear(op.change, torn) : op.change;
        contents.set(op.inode, apply(contents.get(op.inode) ?? op.inode.durable, change));
      }
    }
    return new FaultyFiles(
      undefined,
      new Map([...names].map(([name, inode]) => [name, contents.get(inode) ?? inode.durable])),
    );
  }

  /** What is not durable, in order: the bytes of each write, undefined for what is none. */
  get unsynced(): readonly (number | undefined)[] {
    return this.#unsynced.map((op) => ('change' in op && 'bytes' in op.change ? op.change.bytes.length : undefined));
  }

  /** How long the last unsynced write was; 0 when nothing was being written. */
  get lastWriteBytes(): number {
    return this.#lastChange()?.bytes ?? 0;
  }

  #lastChange(): { readonly index: number; readonly bytes: number } | undefined {
    const index = this.#unsynced.findLastIndex((op) => 'change' in op);
    const bytes = this.unsynced[index];
    return bytes === undefined ? undefined : { index, bytes };
  }

  #cutLast({ lastWriteBytes }: { readonly lastWriteBytes: number }): Torn | undefined {
    const last = this.#lastChange();
    return last && { index: last.index, bytes: lastWriteBytes, part: 'head' };
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
      const made: Inode = { durable: Buffer.alloc(0), seen: Buffer.alloc(0) };
      inode = made;
      this.#rename(path, (names) => names.set(path, made));
    }
    return this.#openFile(path, inode);
  }

  async list(folder: string): Promise<readonly string[]> {
    this.#step('list', folder);
    return [...this.#names.keys()].filter((path) => dirname(path) === folder).map((path) => basename(path));
  }

  async makeFolder(): Promise<void> {
    this.#step('make-folder', '');
  }

  async rename(from: string, to: string): Promise<void> {
    this.#step('rename', from);
    const inode = this.#names.get(from);
    if (inode === undefined) throw failure('ENOENT');
    this.#rename(to, (names) => {
      names.delete(from);
      names.set(to, inode);
    });
  }

  async remove(path: string): Promise<void> {
    this.#step('remove', path);
    this.#rename(path, (names) => names.delete(path));
  }

  async syncFolder(folder: string): Promise<void> {
    this.#step('sync-folder', folder);
    for (const op of this.#unsynced) if ('rename' in op && op.folder === folder) op.rename(this.#durableNames);
    this.#unsynced = this.#unsynced.filter((op) => !('rename' in op && op.folder === folder));
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
    let hasFailed = false;
    const use = (what: string): void => {
      if (hasFailed && !this.crashed) this.misuses.push(`${what} ${path} after its sync failed`);
    };
    const change = (next: Change): void => {
      inode.seen = apply(inode.seen, next);
      this.#unsynced.push({ inode, change: next });
    };
    return {
      write: async (bytes, offset) => {
        use('write');
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
        use('sync');
        try {
          this.#step('sync', path);
        } catch (thrown) {
          hasFailed = true;
          const { fault } = this;
          const lands = fault?.kind === 'failed-sync' && fault.at === this.operations ? fault.lands : 'nothing';
          if (!this.crashed)
            this.#settle(inode, lands === 'everything' ? Number.POSITIVE_INFINITY : Number(lands === 'first-write'));
          throw thrown;
        }
        this.#settle(inode, Number.POSITIVE_INFINITY);
      },
      truncate: async (size) => {
        use('truncate');
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
    if (this.crashAt === this.operations) return this.#stop(whole);
    if (this.#outage !== undefined && NEEDS_DISK.has(what)) throw failure(this.#outage);
    if (fault === undefined || fault.at !== this.operations) return 'whole';
    switch (fault.kind) {
      case 'crash':
        return this.#stop(whole);
      case 'error':
        throw failure(fault.code);
      case 'failed-sync':
        if (what !== 'sync') return 'whole';
        throw failure('EIO');
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

  #stop(whole: (() => void) | undefined): never {
    whole?.();
    this.crashed = true;
    throw new CrashError(`the machine stopped at operation ${this.operations}`);
  }

  #rename(path: string, rename: (names: Names) => void): void {
    rename(this.#names);
    this.#unsynced.push({ rename, folder: dirname(path) });
  }

  /** Makes the first so many changes of a file durable; of the rest the disk knows nothing any more. */
  #settle(inode: Inode, most: number): void {
    const own = this.#unsynced.flatMap((op) => ('change' in op && op.inode === inode ? [op.change] : []));
    inode.durable = own.slice(0, most).reduce(apply, inode.durable);
    this.#unsynced = this.#unsynced.filter((op) => !('change' in op && op.inode === inode));
  }
}

function tear(change: Change, { bytes, part }: Torn): Change {
  if ('size' in change) return change;
  if (part === 'head') return { offset: change.offset, bytes: change.bytes.subarray(0, bytes) };
  return { offset: change.offset + bytes, bytes: change.bytes.subarray(bytes) };
}

function failure(code: string): Error {
  return Object.assign(new Error(`${code} (injected)`), { code });
}
