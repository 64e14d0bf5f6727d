import { KEY_GUIDES } from '#shared/model/key-guides';
import { KEY_EXCHANGES, type KeyExchange } from '#shared/model/keys';

/** Pages that tell whether an exchange is well. */
const STATUS: Readonly<Partial<Record<KeyExchange, string>>> = {
  binance: 'https://www.binance.com/en/support/announcement',
  bybit: 'https://announcements.bybit.com/',
  okx: 'https://www.okx.com/status',
  kraken: 'https://status.kraken.com/',
};

export type ExchangePage = 'keys' | 'status';
export interface ExchangePages {
  readonly name: string;
  readonly keys: string;
  /** Undefined where none is known. */
  readonly status: string | undefined;
}

/**
 * The only pages that are ever handed to the OS to open. Chosen by name; no address comes from a screen. Binance has one account page
 * for spot and perpetuals. Undefined for an exchange that has no entry.
 */
export function exchangePages(exchange: string): ExchangePages | undefined {
  const id = KEY_EXCHANGES.find((each) => each === (exchange === 'binanceusdm' ? 'binance' : exchange));
  if (id === undefined) return undefined;
  const { name, page } = KEY_GUIDES[id];
  return { name, keys: page, status: STATUS[id] };
}
