import type { Clock } from '#shared/model/time';

/**
 * Watches that a bot keeps sending. When the console itself was held up, the bot's messages are still queued and it gets
 * another round. Returns the cancel.
 */
export function watchForSilence(
  clock: Clock,
  silentMs: number,
  lastHeardMs: () => number | undefined,
  onSilent: (why: string) => void,
): () => void {
  const everyMs = silentMs / 5;
  let lastLookMs = clock.monotonicMs();
  return clock.every(everyMs, () => {
    const now = clock.monotonicMs();
    const wasHeldUp = now - lastLookMs > everyMs * 2;
    lastLookMs = now;
    const heard = lastHeardMs();
    if (!wasHeldUp && heard !== undefined && now - heard > silentMs)
      onSilent(`hung: no message for ${silentMs / 1_000} s`);
  });
}
