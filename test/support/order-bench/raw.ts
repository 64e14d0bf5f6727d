import { connectTo } from '../paper-process';
import { serveBlocks } from './blocks';

/*
 * The same orders by raw ccxt, in a process of its own: nothing of Holdfast in between. BENCH_CONFIG is
 * JSON: the bench's socket, the exchange's addresses, and a key.
 */
const { socketPath, urls, apiKey, secret } = JSON.parse(process.env.BENCH_CONFIG ?? '{}') as Record<string, string>;
const exchange = connectTo(urls, { apiKey, secret });
await exchange.loadHttpProxyAgent();
await exchange.loadMarkets();

serveBlocks(
  socketPath ?? '',
  async ({ price, quantity }, clientOrderId) => {
    await exchange.createOrder('BTC/USDT', 'limit', 'buy', Number(quantity), Number(price), { clientOrderId });
  },
  async () => {
    await exchange.cancelAllOrders('BTC/USDT');
  },
);
