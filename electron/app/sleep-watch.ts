import type { Clock } from '#shared/model/time';

const LOOK_EVERY_MS = 500;
/** Wall and monotonic clock this far apart between two looks: a machine that slept, or a clock that was set. Time services move it by less. */
const APART_MS = 2_000;
/** A look this late: the console itself was held up (stopped, or asleep where the monotonic clock goes on in sleep). */
const HELD_UP_MS = 5_000;

/** Time that passed without the console, or was taken back. `ms` is how much. */
export interface Gap {
  readonly kind: 'slept' | 'held-up' | 'clock-set-back';
  readonly ms: number;
}

/**
 * Notices a sleep by its traces: on Linux the monotonic clock stands still while the machine sleeps and the wall clock does not;
 * elsewhere both go on and only the look comes late. A clock set by hand leaves the same traces, and is to be looked at as well.
 */
export function watchForSleep(clock: Clock, onGap: (gap: Gap) => void): () => void {
  let wall = clock.now();
  let monotonic = clock.monotonicMs();
  return clock.every(LOOK_EVERY_MS, () => {
    const wallMs = clock.now() - wall;
    const monotonicMs = clock.monotonicMs() - monotonic;
    wall += wallMs;
    monotonic += monotonicMs;
    const apartMs = wallMs - monotonicMs;
    if (apartMs > APART_MS) onGap({ kind: 'slept', ms: apartMs });
    else if (apartMs < -APART_MS) onGap({ kind: 'clock-set-back', ms: -apartMs });
    else if (monotonicMs - LOOK_EVERY_MS > HELD_UP_MS) onGap({ kind: 'held-up', ms: monotonicMs });
  });
}
