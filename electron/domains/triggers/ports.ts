import type { Clock } from '#shared/model/time';
import type { HaltScope } from '#shared/model/trading-state';
import type { Observation } from '#shared/model/trigger-fold';
import type { TriggerId, TriggerSettings } from '#shared/model/triggers';
import type { Firing } from './firings';

/** Whom an observation is about, as far as it names anybody: what a firing may stop. */
export interface Subject {
  readonly botId?: string | undefined;
  readonly symbol?: string | undefined;
  readonly accountId?: string | undefined;
  readonly exchange?: string | undefined;
}

/** One observation as it is told: the service adds the times. */
export type Sample = Omit<Observation, 'at' | 'ms'> & { readonly of: Subject };

/** What came of a firing. */
export interface Acted {
  /** The halt it tripped, or under which it fell; null of a warning. */
  readonly haltId: string | null;
  /** What that halt covers. */
  readonly under: HaltScope | null;
}

export interface TriggerPorts {
  readonly clock: Clock;
  /** What is looked at each time, handed to `tell` one by one. `isLate`: this look comes late, so that ages say nothing. */
  sample(tell: (id: TriggerId, sample: Sample) => void, isLate: boolean): void;
  /** Trips the halt; does nothing for a warning. Returns at once and never throws. */
  act(firing: Omit<Firing, 'haltId' | 'under'>): Acted;
  /** Whether trading of this scope is anything but ACTIVE. */
  isHeld(scope: HaltScope): boolean;
  /** Of what has happened: kept until it is durable. */
  record(type: string, data: unknown): void;
  /** Small file for what fired and is not acknowledged. */
  readonly memory: { read(): Promise<string | undefined>; write(text: string): Promise<void> };
  /** Told after each firing and each acknowledgement. */
  onChange(): void;
  readonly settings: TriggerSettings;
}
