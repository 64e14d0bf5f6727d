import type { Clock } from '#shared/model/time';
import { watchForSleep } from '../sleep-watch';

const LOOK_EVERY_MS = 2_000;

export interface AutoLockPorts {
  readonly clock: Clock;
  /** Milliseconds since the operator last used this machine. */
  readonly idleMs: () => number;
  readonly afterMinutes: number;
  readonly lock: (why: 'idle' | 'sleep') => void;
}

/** Locks after so long without the operator, and after a sleep that the OS did not tell of. Returns the stop. */
export function startAutoLock({ clock, idleMs, afterMinutes, lock }: AutoLockPorts): () => void {
  const stopSleep = watchForSleep(clock, ({ kind }) => {
    if (kind === 'slept') lock('sleep');
  });
  const stopIdle = clock.every(LOOK_EVERY_MS, () => {
    if (idleMs() >= afterMinutes * 60_000) lock('idle');
  });
  return () => {
    stopSleep();
    stopIdle();
  };
}
