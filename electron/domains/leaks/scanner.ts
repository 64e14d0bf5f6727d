import { err, ok, type Result } from '#shared/model/result';
import type { Clock } from '#shared/model/time';
import { SupervisedProcess } from '../../platform/process/supervised-process';
import type { Launch } from '../../platform/process/wire';
import type { Finding, LeakScanWire, ScanCounts, SecretToFind, Unread } from './protocol';

export interface LeakScannerOptions {
  /** Starts electron/workers/leak-scan. */
  readonly launch: Launch;
  readonly clock: Clock;
  /** Called at each change with what is new. */
  readonly onChange: (run: ScanRun, news: ScanNews) => void;
  /** Called once at the end of each scan. */
  readonly onEnd: (run: ScanRun) => void;
  /** The process's own words, line by line, for the log. */
  readonly onOutput: (line: string) => void;
}

export interface ScanNews {
  readonly findings: readonly Finding[];
  readonly unread: readonly Unread[];
}

/** One scan as it stands. Times are UTC milliseconds. */
export interface ScanRun {
  readonly scanId: number;
  readonly phase: 'running' | 'cancelling' | 'done' | 'cancelled' | 'failed';
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** What was chosen, by name. */
  readonly places: readonly string[];
  /** Stored keys that are looked for by their exact text. */
  readonly keys: number;
  readonly counts: ScanCounts;
  /** What is being read. */
  readonly current: string;
  /** Why it failed, what that means, what to do; empty otherwise. */
  readonly message: string;
}

export interface ScanOrder {
  readonly places: ReadonlyArray<{ readonly name: string; readonly paths: readonly string[] }>;
  readonly secrets: readonly SecretToFind[];
  /** Called once, when the scan's process is gone: nothing here holds the secrets any more. */
  readonly onGone?: () => void;
}

const NO_COUNTS: ScanCounts = {
  files: 0,
  bytes: 0,
  gitRepositories: 0,
  gitObjects: 0,
  keysFound: 0,
  shapesFound: 0,
  unread: 0,
  archives: 0,
  notFollowed: 0,
};
/** A scan of a large disk may take hours; whoever does not want to wait cancels. */
const LONGEST_SCAN_MS = 24 * 60 * 60_000;
/** A process that does not end its scan by then hangs in a disk that does not answer, and is killed. */
const CANCEL_WITHIN_MS = 2_000;
const FAILED =
  'What was found until then is listed. Nothing on this machine was changed; scan again, or choose fewer folders.';

/**
 * Main's side of the leak scan: one at a time, in a process of its own that is started for it and ends with it, so that main stays quick and
 * the keys are nowhere once it is over. It never rejects and keeps what the last scan found until the next one.
 */
export class LeakScanner {
  readonly #options: LeakScannerOptions;
  #process: SupervisedProcess<LeakScanWire> | undefined;
  #run: ScanRun | undefined;
  #findings: Finding[] = [];
  #unread: Unread[] = [];
  #cancelTimer: () => void = () => undefined;

  constructor(options: LeakScannerOptions) {
    this.#options = options;
  }

  /** The running or the last scan; undefined before the first. */
  get run(): ScanRun | undefined {
    return this.#run;
  }
  get findings(): readonly Finding[] {
    return this.#findings;
  }
  get unread(): readonly Unread[] {
    return this.#unread;
  }
  get isRunning(): boolean {
    return this.#run?.phase === 'running' || this.#run?.phase === 'cancelling';
  }

