import { useCallback, useSyncExternalStore } from 'react';

/*
 * Ages on screen. One tick a second for all of them; only the cells that show an age are drawn again. Main's clock is
 * the measure: what it stamped is compared with its own time, not with this window's.
 */

let mainAheadMs = 0;
let tickNow = Date.now();
let ticker: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

/** Notes what main's clock showed just now, UTC milliseconds. */
export function setMainTime(at: number): void {
  mainAheadMs = at - Date.now();
}

/** Main's time at this moment, UTC milliseconds. */
export const mainNow = (): number => Date.now() + mainAheadMs;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  ticker ??= setInterval(() => {
    tickNow = mainNow();
    for (const each of listeners) each();
  }, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(ticker);
    ticker = undefined;
  };
}

const lastTick = (): number => {
  // Without a tick yet (or after a pause without listeners) the last one may be long ago.
  if (ticker === undefined || Math.abs(mainNow() - tickNow) > 1_500) tickNow = mainNow();
  return tickNow;
};

/** Main's time, moving once a second. Draws the component again each second: use it in the smallest piece only. */
export const useNow = (): number => useSyncExternalStore(subscribe, lastTick);

/** Whether something that was true `at` is older than `maxAgeMs` now. Draws again only when that turns. */
export function useIsOlderThan(at: number, maxAgeMs: number): boolean {
  return useSyncExternalStore(
    subscribe,
    useCallback(() => lastTick() - at > maxAgeMs, [at, maxAgeMs]),
  );
}
