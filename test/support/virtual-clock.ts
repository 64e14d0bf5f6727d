import type { Clock } from '#shared/model/time';

interface Timer {
  at: number;
  order: number;
  readonly everyMs: number | undefined;
  readonly callback: () => void;
}

/** Lets everything that waits only for promises go on. Real timers and sockets are not waited for. */
export async function settle(): Promise<void> {
  await new Promise((done) => setImmediate(done));
}

/** A clock that stands still until a test moves it. Timers fall due in order of their time, then of their making. */
export class VirtualClock implements Clock {
  #monotonicMs = 1_000;
  #wallOffsetMs = Date.parse('2026-01-02T03:04:05.000Z') - 1_000;
  readonly #timers = new Set<Timer>();
  #made = 0;

  now(): number {
    return this.#monotonicMs + this.#wallOffsetMs;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  after(ms: number, callback: () => void): () => void {
    return this.#add(ms, undefined, callback);
  }

  every(ms: number, callback: () => void): () => void {
    return this.#add(ms, ms, callback);
  }

  /** Timers that have not fallen due. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Moves on by `ms`, running what falls due; promises are settled after each timer. */
  async advance(ms: number): Promise<void> {
    const until = this.#monotonicMs + ms;
    await settle();
    for (let timer = this.#next(until); timer !== undefined; timer = this.#next(until)) {
      this.#monotonicMs = timer.at;
      if (timer.everyMs === undefined) this.#timers.delete(timer);
      else {
        timer.at += timer.everyMs;
        timer.order = this.#made++;
      }
      timer.callback();
      await settle();
    }
    this.#monotonicMs = until;
  }

  /** The wall clock jumps; the monotonic one does not. */
  jumpWall(ms: number): void {
    this.#wallOffsetMs += ms;
  }

  #add(ms: number, everyMs: number | undefined, callback: () => void): () => void {
    const timer: Timer = { at: this.#monotonicMs + ms, order: this.#made++, everyMs, callback };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  #next(until: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.at > until) continue;
      if (next === undefined || timer.at < next.at || (timer.at === next.at && timer.order < next.order)) next = timer;
    }
    return next;
  }
}
