import type { Clock, UtcMs } from '#shared/model/time';

/** Each key is read back about so often (K6), milliseconds. */
export const INSPECT_EVERY_MS = 21_600_000;
/** So much earlier or later by chance, so that keys are not asked for together, nor at foreseeable times. */
export const JITTER = 0.2;
/** Whether something is due is looked at so often, milliseconds. */
export const LOOK_EVERY_MS = 60_000;
/** What could not be read is tried again after so long, milliseconds. */
export const RETRY_MS = 900_000;

export interface InspectionPorts {
  readonly clock: Clock;
  /** 0 to 1. */
  random(): number;
  isUnlocked(): boolean;
  /** Kept keys and when each was read back last. */
  keys(): ReadonlyArray<{ readonly keyId: string; readonly verdict: { readonly at: UtcMs } }>;
  /** Reads one back; whether the exchange answered. */
  read(keyId: string): Promise<boolean>;
}

interface Plan {
  /** The reading this was planned after. */
  readonly lastAt: UtcMs;
  /** On the steady clock. */
  dueMs: number;
}

/** Reads each kept key back about every six hours while the keys are unlocked, one at a time. */
export class Inspections {
  readonly #ports: InspectionPorts;
  readonly #plans = new Map<string, Plan>();
  #cancel: (() => void) | undefined;
  #isReading = false;

  constructor(ports: InspectionPorts) {
    this.#ports = ports;
  }

  start(): void {
    this.#cancel ??= this.#ports.clock.every(LOOK_EVERY_MS, () => void this.look());
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** Reads the key that has waited longest beyond its time, if there is one. Called by its own clock. */
  async look(): Promise<void> {
    const { clock, isUnlocked, keys, read } = this.#ports;
    if (this.#isReading || !isUnlocked()) return;
    const now = clock.monotonicMs();
    const due = keys()
      .map(({ keyId, verdict }) => ({ keyId, plan: this.#planOf(keyId, verdict.at) }))
      .filter(({ plan }) => plan.dueMs <= now)
      .sort((a, b) => a.plan.dueMs - b.plan.dueMs)[0];
    if (due === undefined) return;
    this.#isReading = true;
    try {
      const answered = await read(due.keyId);
      due.plan.dueMs = clock.monotonicMs() + this.#jittered(answered ? INSPECT_EVERY_MS : RETRY_MS);
    } finally {
      this.#isReading = false;
    }
  }

  #planOf(keyId: string, lastAt: UtcMs): Plan {
    const planned = this.#plans.get(keyId);
    if (planned?.lastAt === lastAt) return planned;
    const { clock } = this.#ports;
    // A reading of the future is one before the clock was set back: it is read anew in time, not later.
    const age = Math.max(0, clock.now() - lastAt);
    const wait = Math.max(0, this.#jittered(INSPECT_EVERY_MS) - age);
    const plan = { lastAt, dueMs: clock.monotonicMs() + wait };
    this.#plans.set(keyId, plan);
    return plan;
  }

  #jittered(ms: number): number {
    return ms * (1 - JITTER + 2 * JITTER * this.#ports.random());
  }
}
