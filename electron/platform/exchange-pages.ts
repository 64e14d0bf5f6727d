/** The only pages that are ever handed to the OS to open. Chosen by name; no address comes from a screen. */
const PAGES = {
  binance: {
    name: 'Binance',
    keys: 'https://www.binance.com/en/my/settings/api-management',
    status: 'https://www.binance.com/en/support/announcement',
  },
  bybit: {
    name: 'Bybit',
    keys: 'https://www.bybit.com/app/user/api-management',
    status: 'https://announcements.bybit.com/',
  },
  okx: {
    name: 'OKX',
    keys: 'https://www.okx.com/account/my-api',
    status: 'https://www.okx.com/status',
  },
  kraken: {
    name: 'Kraken',
    keys: 'https://pro.kraken.com/app/settings/api',
    status: 'https://status.kraken.com/',
  },
} as const;

export type ExchangePage = 'keys' | 'status';
export interface ExchangePages {
  readonly name: string;
  readonly keys: string;
  readonly status: string;
}

/** Binance has one account page for spot and perpetuals. Undefined for an exchange that has no entry. */
export function exchangePages(exchange: string): ExchangePages | undefined {
  const key = exchange === 'binanceusdm' ? 'binance' : exchange;
  return Object.hasOwn(PAGES, key) ? PAGES[key as keyof typeof PAGES] : undefined;
}
