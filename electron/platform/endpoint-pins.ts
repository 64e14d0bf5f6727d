import type { Environment } from '#shared/model/account';
import type { KeyExchange } from '#shared/model/keys';

/** Hosts, with the port where it is not 443. */
type Hosts = readonly string[];

interface Pins {
  readonly live: Hosts;
  /** Null where the exchange has no test network that ccxt can talk to: setting its sandbox mode does not fail, the next call does. */
  readonly testnet: Hosts | null;
}

/**
 * The only hosts that may be talked to with a key of this exchange and environment, REST and streams (K9). From the exchanges'
 * documents by way of ccxt 4.5.84's own addresses; test/unit/endpoint-pins.test.ts compares the two, so that an update of ccxt
 * that moves a host is seen by us and not by an operator. Left out on purpose: help pages, pages of the web site, hosts of markets that
 * Holdfast does not trade.
 */
export const ENDPOINT_PINS: Readonly<Record<KeyExchange, Pins>> = {
  binance: {
    live: [
      'api.binance.com',
      'fapi.binance.com',
      'stream.binance.com:9443',
      'fstream.binance.com',
      'ws-api.binance.com',
      'ws-fapi.binance.com',
    ],
    testnet: ['testnet.binance.vision', 'stream.testnet.binance.vision', 'ws-api.testnet.binance.vision'],
  },
  bybit: {
    live: ['api.bybit.com', 'stream.bybit.com'],
    testnet: ['api-testnet.bybit.com', 'stream-testnet.bybit.com'],
  },
  // Its test network is the same host with a header of its own; streams differ.
  okx: { live: ['www.okx.com', 'ws.okx.com:8443'], testnet: ['www.okx.com', 'wspap.okx.com:8443'] },
  kraken: { live: ['api.kraken.com', 'ws.kraken.com', 'ws-auth.kraken.com'], testnet: null },
  krakenfutures: { live: ['futures.kraken.com'], testnet: ['demo-futures.kraken.com'] },
  // Streams are opened at a host that the exchange names in an answer; they are added when KuCoin is linked.
  kucoin: { live: ['api.kucoin.com', 'api-futures.kucoin.com'], testnet: null },
  gate: {
    live: ['api.gateio.ws', 'ws.gate.io', 'fx-ws.gateio.ws'],
    testnet: ['api-testnet.gateapi.io', 'ws-testnet.gate.com', 'fx-ws-testnet.gateio.ws'],
  },
  bitget: { live: ['api.bitget.com', 'ws.bitget.com'], testnet: ['api.bitget.com', 'wspap.bitget.com'] },
  coinbase: { live: ['api.coinbase.com', 'advanced-trade-ws.coinbase.com'], testnet: null },
  deribit: { live: ['www.deribit.com'], testnet: ['test.deribit.com'] },
  htx: { live: ['api.huobi.pro', 'api.hbdm.vn'], testnet: null },
  bitfinex: { live: ['api.bitfinex.com', 'api-pub.bitfinex.com'], testnet: null },
  mexc: { live: ['api.mexc.com', 'contract.mexc.com', 'wbs-api.mexc.com'], testnet: null },
  bingx: {
    live: ['open-api.bingx.com', 'open-api-ws.bingx.com', 'open-api-swap.bingx.com'],
    testnet: ['open-api-vst.bingx.com', 'vst-open-api-ws.bingx.com'],
  },
  cryptocom: { live: ['api.crypto.com', 'stream.crypto.com'], testnet: ['uat-api.3ona.co', 'uat-stream.3ona.co'] },
  gemini: { live: ['api.gemini.com'], testnet: ['api.sandbox.gemini.com'] },
  bitstamp: { live: ['www.bitstamp.net', 'ws.bitstamp.net'], testnet: null },
  phemex: { live: ['api.phemex.com', 'ws.phemex.com'], testnet: ['testnet-api.phemex.com'] },
  hyperliquid: { live: ['api.hyperliquid.xyz'], testnet: ['api.hyperliquid-testnet.xyz'] },
  woo: {
    live: ['api.woox.io', 'api-pub.woox.io', 'wss.woox.io'],
    testnet: ['api.staging.woox.io', 'api-pub.staging.woox.io', 'wss.staging.woox.io'],
  },
  bitvavo: { live: ['api.bitvavo.com', 'ws.bitvavo.com'], testnet: null },
  backpack: { live: ['api.backpack.exchange', 'ws.backpack.exchange'], testnet: null },
};

/** Hosts of an account that trades with real or test money; null where the exchange has no such environment. */
export function pinnedHosts(
  exchange: KeyExchange,
  environment: Exclude<Environment, 'paper'>,
): ReadonlySet<string> | null {
  const hosts = ENDPOINT_PINS[exchange][environment];
  return hosts === null ? null : new Set(hosts);
}
