import type { ExchangeId } from '#shared/model/account';
import { decimal } from '#shared/model/decimal';
import type { StoredLimitSet } from '#shared/model/stored-limits';
import { firstRunSettings, type Settings } from '../../../electron/app/settings';
import { paperPortfolioLimits } from '../../../electron/app/settings-migration';

/*
 * Who trades, with what, and under which limits: the one place to change when the limits' model grows. Two bots share each
 * account, and the limits are close enough that every run meets them.
 */

export const SPOT_SYMBOLS = ['BTC/USDT', 'ETH/USDT'] as const;
export const PERP_SYMBOL = 'BTC/USDT:USDT';
export const SYMBOLS = [...SPOT_SYMBOLS, PERP_SYMBOL] as const;
export const SPOT_ACCOUNTS = ['sub-1', 'sub-2', 'sub-3'] as const;
export const PERP_ACCOUNT = 'perp-1';
export const ACCOUNTS = [...SPOT_ACCOUNTS, PERP_ACCOUNT] as const;
/** Little money at high leverage: a jump of the price liquidates it. */
export const PERP_WALLET = '90';
export const PERP_MARGIN = { leverage: 50, mode: 'cross' } as const;

export const isPerp = (accountId: string): boolean => accountId === PERP_ACCOUNT;
export const exchangeOf = (accountId: string): ExchangeId => (isPerp(accountId) ? 'binanceusdm' : 'binance');
export const EXCHANGES: readonly ExchangeId[] = ['binance', 'binanceusdm'];
export const accountsAt = (exchange: ExchangeId): readonly string[] =>
  ACCOUNTS.filter((id) => exchangeOf(id) === exchange);
export const symbolsAt = (exchange: ExchangeId): readonly string[] =>
  exchange === 'binance' ? SPOT_SYMBOLS : [PERP_SYMBOL];

/** What each spot account begins with. */
export const BALANCES = { USDT: '12000', BTC: '0.02', ETH: '0.5' } as const;

export type Temper = 'grid' | 'spammer' | 'duplicator' | 'canceller' | 'reducer' | 'taker' | 'hedger';

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
  { id: 'perp-taker', accountId: PERP_ACCOUNT, temper: 'taker', paceMs: 1_300 },
  { id: 'hedger', accountId: PERP_ACCOUNT, temper: 'hedger', paceMs: 700 },
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
  'max-leverage': { value: '50' },
};
const allowed = (symbols: readonly string[]): StoredLimitSet => ({ 'symbol-allowlist': { value: [...symbols] } });

/** The settings of the simulated desk. */
export const SETTINGS: Settings = {
  ...firstRunSettings(),
  bots: BOTS.map(({ id, accountId }) => ({
    id,
    accountId,
    program: { kind: 'command', command: 'none', args: [] },
    symbols: [...symbolsAt(exchangeOf(accountId))],
    params: {},
    autoStart: true,
    stage: 'paper',
  })),
  limits: {
    version: 1,
    portfolio: PORTFOLIO,
    exchanges: {},
    accounts: {},
    bots: Object.fromEntries(
      BOTS.map(({ id, accountId }) => [
        id,
        allowed(id === 'spammer-1' ? ['BTC/USDT'] : symbolsAt(exchangeOf(accountId))),
      ]),
    ),
    symbols: {},
    overrides: [],
  },
};

/** Where a bot's position limit stands, quote asset. */
export const positionLimitOf = (_botId: string): bigint => decimal(POSITION_LIMIT);
