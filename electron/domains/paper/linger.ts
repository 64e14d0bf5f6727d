import type { Clock } from '#shared/model/time';

/** Without a parent the exchange stays until nobody has signed a request for this long… */
const QUIET_MS = 3_000;
/** …and never longer than this: the guard's whole budget to cancel everything. */
const LONGEST_MS = 15_000;
const LOOK_EVERY_MS = 100;

/**
 * Resolves when an exchange whose parent is gone may end. The parent's guard outlives it by a few seconds to cancel
 * all working orders, and needs an exchange that still answers.
 */
export function linger(quietForMs: () => number, clock: Clock): Promise<void> {
  const start = clock.monotonicMs();
  return new Promise((resolve) => {
    const stop = clock.every(LOOK_EVERY_MS, () => {
      const waited = clock.monotonicMs() - start;
      if (waited < LONGEST_MS && Math.min(quietForMs(), waited) < QUIET_MS) return;
      stop();
      resolve();
    });
  });
}
