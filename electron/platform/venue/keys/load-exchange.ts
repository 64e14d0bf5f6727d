import type RestExchange from 'ccxt-rest/binance';
import type { KeyExchange } from '#shared/model/keys';

export type { RestExchange };

type Loader = () => Promise<{ readonly default: typeof RestExchange }>;

/** ccxt's module of one exchange, loaded when it is asked for: all of ccxt costs a process over half a second. */
const LOADERS: Readonly<Record<KeyExchange, Loader>> = {
  binance: () => import('ccxt-rest/binance'),
  bybit: () => import('ccxt-rest/bybit'),
  okx: () => import('ccxt-rest/okx'),
  kraken: () => import('ccxt-rest/kraken'),
  krakenfutures: () => import('ccxt-rest/krakenfutures'),
  kucoin: () => import('ccxt-rest/kucoin'),
  gate: () => import('ccxt-rest/gate'),
  bitget: () => import('ccxt-rest/bitget'),
  coinbase: () => import('ccxt-rest/coinbase'),
  deribit: () => import('ccxt-rest/deribit'),
  htx: () => import('ccxt-rest/htx'),
  bitfinex: () => import('ccxt-rest/bitfinex'),
  mexc: () => import('ccxt-rest/mexc'),
  bingx: () => import('ccxt-rest/bingx'),
  cryptocom: () => import('ccxt-rest/cryptocom'),
  gemini: () => import('ccxt-rest/gemini'),
  bitstamp: () => import('ccxt-rest/bitstamp'),
  phemex: () => import('ccxt-rest/phemex'),
  hyperliquid: () => import('ccxt-rest/hyperliquid'),
  woo: () => import('ccxt-rest/woo'),
  bitvavo: () => import('ccxt-rest/bitvavo'),
  backpack: () => import('ccxt-rest/backpack'),
};

export async function loadExchange(exchange: KeyExchange): Promise<typeof RestExchange> {
  return (await LOADERS[exchange]()).default;
}
