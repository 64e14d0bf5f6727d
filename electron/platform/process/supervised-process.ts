import { err, messageOf, ok, type Result } from '#shared/model/result';
import type { Clock } from '#shared/model/time';
import {
  type ChildHandle,
  type ChildMessage,
  type Launch,
  type RequestFailure,
  WIRE_VERSION,
  type WorkerProtocol,
} from './wire';

/** `starting` covers spawn, handshake and the child's own set-up; only `ready` takes requests. */
export type ProcessState = 'starting' | 'ready' | 'backing-off' | 'stopped';

export interface ProcessStatus {
  readonly name: string;
  readonly state: ProcessState;
  readonly pid: number | undefined;
  /** Times the child has been started again since the console started. */
  readonly restarts: number;
  /** Why the last child ended, in words; undefined while the first one lives. */
  readonly lastExit: string | undefined;
}

export interface SupervisedProcessOptions<P extends WorkerProtocol> {
  /** For status and logs: `journal`, `exchange:paper`, `bot:grid-1`. */
  readonly name: string;
  readonly launch: Launch;
  /** Called at each start, so that a restart gets current settings. Secrets in it go over the channel, never argv or env. */
  readonly config: () => P['config'];
  readonly clock: Clock;
  readonly onReady?: (info: P['ready']) => void;
  readonly onEvent?: <K extends keyof P['events'] & string>(event: K, payload: P['events'][K]) => void;
  readonly onStatus?: (status: ProcessStatus) => void;
  readonly onOutput?: (line: string) => void;
  /** Defaults: handshake and set-up within 20 s, a ping each 1 s, hung after 5 s silence, stop grace 2 s. */
  readonly startTimeoutMs?: number;
  readonly pingEveryMs?: number;
  readonly hungAfterMs?: number;
  readonly stopGraceMs?: number;
  /** Wait before restart: doubles from `first` to `cap`, back to `first` after 30 s of health. */
  readonly backOff?: { readonly firstMs: number; readonly capMs: number };
  /** Set false for a child that is not started again by itself. Default true. */
  readonly restart?: boolean;
}

const HEALTHY_AFTER_MS = 30_000;

interface Pending {
  readonly settle: (result: Result<unknown, RequestFailure>) => void;
  readonly cancelTimer: () => void;
}

/**
 * One child process that is kept running: handshake, heartbeat, restart with capped back-off. Pending requests are
 * settled with `process-exited` when the child ends, so nothing waits for ever. Kill the child with SIGKILL and it
 * comes back; call `stop` and it stays down.
 */
export class SupervisedProcess<P extends WorkerProtocol> {
  readonly #options: SupervisedProcessOptions<P>;
  readonly #pending = new Map<number, Pending>();
  #child: ChildHandle | undefined;
  #state: ProcessState = 'stopped';
  #restarts = 0;
  #lastExit: string | undefined;
  #nextId = 1;
  #backOffMs: number;
  #readyAt = 0;
  #lastHeard = 0;
  #timers: Array<() => void> = [];
  #wanted = false;
  #stopped: Array<() => void> = [];

  constructor(options: SupervisedProcessOptions<P>) {
    this.#options = options;
    this.#backOffMs = this.#firstBackOff;
  }

