import { recordOf } from '#shared/model/record-of';
import { assertNever, messageOf } from '#shared/model/result';
import type { UtcMs } from '#shared/model/time';
import { type HaltScope, PORTFOLIO, scopeWords } from '#shared/model/trading-state';
import { type Breach, type Observation, TriggerFold } from '#shared/model/trigger-fold';
import {
  TRIGGER_CADENCE_MS,
  TRIGGER_IDS,
  type TriggerId,
  type TriggerScope,
  type TriggerSetting,
  type TriggerSettings,
  triggerDefinition,
} from '#shared/model/triggers';
import { type Firing, Firings, MOST_EVIDENCE } from './firings';
import type { Sample, Subject, TriggerPorts } from './ports';

/** Told observations kept until the next look. At 50 bots that is 1,600 a second of each; beyond, the oldest go. */
const MOST_TOLD = 20_000;
/** A look that comes so much later than it should finds ages that say nothing: what came meanwhile is still queued. */
const LATE_MS = 2 * TRIGGER_CADENCE_MS;
/** Characters kept of what was seen. */
const MOST_SEEN = 200;
/** A trigger that keeps firing unacknowledged is on record again at most this often. */
const RECORD_AGAIN_MS = 60_000;

/** How one trigger stands. */
export interface TriggerNow {
  /** The worst that is seen now; null when nothing was seen. */
  readonly worst: { readonly key: string; readonly value: number; readonly at: UtcMs } | null;
  readonly lastFiredAt: UtcMs | null;
}

interface Watched {
  fold: TriggerFold;
  setting: TriggerSetting;
  readonly isWatched: boolean;
  /** Of each key that fired, whom it is about. */
  readonly of: Map<string, Subject>;
  lastFiredAt: UtcMs | null;
}

/**
 * Evaluates every trigger four times a second: what was told since, and what is looked at then. Telling costs a push onto a
 * list; nothing is decided in the caller's tick. What fires is recorded, then acted on, in one tick, and kept until acknowledged.
 */
export class TriggerService {
  readonly #ports: TriggerPorts;
  readonly #watched: Record<TriggerId, Watched>;
  readonly #firings = new Firings();
  #told: Array<readonly [TriggerId, Sample, UtcMs, number]> = [];
  #dropped = 0;
  #lastLookMs: number | undefined;
  #wasLate = false;
  #stop: (() => void) | undefined;
  #saving: Promise<void> = Promise.resolve();
  #isMemoryLost = false;

  constructor(ports: TriggerPorts) {
    this.#ports = ports;
    this.#watched = recordOf(TRIGGER_IDS, (id) => watchedBy(id, ports.settings[id]));
  }

  /** Takes up what was not acknowledged in the run before. Before anything may be resumed. */
  async load(): Promise<void> {
    const { memory, record } = this.#ports;
    let problem: string | undefined;
    try {
      const written = await memory.read();
      if (written !== undefined) problem = this.#firings.take(written);
    } catch (thrown) {
      problem = messageOf(thrown);
    }
    this.#isMemoryLost = problem !== undefined;
    if (problem !== undefined)
      record('triggers.memory-lost', { problem, means: 'what fired before is in the journal alone' });
    for (const { triggerId, lastAt } of this.#firings.all) {
      const watched = this.#watched[triggerId];
      watched.lastFiredAt = Math.max(watched.lastFiredAt ?? 0, lastAt);
    }
    this.#ports.onChange();
  }

  /** Whether what had fired in the run before could not be read. */
  get isMemoryLost(): boolean {
    return this.#isMemoryLost;
  }

  /** Begins to look. */
  start(): void {
    this.#stop ??= this.#ports.clock.every(TRIGGER_CADENCE_MS, () => this.look());
  }

  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  /** Takes one observation for the next look. */
  observe(id: TriggerId, sample: Sample): void {
    const { clock } = this.#ports;
    if (this.#told.length >= MOST_TOLD) {
      this.#told = this.#told.slice(MOST_TOLD / 2);
      this.#dropped += MOST_TOLD / 2;
    }
    this.#told.push([id, sample, clock.now(), clock.monotonicMs()]);
  }

