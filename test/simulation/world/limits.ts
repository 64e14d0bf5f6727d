import { decimal } from '#shared/model/decimal';
import type { BotLimits } from '#shared/model/limits';

/*
 * Who trades, with what, and under which limits: the one place to change when the limits' model grows. Two bots share each
 * account, and the limits are close enough that every run meets them.
 */

export const SYMBOLS = ['BTC/USDT', 'ETH/USDT'] as const;
export const ACCOUNTS = ['sub-1', 'sub-2', 'sub-3'] as const;
/** What each account begins with. */
export const BALANCES = { USDT: '12000', BTC: '0.02', ETH: '0.5' } as const;

export type Temper = 'grid' | 'spammer' | 'duplicator' | 'canceller' | 'reducer' | 'taker';

export interface SimBot {
  readonly id: string;
  readonly accountId: string;
  readonly temper: Temper;
  /** Mean time between two acts, milliseconds. */
  readonly paceMs: number;
}

export const BOTS: readonly SimBot[] = [
  { id: 'grid-1', accountId: 'sub-1', temper: 'grid', paceMs: 700 },
  { id: 'taker-1', accountId: 'sub-1', temper: 'taker', paceMs: 900 },
  { id: 'spammer-1', accountId: 'sub-2', temper: 'spammer', paceMs: 350 },
  { id: 'duplicator-1', accountId: 'sub-2', temper: 'duplicator', paceMs: 900 },
  { id: 'canceller-1', accountId: 'sub-3', temper: 'canceller', paceMs: 600 },
  { id: 'reducer-1', accountId: 'sub-3', temper: 'reducer', paceMs: 800 },
];

const LIMITS: BotLimits = {
  symbolAllowlist: SYMBOLS,
  maxOrderNotional: decimal('900'),
  maxPositionNotional: decimal('3000'),
  priceCollarBps: 100,
  referenceMaxAgeMs: 3_000,
};

/** The limits in force for a bot. */
export function limitsOf(botId: string): BotLimits | undefined {
  if (botId === 'spammer-1') return { ...LIMITS, symbolAllowlist: ['BTC/USDT'] };
  return BOTS.some(({ id }) => id === botId) ? LIMITS : undefined;
}

/** Where a bot's position limit stands, quote asset. */
export const positionLimitOf = (botId: string): bigint => limitsOf(botId)?.maxPositionNotional ?? 0n;
