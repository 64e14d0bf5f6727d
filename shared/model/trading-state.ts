import { assertNever } from './result';
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

/** What a halt covers: everything, or everything of one exchange, account or bot, or one symbol on every account. */
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
  'tray',
  'hotkey',
  'command',
  'halt-file',
  'start-up',
  'dead-man',
  'journal',
  'guard',
  'signal',
  'unknown-outcome',
  'sleep',
  'trigger',
  /** Left by a resume that did not open everything. */
  'resume',
  'rehearsal',
] as const;
export type HaltSource = (typeof HALT_SOURCES)[number];

/** What trading can be put to. What each does to orders and bots: docs/guide/halt-and-resume.md. */
export type HaltedState = Exclude<TradingState, 'ACTIVE'>;

export interface Halt {
  /** `halt-` and the UTC time it was tripped, with a number after it where there were several in that millisecond; names the report. */
  readonly id: string;
  readonly scope: HaltScope;
  readonly state: HaltedState;
  readonly source: HaltSource;
  readonly reason: string;
  readonly trippedAt: UtcMs;
}

/** The scope as a key and in words: `account:sub-1`, `account sub-1`. */
export function scopeKey(scope: HaltScope): string {
  return scope.kind === 'portfolio' ? 'portfolio' : `${scope.kind}:${scopeName(scope)}`;
}
export function scopeWords(scope: HaltScope): string {
  return scope.kind === 'portfolio' ? 'everything' : `${scope.kind} ${scopeName(scope)}`;
}

/** Which exchange, account, bot or symbol; empty for everything. */
export function scopeName(scope: HaltScope): string {
  switch (scope.kind) {
    case 'portfolio':
      return '';
    case 'exchange':
      return scope.exchange;
    case 'account':
      return scope.accountId;
    case 'bot':
      return scope.botId;
    case 'symbol':
      return scope.symbol;
    default:
      return assertNever(scope);
  }
}