  /** Observations dropped because more were told between two looks than are kept, since the start. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Judges what was told, and what is to be seen now. Called by its own clock; a test may call it. */
  look(): void {
    const { clock, sample } = this.#ports;
    const [at, ms] = [clock.now(), clock.monotonicMs()];
    const told = this.#told;
    this.#told = [];
    for (const [id, each, toldAt, toldMs] of told) this.#take(id, each, toldAt, toldMs);
    // Once alone: a console that is always late must not stop to look.
    const isLate = this.#lastLookMs !== undefined && ms - this.#lastLookMs > LATE_MS && !this.#wasLate;
    this.#wasLate = isLate;
    this.#lastLookMs = ms;
    sample((id, each) => this.#take(id, each, at, ms), isLate);
    this.#rearm();
  }

  /** New settings hold from the next look on; a trigger that is set otherwise begins to count anew. */
  replace(settings: TriggerSettings): void {
    for (const id of TRIGGER_IDS) {
      const watched = this.#watched[id];
      if (settings[id] === watched.setting) continue;
      watched.setting = settings[id];
      watched.fold = new TriggerFold(triggerDefinition(id), settings[id]);
    }
  }

  now(id: TriggerId): TriggerNow {
    const { fold, lastFiredAt } = this.#watched[id];
    return { worst: fold.worst(this.#ports.clock.monotonicMs()) ?? null, lastFiredAt };
  }

  /** What fired, the oldest first, acknowledged or not. */
  get firings(): readonly Firing[] {
    return this.#firings.all;
  }

  /** What fired and waits for an acknowledgement: all, or of the halt over exactly this scope (it tripped it, or fell under it). */
  unacknowledged(scope?: HaltScope): readonly Firing[] {
    return this.#firings.unacknowledged(scope);
  }

  /** An operator has seen it. On record; false when there is no firing of this id. Twice is harmless. */
  acknowledge(id: string): boolean {
    const { clock, record, onChange } = this.#ports;
    const wasOpen = this.#firings.unacknowledged().some((each) => each.id === id);
    const firing = this.#firings.acknowledge(id, clock.now());
    if (firing === undefined) return false;
    if (!wasOpen) return true;
    const { triggerId, key, haltId, times } = firing;
    record('trigger.acknowledged', { id, triggerId, key, haltId, times });
    this.#save();
    onChange();
    return true;
  }

  /** Resolves when what is kept is on disk, or could not be written. */
  saved(): Promise<void> {
    return this.#saving;
  }

  #take(id: TriggerId, { of, key, id: name, value, seen = '' }: Sample, at: UtcMs, ms: number): void {
    const watched = this.#watched[id];
    if (!watched.setting.enabled || !watched.isWatched) return;
    // What an exchange says may be long; what is kept is not.
    const short = seen.length > MOST_SEEN ? seen.slice(0, MOST_SEEN) : seen;
    const observation: Observation = { key, id: name, value, seen: short, at, ms };
    const breach = watched.fold.observe(observation);
    if (breach === undefined) return;
    watched.of.set(key, of);
    this.#fire(id, breach, of, at);
  }

  #fire(triggerId: TriggerId, breach: Breach, of: Subject, at: UtcMs): void {
    const { record, act, onChange } = this.#ports;
    const watched = this.#watched[triggerId];
    const { setting } = watched;
    const { action, threshold, windowMs, confirmations } = setting;
    const scope = scopeOf(setting.scope, of);
    const waiting = this.#firings.waiting(triggerId, breach.key);
    const firing = {
      id: waiting?.id ?? this.#firings.newId(),
      triggerId,
      key: breach.key,
      scope,
      action,
      message: messageOfFiring(triggerId, setting, breach, scope),
      at: waiting?.at ?? at,
      lastAt: at,
      times: (waiting?.times ?? 0) + 1,
      value: breach.value,
      threshold,
      windowMs,
      confirmations,
      evidence: breach.evidence.slice(-MOST_EVIDENCE).map((each) => ({
        at: each.at,
        value: each.value,
        seen: each.seen ?? '',
      })),
      acknowledgedAt: null,
    };
    // What trips something is on record each time; what only warns again and again, now and then.
    const isNews = waiting === undefined || action !== 'warn' || at - waiting.lastAt >= RECORD_AGAIN_MS;
    if (isNews) record('trigger.fired', firing);
    watched.lastFiredAt = at;
    const acted = act(firing);
    this.#firings.put({
      ...firing,
      haltId: acted.haltId ?? waiting?.haltId ?? null,
      under: acted.under ?? waiting?.under ?? null,
    });
    this.#save();
    onChange();
  }

  /** Whoever trades again is watched afresh: a breach that still holds then fires again, confirmed by new observations. */
  #rearm(): void {
    for (const id of TRIGGER_IDS) {
      const { fold, setting, of } = this.#watched[id];
      if (setting.action === 'warn') continue;
      for (const key of [...fold.fired]) {
        if (!this.#ports.isHeld(scopeOf(setting.scope, of.get(key) ?? {}))) fold.rearm(key);
      }
    }
  }

  /** Saves in order, the latest state last. A failure changes nothing here: all of it is in the journal, too. */
  #save(): void {
    this.#saving = this.#saving.then(async () => {
      try {
        await this.#ports.memory.write(this.#firings.toText());
      } catch (thrown) {
        this.#ports.record('triggers.memory-not-saved', { why: messageOf(thrown) });
      }
    });
  }
}

