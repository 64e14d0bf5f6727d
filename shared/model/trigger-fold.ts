import type { UtcMs } from './time';
import type { TriggerDefinition, TriggerSetting } from './triggers';

/** One thing seen of one subject. */
export interface Observation {
  /** Whom it is about: `BTC/USDT`, `grid-1`, `sub-1`. Confirmations of one never count for another. */
  readonly key: string;
  /** Names it: told again under the same name it counts once. */
  readonly id: string | number;
  readonly at: UtcMs;
  /** Milliseconds that only grow; windows are measured by them. */
  readonly ms: number;
  /** In the trigger's unit. For what is counted: above zero one more, zero for a good one between. */
  readonly value: number;
  /** What was seen, in a few words; empty where the value says it. */
  readonly seen?: string;
}

/** A breach that is confirmed, with the observations that confirm it, the oldest first. */
export interface Breach {
  readonly key: string;
  /** The worst of them; for what is counted, how many. */
  readonly value: number;
  readonly evidence: readonly Observation[];
}

interface Subject {
  /** Bad observations since the last good one, within the window, by their ids; no more than are needed. */
  readonly bad: Map<string | number, Observation>;
  last: Observation;
}

/**
 * One trigger over its observations: the same fold live and in the replay of the past. Pure of clock and timers. Fires in the
 * observation that confirms the breach, once for each breach; after `rearm`, or a good observation, it fires anew.
 */
export class TriggerFold {
  readonly #counts: TriggerDefinition['counts'];
  readonly #setting: TriggerSetting;
  readonly #subjects = new Map<string, Subject>();
  readonly #fired = new Set<string>();
  /** Bad observations that fire: those that make the count, or one, and those that confirm it. */
  readonly #needed: number;

  constructor({ counts }: Pick<TriggerDefinition, 'counts'>, setting: TriggerSetting) {
    this.#counts = counts;
    this.#setting = setting;
    const { threshold, confirmations } = setting;
    this.#needed = counts === 'level' ? confirmations : Math.ceil(threshold) + confirmations - 1;
  }

  observe(observation: Observation): Breach | undefined {
    const { key, id, value, ms } = observation;
    const isGood = this.#counts === 'level' ? !(value >= this.#setting.threshold) : value <= 0;
    let subject = this.#subjects.get(key);
    if (subject === undefined) {
      subject = { bad: new Map(), last: observation };
      this.#subjects.set(key, subject);
    }
    subject.last = observation;
    if (isGood) {
      if (subject.bad.size > 0) subject.bad.clear();
      if (this.#fired.size > 0) this.#fired.delete(key);
      return undefined;
    }
    const { bad } = subject;
    this.#forgetOld(subject, ms);
    if (bad.has(id)) return undefined;
    bad.set(id, observation);
    if (bad.size > this.#needed) bad.delete(firstOf(bad));
    if (bad.size < this.#needed) this.#fired.delete(key);
    if (bad.size < this.#needed || this.#fired.has(key)) return undefined;
    this.#fired.add(key);
    const evidence = [...bad.values()];
    return { key, value: this.#valueOf(evidence), evidence };
  }

  /** Forgets that it fired, and what made it fire: only what is seen from now on can make it fire again. */
  rearm(key: string): void {
    const subject = this.#subjects.get(key);
    if (subject === undefined) return;
    subject.bad.clear();
    this.#fired.delete(key);
  }

  /** Subjects that have fired, and of which nothing good has come since. */
  get fired(): ReadonlySet<string> {
    return this.#fired;
  }

  /** The worst there is now, in the trigger's unit: the highest last value, or the highest count within the window. */
  worst(ms: number): { readonly key: string; readonly value: number; readonly at: UtcMs } | undefined {
    let worst: { key: string; value: number; at: UtcMs } | undefined;
    for (const [key, subject] of this.#subjects) {
      this.#forgetOld(subject, ms);
      const value = this.#counts === 'level' ? subject.last.value : subject.bad.size;
      if (worst === undefined || value > worst.value) worst = { key, value, at: subject.last.at };
    }
    return worst;
  }

  #valueOf(evidence: readonly Observation[]): number {
    return this.#counts === 'level' ? Math.max(...evidence.map(({ value }) => value)) : evidence.length;
  }

  #forgetOld({ bad }: Subject, ms: number): void {
    for (const [id, observation] of bad) {
      if (ms - observation.ms <= this.#setting.windowMs) break;
      bad.delete(id);
    }
  }
}

function firstOf(bad: ReadonlyMap<string | number, Observation>): string | number {
  for (const id of bad.keys()) return id;
  return '';
}
