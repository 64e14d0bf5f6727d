import type { Random } from '../../../electron/domains/paper/engine/random';
import type { VirtualTime } from './time';

/**
 * Runs something in which the machine's own clock, timers and chance do not exist: the guard's and the exchange worker's code
 * use the global ones, and get virtual time and the seed's chance instead.
 */
export async function sealed<T>(time: VirtualTime, random: Random, run: () => Promise<T>): Promise<T> {
  const { setTimeout, clearTimeout, setInterval, clearInterval } = globalThis;
  const { now } = Date;
  const { random: chance } = Math;
  const cancels = new Map<unknown, () => void>();

  const startTimer = (callback: () => void, ms: number | undefined, repeats: boolean): unknown => {
    const handle = { unref: () => handle, ref: () => handle };
    const next = (): void => {
      const cancel = time.in(ms ?? 0, () => {
        if (repeats) next();
        else cancels.delete(handle);
        callback();
      });
      cancels.set(handle, cancel);
    };
    next();
    return handle;
  };
  const clear = (handle: unknown): void => {
    cancels.get(handle)?.();
    cancels.delete(handle);
  };

  Object.assign(globalThis, {
    setTimeout: (callback: () => void, ms?: number) => startTimer(callback, ms, false),
    setInterval: (callback: () => void, ms?: number) => startTimer(callback, ms, true),
    clearTimeout: clear,
    clearInterval: clear,
  });
  Date.now = () => time.utc();
  Math.random = () => random.next();
  Object.defineProperty(performance, 'now', { value: () => time.nowMs, configurable: true, writable: true });
  try {
    return await run();
  } finally {
    Object.assign(globalThis, { setTimeout, clearTimeout, setInterval, clearInterval });
    Date.now = now;
    Math.random = chance;
    Reflect.deleteProperty(performance, 'now');
  }
}
