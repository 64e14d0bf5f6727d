import type { MirrorState } from './mirror';

/** Shortest time between two drawings of ordinary changes, milliseconds: nobody reads faster, and frames stay free. */
export const DRAWN_EVERY_MS = 100;

/**
 * Passes states on at most every `DRAWN_EVERY_MS`, the newest winning; at once when trading, a halt or the mirror itself
 * turned. Nothing is lost: a state holds all that came before it.
 */
export function paced(show: (state: MirrorState) => void): (state: MirrorState) => void {
  let shown: MirrorState | undefined;
  let newest: MirrorState | undefined;
  let shownAt = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const pass = () => {
    clearTimeout(timer);
    timer = undefined;
    if (newest === undefined) return;
    shownAt = performance.now();
    shown = newest;
    show(newest);
  };
  return (state) => {
    newest = state;
    const wait = shownAt + DRAWN_EVERY_MS - performance.now();
    if (wait <= 0 || shown === undefined || isUrgent(shown, state)) pass();
    else timer ??= setTimeout(pass, wait);
  };
}

const isUrgent = (shown: MirrorState, next: MirrorState): boolean =>
  shown.phase !== next.phase ||
  shown.snapshot?.trading !== next.snapshot?.trading ||
  shown.snapshot?.halt !== next.snapshot?.halt;
