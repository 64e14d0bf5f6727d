import ccxt from 'ccxt';
import { account, type PaperProcess } from './paper-process';

export type FuturesExchange = InstanceType<typeof ccxt.pro.binanceusdm>;

/** A paper account with a futures wallet besides its spot wallet. */
export const futuresAccount = (name: string, usdt = '100000') => ({
  ...account(name, { USDT: '1000' }),
  futuresBalances: { USDT: usdt },
});

/** An unmodified `ccxt.pro.binanceusdm` with only its URLs changed, markets loaded. Close it. */
export async function connectFutures(
  { urls }: Pick<PaperProcess, 'urls'>,
  name: string,
  more: Record<string, unknown> = {},
): Promise<FuturesExchange> {
  const { apiKey, secret } = account(name);
  const exchange = new ccxt.pro.binanceusdm({
    apiKey,
    secret,
    enableRateLimit: false,
    urls: { api: urls.urls },
    options: { fetchCurrencies: false, warnOnFetchOpenOrdersWithoutSymbol: false },
    ...more,
  });
  await exchange.loadHttpProxyAgent();
  await exchange.loadMarkets();
  return exchange;
}

/** Raw events of the account's user stream: what ccxt does not parse is in here too. */
export async function ownEvents(exchange: FuturesExchange): Promise<Array<Record<string, unknown>>> {
  // Opens the connection; its promise settles with the first event, which is no concern here.
  void exchange.watchOrders().catch(() => undefined);
  const events: Array<Record<string, unknown>> = [];
  let client:
    | { connection?: { on(event: 'message', listener: (data: Buffer) => void): void; readyState: number } }
    | undefined;
  for (let i = 0; i < 200 && client?.connection?.readyState !== 1; i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    client = Object.entries(exchange.clients).find(([url]) => url.includes('/private/'))?.[1] as typeof client;
  }
  // ccxt fetches a snapshot of the positions behind it; cut before that is there, it leaves a rejection nobody hears.
  const snapshot = (): unknown => (exchange.positions as unknown as Record<string, unknown> | undefined)?.future;
  for (let i = 0; i < 200 && snapshot() === undefined; i += 1) await new Promise((resolve) => setTimeout(resolve, 20));
  client?.connection?.on('message', (data) => events.push(JSON.parse(String(data)) as Record<string, unknown>));
  return events;
}