const watchedBy = (id: TriggerId, setting: TriggerSetting): Watched => ({
  fold: new TriggerFold(triggerDefinition(id), setting),
  setting,
  isWatched: triggerDefinition(id).notWatched === undefined,
  of: new Map(),
  lastFiredAt: null,
});

/** From narrow to wide: what is set, or the next wider one that the observation names. */
function scopeOf(set: TriggerScope, of: Subject): HaltScope {
  switch (set) {
    case 'bot':
      return of.botId === undefined ? scopeOf('account', of) : { kind: 'bot', botId: of.botId };
    case 'symbol':
      return of.symbol === undefined ? scopeOf('exchange', of) : { kind: 'symbol', symbol: of.symbol };
    case 'account':
      return of.accountId === undefined ? scopeOf('exchange', of) : { kind: 'account', accountId: of.accountId };
    case 'exchange':
      return of.exchange === undefined ? PORTFOLIO : { kind: 'exchange', exchange: of.exchange };
    case 'portfolio':
      return PORTFOLIO;
    default:
      return assertNever(set);
  }
}

const shown = (value: number): string => (Number.isInteger(value) ? String(value) : value.toPrecision(4));

/** What happened, and what was done about it. */
function messageOfFiring(
  id: TriggerId,
  setting: TriggerSetting,
  { key, value, evidence }: Breach,
  scope: HaltScope,
): string {
  const { name, unit } = triggerDefinition(id);
  const times = evidence.length === 1 ? 'once' : `${evidence.length} times`;
  const [first, last] = [evidence[0], evidence.at(-1)];
  const within = first === undefined || last === undefined ? 0 : (last.ms - first.ms) / 1_000;
  const spread = evidence.length === 1 ? '' : ` in ${within.toFixed(1)} s`;
  const seen = last?.seen === undefined || last.seen === '' ? '' : ` Last seen: ${last.seen}.`;
  const done = {
    warn: 'Nothing was stopped.',
    reduce: `Only what reduces a position may leave ${scopeWords(scope)}.`,
    halt: `Trading of ${scopeWords(scope)} was halted.`,
  }[setting.action];
  return `${name}, ${key}: ${shown(value)} ${unit}, seen ${times}${spread}; the trigger is ${shown(setting.threshold)} ${unit}.${seen} ${done}`;
}
