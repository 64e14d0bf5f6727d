import { err, messageOf, ok, type Result } from '#shared/model/result';
import type { Clock } from '#shared/model/time';
import { SupervisedProcess } from '../../platform/process/supervised-process';
import type { Launch } from '../../platform/process/wire';
import type { ManifestSigned, ManifestToSign } from './manifest-signature';
import type { PackerWire, Progress } from './protocol';

export interface PackerOptions {
  /** Starts electron/workers/packer. */
  readonly launch: Launch;
  readonly clock: Clock;
  readonly onProgress: (job: PackerJob | undefined) => void;
  /** Signs a bundle's manifest by the vault's journal key, or says why not. Must not throw. */
  readonly sign: (manifest: ManifestToSign) => ManifestSigned;
  readonly onOutput: (line: string) => void;
}

export type PackerWork = keyof PackerWire['requests'];

/** What is being made now. */
export interface PackerJob extends Progress {
  readonly work: PackerWork;
  /** UTC ms. */
  readonly startedAt: number;
  readonly isCancelling: boolean;
}

/** `message` says what happened and what to do. */
export interface PackerFailure {
  readonly code: string;
  readonly message: string;
}

/** Disks may be slow, and journals long. */
const LONGEST_MS = 12 * 60 * 60_000;
/** It gives way to whatever trades, and waits for disks: silence is no sign that it hangs before this. */
const PATIENCE_MS = 60_000;
/** A process that does not end by then hangs in a disk that does not answer. */
const CANCEL_WITHIN_MS = 5_000;
const CANCELLED = err({ code: 'cancelled', message: 'It was cancelled. Nothing was changed.' });

/** Main's side: one bundle or backup at a time, each in a process of its own that ends with it. Never rejects. */
export class Packer {
  readonly #options: PackerOptions;
  #process: SupervisedProcess<PackerWire> | undefined;
  #job: PackerJob | undefined;
  #cancelTimer: () => void = () => undefined;
  #cancelPreparing: () => void = () => undefined;

  constructor(options: PackerOptions) {
    this.#options = options;
  }

  get job(): PackerJob | undefined {
    return this.#job;
  }

  /** Does one piece of work. Fails with `busy` while another is being done, with the work's own code otherwise. */
  run<W extends PackerWork>(
    work: W,
    params: PackerWire['requests'][W]['params'],
  ): Promise<Result<PackerWire['requests'][W]['result'], PackerFailure>> {
    return this.runPrepared(work, 'starting', () => Promise.resolve(params));
  }

  /**
   * The same for work that has to be got ready in main first, as by asking exchanges: that is part of what is told and cancelled, and
   * `doing` says it in words. Cancelled, what `prepare` still does comes to nothing. When it rejects, the work has failed.
   */
  async runPrepared<W extends PackerWork>(
    work: W,
    doing: string,
    prepare: () => Promise<PackerWire['requests'][W]['params']>,
  ): Promise<Result<PackerWire['requests'][W]['result'], PackerFailure>> {
    if (this.#job !== undefined)
      return err({
        code: 'busy',
        message: 'Something else is being kept just now. Wait for its end, or cancel it, then press again.',
      });
    const startedAt = this.#options.clock.now();
    this.#tell({ work, startedAt, isCancelling: false, doing, done: 0, total: 0 });
    const prepared = prepare().then(ok, (thrown: unknown) => err({ code: 'failed', message: messageOf(thrown) }));
    const params = await Promise.race([prepared, this.#untilCancelled()]);
    if (params.ok) return this.#runInProcess(work, params.value);
    this.#cancelTimer();
    this.#tell(undefined);
    return params;
  }

  #untilCancelled(): Promise<Result<never, PackerFailure>> {
    return new Promise((resolve) => {
      this.#cancelPreparing = () => resolve(CANCELLED);
    });
  }

  #runInProcess<W extends PackerWork>(
    work: W,
    params: PackerWire['requests'][W]['params'],
  ): Promise<Result<PackerWire['requests'][W]['result'], PackerFailure>> {
    this.#cancelPreparing = () => undefined;
    const { clock, launch, onOutput } = this.#options;
    return new Promise((resolve) => {
      let isOver = false;
      const end = (result: Result<PackerWire['requests'][W]['result'], PackerFailure>): void => {
        if (isOver) return;
        isOver = true;
        this.#cancelTimer();
        const wasCancelled = this.#job?.isCancelling === true;
        this.#tell(undefined);
        void child.stop();
        resolve(!result.ok && wasCancelled ? CANCELLED : result);
      };
      const child: SupervisedProcess<PackerWire> = new SupervisedProcess<PackerWire>({
        name: 'packer',
        launch,
        clock,
        config: () => ({}),
        restart: false,
        startTimeoutMs: PATIENCE_MS,
        hungAfterMs: PATIENCE_MS,
        onReady: () => {
          void child
            .request(work, params, LONGEST_MS)
            .then((answer) => end(answer.ok ? ok(answer.value) : err(answer.error)));
          if (this.#job?.isCancelling === true) child.notify('cancel', {});
        },
        onEvent: (event, data) => {
          if (this.#process !== child || this.#job === undefined) return;
          if (event === 'sign') child.notify('signed', this.#options.sign(data as ManifestToSign));
          else this.#tell({ ...this.#job, ...(data as Progress) });
        },
        onStatus: ({ state, lastExit }) => {
          if (state !== 'stopped') return;
          const why = `Its process ${lastExit ?? 'could not be started'}.`;
          end(
            err({
              code: 'failed',
              message: `${why} Nothing of it is to be trusted; nothing else was changed. Press again.`,
            }),
          );
        },
        onOutput,
      });
      this.#process = child;
      child.start();
    });
  }

  /** Ends what is being made; nothing of it is kept. False when nothing is. */
  cancel(): boolean {
    if (this.#job === undefined) return false;
    if (this.#job.isCancelling) return true;
    this.#tell({ ...this.#job, isCancelling: true });
    this.#cancelPreparing();
    this.#process?.notify('cancel', {});
    this.#cancelTimer = this.#options.clock.after(CANCEL_WITHIN_MS, () => this.#process?.kill());
    return true;
  }

  /** For the end of the console: resolves when the process is gone. */
  async stop(): Promise<void> {
    this.cancel();
    await this.#process?.stop();
  }

  #tell(job: PackerJob | undefined): void {
    this.#job = job;
    this.#options.onProgress(job);
  }
}
