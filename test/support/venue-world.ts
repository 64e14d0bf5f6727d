import ccxt, { type Exchange } from 'ccxt';
import type { GuardAccount, KnownOrder } from '../../electron/domains/halt/guard-protocol';
import type { PaperFaults, PaperOptions, PaperProtocol, PaperUrls } from '../../electron/domains/paper/index';
import { systemClock } from '../../electron/platform/clock';
import { launchFork } from '../../electron/platform/process/launch-node';
import type { GuardedExchangeId } from '../../electron/platform/venue/cancel-plan';
import { builtWorker } from './built-worker';
import { CANARY, startProcess } from './exchange-world';

export type VenueName = 'bybit' | 'okx' | 'kraken';

/** Kraken's secrets are base64, OKX's keys have three parts; each holds the canary in some form. */
export const venueCredential = (accountId: string) => ({
  apiKey: `key-${CANARY}-${accountId}`,
  secret: Buffer.from(`secret-${CANARY}-${accountId}`.padEnd(64, '.')).toString('base64'),
  passphrase: `phrase-${CANARY}-${accountId}`,
});

const MONEY = { USDT: '10000000', BTC: '1000', ETH: '1000', SOL: '10000', XRP: '1000000', BNB: '1000' };
/** Resting far below the market, of a size that every market takes. */
const BELOW = { spot: 0.7, perpetual: 0.955 };
const SIZES: Readonly<Record<string, number>> = {
  'BTC/USDT': 0.001,
  'ETH/USDT': 0.01,
  'SOL/USDT': 0.2,
  'BNB/USDT': 0.1,
  'XRP/USDT': 10,
};

export interface VenueWorld {
  readonly urls: PaperUrls;
  /** An unmodified ccxt of the account with only its URLs changed, markets loaded. */
  connect(accountId: string, options?: { readonly enableRateLimit?: boolean }): Promise<Exchange>;
  faults(faults: PaperFaults): Promise<void>;
  status(): Promise<PaperProtocol['requests']['status']['result']>;
  guardAccount(accountId: string, symbols: readonly string[]): GuardAccount;
  stop(): Promise<void>;
}

/** A paper exchange in its own process, as one of the venues, or as Binance with the limits given. */
export async function startVenue(
  exchange: VenueName | 'binance' | 'binanceusdm',
  accountIds: readonly string[],
  options: Partial<PaperOptions> = {},
): Promise<VenueWorld> {
  const isPerpetual = exchange === 'binanceusdm';
  const accounts = accountIds.map((name) => ({
    name,
    ...venueCredential(name),
    balances: MONEY,
    ...(isPerpetual ? { futuresBalances: { USDT: '10000000' } } : {}),
  }));
  const { process: paper, ready } = await startProcess<PaperProtocol>({
    name: 'paper',
    launch: launchFork(builtWorker('paper-exchange')),
    config: () =>
      ({
        seed: 7,
        port: 0,
        accounts,
        exchange: isPerpetual ? 'binance' : exchange,
        ...options,
      }) as PaperProtocol['config'],
    clock: systemClock,
    restart: false,
  });
  const connected: Exchange[] = [];
  const answered = <T>(answer: { ok: true; value: T } | { ok: false; error: { message: string } }): T => {
    if (!answer.ok) throw new Error(answer.error.message);
    return answer.value;
  };
  return {
    urls: ready,
    connect: async (accountId, more = {}) => {
      const { apiKey, secret, passphrase } = venueCredential(accountId);
      const client: Exchange = new ccxt[exchange]({
        apiKey,
        secret,
        password: passphrase,
        enableRateLimit: false,
        urls: { api: ready.urls },
        ...more,
        ...(exchange === 'binance'
          ? { options: { fetchCurrencies: false, fetchMargins: false, fetchMarkets: { types: ['spot'] } } }
          : {}),
        ...(isPerpetual ? { options: { fetchCurrencies: false } } : {}),
      });
      connected.push(client);
      const [first] = connected;
      if (first === client || first === undefined) await client.loadMarkets();
      else client.setMarkets(first.markets, first.currencies as never);
      return client;
    },
    faults: async (faults) => void answered(await paper.request('setFaults', faults)),
    status: async () => answered(await paper.request('status', {})),
    guardAccount: (accountId, symbols) => ({
      accountId,
      exchange: exchange as GuardedExchangeId,
      urls: ready.urls,
      credential: venueCredential(accountId),
      symbols,
    }),
    stop: async () => {
      await Promise.all(connected.map((client) => client.close()));
      await paper.stop();
    },
  };
}

/** Places a resting limit order through ccxt; told as main knows it. */
export async function restOne(
  client: Exchange,
  accountId: string,
  symbol: string,
  last: number,
  clientOrderId: string,
): Promise<KnownOrder> {
  const isPerpetual = symbol.includes(':');
  const [base = ''] = symbol.split(':');
  const amount = (SIZES[base] ?? 1) * (isPerpetual ? 10 : 1);
  const price = Number(client.priceToPrecision(symbol, last * (isPerpetual ? BELOW.perpetual : BELOW.spot)));
  const place = () => client.createOrder(symbol, 'limit', 'buy', amount, price, { clientOrderId });
  // ccxt counts Kraken's nonces in milliseconds: without a network in between, two of its requests can have the same.
  await place().catch((thrown: unknown) => (thrown instanceof ccxt.InvalidNonce ? place() : Promise.reject(thrown)));
  return { accountId, symbol, clientOrderId, quantity: String(amount) };
}