  get #firstBackOff(): number {
    return this.#options.backOff?.firstMs ?? 100;
  }

  get status(): ProcessStatus {
    return {
      name: this.#options.name,
      state: this.#state,
      pid: this.#child?.pid,
      restarts: this.#restarts,
      lastExit: this.#lastExit,
    };
  }

  get isReady(): boolean {
    return this.#state === 'ready';
  }

  /** Starts the child; returns at once. Further calls while it is wanted do nothing. */
  start(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    // A child that is still being stopped goes first; its end starts the next one.
    if (this.#child === undefined) this.#spawn();
  }

  /** Asks the child to stop, kills it after the grace time; resolves when it is gone. Never rejects. */
  stop(): Promise<void> {
    this.#wanted = false;
    const child = this.#child;
    if (child === undefined) {
      this.#clearTimers();
      this.#setState('stopped');
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.#stopped.push(resolve);
      child.send({ k: 'stop' });
      this.#timers.push(this.#options.clock.after(this.#options.stopGraceMs ?? 2_000, () => child.kill('SIGKILL')));
    });
  }

  /** Ends the current child at once; it is started again unless stopped. */
  kill(): void {
    this.#child?.kill('SIGKILL');
  }

  /**
   * Asks the child. Fails with `not-ready` when nothing was sent, and with `process-exited` or `timed-out` when it was
   * sent and the outcome is unknown.
   */
  request<K extends keyof P['requests'] & string>(
    method: K,
    params: P['requests'][K]['params'],
    timeoutMs = 10_000,
  ): Promise<Result<P['requests'][K]['result'], RequestFailure>> {
    const child = this.#child;
    if (child === undefined || this.#state !== 'ready') {
      return Promise.resolve(err({ code: 'not-ready', message: `${this.#options.name} is ${this.#state}` }));
    }
    const id = this.#nextId++;
    return new Promise((resolve) => {
      const cancelTimer = this.#options.clock.after(timeoutMs, () =>
        this.#settle(
          id,
          err({ code: 'timed-out', message: `${this.#options.name} gave no answer in ${timeoutMs} ms` }),
        ),
      );
      this.#pending.set(id, { settle: resolve as Pending['settle'], cancelTimer });
      child.send({ k: 'req', id, m: method, p: params });
    });
  }

  /** Tells the child something that needs no answer. Dropped, with `false`, when the child is not ready. */
  notify<K extends keyof P['notices'] & string>(method: K, params: P['notices'][K]): boolean {
    if (this.#child === undefined || this.#state !== 'ready') return false;
    this.#child.send({ k: 'note', m: method, p: params });
    return true;
  }

  #spawn(): void {
    const { clock } = this.#options;
    this.#clearTimers();
    this.#setState('starting');
    this.#lastHeard = clock.monotonicMs();
    let child: ChildHandle;
    try {
      child = this.#options.launch();
    } catch (thrown) {
      this.#child = undefined;
      this.#exited(`could not be started: ${messageOf(thrown)}`);
      return;
    }
    this.#child = child;
    child.onMessage((message) => {
      if (this.#child === child) this.#receive(message as ChildMessage);
    });
    child.onOutput((line) => this.#options.onOutput?.(line));
    child.onExit((code, signal) => {
      if (this.#child === child) this.#exited(signal === null ? `ended (code ${code})` : `was ended by ${signal}`);
    });
    this.#timers.push(
      clock.after(this.#options.startTimeoutMs ?? 20_000, () => {
        if (this.#child === child && this.#state === 'starting') child.kill('SIGKILL');
      }),
    );
  }

  #receive(message: ChildMessage): void {
    this.#lastHeard = this.#options.clock.monotonicMs();
    switch (message.k) {
      case 'hello':
        if (message.v !== WIRE_VERSION) {
          this.#child?.kill('SIGKILL');
          return;
        }
        this.#child?.send({ k: 'init', v: WIRE_VERSION, p: this.#options.config() });
        return;
      case 'ready':
        this.#readyAt = this.#options.clock.monotonicMs();
        this.#startHeartbeat();
        this.#setState('ready');
        this.#options.onReady?.(message.p as P['ready']);
        return;
      case 'failed':
        this.#options.onOutput?.(message.message);
        this.#child?.kill('SIGKILL');
        return;
      case 'res':
        this.#settle(message.id, message.ok ? ok(message.r) : err(message.e));
        return;
      case 'evt':
        this.#options.onEvent?.(message.m as never, message.p as never);
        return;
      case 'pong':
        return;
    }
  }

  #startHeartbeat(): void {
    const { clock } = this.#options;
    let beat = 0;
    const hungAfterMs = this.#options.hungAfterMs ?? 5_000;
    const pingEveryMs = this.#options.pingEveryMs ?? 1_000;
    let lastTick = clock.monotonicMs();
    this.#timers.push(
      clock.every(pingEveryMs, () => {
        const now = clock.monotonicMs();
        // When this process itself was held up, the child's answers are still queued: give them one more round.
        const wasHeldUp = now - lastTick > pingEveryMs * 2;
        lastTick = now;
        if (!wasHeldUp && now - this.#lastHeard > hungAfterMs) {
          this.#options.onOutput?.(`no heartbeat for ${hungAfterMs} ms, killed`);
          this.#child?.kill('SIGKILL');
          return;
        }
        this.#child?.send({ k: 'ping', n: beat++ });
      }),
    );
  }

  #settle(id: number, result: Result<unknown, RequestFailure>): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    this.#pending.delete(id);
    pending.cancelTimer();
    pending.settle(result);
  }

  #exited(reason: string): void {
    const { clock } = this.#options;
    this.#lastExit = reason;
    this.#child = undefined;
    this.#clearTimers();
    for (const id of [...this.#pending.keys()]) {
      this.#settle(id, err({ code: 'process-exited', message: `${this.#options.name} ${reason}` }));
    }
    const stopped = this.#stopped.splice(0);
    if (!this.#wanted || this.#options.restart === false) {
      this.#wanted = false;
      this.#setState('stopped');
      for (const resolve of stopped) resolve();
      return;
    }
    for (const resolve of stopped) resolve();
    if (this.#readyAt > 0 && clock.monotonicMs() - this.#readyAt > HEALTHY_AFTER_MS)
      this.#backOffMs = this.#firstBackOff;
    this.#readyAt = 0;
    const waitMs = this.#backOffMs;
    this.#backOffMs = Math.min(this.#backOffMs * 2, this.#options.backOff?.capMs ?? 5_000);
    this.#setState('backing-off');
    this.#timers.push(
      clock.after(waitMs, () => {
        this.#restarts += 1;
        this.#spawn();
      }),
    );
  }

  #setState(state: ProcessState): void {
    this.#state = state;
    this.#options.onStatus?.(this.status);
  }

  #clearTimers(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers = [];
  }
}
