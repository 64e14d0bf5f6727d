import { join } from 'node:path';
import { err, messageOf, type Result } from '#shared/model/result';
import { type Clock, formatUtc } from '#shared/model/time';
import { type Files, type OpenFile, type ReleaseLock, writeFully } from '../../platform/files';
import { type EntryBytes, MAX_BATCH_BYTES, readEntries } from './entry-bytes';
import { type JournalFailure, JournalUnusableError, type WritingFailureCode, writingFailure } from './failure';
import { type Appended, Group } from './group';
import { type FoundEnd, findEnd, type JournalEnd } from './journal-end';
import { makeJournalId } from './journal-id';
import type { JournalProtocol, JournalReady, TailSetAside } from './protocol';
import { ENVELOPE_BYTES } from './record';
import { RecordEncoder } from './record-encoder';
import { MAX_GROUP_BYTES, type SecuredEnd, secureEnd } from './secure-end';
import { SEGMENT_BYTES, segmentName } from './segments';

export type Health = JournalProtocol['events']['health'];

export interface WriterOptions {
  readonly files: Files;
  readonly clock: Clock;
  readonly directory: string;
  /** A new segment is begun at this size. Default 16 MiB; tests set less. */
  readonly segmentBytes?: number | undefined;
  readonly makeJournalId?: (() => string) | undefined;
  /** Called on each change between writing and not writing, first when the journal opens without being writable. */
  readonly onHealth?: ((health: Health) => void) | undefined;
}

/** Records that became durable together. */
export interface DurableRecords {
  readonly firstSeq: number;
  /** Their hashes in hex, in order. */
  readonly hashes: readonly string[];
  /** Behind the last of them. */
  readonly end: JournalEnd;
}

interface Outage {
  readonly code: WritingFailureCode;
  readonly message: string;
  readonly since: string;
  refusedAppends: number;
}

const SPARE_ENCODERS = 2;
const FIRST_RETRY_MS = 250;
const MAX_RETRY_MS = 5_000;

/**
 * The one writer of a journal folder. Appends are written in the order of calls, as one write and one `fdatasync` for all
 * that wait, and acknowledged after it: an acknowledged record is never lost. When writing fails, everything waiting is
 * refused (a refused record that was on its way may be in the journal all the same), and the writer tries by itself, with
 * growing pauses from 250 ms to 5 s, to secure the end of the journal and to append `journal.recovered`; that done, it
 * takes appends again.
 */
export class JournalWriter {
  /** Told what appends made durable, after they were acknowledged; not what the writer records of its own. Must return at once. */
  onDurable: ((records: DurableRecords) => void) | undefined;
  readonly #options: WriterOptions;
  readonly #release: ReleaseLock;
  /** The first is being written; the others wait. */
  readonly #groups: Group[] = [];
  readonly #spareEncoders: RecordEncoder[] = [];
  #draining: Promise<void> | undefined;
  #file: OpenFile | undefined;
  /** The last durable record and where it ends; undefined before the first good sync. */
  #end: JournalEnd | undefined;
  /** What readers may see: as `#end`, or what was found on a journal that cannot be written. */
  #readable: JournalEnd;
  #outage: Outage | undefined;
  #cancelRetry: (() => void) | undefined;
  #retryMs = FIRST_RETRY_MS;
  #retrying: Promise<void> | undefined;
  #closed = false;

  private constructor(options: WriterOptions, release: ReleaseLock, readable: JournalEnd) {
    this.#options = options;
    this.#release = release;
    this.#readable = readable;
  }

  /**
   * Takes the folder, recovers the journal in it, or begins one. A journal that is there but cannot be written now is opened all
   * the same, unhealthy. Rejects with FolderInUseError while another writer has the folder, with JournalUnusableError when
   * it must not be gone on with, and with the system's error when it can be neither read nor begun.
   */
  static async open(options: WriterOptions): Promise<{ writer: JournalWriter; ready: JournalReady }> {
    const { files, directory } = options;
    await files.makeFolder(directory);
    const release = await files.lockFolder(directory);
    try {
      const found = await findEnd(files, directory);
      const writer = new JournalWriter(options, release, found);
      const isNew = found.head.seq === 0;
      try {
        const secured = await writer.#secure(found);
        return {
          writer,
          ready: { journalId: secured.journalId, head: secured.end.head, isNew, setAside: secured.setAside },
        };
      } catch (thrown) {
        if (isNew || found.journalId === undefined || thrown instanceof JournalUnusableError) throw thrown;
        writer.#fail(thrown);
        return { writer, ready: { journalId: found.journalId, head: found.head, isNew, setAside: undefined } };
      }
    } catch (thrown) {
      await release();
      throw thrown;
    }
  }

  /** The durable end: what lies before it is never written again. */
  get end(): JournalEnd {
    return this.#readable;
  }

  get isHealthy(): boolean {
    return this.#outage === undefined && !this.#closed;
  }

