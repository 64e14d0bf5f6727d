import { globalShortcut } from 'electron';

/** The halt keys, as Electron writes them. */
export const HALT_KEYS = 'CommandOrControl+Shift+H';
/** The program that has the keys may end. */
const TRY_EVERY_MS = 3_000;

/**
 * Takes the halt keys for the whole system, so that they work whatever program is in front. `onTaken` hears whether it has
 * them, at the first try and when that changes; while it has not, it goes on trying.
 */
export function takeHaltKeys(onPress: () => void, onTaken: (taken: boolean) => void): void {
  const take = (): boolean => {
    try {
      return globalShortcut.register(HALT_KEYS, onPress);
    } catch {
      return false;
    }
  };
  const taken = take();
  onTaken(taken);
  if (taken) return;
  const timer = setInterval(() => {
    if (!take()) return;
    clearInterval(timer);
    onTaken(true);
  }, TRY_EVERY_MS);
  timer.unref();
}