  /** Starts a scan; the id of the new one. Fails while one runs. */
  start({ places, secrets, onGone }: ScanOrder): Result<number, 'running'> {
    if (this.isRunning) return err('running');
    const scanId = (this.#run?.scanId ?? 0) + 1;
    this.#findings = [];
    this.#unread = [];
    this.#run = {
      scanId,
      phase: 'running',
      startedAt: this.#options.clock.now(),
      endedAt: null,
      places: places.map(({ name }) => name),
      keys: secrets.length,
      counts: NO_COUNTS,
      current: '',
      message: '',
    };
    let request: LeakScanWire['requests']['scan']['params'] | undefined = {
      places: places.flatMap(({ paths }) => paths),
      secrets,
      shapes: true,
      git: true,
    };
    let giveBack = onGone;
    const child: SupervisedProcess<LeakScanWire> = new SupervisedProcess<LeakScanWire>({
      name: 'leak scan',
      launch: this.#options.launch,
      clock: this.#options.clock,
      config: () => ({}),
      restart: false,
      onReady: () => {
        if (request === undefined) return;
        void child.request('scan', request, LONGEST_SCAN_MS).then((answer) => {
          if (this.#process === child) {
            if (answer.ok) this.#end(answer.value.ended, '', answer.value.counts);
            else this.#ended(answer.error.message);
          }
          void child.stop();
        });
        request = undefined;
        // Cancelled while the process started.
        if (this.#run?.phase === 'cancelling') child.notify('cancel', {});
      },
      onEvent: (event, payload) => {
        if (this.#process === child) this.#heard(event, payload);
      },
      onStatus: ({ state, lastExit }) => {
        if (state !== 'stopped') return;
        request = undefined;
        giveBack?.();
        giveBack = undefined;
        // The process of the scan before may end after this one has begun.
        if (this.#process !== child) return;
        this.#ended(`The process of the scan ${lastExit ?? 'could not be started'}.`);
        this.#process = undefined;
      },
      onOutput: this.#options.onOutput,
    });
    this.#process = child;
    child.start();
    this.#change({});
    return ok(scanId);
  }

  /** Ends the running scan within two seconds; what was found stays. False when none runs. */
  cancel(): boolean {
    if (!this.isRunning) return false;
    if (this.#run?.phase === 'cancelling') return true;
    this.#change({ phase: 'cancelling' });
    this.#process?.notify('cancel', {});
    this.#cancelTimer = this.#options.clock.after(CANCEL_WITHIN_MS, () => this.#process?.kill());
    return true;
  }

  /** For the end of the console: resolves when the process is gone. */
  async stop(): Promise<void> {
    this.cancel();
    await this.#process?.stop();
  }

  #heard<K extends keyof LeakScanWire['events']>(event: K, payload: LeakScanWire['events'][K]): void {
    if (!this.isRunning) return;
    if ('counts' in payload) this.#change({ counts: payload.counts, current: payload.current });
    else if ('findings' in payload) {
      this.#findings.push(...payload.findings);
      this.#change({}, { findings: payload.findings, unread: [] });
    } else if ('unread' in payload) {
      this.#unread.push(...payload.unread);
      this.#change({}, { findings: [], unread: payload.unread });
    } else throw new Error(`unknown event of the leak scan: ${event}`);
  }

  /** The process ended without an answer: asked to, or by itself. */
  #ended(why: string): void {
    if (this.#run?.phase === 'cancelling') this.#end('cancelled', '', this.#run.counts);
    else if (this.#run?.phase === 'running') {
      const place = this.#run.current === '' ? '' : ` It was reading ${this.#run.current}.`;
      this.#end('failed', `${why}${place} ${FAILED}`, this.#run.counts);
    }
  }

  #end(phase: 'done' | 'cancelled' | 'failed', message: string, counts: ScanCounts): void {
    if (!this.isRunning) return;
    this.#cancelTimer();
    this.#change({ phase, message, counts, current: '', endedAt: this.#options.clock.now() });
    if (this.#run !== undefined) this.#options.onEnd(this.#run);
  }

  #change(change: Partial<ScanRun>, news: ScanNews = { findings: [], unread: [] }): void {
    if (this.#run === undefined) return;
    this.#run = { ...this.#run, ...change };
    this.#options.onChange(this.#run, news);
  }
}
