import type { ExchangeId } from '#shared/model/account';
import type { RealEnvironment } from '#shared/model/account-places';

type Addresses = Readonly<Record<string, unknown>>;

const spot = (rest: string, streams: string, api: string): Addresses => ({
  public: `https://${rest}/api/v3`,
  private: `https://${rest}/api/v3`,
  v1: `https://${rest}/api/v1`,
  ws: { spot: `wss://${streams}/ws`, 'ws-api': { spot: `wss://${api}/ws-api/v3` } },
});

const usdm = (rest: string, streams: string): Addresses => {
  const of = (kind: 'fapiPublic' | 'fapiPrivate') => ({
    [kind]: `https://${rest}/fapi/v1`,
    [`${kind}V2`]: `https://${rest}/fapi/v2`,
    [`${kind}V3`]: `https://${rest}/fapi/v3`,
  });
  return { ...of('fapiPublic'), ...of('fapiPrivate'), ws: { future: `wss://${streams}/ws` } };
};

/**
 * Where each of Binance's exchanges is reached, as ccxt's `urls.api` and whole: what is left out leads nowhere. Every host is one of the
 * pins of its environment (endpoint-pins.ts), and each address is ccxt 4.5.84's own; test/unit/endpoint-addresses.test.ts compares all
 * three. Source: Binance's "General Info" of the spot API, the spot test network and USD-M futures.
 */
const ADDRESSES: Readonly<Record<ExchangeId, Readonly<Record<RealEnvironment, Addresses | undefined>>>> = {
  binance: {
    live: spot('api.binance.com', 'stream.binance.com:9443', 'ws-api.binance.com'),
    testnet: spot('testnet.binance.vision', 'stream.testnet.binance.vision', 'ws-api.testnet.binance.vision'),
  },
  // Its test network takes keys of its own, which cannot be read back yet: see whyNotOffered.
  binanceusdm: { live: usdm('fapi.binance.com', 'fstream.binance.com'), testnet: undefined },
};

/** The addresses of an exchange in this environment; undefined where it is not linked. */
export function addressesOf(exchange: ExchangeId, environment: RealEnvironment): Record<string, unknown> | undefined {
  const addresses = ADDRESSES[exchange][environment];
  return addresses === undefined ? undefined : { ...addresses };
}
