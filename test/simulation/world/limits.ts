import { decimal } from '#shared/model/decimal';
import type { StoredLimitSet } from '#shared/model/stored-limits';
import { firstRunSettings, type Settings } from '../../../electron/app/settings';
import { paperPortfolioLimits } from '../../../electron/app/settings-migration';

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

const POSITION_LIMIT = '3000';

/** The limits that runs are to meet; those of rates are wide, for a bot that is cut off meets nothing else any more. */
const PORTFOLIO: StoredLimitSet = {
  ...paperPortfolioLimits(),
  'max-order-notional': { value: '900' },
  'max-position': { value: POSITION_LIMIT },
  'price-collar': { value: '100' },
  'reference-max-age': { value: 3_000 },
  'repeat-executions': { value: 10_000 },
  'orders-per-second': { value: 100 },
  'orders-per-minute': { value: 6_000 },
  'messages-per-second': { value: 200 },
};
const allowed = (symbols: readonly string[]): StoredLimitSet => ({ 'symbol-allowlist': { value: [...symbols] } });

/** The settings of the simulated desk. */
export const SETTINGS: Settings = {
  ...firstRunSettings(),
  bots: BOTS.map(({ id, accountId }) => ({
    id,
    accountId,
    program: { kind: 'command', command: 'none', args: [] },
    symbols: [...SYMBOLS],
    params: {},
    autoStart: true,
    stage: 'paper',
  })),
  limits: {
    version: 1,
    portfolio: PORTFOLIO,
    exchanges: {},
    accounts: {},
    bots: Object.fromEntries(BOTS.map(({ id }) => [id, allowed(id === 'spammer-1' ? ['BTC/USDT'] : SYMBOLS)])),
    symbols: {},
    overrides: [],
  },
};

/** Where a bot's position limit stands, quote asset. */
export const positionLimitOf = (_botId: string): bigint => decimal(POSITION_LIMIT);
