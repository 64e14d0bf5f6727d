import { err, ok, type Result } from '#shared/model/result';
import type { Clock } from '#shared/model/time';
import { type ProcessStatus, SupervisedProcess } from '../../platform/process/supervised-process';
import type { Launch, RequestFailure } from '../../platform/process/wire';
import { type JournalProofs, proofsOf } from './checkpoint/requests';
import type { EntryBytes } from './entry-bytes';
import { type JournalFailure, type JournalFailureCode, notRunning, outcomeUnknown } from './failure';
import { type Acknowledged, Outbox } from './outbox';
import type { JournalEntry, JournalHead, JournalReady, JournalRecord, TailSetAside, VerifyReport } from './protocol';
import type { TailQuery } from './tail';
import type { JournalWire } from './wire';

export interface JournalOptions {
  /** Starts electron/workers/journal. */
  readonly launch: Launch;
  /** The journal's folder; made when it is not there. */
  readonly directory: string;
  readonly clock: Clock;
  /** The process's own words, line by line, for the log. */
  readonly onOutput?: (line: string) => void;
  /** How the writer process stands, at each change: for its light, and to record that it ended. */
  readonly onStatus?: (status: ProcessStatus) => void;
  /** What `idForOrders` tells; undefined: the journal's own id. */
  readonly idForOrders?: string | undefined;
  /** Bytes at which a new segment is begun: tests only. Default 16 MiB. */
  readonly segmentBytes?: number;
  /** Where the sealing key is kept (checkpoint/seal-file.ts); without it checkpoints carry no seal. */
  readonly sealFile?: string;
}

export interface JournalStatus {
  /** Appends are taken and become durable. False: no order may be sent. */
  readonly isHealthy: boolean;
  readonly code: 'ok' | JournalFailureCode;
  /** What is wrong, what it means and what to do; when healthy, what was last put right or nothing. */
  readonly message: string;
  /** The last acknowledged record; undefined before the first start. Keep it elsewhere and truncation can be proved. */
  readonly head: JournalHead | undefined;
  readonly journalId: string | undefined;
  /** A damaged end that the last start cut off and kept. */
  readonly setAside: TailSetAside | undefined;
  /** Entries acknowledged to this client since it was made. */
  readonly recordsSinceStart: number;
  readonly restarts: number;
}

const APPEND_TIMEOUT_MS = 8_000;
const TAIL_TIMEOUT_MS = 30_000;
const VERIFY_TIMEOUT_MS = 30 * 60_000;
const STOP_GRACE_MS = 10_000;
/** Head changes are told at most this often; changes of health at once. */
const HEAD_NOTICE_MS = 100;

/** Main's side of the journal. Made by `createJournal`; see index.ts for what it promises. */
export class Journal {
  readonly #options: JournalOptions;
  readonly #process: SupervisedProcess<JournalWire>;
  readonly #outbox = new Outbox((bytes) => this.#send(bytes));
  readonly #listeners = new Set<(status: JournalStatus) => void>();
  readonly #onFirstOutcome: Array<(result: Result<JournalReady, JournalFailure>) => void> = [];
  #health: { readonly code: JournalStatus['code']; readonly message: string } = { code: 'ok', message: '' };
  /** Set when a restarted writer no longer has what was acknowledged: stays until the console is restarted. */
  #lost: string | undefined;
  #head: JournalHead | undefined;
  #ready: JournalReady | undefined;
  #recordsSinceStart = 0;
  #lastOutput: string | undefined;
  #isNoticePending = false;

