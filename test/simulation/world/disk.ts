import type { Random } from '../../../electron/domains/paper/engine/random';
import type { Files, OpenFile, OpenMode } from '../../../electron/platform/files';
import { type Life, never, type VirtualTime } from './time';

type Change = { readonly offset: number; readonly bytes: Buffer } | { readonly size: number };

/** Bytes that grow in place: a journal is appended to a thousand times in a run. */
class Content {
  #buffer = Buffer.alloc(4_096);
  length = 0;

  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.length);
  }

  /** Returns the first byte that this changed, or the length when it only added. */
  apply(change: Change): number {
    if ('size' in change) {
      if (change.size > this.length) this.#grow(change.size);
      else this.#buffer.fill(0, change.size, this.length);
      const first = Math.min(this.length, change.size);
      this.length = change.size;
      return first;
    }
    const { offset, bytes } = change;
    const end = offset + bytes.length;
    const overlap = Math.max(0, Math.min(end, this.length) - offset);
    const isSame = overlap === 0 || this.#buffer.compare(bytes, 0, overlap, offset, offset + overlap) === 0;
    const first = isSame ? this.length : offset;
    this.#grow(end);
    bytes.copy(this.#buffer, offset);
    this.length = Math.max(this.length, end);
    return first;
  }

  #grow(size: number): void {
    if (size <= this.#buffer.length) return;
    const larger = Buffer.alloc(Math.max(size, this.#buffer.length * 2));
    this.#buffer.copy(larger, 0, 0, this.length);
    this.#buffer = larger;
  }
}

interface Inode {
  /** As after a loss of power. */
  durable: Content;
  /** As programs see it. */
  seen: Content;
  unsynced: Change[];
}

/** What is wrong with the disk now. */
export interface DiskTrouble {
  /** Everything that makes the disk take something fails with this code. */
  code: 'ENOSPC' | 'EROFS' | 'EIO' | undefined;
  /** So many syncs fail, and lose what was written while showing it to readers, as Linux does. */
  failingSyncs: number;
  /** Chance that a write takes half of its bytes. */
  shortWrites: number;
  /** Longest a sync takes, milliseconds. */
  slowestSyncMs: number;
  /** A broken disk (a mutation): a sync says done before it is. */
  lies: boolean;
}

export interface DiskWatcher {
  /** Durable bytes of this file changed from `first` on; those before are as they were. */
  becameDurable(path: string, durable: Buffer, first: number): void;
  /** The power came back: what stands in these files is all there is. */
  restarted(files: ReadonlyMap<string, Buffer>): void;
}

/** A machine's disk in memory. It tells written from synced, also for names, and fails as told. */
export class Disk {
  readonly trouble: DiskTrouble = {
    code: undefined,
    failingSyncs: 0,
    shortWrites: 0,
    slowestSyncMs: 1.5,
    lies: false,
  };
  readonly #time: VirtualTime;
  readonly #random: Random;
  readonly #watcher: DiskWatcher;
  #names = new Map<string, Inode>();
  #durableNames = new Map<string, Inode>();
  #lockHolder: Life | undefined;

  constructor(time: VirtualTime, random: Random, watcher: DiskWatcher) {
    this.#time = time;
    this.#random = random;
    this.#watcher = watcher;
  }

  /** The disk as one process reaches it; once that has ended, nothing it began goes on. */
  filesOf(life: Life): Files {
    return {
      open: (path, mode) => this.#while(life, () => this.#open(life, path, mode)),
      list: (folder) =>
        this.#while(life, () =>
          [...this.#names.keys()]
            .filter((path) => path.startsWith(`${folder}/`))
            .map((path) => path.slice(folder.length + 1)),
        ),
      makeFolder: () => this.#while(life, () => undefined),
      rename: (from, to) =>
        this.#while(life, () => {
          this.#needsDisk();
          const inode = this.#names.get(from);
          if (inode === undefined) throw failure('ENOENT');
          this.#names.delete(from);
          this.#names.set(to, inode);
        }),
      remove: (path) => this.#while(life, () => void this.#names.delete(path)),
      syncFolder: async () => {
        await this.#takesAWhile(life);
        this.#needsDisk();
        this.#durableNames = new Map(this.#names);
      },
      lockFolder: () =>
        this.#while(life, () => {
          if (this.#lockHolder?.isAlive === true) throw failure('EBUSY');
          this.#lockHolder = life;
          return async () => {
            if (this.#lockHolder === life) this.#lockHolder = undefined;
          };
        }),
    };
  }

  /** A file's text as programs see it; undefined when there is none. */
  async readText(life: Life, path: string): Promise<string | undefined> {
    return this.#while(life, () => this.#names.get(path)?.seen.bytes.toString('utf8'));
  }

  /** The power fails and comes back: what was not synced is lost, in part or in whole; the last write may be torn. */
  losePower(): void {
    const keepsNames = this.#random.chance(0.5);
    const files = new Map<string, Buffer>();
    const names = new Map<string, Inode>();
    for (const [path, inode] of keepsNames ? this.#names : this.#durableNames) {
      const kept = Math.floor(this.#random.between(0, inode.unsynced.length + 1));
      for (const change of inode.unsynced.slice(0, kept)) inode.durable.apply(change);
      const torn = inode.unsynced[kept];
      if (torn !== undefined && 'bytes' in torn && this.#random.chance(0.5)) {
        const bytes = torn.bytes.subarray(0, Math.floor(this.#random.between(0, torn.bytes.length)));
        inode.durable.apply({ offset: torn.offset, bytes });
      }
      const seen = new Content();
      seen.apply({ offset: 0, bytes: Buffer.from(inode.durable.bytes) });
      names.set(path, { durable: inode.durable, seen, unsynced: [] });
      files.set(path, inode.durable.bytes);
    }
    this.#names = names;
    this.#durableNames = new Map(names);
    this.#lockHolder = undefined;
    this.#watcher.restarted(files);
  }

  #open(life: Life, path: string, mode: OpenMode): OpenFile {
    let inode = this.#names.get(path);
    if (mode === 'create' && inode !== undefined) throw failure('EEXIST');
    if ((mode === 'read' || mode === 'write') && inode === undefined) throw failure('ENOENT');
    if (mode !== 'read') this.#needsDisk(true);
    if (inode === undefined) {
      inode = { durable: new Content(), seen: new Content(), unsynced: [] };
      this.#names.set(path, inode);
    } else if (mode === 'replace') this.#change(inode, { size: 0 });
    return this.#openFile(life, path, inode);
  }

  #openFile(life: Life, path: string, inode: Inode): OpenFile {
    return {
      write: (bytes, offset) =>
        this.#while(life, () => {
          const half = bytes.length > 1 && this.#random.chance(this.trouble.shortWrites);
          const taken = half ? bytes.subarray(0, bytes.length >> 1) : bytes;
          if (this.trouble.code !== undefined) {
            if (this.trouble.code === 'ENOSPC' && this.#random.chance(0.5))
              this.#change(inode, { offset, bytes: Buffer.from(bytes.subarray(0, bytes.length >> 1)) });
            throw failure(this.trouble.code);
          }
          this.#change(inode, { offset, bytes: Buffer.from(taken) });
          return taken.length;
        }),
      read: (into, offset) =>
        this.#while(life, () =>
          inode.seen.bytes.copy(into, 0, offset, Math.min(inode.seen.length, offset + into.length)),
        ),
      sync: () => this.#sync(life, path, inode),
      truncate: (size) =>
        this.#while(life, () => {
          this.#needsDisk();
          this.#change(inode, { size });
        }),
      size: () => this.#while(life, () => inode.seen.length),
      close: () => this.#while(life, () => undefined),
    };
  }

  async #sync(life: Life, path: string, inode: Inode): Promise<void> {
    const written = inode.unsynced.length;
    const finish = (): void => {
      let first = inode.durable.length;
      for (const change of inode.unsynced.splice(0, written)) first = Math.min(first, inode.durable.apply(change));
      this.#watcher.becameDurable(path, inode.durable.bytes, first);
    };
    if (this.trouble.lies) {
      this.#time.in(2, finish);
      return;
    }
    await this.#takesAWhile(life);
    if (this.trouble.failingSyncs > 0) {
      this.trouble.failingSyncs -= 1;
      inode.unsynced.splice(0, written);
      throw failure('EIO');
    }
    this.#needsDisk();
    finish();
  }

  #change(inode: Inode, change: Change): void {
    inode.seen.apply(change);
    inode.unsynced.push(change);
  }

  /** A full disk still takes a new name; a read-only one takes nothing. */
  #needsDisk(isName = false): void {
    const { code } = this.trouble;
    if (code !== undefined && !(isName && code === 'ENOSPC')) throw failure(code);
  }

  #takesAWhile(life: Life): Promise<void> {
    const ms = this.#random.between(0.2, this.trouble.slowestSyncMs);
    return new Promise((done) => void life.after(ms, done));
  }

  async #while<T>(life: Life, work: () => T): Promise<T> {
    return life.isAlive ? work() : never<T>();
  }
}

function failure(code: string): Error {
  return Object.assign(new Error(`${code} (simulated)`), { code });
}
