import { err, ok, type Result } from '#shared/model/result';
import { cancelLeftOrders, settledWithin } from './cancel';
import { programName } from './config';
import type { BotCounts } from './context';
import { CrashRecord } from './crash-record';
import { Incarnation } from './incarnation';
import { BotLog, type BotLogLine } from './log';
import type { CancelAllOutcome } from './ports';
import type { BotSession } from './session';
import type { BotCommandError, BotState, BotStatus } from './status';
import { BotStateStore } from './store';
import type { SupervisorOptions } from './supervisor-options';
import { watchForSilence } from './watch';

/** How long a bot that gave up has to read its last answer and exit. */
const LAST_ANSWER_MS = 500;

/**
 * Keeps one bot running: start, stop, restart with capped back-off. However its process ends, its orders are cancelled
 * before it is started again; only an operator's restart leaves them to the next process.
 */
export class BotSupervisor {
  readonly #options: SupervisorOptions;
  readonly #store: BotStateStore;
  readonly #log: BotLog;
  readonly #counts: BotCounts = { ordersPlaced: 0, refusals: 0, messageErrors: 0 };
  readonly #crashes: CrashRecord;
  #state: BotState = 'stopped';
  #reason = '';
  /** Orders of an ended process that may still work, in words; empty when none. */
  #leftOrders = '';
  #program: string;
  #current: Incarnation | undefined;
  #startedAtMs: number | undefined;
  #restarts = 0;
  #starts = 0;
  #lastExit: string | undefined;
  /** Raised by each start, stop and crash: what waits for an older one does nothing when it wakes. */
  #epoch = 0;
  #timers: Array<() => void> = [];
  /** Why the console is ending the present process; undefined when it ends by itself. */
  #ending: { readonly why: string; readonly forGood: boolean } | undefined;
  #stopping: Promise<void> | undefined;
  /** What a stop under way does in the end; a later, stricter wish wins. */
  #keepOrders = false;
  #startAgain = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#store = new BotStateStore(options.folder);
    this.#log = new BotLog(options.folder);
    this.#crashes = new CrashRecord(options.timings);
    this.#program = programName(options.config.program);
  }

  get session(): BotSession | undefined {
    return this.#current?.session;
  }

  logLines(afterSeq?: number): readonly BotLogLine[] {
    return this.#log.lines(afterSeq);
  }

  status(): Omit<BotStatus, 'paused'> {
    const { config, clock } = this.#options;
    const now = clock.monotonicMs();
    return {
      botId: config.id,
      program: this.#program,
      accountId: config.accountId,
      symbols: config.symbols,
      state: this.#state,
      reason:
        this.#state === 'failed' && this.#leftOrders !== '' ? `${this.#reason}; ${this.#leftOrders}` : this.#reason,
      pid: this.#current?.process.pid,
      restarts: this.#restarts,
      lastExit: this.#lastExit,
      lastHeardMs: this.#current === undefined ? undefined : now - this.#current.session.lastHeardMs,
      uptimeMs: this.#startedAtMs === undefined ? undefined : now - this.#startedAtMs,
      ...this.#counts,
    };
  }

  /** For what the console did with it beside its process: into its log, and on record. */
  note(type: string, words: string, data: Readonly<Record<string, unknown>>): void {
    this.#note(words);
    this.#record(type, data);
  }

  /** Starts the bot. Returns at once; refused unless it is stopped or failed. */
  start(): Result<void, BotCommandError> {
    if (this.#state !== 'stopped' && this.#state !== 'failed') return err('wrong-state');
    this.#crashes.forgive();
    void this.#spawn();
    return ok(undefined);
  }

  /**
   * Asks the process to finish, kills it after the grace time, and cancels its orders unless they are to be kept.
   * Resolves when the process is gone and the first cancel was answered; what could not be cancelled is asked for again.
   */
  stop(why: string, orders: 'cancel' | 'keep' = 'cancel'): Promise<void> {
    if (this.#stopping === undefined) this.#keepOrders = orders === 'keep';
    else if (orders === 'cancel') this.#keepOrders = false;
    this.#startAgain = false;
    this.#stopping ??= this.#stop(why).finally(() => {
      this.#stopping = undefined;
    });
    return this.#stopping;
  }

  /** A new process takes over where this one stands: a running bot keeps its working orders. */
  async restart(): Promise<Result<void, BotCommandError>> {
    if (this.#stopping !== undefined) return err('wrong-state');
    if (this.#state !== 'stopped' && this.#state !== 'failed') {
      const stopped = this.stop('restarted by the operator', this.#state === 'running' ? 'keep' : 'cancel');
      this.#startAgain = true;
      await stopped;
      if (!this.#startAgain) return err('wrong-state');
    }
    return this.start();
  }

  async #spawn(): Promise<void> {
    const { config, clock, timings } = this.#options;
    const epoch = this.#nextEpoch();
    this.#set('starting', '');
    const saved = await this.#store.load();
    if (epoch !== this.#epoch) return;
    if (!saved.ok) this.#note(saved.error);
    this.#ending = undefined;
    this.#leftOrders = '';
    this.#starts += 1;
    this.#current = new Incarnation({
      ...this.#options,
      store: this.#store,
      log: this.#log,
      counts: this.#counts,
      session: `${Math.floor(clock.now() / 1_000).toString(36)}${(this.#starts % 46_656).toString(36)}`.slice(0, 12),
      savedState: saved.ok ? saved.value : null,
      record: (type, data) => this.#record(type, data),
      onHello: (name, version) => this.#greeted(name, version),
      onGiveUp: (why) => {
        this.#ending ??= { why, forGood: true };
        this.#timers.push(clock.after(LAST_ANSWER_MS, () => this.#current?.process.kill()));
      },
      onBreach: (why) => this.#end(why, true),
      onNotReading: () => this.#end('it does not read what it is sent', false),
      onExit: (how) => void this.#exited(how),
    });
    this.#record('bot.started', { program: programName(config.program) });
    this.#note(`started ${programName(config.program)}`);
    this.#timers.push(
      clock.after(timings.helloWithinMs, () => {
        if (this.#state === 'starting') this.#end(`no hello within ${timings.helloWithinMs / 1_000} s`, false);
      }),
    );
    this.#options.onChange();
  }

  #greeted(name: string, version: string): void {
    const { clock, timings } = this.#options;
    this.#program = `${name} ${version}`;
    this.#startedAtMs = clock.monotonicMs();
    // Told here and not at the start: a utility process has no id before it runs.
    const pid = this.#current?.process.pid ?? null;
    this.#record('bot.running', { program: this.#program, pid });
    this.#note(`hello from ${this.#program}, process ${pid}`);
    this.#timers.push(
      watchForSilence(
        clock,
        timings.silentMs,
        () => this.#current?.session.lastHeardMs,
        (why) => this.#end(why, false),
      ),
    );
    this.#set('running', '');
  }

  /** Ends the present process; what happens then is decided when it is gone. */
  #end(why: string, forGood: boolean): void {
    this.#ending ??= { why, forGood };
    this.#note(`ending it: ${why}`);
    this.#current?.session.close();
    this.#current?.process.kill();
  }

  async #exited(how: string): Promise<void> {
    const { clock } = this.#options;
    const session = this.#current?.session;
    const ranMs = this.#startedAtMs === undefined ? 0 : clock.monotonicMs() - this.#startedAtMs;
    this.#current = undefined;
    this.#startedAtMs = undefined;
    this.#clearTimers();
    const why = this.#ending === undefined ? how : `${this.#ending.why} (${how})`;
    this.#lastExit = why;
    this.#note(`its process is gone: ${why}`);
    if (this.#stopping !== undefined) return;
    const epoch = this.#nextEpoch();
    const crash = this.#crashes.add(clock.monotonicMs(), ranMs);
    const forGood = this.#ending?.forGood === true || crash.isTooMany;
    this.#record(this.#ending?.forGood ? 'bot.gave-up' : 'bot.crashed', {
      why,
      restarts: this.#restarts,
      again: !forGood,
    });
    this.#set(forGood ? 'failed' : 'backing-off', crash.isTooMany ? `${crash.words}; the last time: ${why}` : why);
    await this.#cancelOrders(session, `bot ended: ${why}`, () => epoch === this.#epoch);
    if (forGood || epoch !== this.#epoch) return;
    this.#timers.push(
      clock.after(crash.waitMs, () => {
        this.#restarts += 1;
        void this.#spawn();
      }),
    );
  }

  async #stop(why: string): Promise<void> {
    const { clock, timings } = this.#options;
    const epoch = this.#nextEpoch();
    if (this.#state === 'stopped') return;
    const incarnation = this.#current;
    this.#set('stopping', why);
    if (incarnation !== undefined) {
      if (!incarnation.session.isGreeted) incarnation.process.kill();
      incarnation.session.notify('stop', { reason: why, graceMs: timings.stopGraceMs });
      this.#timers.push(
        clock.after(timings.stopGraceMs, () => this.#end(`not finished ${timings.stopGraceMs} ms after stop`, false)),
      );
      await incarnation.gone;
    }
    this.#record('bot.stopped', { why, keepsOrders: this.#keepOrders });
    if (this.#keepOrders && incarnation !== undefined) {
      await settledWithin(incarnation.session, timings.outcomeWithinMs, clock);
    }
    if (!this.#keepOrders) {
      const isWanted = (): boolean => epoch === this.#epoch;
      await new Promise<void>((firstAnswer) => {
        void this.#cancelOrders(incarnation?.session, why, isWanted, firstAnswer).then(() => firstAnswer());
      });
    }
    if (epoch === this.#epoch) this.#set('stopped', this.#leftOrders);
  }

  #cancelOrders(
    session: BotSession | undefined,
    why: string,
    isWanted: () => boolean,
    onFirst: () => void = () => undefined,
  ): Promise<CancelAllOutcome> {
    const { config, ports, clock, timings } = this.#options;
    const onAttempt = ({ cancelled, failed }: CancelAllOutcome): void => {
      this.#record('bot.orders-cancelled', { why, cancelled, failed });
      this.#note(
        `cancelled ${cancelled.length} of its orders${failed.length > 0 ? `, ${failed.length} could not be cancelled` : ''}`,
      );
      const first = failed[0];
      this.#leftOrders =
        first === undefined ? '' : `${failed.length} of its orders could not be cancelled yet: ${first.reason}`;
      if (first !== undefined) onFirst();
      if (this.#state === 'stopped') this.#set('stopped', this.#leftOrders);
    };
    return cancelLeftOrders({ botId: config.id, orders: ports.orders, clock, timings, session, onAttempt, isWanted });
  }

  #nextEpoch(): number {
    this.#clearTimers();
    this.#epoch += 1;
    return this.#epoch;
  }

  #clearTimers(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers = [];
  }

  #set(state: BotState, reason: string): void {
    this.#state = state;
    this.#reason = reason;
    this.#options.onChange();
  }

  #note(message: string): void {
    this.#log.add(this.#options.clock.now(), 'console', message);
  }

  #record(type: string, data: Readonly<Record<string, unknown>>): void {
    const { ports, config } = this.#options;
    // The journal's own health closes the gate when it cannot write; a bot's life does not wait for it.
    ports.journal
      .append({ type, data: { botId: config.id, accountId: config.accountId, ...data } })
      .catch(() => undefined);
  }
}