  constructor(options: JournalOptions) {
    this.#options = options;
    this.#process = new SupervisedProcess<JournalWire>({
      name: 'journal',
      launch: options.launch,
      clock: options.clock,
      stopGraceMs: STOP_GRACE_MS,
      config: () => ({
        directory: options.directory,
        ...(options.segmentBytes === undefined ? {} : { segmentBytes: options.segmentBytes }),
        ...(options.sealFile === undefined ? {} : { sealFile: options.sealFile }),
      }),
      onReady: (ready) => this.#becomeReady(ready),
      onEvent: (_event, { code, message }) => {
        this.#health = { code, message };
        this.#notify();
      },
      onStatus: (status) => {
        this.#followProcess(status.state);
        options.onStatus?.(status);
      },
      onOutput: (line) => {
        this.#lastOutput = line;
        options.onOutput?.(line);
      },
    });
  }

  /**
   * Starts the writer process. Resolves when it is ready for the first time, or with the reason when its first start fails:
   * it is then tried again by itself, and `onChange` tells when it works.
   */
  start(): Promise<Result<JournalReady, JournalFailure>> {
    return new Promise((resolve) => {
      this.#onFirstOutcome.push(resolve);
      this.#process.start();
    });
  }

  /** Waits for what was appended, then ends the process. Never rejects. */
  async stop(): Promise<void> {
    await this.#outbox.drained();
    await this.#process.stop();
  }

  /** Records one entry. Resolves when it is durable, or with why not. Order is the order of calls. */
  append(entry: JournalEntry): Promise<Result<Acknowledged, JournalFailure>> {
    return this.appendMany([entry]);
  }

  /**
   * Records entries with consecutive sequence numbers; `seq` is the first one's. All are acknowledged or none; together at
   * most 4 MiB. An entry that breaks a limit refuses the whole call with `journal-refused`.
   */
  appendMany(entries: readonly JournalEntry[]): Promise<Result<Acknowledged, JournalFailure>> {
    return this.#outbox.add(entries);
  }

  /** The newest durable records, oldest first: at most 1,000, or 8 MiB. Works on a journal that cannot be written. */
  async tail(query: TailQuery): Promise<Result<readonly JournalRecord[], JournalFailure>> {
    const result = await this.#process.request('tail', query, TAIL_TIMEOUT_MS);
    return result.ok ? ok(result.value.records) : err(readingFailure(result.error));
  }

  /** Re-reads and checks every segment; a GiB takes about 10 s. Appends go on meanwhile. */
  async verify(): Promise<Result<VerifyReport, JournalFailure>> {
    const result = await this.#process.request('verify', {}, VERIFY_TIMEOUT_MS);
    return result.ok ? result : err(readingFailure(result.error));
  }

  /** Checkpoints and proofs. */
  get proofs(): JournalProofs {
    return proofsOf(async (name, params) => {
      const result = await this.#process.request(name, params, VERIFY_TIMEOUT_MS);
      return result.ok ? result : err(readingFailure(result.error));
    });
  }

  /** Synchronous, for the gate: may an order be decided now? */
  isHealthy(): boolean {
    return this.#process.isReady && this.#health.code === 'ok' && this.#lost === undefined;
  }

  /** The sequence that the last appended entry should get: a guess, for work that may be done ahead; undefined when unknown. */
  get expectedSeq(): number | undefined {
    return this.#outbox.expectedSeq;
  }

  /** What client order ids begin with: the journal's own id but in a data folder that was restored. Empty before it was first opened. */
  get idForOrders(): string {
    return this.#ready === undefined ? '' : (this.#options.idForOrders ?? this.#ready.journalId);
  }

  /** Empty before the journal was first opened. */
  get journalId(): string {
    return this.#ready?.journalId ?? '';
  }

  /** The writer's process id while there is one. */
  get pid(): number | undefined {
    return this.#process.status.pid;
  }

  get status(): JournalStatus {
    const { state, restarts, lastExit } = this.#process.status;
    const isDown = state !== 'ready';
    const health = this.#lost !== undefined ? { code: 'journal-failed' as const, message: this.#lost } : this.#health;
    const why = this.#lastOutput ?? lastExit ?? state;
    return {
      isHealthy: this.isHealthy(),
      ...(isDown ? { code: 'journal-failed' as const, message: notRunning(why) } : health),
      head: this.#head,
      journalId: this.#ready?.journalId,
      setAside: this.#ready?.setAside,
      recordsSinceStart: this.#recordsSinceStart,
      restarts,
    };
  }

  /** Calls back on each change: of health at once, of the head at most each 100 ms. Returns the unsubscribe. */
  onChange(listener: (status: JournalStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #send(bytes: EntryBytes): Promise<Result<{ firstSeq: number; head: JournalHead }, JournalFailure>> {
    if (this.#lost !== undefined) {
      return Promise.resolve(err({ code: 'journal-failed', message: this.#lost, mayBeWritten: false }));
    }
    return this.#request(bytes);
  }

  async #request(bytes: EntryBytes): Promise<Result<{ firstSeq: number; head: JournalHead }, JournalFailure>> {
    const result = await this.#process.request('append', { bytes }, APPEND_TIMEOUT_MS);
    if (result.ok) {
      this.#head = result.value.head;
      this.#recordsSinceStart += result.value.head.seq - result.value.firstSeq + 1;
      this.#noticeHead();
      return result;
    }
    // A writer whose disk does not answer cannot be waited for: a new one starts, and is ready when the disk is.
    if (result.error.code === 'timed-out') this.#process.kill();
    return err(appendFailure(result.error));
  }

  #becomeReady(ready: JournalReady): void {
    const before = this.#head;
    const isOther = this.#ready !== undefined && this.#ready.journalId !== ready.journalId;
    const isShorter = before !== undefined && ready.head.seq < before.seq;
    const isForked = before !== undefined && ready.head.seq === before.seq && ready.head.hash !== before.hash;
    if (isOther || isShorter || isForked) {
      this.#lost = `The journal on disk ends before record ${before?.seq ?? 1}, which was recorded earlier in this run. No new order is sent; cancels and the halt still work. Check ${this.#options.directory} and what was set aside there, then restart the console.`;
    } else {
      this.#head = ready.head;
    }
    this.#ready = ready;
    this.#settleStart(ok(ready));
    this.#notify();
  }

  #followProcess(state: 'starting' | 'ready' | 'backing-off' | 'stopped'): void {
    if (state === 'ready') return;
    if (state === 'starting') {
      this.#health = { code: 'ok', message: '' };
      this.#lastOutput = undefined;
      return;
    }
    this.#settleStart(err({ code: 'journal-failed', message: this.status.message, mayBeWritten: false }));
    this.#notify();
  }

  #settleStart(result: Result<JournalReady, JournalFailure>): void {
    for (const resolve of this.#onFirstOutcome.splice(0)) resolve(result);
  }

  #noticeHead(): void {
    if (this.#isNoticePending || this.#listeners.size === 0) return;
    this.#isNoticePending = true;
    this.#options.clock.after(HEAD_NOTICE_MS, () => {
      this.#isNoticePending = false;
      this.#notify();
    });
  }

  #notify(): void {
    const { status } = this;
    for (const listener of this.#listeners) listener(status);
  }
}

function appendFailure(failure: RequestFailure): JournalFailure {
  switch (failure.code) {
    case 'journal-full':
    case 'journal-read-only':
    case 'journal-failed':
    case 'journal-refused': {
      const mayBeWritten = (failure.detail as { mayBeWritten?: boolean } | undefined)?.mayBeWritten ?? true;
      return { code: failure.code as JournalFailureCode, message: failure.message, mayBeWritten };
    }
    case 'not-ready':
      return { code: 'journal-failed', message: notRunning(failure.message), mayBeWritten: false };
    default:
      return { code: 'journal-failed', message: outcomeUnknown(failure.message), mayBeWritten: true };
  }
}

function readingFailure(failure: RequestFailure): JournalFailure {
  const message = failure.code === 'journal-failed' ? failure.message : notRunning(failure.message);
  return { code: 'journal-failed', message, mayBeWritten: false };
}
