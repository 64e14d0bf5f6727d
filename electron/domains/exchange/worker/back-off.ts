/**
 * Waits between attempts to connect: 100 ms, doubling to 5 s, ±20 % so that many accounts do not knock together.
 * Binance takes 300 connections per address in five minutes; five links at the cap make as many.
 */
export class BackOff {
  #nextMs = FIRST_MS;

  /** Milliseconds to wait before the next attempt. `random` is in 0…1. */
  next(random = Math.random()): number {
    const base = this.#nextMs;
    this.#nextMs = Math.min(base * 2, CAP_MS);
    return Math.round(base * (0.8 + 0.4 * random));
  }

  /** Call when a connection has stood for a while. */
  reset(): void {
    this.#nextMs = FIRST_MS;
  }
}

const FIRST_MS = 100;
const CAP_MS = 5_000;

/** Resolves after so many milliseconds. */
export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The promise's result, or a rejection with this message when it takes longer. */
export function within<T>(promise: Promise<T>, limitMs: number, message: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(message)), limitMs);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
