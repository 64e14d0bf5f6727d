import { err, type Result } from '#shared/model/result';
import type { Clock } from '#shared/model/time';
import { type ProcessStatus, SupervisedProcess } from '../../platform/process/supervised-process';
import type { Launch, RequestFailure } from '../../platform/process/wire';
import type { WrittenCsv } from './exports/csv';
import type { Exporting, ExportOrder, HistoryStatus, HistoryWire } from './protocol';

export interface HistoryOptions {
  /** Starts electron/workers/history. */
  readonly launch: Launch;
  readonly clock: Clock;
  /** The journal's folder. */
  readonly journalFolder: string;
  /** Empty before the journal was first opened: it is not started before. */
  readonly journalId: () => string;
  /** The last durable record; 0 before there is one. */
  readonly headSeq: () => number;
  /** The read model's own folder. */
  readonly folder: string;
  /** Called at each change, and while it is being made several times a second. */
  readonly onStatus: (status: HistoryStatus) => void;
  /** An export gets on; several times a second. */
  readonly onExporting: (exporting: Exporting) => void;
  /** The process ended by itself, and is started again. */
  readonly onEnded: (status: ProcessStatus) => void;
  readonly onOutput: (line: string) => void;
}

/** The journal's new end is told this often, milliseconds: what just happened is found about a second later. */
const FOLLOW_EVERY_MS = 1_000;
/** It yields to all others: on a busy machine putting records in may hold it up for seconds, and nobody is hurt by waiting. */
const HUNG_AFTER_MS = 60_000;
const ASK_TIMEOUT_MS = 20_000;
/** A journal of many gigabytes on a slow disk. */
const EXPORT_TIMEOUT_MS = 30 * 60_000;
const AWAY = 'Trading, the halt and the journal are not touched by it.';

/** Main's side of the read model: started when it is first wanted, kept running, told how far the journal is. */
export class HistoryClient {
  readonly #options: HistoryOptions;
  readonly #process: SupervisedProcess<HistoryWire>;
  #status: HistoryStatus = { state: 'starting', indexed: 0, of: 0, message: '', since: null };
  #toldSeq = 0;
  #stopFollowing: (() => void) | undefined;
  #onReady: Array<() => void> = [];

  constructor(options: HistoryOptions) {
    this.#options = options;
    this.#process = new SupervisedProcess<HistoryWire>({
      name: 'history',
      launch: options.launch,
      clock: options.clock,
      hungAfterMs: HUNG_AFTER_MS,
      config: () => ({ journalFolder: options.journalFolder, journalId: options.journalId(), folder: options.folder }),
      onReady: (status) => {
        this.#toldSeq = 0;
        this.#follow();
        this.#tell({ ...status, state: status.state === 'ready' ? 'building' : status.state });
        for (const ready of this.#onReady.splice(0)) ready();
      },
      onEvent: (_event, payload) => {
        if ('readSeq' in payload) options.onExporting(payload);
        else this.#tell(payload);
      },
      onStatus: (status) => {
        if (status.state === 'backing-off') {
          const why = `Its process ${status.lastExit ?? 'could not be started'} and is started again. ${AWAY}`;
          this.#tell({ ...this.#status, state: 'starting', message: why });
          options.onEnded(status);
        }
      },
      onOutput: options.onOutput,
    });
  }

  get status(): HistoryStatus {
    return this.#status;
  }

  /** The process's id while there is one. */
  get pid(): number | undefined {
    return this.#process.status.pid;
  }

  /** Starts it, once the journal is open; further calls do nothing. */
  start(): void {
    if (this.#stopFollowing !== undefined || this.#options.journalId() === '') return;
    this.#stopFollowing = this.#options.clock.every(FOLLOW_EVERY_MS, () => this.#follow());
    this.#process.start();
  }

  /** Resolves when the process is gone. */
  async stop(): Promise<void> {
    this.#stopFollowing?.();
    await this.#process.stop();
  }

  /** Asks the read model; one that is just starting is waited for. What it answers is what it has read by now: see `status`. */
  async ask<K extends Exclude<keyof HistoryWire['requests'], 'export'>>(
    what: K,
    params: HistoryWire['requests'][K]['params'],
  ): Promise<Result<HistoryWire['requests'][K]['result'], RequestFailure>> {
    await this.#whenReady();
    return this.#process.request(what, params, ASK_TIMEOUT_MS);
  }

  /**
   * Writes an export: from the journal's files, up to its last durable record. One at a time. Aborted, it fails with `cancelled` and leaves no
   * file; of a process that ended or hangs the unfinished one may be left (`unfinishedName`).
   */
  async export(order: Omit<ExportOrder, 'toSeq'>, signal: AbortSignal): Promise<Result<WrittenCsv, RequestFailure>> {
    await this.#whenReady();
    if (signal.aborted) return err({ code: 'cancelled', message: 'it was cancelled before it began' });
    const cancel = (): void => void this.#process.notify('cancel-export', {});
    signal.addEventListener('abort', cancel);
    const written = await this.#process.request(
      'export',
      { ...order, toSeq: this.#options.headSeq() },
      EXPORT_TIMEOUT_MS,
    );
    signal.removeEventListener('abort', cancel);
    // Given up on, it must not go on writing.
    if (!written.ok) cancel();
    return written;
  }

  /** Throws the file away and reads the journal anew. */
  rebuild(): void {
    this.start();
    this.#process.notify('rebuild', {});
  }

  #follow(): void {
    const seq = this.#options.headSeq();
    if (!this.#process.isReady || seq <= this.#toldSeq) return;
    this.#toldSeq = seq;
    this.#process.notify('follow', { seq });
  }

  /** Until it is ready, or for as long as an answer may take: then the request says that it is not. */
  async #whenReady(): Promise<void> {
    this.start();
    if (this.#process.isReady) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#options.clock.after(ASK_TIMEOUT_MS, resolve);
      this.#onReady.push(() => {
        cancel();
        resolve();
      });
    });
  }

  #tell(status: HistoryStatus): void {
    this.#status = status;
    this.#options.onStatus(status);
  }
}
