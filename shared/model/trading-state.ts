import type { UtcMs } from './time';

/** ACTIVE takes orders; REDUCING only such as reduce risk; HALTED only cancels (R9). */
export type TradingState = 'ACTIVE' | 'REDUCING' | 'HALTED';

/** How trading stands for somebody, in the same words for the operator and for bots. */
export interface TradingStanding {
  readonly state: TradingState;
  /** Why not ACTIVE, in a sentence; empty while ACTIVE. */
  readonly reason: string;
  /**
   * Whatever the state: what holds every new order back until it lifts by itself (the journal or the guard is away), in a
   * sentence; empty when nothing does. Cancels and the halt work all the same, and no order is cancelled for it.
   */
  readonly blocked: string;
}

/** What a halt covers. Only `portfolio` can be tripped so far; the gate already looks each scope up. */
export type HaltScope =
  | { readonly kind: 'portfolio' }
  | { readonly kind: 'exchange'; readonly exchange: string }
  | { readonly kind: 'account'; readonly accountId: string }
  | { readonly kind: 'bot'; readonly botId: string }
  | { readonly kind: 'symbol'; readonly symbol: string };

export const PORTFOLIO: HaltScope = { kind: 'portfolio' };

/** Who or what asked for the halt. */
export const HALT_SOURCES = [
  'button',
  'keyboard',
  'menu',
  'start-up',
  'dead-man',
  'journal',
  'guard',
  'signal',
  'unknown-outcome',
] as const;
export type HaltSource = (typeof HALT_SOURCES)[number];

export interface Halt {
  /** `halt-` and the UTC time it was tripped; names the report. */
  readonly id: string;
  readonly scope: HaltScope;
  readonly source: HaltSource;
  readonly reason: string;
  readonly trippedAt: UtcMs;
}
