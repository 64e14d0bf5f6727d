/** Settings as the first version wrote them. */
export const SETTINGS_VERSION_1 = {
  version: 1,
  paper: { seed: 7 },
  accounts: [{ id: 'sub-1', exchange: 'binance', environment: 'paper', paperBalances: { USDT: '10000' } }],
  bots: [
    {
      id: 'grid-1',
      program: { kind: 'builtin', name: 'grid' },
      accountId: 'sub-1',
      symbols: ['BTC/USDT'],
      params: {},
      autoStart: true,
      limits: {
        symbolAllowlist: ['BTC/USDT'],
        maxOrderNotional: '1000.10',
        priceCollarBps: 100,
        referenceMaxAgeMs: 3_000,
      },
    },
  ],
};
