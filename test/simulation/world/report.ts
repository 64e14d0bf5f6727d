import type { VirtualTime } from './time';
import type { Trace } from './trace';

/** What must hold; docs/simulation.md says each in full. */
export type Invariant =
  | 'decision-first'
  | 'halted'
  | 'exposure'
  | 'sent-once'
  | 'journal-kept'
  | 'one-decision'
  | 'positions'
  | 'equity'
  | 'quiet'
  | 'halt-proof'
  | 'comes-back-halted'
  | 'sound';

export interface Violation {
  readonly invariant: Invariant;
  readonly what: string;
  readonly atMs: number;
}

/** The first thing that did not hold, and how often what happened. */
export class Report {
  violation: Violation | undefined;
  readonly counts: Record<string, number> = {};
  readonly #time: VirtualTime;
  readonly #trace: Trace;

  constructor(time: VirtualTime, trace: Trace) {
    this.#time = time;
    this.#trace = trace;
  }

  violate(invariant: Invariant, what: string): void {
    if (this.violation !== undefined) return;
    this.violation = { invariant, what, atMs: this.#time.nowMs };
    this.#trace.note('VIOLATION', `${invariant}: ${what}`);
  }

  count(what: string, by = 1): void {
    this.counts[what] = (this.counts[what] ?? 0) + by;
  }
}
