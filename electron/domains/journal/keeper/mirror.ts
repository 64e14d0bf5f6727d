import { join } from 'node:path';
import type { Clock } from '#shared/model/time';
import { type OpenFile, type ReleaseLock, readFully, writeFully } from '../../../platform/files';
import type { JournalEnd } from '../journal-end';
import type { JournalHead } from '../protocol';
import { type SegmentScan, scanSegment } from '../scan';
import { copyAside } from '../secure-end';
import { listSegments, segmentName } from '../segments';
import { findMirrorEnd, type JournalPlace, MIRROR_SYNC_BYTES } from './mirror-end';
import type { KeeperProtocol, MirrorProblem, MirrorStatus } from './protocol';
import { onSource, onTarget, SideError } from './side';
import { journalUnreadable, mirrorFailure, mirrorRefusal } from './words';

export interface MirrorOptions {
  readonly source: JournalPlace;
  readonly target: JournalPlace;
  readonly clock: Clock;
  /** Whether the two are on one disk; asked each time the mirror is opened. */
  readonly sharesDisk: () => Promise<boolean>;
  /** Called at each change of state, and at the end of each pass. */
  readonly onStatus: (status: MirrorStatus) => void;
  readonly onSetAside: (aside: KeeperProtocol['events']['mirrorSetAside']) => void;
}

/** What came meanwhile is copied this often: a sync of the mirror each time, which may be on the journal's own disk. */
const PASS_EVERY_MS = 1_000;
/** A mirror that nothing is copied to is looked after this often: its disk may be gone. */
const LOOK_EVERY_MS = 10_000;
const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 10_000;

/**
 * A copy of a journal, byte for byte, in another folder. It copies only what the journal's writer acknowledged as durable, checks every
 * record on the way, and counts nothing as copied before it is synced. After any stop or failure it finds its end again by holding what
 * stands there against the journal. What is not a beginning of this journal is never written to.
 */
export class JournalMirror {
  readonly #options: MirrorOptions;
  readonly #stop = new AbortController();
  #durable: JournalHead;
  /** Where the copy durably ends; undefined: to be found. */
  #end: JournalEnd | undefined;
  #release: ReleaseLock | undefined;
  #status: MirrorStatus;
  #retryMs = FIRST_RETRY_MS;
  #working: Promise<void> | undefined;
  #cancelTimer: () => void = () => undefined;

