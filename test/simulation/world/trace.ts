import { createHash } from 'node:crypto';
import type { VirtualTime } from './time';

/** What happened in a run, line by line. Two runs of one seed have the same hash, or the simulation is not deterministic. */
export class Trace {
  /** Every line; empty unless asked for. */
  readonly lines: string[] = [];
  readonly #hash = createHash('sha256');
  readonly #time: VirtualTime;
  readonly #keeps: boolean;

  constructor(time: VirtualTime, keeps: boolean) {
    this.#time = time;
    this.#keeps = keeps;
  }

  note(who: string, what: string): void {
    const line = `${this.#time.nowMs.toFixed(3)} ${who}: ${what}`;
    this.#hash.update(line);
    if (this.#keeps) this.lines.push(line);
  }

  /** Ends the trace. */
  digest(): string {
    return this.#hash.digest('hex');
  }
}
