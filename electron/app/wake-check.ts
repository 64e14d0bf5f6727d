import type { Clock, UtcMs } from '#shared/model/time';
import type { LinkedExchange } from './exchanges';
import { type Gap, watchForSleep } from './sleep-watch';

/** Farther from an exchange's clock than this and nothing leaves: a fifth of the time Binance lets a request be old (recvWindow, 5 s). */
export const MAX_SKEW_MS = 1_000;
/** Whoever is not clean by then is halted. Links come back within seconds; a clock is set right within some more. */
const DEADLINE_MS = 60_000;
/** A machine that said it goes to sleep and never did is looked at after this. */
const NEVER_SLEPT_MS = 30_000;
const LOOK_EVERY_MS = 100;

/** What the book still does not know of an account; sentences, empty when it is in order. */
export type Doubts = (accountId: string) => readonly string[];

export interface WakePorts {
  readonly clock: Clock;
  readonly linked: readonly LinkedExchange[];
  /** Closes the gate, in this tick, until `lift`; bots are told. */
  block(reason: string): void;
  lift(): void;
  readonly doubts: Doubts;
  /** Halts everything. */
  halt(reason: string): void;
  record(type: string, data: unknown): void;
}

interface Run {
  readonly startedMs: number;
  gap: Gap;
  /** Worker of each exchange when the console woke: what it still tells is from before. */
  readonly oldPids: ReadonlyMap<string, number | undefined>;
  /** Accounts not read afresh yet, and exchanges' clocks that have been. */
  readonly unread: Set<string>;
  readonly skews: Map<string, number>;
  readonly differences: string[];
}

/**
 * What follows a sleep. The gate is closed in the tick in which it is noticed; then every exchange's worker is started anew, so that
 * no socket, price, stamp or order of before is relied on: clocks are compared, every account's orders, fills and money are
 * read afresh. When all of it is clean the block lifts by itself; what is not clean after a minute, or what the fills do not explain,
 * is a halt.
 */
export class WakeCheck {
  readonly #ports: WakePorts;
  #run: Run | undefined;
  #suspendedAt: UtcMs | undefined;
  #stopLooking: (() => void) | undefined;
  #stopWatching: (() => void) | undefined;

  constructor(ports: WakePorts) {
    this.#ports = ports;
    for (const { id, exchange } of ports.linked) {
      const isAfresh = (): boolean => this.#run !== undefined && exchange.status.pid !== this.#run.oldPids.get(id);
      exchange.onSnapshot(({ accountId }) => {
        if (isAfresh()) this.#run?.unread.delete(accountId);
      });
      exchange.onBudget(({ clockSkewMs }) => {
        if (!isAfresh()) return;
        if (clockSkewMs === undefined) this.#run?.skews.delete(id);
        else this.#run?.skews.set(id, clockSkewMs);
      });
    }
  }

  get isRunning(): boolean {
    return this.#run !== undefined;
  }

  /** The machine says that it goes to sleep. Nothing can be promised of that time, so nothing leaves from now on. */
  suspend(): void {
    const { clock, block, record } = this.#ports;
    const at = clock.now();
    this.#suspendedAt = at;
    block('The machine goes to sleep: no order is sent until it is awake and every account has been checked.');
    record('console.suspended', {});
    clock.after(NEVER_SLEPT_MS, () => {
      if (this.#suspendedAt === at) this.resume();
    });
  }

  /** The machine says that it is awake. */
  resume(): void {
    const ms = Math.max(0, this.#ports.clock.now() - (this.#suspendedAt ?? this.#ports.clock.now()));
    this.woke({ kind: 'slept', ms });
  }

  /** Time has passed without the console. Told several times of one sleep, it checks once. */
  woke(gap: Gap): void {
    const { clock, linked, block, record } = this.#ports;
    this.#suspendedAt = undefined;
    const wasJustTold = this.#run !== undefined && clock.monotonicMs() - this.#run.startedMs < 2_000;
    if (this.#run !== undefined && wasJustTold) {
      if (gap.ms > this.#run.gap.ms) this.#run.gap = gap;
      return;
    }
    block(`${words(gap)} No order is sent until the exchange's clock and every account have been checked.`);
    record('console.slept', gap);
    this.#run = {
      startedMs: clock.monotonicMs(),
      gap,
      oldPids: new Map(linked.map(({ id, exchange }) => [id, exchange.status.pid])),
      unread: new Set(linked.flatMap(({ accountIds }) => accountIds)),
      skews: new Map(),
      differences: [],
    };
    for (const { exchange } of linked) exchange.restart();
    this.#stopLooking ??= clock.every(LOOK_EVERY_MS, () => this.#look());
  }

  /** Money or a position turned out to differ from what the fills explain. */
  foundDifference(what: string): void {
    this.#run?.differences.push(what);
  }

  /** Watches for sleeps from now on. */
  start(): void {
    this.#stopWatching ??= watchForSleep(this.#ports.clock, (gap) => this.woke(gap));
  }

  stop(): void {
    this.#stopWatching?.();
    this.#stopWatching = undefined;
    this.#end();
  }

  #end(): void {
    this.#stopLooking?.();
    this.#stopLooking = undefined;
    this.#run = undefined;
  }

  #look(): void {
    const run = this.#run;
    if (run === undefined) return;
    const tookMs = Math.round(this.#ports.clock.monotonicMs() - run.startedMs);
    if (run.differences.length > 0) {
      this.#halt(run, `What the fills do not explain: ${run.differences.join('; ')}.`);
      return;
    }
    const open = this.#open(run);
    if (open.length === 0) {
      const skewMs = Object.fromEntries(run.skews);
      this.#ports.record('console.reconciled', { ...run.gap, skewMs, tookMs });
      this.#end();
      this.#ports.lift();
    } else if (tookMs >= DEADLINE_MS) {
      this.#halt(run, `After ${DEADLINE_MS / 1_000} s it was still not clean: ${open.join('; ')}.`);
    }
  }

  /** What still has to be known or put right. */
  #open({ unread, skews }: Run): string[] {
    const { linked, doubts } = this.#ports;
    return linked.flatMap(({ id, accountIds }) => {
      const skewMs = skews.get(id);
      const clock =
        skewMs === undefined
          ? [`the clock of ${id} is not known`]
          : Math.abs(skewMs) > MAX_SKEW_MS
            ? [`this machine's clock is ${Math.round(skewMs)} ms from that of ${id}, ${MAX_SKEW_MS} ms are allowed`]
            : [];
      const accounts = accountIds.flatMap((accountId) =>
        unread.has(accountId) ? [`${accountId} could not be read`] : doubts(accountId),
      );
      return [...clock, ...accounts];
    });
  }

  /** First the halt, then the block away: nothing passes between the two. */
  #halt({ gap }: Run, why: string): void {
    this.#end();
    this.#ports.halt(`${words(gap)} ${why} Look at the exchange before resuming.`);
    this.#ports.lift();
  }
}

function words({ kind, ms }: Gap): string {
  const seconds = (ms / 1_000).toFixed(ms < 10_000 ? 1 : 0);
  switch (kind) {
    case 'slept':
      return ms < 1_000 ? 'The machine was about to sleep.' : `The console slept for ${seconds} s.`;
    case 'held-up':
      return `The console was held up for ${seconds} s.`;
    case 'clock-set-back':
      return `This machine's clock was set back by ${seconds} s.`;
  }
}
