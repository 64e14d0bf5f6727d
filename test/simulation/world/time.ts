import type { Clock } from '#shared/model/time';

interface Due {
  readonly at: number;
  readonly order: number;
  /** Undefined once cancelled. */
  run: (() => void) | undefined;
}

/** Wall clock at the beginning of every run: 2026-01-05 00:00 UTC, less the first monotonic second. */
const EPOCH_MS = Date.UTC(2026, 0, 5) - 1_000;

/** Virtual time: the one queue of all that is going to happen, in order of time, then of making. Nothing else moves time. */
export class VirtualTime {
  nowMs = 1_000;
  events = 0;
  readonly #heap: Due[] = [];
  #made = 0;

  at(at: number, run: () => void): () => void {
    const due: Due = { at: Math.max(at, this.nowMs), order: this.#made++, run };
    this.#push(due);
    return () => {
      due.run = undefined;
    };
  }

  in(ms: number, run: () => void): () => void {
    return this.at(this.nowMs + Math.max(0, ms), run);
  }

  /** UTC milliseconds, whole, as clocks of machines tell it. */
  utc(skewMs = 0): number {
    return Math.floor(EPOCH_MS + this.nowMs + skewMs);
  }

  /** Runs the next event at or before `until`; false when there is none, and time then stands at `until`. */
  step(until: number): boolean {
    for (;;) {
      const next = this.#heap[0];
      if (next === undefined || next.at > until) {
        this.nowMs = Math.max(this.nowMs, until);
        return false;
      }
      this.#pop();
      if (next.run === undefined) continue;
      this.nowMs = next.at;
      this.events += 1;
      next.run();
      return true;
    }
  }

  #push(due: Due): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(due);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (isBefore(heap[parent] as Due, due)) break;
      heap[at] = heap[parent] as Due;
      at = parent;
    }
    heap[at] = due;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop() as Due;
    const size = heap.length;
    if (size === 0) return;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= size) break;
      if (child + 1 < size && isBefore(heap[child + 1] as Due, heap[child] as Due)) child += 1;
      if (isBefore(last, heap[child] as Due)) break;
      heap[at] = heap[child] as Due;
      at = child;
    }
    heap[at] = last;
  }
}

const isBefore = (a: Due, b: Due): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/**
 * One incarnation of a process, and its clock. When it ends, nothing that it waited for happens; while it hangs, everything
 * waits until it goes on.
 */
export class Life implements Clock {
  readonly name: string;
  readonly #time: VirtualTime;
  #isAlive = true;
  #hangsUntil = 0;

  constructor(name: string, time: VirtualTime) {
    this.name = name;
    this.#time = time;
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  now(): number {
    return this.#time.utc();
  }

  monotonicMs(): number {
    return this.#time.nowMs;
  }

  after(ms: number, callback: () => void): () => void {
    return this.#time.in(ms, () => this.run(callback));
  }

  every(ms: number, callback: () => void): () => void {
    let cancel = (): void => undefined;
    const next = (): void => {
      cancel = this.after(ms, () => {
        next();
        callback();
      });
    };
    next();
    return () => cancel();
  }

  /** Runs now, or when the process goes on; not at all when it has ended. */
  run(callback: () => void): void {
    if (!this.#isAlive) return;
    if (this.#time.nowMs < this.#hangsUntil) this.#time.at(this.#hangsUntil, () => this.run(callback));
    else callback();
  }

  hangFor(ms: number): void {
    this.#hangsUntil = this.#time.nowMs + ms;
  }

  end(): void {
    this.#isAlive = false;
  }
}

/** A promise that stays open: what a process that has ended would have been told. */
export const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

const macrotask = setImmediate;

/** Lets everything that waits only for promises go on until nothing does. No timer of the machine is involved. */
export const drained = (): Promise<void> => new Promise((done) => void macrotask(done));
