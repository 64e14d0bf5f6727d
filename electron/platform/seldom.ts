/** Tells of something that gets on, at most once in `everyMs` milliseconds; what comes between is left out, not kept for later. */
export function seldom<T>(
  everyMs: number,
  monotonicMs: () => number,
  tell: (progress: T) => void,
): (progress: T) => void {
  let toldAt = Number.NEGATIVE_INFINITY;
  return (progress) => {
    const now = monotonicMs();
    if (now - toldAt < everyMs) return;
    toldAt = now;
    tell(progress);
  };
}