  /** Appends entries (entry-bytes.ts) with consecutive sequence numbers; resolves when they are durable or refused. */
  append(entryBytes: EntryBytes): Promise<Result<Appended, JournalFailure>> {
    if (this.#outage !== undefined || this.#closed) return Promise.resolve(err(this.#refusal(false)));
    const source = Buffer.from(entryBytes.buffer, entryBytes.byteOffset, entryBytes.byteLength);
    const entries = readEntries(source);
    if (!entries.ok) return Promise.resolve(refused(entries.error));
    const bytes = source.length + entries.value.length * ENVELOPE_BYTES;
    if (bytes > MAX_BATCH_BYTES)
      return Promise.resolve(refused(`${bytes} bytes in one append, ${MAX_BATCH_BYTES} are allowed`));
    const time = formatUtc(this.#options.clock.now());
    const appended = this.#openGroup(bytes, time).add(source, entries.value, time);
    this.#draining ??= this.#drain();
    return appended;
  }

  /** Writes what waits, then lets go of the folder. Later appends are refused. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#draining;
    this.#cancelRetry?.();
    await this.#retrying;
    await this.#dropFile();
    await this.#release();
  }

  /** The group that waits, when `bytes` more fit, or a new one after it. */
  #openGroup(bytes: number, time: string): Group {
    const last = this.#groups.at(-1);
    if (last !== undefined && !last.isClosed && last.encoder.bytes.length + bytes <= MAX_GROUP_BYTES) return last;
    const before = last?.end ?? this.#end;
    if (before === undefined) throw new Error('the journal is not open');
    const encoder = this.#spareEncoders.pop() ?? new RecordEncoder();
    const group = new Group(encoder, before, this.#options.segmentBytes ?? SEGMENT_BYTES, time);
    this.#groups.push(group);
    return group;
  }

  async #drain(): Promise<void> {
    for (let group = this.#groups[0]; group !== undefined; group = this.#groups[0]) {
      group.isClosed = true;
      try {
        await this.#commit(group);
        this.#groups.shift();
        group.acknowledge();
        this.onDurable?.(group.records);
        if (this.#spareEncoders.length < SPARE_ENCODERS) this.#spareEncoders.push(group.encoder);
      } catch (thrown) {
        const failed = this.#groups.splice(0);
        this.#fail(thrown);
        for (const each of failed) each.refuse(() => this.#refusal(each === group));
      }
    }
    this.#draining = undefined;
  }

  /** One write and one sync for the whole group. After a rejection nothing of the file is trusted. */
  async #commit(group: Group): Promise<void> {
    const { files, directory } = this.#options;
    if (group.isNewSegment) {
      await this.#dropFile();
      this.#file = await files.open(join(directory, segmentName(group.segment)), 'create');
    }
    if (this.#file === undefined) throw new Error('the journal is not open');
    await writeFully(this.#file, group.encoder.bytes, group.offset);
    await this.#file.sync();
    if (group.isNewSegment) await files.syncFolder(directory);
    this.#end = this.#readable = group.end;
  }

  #refusal(mayBeWritten: boolean): JournalFailure {
    const outage = this.#outage;
    if (outage === undefined) return { code: 'journal-failed', message: 'The journal is closed.', mayBeWritten };
    outage.refusedAppends += 1;
    return { code: outage.code, message: outage.message, mayBeWritten };
  }

  #fail(thrown: unknown): void {
    const { directory, clock, onHealth } = this.#options;
    const failure =
      thrown instanceof JournalUnusableError
        ? { code: 'journal-failed' as const, message: messageOf(thrown) }
        : writingFailure(thrown, directory);
    const isChange = this.#outage?.code !== failure.code;
    const before = this.#outage;
    this.#outage = {
      ...failure,
      since: before?.since ?? formatUtc(clock.now()),
      refusedAppends: before?.refusedAppends ?? 0,
    };
    if (isChange) onHealth?.({ healthy: false, ...failure });
    if (this.#closed) return;
    this.#cancelRetry = clock.after(this.#retryMs, () => {
      this.#retrying = this.#retry();
    });
    this.#retryMs = Math.min(this.#retryMs * 2, MAX_RETRY_MS);
  }

  async #retry(): Promise<void> {
    try {
      await this.#dropFile();
      const { files, directory } = this.#options;
      const { setAside } = await this.#secure(await findEnd(files, directory, this.#end));
      const refused = this.#outage?.refusedAppends ?? 0;
      this.#outage = undefined;
      this.#retryMs = FIRST_RETRY_MS;
      this.#options.onHealth?.({ healthy: true, code: 'ok', message: recoveredMessage(refused, setAside) });
    } catch (thrown) {
      this.#fail(thrown);
    }
  }

  async #secure(found: FoundEnd): Promise<SecuredEnd> {
    const { files, directory, clock } = this.#options;
    const outage = this.#outage;
    const data = outage && { code: outage.code, since: outage.since, refusedAppends: outage.refusedAppends };
    const secured = await secureEnd(found, {
      files,
      directory,
      now: clock.now(),
      makeJournalId: this.#options.makeJournalId ?? makeJournalId,
      entries: data === undefined ? [] : [{ type: 'journal.recovered', data }],
    });
    this.#file = secured.file;
    this.#end = this.#readable = secured.end;
    return secured;
  }

  async #dropFile(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close().catch(() => undefined);
  }
}

function recoveredMessage(refused: number, setAside: TailSetAside | undefined): string {
  const aside = setAside === undefined ? '' : ` A half-written end was set aside in ${setAside.file}.`;
  return `The journal is written again. ${refused} appends were refused while it was not.${aside}`;
}

const refused = (why: string): Result<Appended, JournalFailure> =>
  err({ code: 'journal-refused', message: `Not recorded: ${why}.`, mayBeWritten: false });
