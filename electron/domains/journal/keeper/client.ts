import { err, ok, type Result } from '#shared/model/result';
import type { Clock } from '#shared/model/time';
import { SupervisedProcess } from '../../../platform/process/supervised-process';
import type { Launch, RequestFailure } from '../../../platform/process/wire';
import type { SealKeyAnswer } from '../checkpoint/seal-checks';
import type { JournalHead } from '../protocol';
import {
  type DurableHead,
  type KeeperProtocol,
  type MirrorStatus,
  NO_MIRROR,
  type VerifyKind,
  type VerifyOutcome,
} from './protocol';
import { pointFileOf } from './verified-point';

export interface JournalKeeperOptions {
  /** Starts electron/workers/journal-keeper. */
  readonly launch: Launch;
  readonly clock: Clock;
  /** The journal's folder. */
  readonly directory: string;
  /** No mirror may lie in it. */
  readonly dataFolder: string;
  readonly mirrorFolder: string | null;
  /** Called at each change of the mirror's state, and after each pass. */
  readonly onMirror: (status: MirrorStatus) => void;
  readonly onMirrorSetAside: (aside: KeeperProtocol['events']['mirrorSetAside']) => void;
  /** Called as a verification gets on, and once at its end. */
  readonly onVerification: (run: VerificationRun) => void;
  /** What is known of the first key of a seal. It is handed to the process for the verification that runs, and not kept. */
  readonly sealKey: (id: string) => SealKeyAnswer;
  /** The process's own words, line by line, for the log. */
  readonly onOutput: (line: string) => void;
}

/** One verification as it stands. Times are UTC milliseconds. */
export interface VerificationRun {
  readonly kind: VerifyKind;
  readonly phase: 'running' | 'done' | 'cancelled' | 'failed';
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly progress: KeeperProtocol['events']['progress'];
  /** When it is done. */
  readonly outcome: VerifyOutcome | null;
  /** Why it failed, what that means, what to do; empty otherwise. */
  readonly message: string;
}

const LONGEST_VERIFY_MS = 12 * 60 * 60_000;
const PREPARE_MS = 20_000;
/** Nothing waits for it, and growing the tree over records that no checkpoint covers holds it up for a second, many on a busy machine. */
const HUNG_AFTER_MS = 60_000;
/** What is not copied by then is copied after the next start. */
const STOP_GRACE_MS = 5_000;

/**
 * Main's side of the journal keeper. The process runs while there is a mirror or a verification, and not otherwise. It never rejects, and
 * nothing on the order or halt path waits for it.
 */
export class JournalKeeper {
  readonly #options: JournalKeeperOptions;
  readonly #process: SupervisedProcess<KeeperProtocol>;
  #mirror: MirrorStatus;
  #run: VerificationRun | undefined;
  #durable: DurableHead | undefined;
  #isStopped = false;
  /** Requests that keep the process up although there is no mirror. */
  #open = 0;
  #onReady: Array<() => void> = [];
  /** Resolves when a process that nothing needed is gone. */
  #stopping: Promise<void> = Promise.resolve();

  constructor(options: JournalKeeperOptions) {
    this.#options = options;
    this.#mirror = { ...NO_MIRROR, folder: options.mirrorFolder };
    if (options.mirrorFolder !== null) this.#mirror = { ...this.#mirror, state: 'comparing' };
    this.#process = new SupervisedProcess<KeeperProtocol>({
      name: 'journal keeper',
      launch: options.launch,
      clock: options.clock,
      stopGraceMs: STOP_GRACE_MS,
      hungAfterMs: HUNG_AFTER_MS,
      config: () => ({
        directory: options.directory,
        dataFolder: options.dataFolder,
        pointFile: pointFileOf(options.directory),
        mirrorFolder: this.#mirror.folder,
        durable: this.#durable ?? { journalId: '', head: { seq: 0, hash: '' } },
      }),
      onReady: () => {
        for (const go of this.#onReady.splice(0)) go();
      },
      onEvent: (event, payload) => this.#heard(event, payload),
      onStatus: ({ state, lastExit }) => {
        if (state === 'backing-off' && this.#mirror.folder !== null) this.#setMirrorDown(lastExit ?? 'ended');
      },
      onOutput: options.onOutput,
    });
  }

  get mirror(): MirrorStatus {
    return this.#mirror;
  }

  /** The running or the last verification; undefined before the first. */
  get verification(): VerificationRun | undefined {
    return this.#run;
  }

