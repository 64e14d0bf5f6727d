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
  /** It has fired, and nothing good came since. */
  isFired: boolean;
}

/**
 * One trigger over its observations: the same fold live and in the replay of the past. Pure of clock and timers. Fires in the
 * observation that confirms the breach, once for each breach; after `rearm`, or a good observation, it fires anew.
 */
export class TriggerFold {
  readonly #counts: TriggerDefinition['counts'];
  readonly #setting: TriggerSetting;
  readonly #subjects = new Map<string, Subject>();

  constructor({ counts }: Pick<TriggerDefinition, 'counts'>, setting: TriggerSetting) {
    this.#counts = counts;
    this.#setting = setting;
  }

  observe(observation: Observation): Breach | undefined {
    const { key, id, value, ms } = observation;
    const isGood = this.#counts === 'level' ? !(value >= this.#setting.threshold) : value <= 0;
    let subject = this.#subjects.get(key);
    if (subject === undefined) {
      subject = { bad: new Map(), last: observation, isFired: false };
      this.#subjects.set(key, subject);
    }
    subject.last = observation;
    if (isGood) {
      if (subject.bad.size > 0) subject.bad.clear();
      subject.isFired = false;
      return undefined;
    }
    const { bad } = subject;
    this.#forgetOld(subject, ms);
    if (bad.has(id)) return undefined;
    bad.set(id, observation);
    const { needed } = this;
    if (bad.size > needed) bad.delete(firstOf(bad));
    if (bad.size < needed) subject.isFired = false;
    if (bad.size < needed || subject.isFired) return undefined;
    subject.isFired = true;
    const evidence = [...bad.values()];
    return { key, value: this.#valueOf(evidence), evidence };
  }

  /** Bad observations that fire: those that make the count, or one, and those that confirm it. */
  get needed(): number {
    const { threshold, confirmations } = this.#setting;
    return this.#counts === 'level' ? confirmations : Math.ceil(threshold) + confirmations - 1;
  }

  /** Forgets that it fired, and what made it fire: only what is seen from now on can make it fire again. */
  rearm(key: string): void {
    const subject = this.#subjects.get(key);
    if (subject === undefined) return;
    subject.bad.clear();
    subject.isFired = false;
  }

  /** Subjects that have fired, and of which nothing good has come since. */
  fired(): string[] {
    const keys: string[] = [];
    for (const [key, { isFired }] of this.#subjects) if (isFired) keys.push(key);
    return keys;
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

  /** A subject that is no more is not shown as it was. */
  forget(key: string): void {
    this.#subjects.delete(key);
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
