import type { UtcMs } from './time';

/**
 * - `none`: the exchange has no such timer.
 * - `starting`: not set yet.
 * - `armed`: set for every symbol, and set anew all the time.
 * - `failing`: could not be set anew, or not for every symbol; what is set still runs.
 * - `ran-out`: it ran out, so the exchange has cancelled the working orders; it is not set again yet.
 * - `disarmed`: taken away on purpose.
 */
export const EXCHANGE_TIMER_STATES = ['none', 'starting', 'armed', 'failing', 'ran-out', 'disarmed'] as const;
export type ExchangeTimerState = (typeof EXCHANGE_TIMER_STATES)[number];

/** How the exchange's own dead-man timer stands for one account. */
export interface ExchangeTimerStanding {
  readonly accountId: string;
  readonly state: ExchangeTimerState;
  /** When the first of its symbols' timers runs out if nobody sets it again, by this machine's clock; null when none runs. */
  readonly runsOutAt: UtcMs | null;
  /** Symbols with a running timer, and symbols the account may trade. */
  readonly covered: number;
  readonly symbols: number;
  /** What is wrong, in words; empty otherwise. */
  readonly problem: string;
}