  /** The journal is durable up to here. The process is started with the first one when there is a mirror. */
  told(durable: DurableHead): void {
    this.#durable = durable;
    if (!this.#process.notify('durable', durable) && this.#mirror.folder !== null && !this.#isStopped)
      this.#process.start();
  }

  /** Starts a verification; `onVerification` tells how it gets on. `seals`: ids of seals that the operator's keys are of. Fails while one runs, and before the journal was first read. */
  verify(
    kind: VerifyKind,
    head: JournalHead | null = null,
    seals: readonly string[] = [],
  ): Result<void, 'running' | 'not-ready'> {
    if (this.#run?.phase === 'running') return err('running');
    if (this.#durable === undefined || this.#isStopped) return err('not-ready');
    const progress = { records: 0, bytes: 0, totalBytes: 0 };
    const startedAt = this.#options.clock.now();
    this.#run = { kind, phase: 'running', startedAt, endedAt: null, progress, outcome: null, message: '' };
    this.#options.onVerification(this.#run);
    void this.#request('verify', { kind, head, seals }, LONGEST_VERIFY_MS).then((answer) => {
      if (answer.ok) this.#ended({ phase: 'done', outcome: answer.value });
      else if (answer.error.code === 'cancelled') this.#ended({ phase: 'cancelled' });
      else this.#ended({ phase: 'failed', message: `${answer.error.message} Nothing was changed; verify again.` });
    });
    return ok(undefined);
  }

  /** Ends the running verification within one reading. False when none runs. */
  cancelVerify(): boolean {
    return this.#run?.phase === 'running' && this.#process.notify('cancelVerify', {});
  }

  /** Makes the mirror's folder in `folder`; see KeeperProtocol for the codes of a failure. Nothing is mirrored before `setMirror`. */
  prepareMirror(
    folder: string,
  ): Promise<Result<KeeperProtocol['requests']['prepareMirror']['result'], RequestFailure>> {
    if (this.#durable === undefined)
      return Promise.resolve(err({ code: 'not-ready', message: 'The journal is not open yet.' }));
    return this.#request('prepareMirror', { folder }, PREPARE_MS);
  }

  /** Keeps the mirror there from now on; null: none. What stands in the folder before stays. */
  setMirror(mirrorFolder: string | null): void {
    this.#mirror = { ...NO_MIRROR, folder: mirrorFolder, state: mirrorFolder === null ? 'off' : 'comparing' };
    this.#options.onMirror(this.#mirror);
    void this.#request('setMirror', { mirrorFolder }, PREPARE_MS).then((answer) => {
      // Where it hangs in a disk that does not answer it is started anew, with the new folder.
      if (!answer.ok && answer.error.code === 'timed-out') this.#process.kill();
    });
  }

  retryMirror(): void {
    this.#process.notify('retryMirror', {});
  }

  /** Copies what is still to be copied, for up to five seconds, and ends the process. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#process.stop();
  }

  async #request<K extends keyof KeeperProtocol['requests'] & string>(
    method: K,
    params: KeeperProtocol['requests'][K]['params'],
    timeoutMs: number,
  ): Promise<Result<KeeperProtocol['requests'][K]['result'], RequestFailure>> {
    this.#open += 1;
    try {
      if (!(await this.#whenReady()))
        return err({ code: 'not-ready', message: 'The process that reads the journal could not be started.' });
      return await this.#process.request(method, params, timeoutMs);
    } finally {
      this.#open -= 1;
      if (this.#open === 0 && this.#mirror.folder === null) this.#stopping = this.#process.stop();
    }
  }

  async #whenReady(): Promise<boolean> {
    await this.#stopping;
    if (this.#process.isReady) return true;
    if (this.#isStopped) return false;
    this.#process.start();
    return new Promise((resolve) => {
      const cancel = this.#options.clock.after(PREPARE_MS, () => resolve(false));
      this.#onReady.push(() => {
        cancel();
        resolve(true);
      });
    });
  }

  #heard<K extends keyof KeeperProtocol['events']>(event: K, payload: KeeperProtocol['events'][K]): void {
    if ('state' in payload) {
      // What an earlier mirror still had to say.
      if (payload.folder !== this.#mirror.folder) return;
      this.#mirror = payload;
      this.#options.onMirror(payload);
    } else if ('totalBytes' in payload) {
      if (this.#run?.phase !== 'running') return;
      this.#run = { ...this.#run, progress: payload };
      this.#options.onVerification(this.#run);
    } else if ('sealId' in payload) this.#process.notify('sealKey', { answer: this.#options.sealKey(payload.sealId) });
    else if ('file' in payload) this.#options.onMirrorSetAside(payload);
    else throw new Error(`unknown event of the journal keeper: ${event}`);
  }

  #setMirrorDown(why: string): void {
    const message = `The process that copies the journal ${why}. Trading goes on, and the journal itself is written as before. It is started again by itself.`;
    this.#mirror = { ...this.#mirror, state: 'away', problem: { code: 'failed', message } };
    this.#options.onMirror(this.#mirror);
  }

  #ended(change: Pick<VerificationRun, 'phase'> & Partial<VerificationRun>): void {
    if (this.#run === undefined) return;
    this.#run = { ...this.#run, endedAt: this.#options.clock.now(), ...change };
    this.#options.onVerification(this.#run);
  }
}