  constructor(options: MirrorOptions, durable: JournalHead) {
    this.#options = options;
    this.#durable = durable;
    this.#status = {
      state: 'comparing',
      folder: options.target.directory,
      problem: null,
      seq: null,
      journalSeq: durable.seq,
      behindSince: null,
      sharesDisk: null,
    };
  }

  get status(): MirrorStatus {
    return this.#status;
  }

  /** Where it durably ends; undefined while that is not known. */
  get end(): JournalEnd | undefined {
    return this.#end;
  }

  start(): void {
    this.#tell({});
    this.#work();
  }

  /** The journal is durable up to here. */
  told(durable: JournalHead): void {
    if (durable.seq < this.#durable.seq) return;
    const isNew = durable.seq > this.#durable.seq;
    this.#durable = durable;
    if (isNew && this.#status.behindSince === null && this.#status.seq !== null) {
      this.#status = { ...this.#status, behindSince: this.#options.clock.now() };
    }
  }

  /** Looks again at once at a mirror that is away or was left alone. */
  retry(): void {
    if (this.#status.state !== 'away' && this.#status.state !== 'refused') return;
    this.#tell({ state: 'comparing', problem: null });
    this.#work();
  }

  /** Copies what is still to be copied, and lets go of the folder. */
  async close({ copiesRest }: { readonly copiesRest: boolean }): Promise<void> {
    this.#cancelTimer();
    if (!copiesRest) this.#stop.abort(new Error('the mirror is closed'));
    await this.#working;
    const isKept = this.#status.state === 'current' || this.#status.state === 'copying';
    if (copiesRest && isKept) await this.#turn();
    this.#stop.abort(new Error('the mirror is closed'));
    this.#cancelTimer();
    await this.#letGo();
  }

  #work(): void {
    this.#cancelTimer();
    if (this.#working !== undefined || this.#stop.signal.aborted) return;
    this.#working = this.#turn().finally(() => {
      this.#working = undefined;
    });
  }

  /** One attempt to bring the mirror up to what is durable now. Never rejects; sets when the next one is due. */
  async #turn(): Promise<void> {
    const { clock, target } = this.#options;
    try {
      const problem = await this.#bringUpToDate();
      if (problem !== undefined) {
        await this.#letGo();
        this.#tell({ state: 'refused', problem });
        return;
      }
      this.#retryMs = FIRST_RETRY_MS;
      const isBehind = this.#durable.seq > (this.#end?.head.seq ?? 0);
      this.#cancelTimer = clock.after(isBehind ? 0 : PASS_EVERY_MS, () => this.#work());
    } catch (thrown) {
      await this.#letGo();
      if (this.#stop.signal.aborted) return;
      const { side, failure } = thrown instanceof SideError ? thrown : { side: 'target', failure: thrown };
      const problem = side === 'source' ? journalUnreadable(failure) : mirrorFailure(failure, target.directory);
      this.#tell({ state: 'away', problem });
      this.#cancelTimer = clock.after(this.#retryMs, () => this.#work());
      this.#retryMs = Math.min(this.#retryMs * 2, MAX_RETRY_MS);
    }
  }

  async #bringUpToDate(): Promise<MirrorProblem | undefined> {
    const { clock } = this.#options;
    const problem = this.#end === undefined ? await this.#open() : undefined;
    if (problem !== undefined) return problem;
    const startedAt = clock.now();
    const { seq } = this.#durable;
    if (this.#endOf.head.seq < seq) {
      if (this.#status.behindSince === null) this.#status = { ...this.#status, behindSince: startedAt };
      const bad = await this.#copyUpTo(this.#durable);
      if (bad !== undefined) return bad;
    } else await this.#look();
    const isBehind = this.#durable.seq > this.#endOf.head.seq;
    // What came while this pass ran came after its beginning.
    this.#tell({ state: 'current', problem: null, behindSince: isBehind ? startedAt : null });
    return undefined;
  }

  /** Finds where the mirror ends, keeps a half-written end aside and cuts it off, and makes what stands there durable. */
  async #open(): Promise<MirrorProblem | undefined> {
    const { source, target, sharesDisk, clock } = this.#options;
    const { signal } = this.#stop;
    this.#lookedAt = clock.monotonicMs();
    // A folder that is not there is never made here: an empty place where a disk should be would pass for the mirror.
    await onTarget(target.files.list(target.directory));
    this.#release ??= await onTarget(target.files.lockFolder(target.directory));
    const shares = await onTarget(sharesDisk());
    const found = await findMirrorEnd(source, target, signal);
    if (!found.ok) return found.problem;
    const { end, halfWrittenBytes } = found.value;
    if (end.head.seq > this.#durable.seq)
      return mirrorRefusal('longer', target, `the last is record ${end.head.seq}, the journal's ${this.#durable.seq}`);
    const hasFile = (await onTarget(listSegments(target.files, target.directory))).includes(end.segment);
    if (hasFile) await onTarget(this.#secure(end, halfWrittenBytes));
    await onTarget(target.files.syncFolder(target.directory));
    this.#end = end;
    this.#tell({ state: 'copying', problem: null, seq: end.head.seq, sharesDisk: shares });
    return undefined;
  }

  /** After a failed sync the system may show bytes that never reached the disk: the last ones are written again. */
  async #secure(end: JournalEnd, halfWrittenBytes: number): Promise<void> {
    const { target, clock, onSetAside } = this.#options;
    const { files, directory } = target;
    const file = await files.open(join(directory, segmentName(end.segment)), 'write');
    try {
      if (halfWrittenBytes > 0) {
        const tail = { ...target, segment: end.segment, offset: end.offset, now: clock.now() };
        onSetAside({ file: await copyAside(file, tail), bytes: halfWrittenBytes });
        await file.truncate(end.offset);
      }
      const from = Math.max(0, end.offset - 2 * MIRROR_SYNC_BYTES);
      if (end.offset > from) await writeFully(file, await readFully(file, from, end.offset - from), from);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  async #copyUpTo(durable: JournalHead): Promise<MirrorProblem | undefined> {
    const { source, target } = this.#options;
    while (this.#endOf.head.seq < durable.seq) {
      const { segment } = this.#endOf;
      const own = await onSource(source.files.open(join(source.directory, segmentName(segment)), 'read'));
      let scan: SegmentScan;
      try {
        scan = await this.#copySegment(own, durable);
      } finally {
        await own.close();
      }
      if (scan.bad !== undefined)
        return mirrorRefusal('journal-damaged', target, `${segmentName(segment)}: ${scan.bad.reason}`);
      if (this.#endOf.head.seq < durable.seq) this.#end = { ...this.#endOf, segment: segment + 1, offset: 0 };
    }
    return undefined;
  }

  /** Copies the rest of one segment, as far as it is durable, and syncs it. The file is opened anew each time: the folder may be another one by now. */
  async #copySegment(own: OpenFile, durable: JournalHead): Promise<SegmentScan> {
    const { target } = this.#options;
    const { segment, offset, head } = this.#endOf;
    const path = join(target.directory, segmentName(segment));
    let copy: OpenFile | undefined;
    let met = head;
    let written = { segment, offset, head };
    const sync = async (): Promise<void> => {
      if (copy === undefined || written.offset === this.#endOf.offset) return;
      await onTarget(copy.sync());
      if (offset === 0 && this.#endOf.offset === 0) await onTarget(target.files.syncFolder(target.directory));
      this.#end = written;
      this.#tell({ seq: written.head.seq });
    };
    try {
      const scan = await onSource(
        scanSegment(own, {
          segment,
          from: offset,
          to: await onSource(own.size()),
          before: head,
          lastSeq: durable.seq,
          onRecord: ({ header: { seq, hash } }) => {
            if (seq === durable.seq && hash !== durable.hash) return 'the record is not the one that was written';
            met = { seq, hash };
            return undefined;
          },
          onLines: async (bytes, at) => {
            copy ??= await onTarget(this.#openCopy(path, segment, offset));
            await onTarget(writeFully(copy, bytes, at));
            written = { segment, offset: at + bytes.length, head: met };
            if (written.offset - this.#endOf.offset >= MIRROR_SYNC_BYTES) await sync();
          },
          signal: this.#stop.signal,
        }),
      );
      await sync();
      return scan;
    } finally {
      if (copy !== undefined) await onTarget(copy.close());
    }
  }

  /** A segment that is not as long as it was left has been touched by somebody: found again before anything is written. */
  async #openCopy(path: string, segment: number, offset: number): Promise<OpenFile> {
    const { files, directory } = this.#options.target;
    const isThere = (await listSegments(files, directory)).includes(segment);
    const file = await files.open(path, isThere ? 'write' : 'create');
    const size = await file.size();
    if (size === offset) return file;
    await file.close();
    throw new Error(`${segmentName(segment)} has ${size} bytes and was left with ${offset}`);
  }

  #lookedAt = 0;

  /** Is it still there, as it was left? */
  async #look(): Promise<void> {
    const { target, clock } = this.#options;
    if (clock.monotonicMs() - this.#lookedAt < LOOK_EVERY_MS) return;
    this.#lookedAt = clock.monotonicMs();
    const { segment, offset } = this.#endOf;
    if (offset === 0) return void (await onTarget(target.files.list(target.directory)));
    const file = await onTarget(this.#openCopy(join(target.directory, segmentName(segment)), segment, offset));
    await onTarget(file.close());
  }

  async #letGo(): Promise<void> {
    this.#end = undefined;
    const release = this.#release;
    this.#release = undefined;
    await release?.();
  }

  get #endOf(): JournalEnd {
    if (this.#end === undefined) throw new Error('the mirror is not open');
    return this.#end;
  }

  #tell(change: Partial<MirrorStatus>): void {
    this.#status = { ...this.#status, ...change, journalSeq: this.#durable.seq };
    this.#options.onStatus(this.#status);
  }
}
