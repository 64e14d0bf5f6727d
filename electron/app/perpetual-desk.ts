import type { Settings } from './settings';

/** What joins a paper desk for perpetuals: an account on margin, a bot on it, and the bot's own limits. */
export const PERPETUAL_ACCOUNT: Settings['accounts'][number] = {
  id: 'perp-1',
  exchange: 'binanceusdm',
  environment: 'paper',
  paperBalances: { USDT: '10000' },
  margin: { leverage: 2, mode: 'cross' },
};

export const PERPETUAL_BOT: Settings['bots'][number] = {
  id: 'trend-1',
  program: { kind: 'builtin', name: 'momentum' },
  accountId: 'perp-1',
  symbols: ['BTC/USDT:USDT'],
  params: { symbol: 'BTC/USDT:USDT', notional: '500', fastSeconds: 20, slowSeconds: 120, thresholdBps: 3 },
  autoStart: true,
  stage: 'paper',
};

export const PERPETUAL_LIMITS: Settings['limits']['bots'][string] = {
  'symbol-allowlist': { value: ['BTC/USDT:USDT'] },
  'max-order-notional': { value: '1000' },
  'max-position': { value: '3000' },
  'price-collar': { value: '100' },
  'reference-max-age': { value: 3_000 },
};

/**
 * The desk with a perpetual account and the momentum bot beside what it has. Not part of the first run: an operator asks for it by
 * putting the same into settings.json (docs/guide/perpetuals.md).
 */
export const withPerpetuals = (settings: Settings): Settings => ({
  ...settings,
  accounts: [...settings.accounts, PERPETUAL_ACCOUNT],
  bots: [...settings.bots, PERPETUAL_BOT],
  limits: { ...settings.limits, bots: { ...settings.limits.bots, [PERPETUAL_BOT.id]: PERPETUAL_LIMITS } },
});
