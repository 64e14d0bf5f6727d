import ccxt from 'ccxt';
import type { PaperFaults, PaperOptions, PaperProtocol, PaperUrls } from '../../electron/domains/paper/index';
import { systemClock } from '../../electron/platform/clock';
import { launchFork } from '../../electron/platform/process/launch-node';
import { SupervisedProcess } from '../../electron/platform/process/supervised-process';
import { builtWorker } from './built-worker';

export const PAPER_ENTRY = builtWorker('paper-exchange');

type Binance = InstanceType<typeof ccxt.pro.binance>;
interface TestProtocol extends Omit<PaperProtocol, 'config'> {
  readonly config: PaperOptions;
}

export interface PaperProcess {
  readonly urls: PaperUrls;
  readonly process: SupervisedProcess<TestProtocol>;
  setFaults(faults: PaperFaults): Promise<void>;
  /** An unmodified ccxt with only its URLs changed, markets loaded. Closed by `stop`. */
  connect(account: string, more?: Record<string, unknown>): Promise<Binance>;
  stop(): Promise<void>;
  /** What the process said on stderr. */
  readonly said: string[];
}

export const account = (name: string, balances: Record<string, string> = { USDT: '100000', BTC: '5' }) => ({
  name,
  apiKey: `key${name}`.padEnd(64, 'k'),
  secret: `secret${name}`.padEnd(64, 's'),
  balances,
});

/** The paper exchange as the process it is, under the supervisor that the app uses. */
export async function startPaper(options: Partial<PaperOptions> = {}): Promise<PaperProcess> {
  const config: PaperOptions = { seed: 7, port: 0, accounts: [account('alice'), account('bob')], ...options };
  const said: string[] = [];
  const exchanges: Binance[] = [];
  let settle: (urls: PaperUrls) => void = () => undefined;
  const ready = new Promise<PaperUrls>((resolve) => {
    settle = resolve;
  });
  const supervised = new SupervisedProcess<TestProtocol>({
    name: 'paper',
    launch: launchFork(PAPER_ENTRY),
    config: () => config,
    clock: systemClock,
    restart: false,
    onReady: (urls) => settle(urls),
    onOutput: (line) => said.push(line),
  });
  supervised.start();
  const urls = await ready;
  return {
    urls,
    process: supervised,
    said,
    setFaults: async (faults) => {
      const result = await supervised.request('setFaults', faults);
      if (!result.ok) throw new Error(result.error.message);
    },
    connect: async (name, more = {}) => {
      const { apiKey, secret } = config.accounts.find((candidate) => candidate.name === name) ?? account(name);
      const exchange = connectTo(urls.urls, { apiKey, secret, ...more });
      exchanges.push(exchange);
      await exchange.loadHttpProxyAgent();
      await exchange.loadMarkets();
      return exchange;
    },
    stop: async () => {
      await Promise.all(exchanges.map((exchange) => exchange.close().catch(() => undefined)));
      await supervised.stop();
    },
  };
}

export function connectTo(api: unknown, more: Record<string, unknown>): Binance {
  return new ccxt.pro.binance({
    enableRateLimit: false,
    urls: { api },
    options: {
      defaultType: 'spot',
      fetchCurrencies: false,
      fetchMargins: false,
      fetchMarkets: { types: ['spot'] },
      warnOnFetchOpenOrdersWithoutSymbol: false,
    },
    ...more,
  });
}

/** How a call through ccxt was refused: HTTP-independent, from the exchange's own body. */
export async function refusalOf(exchange: Binance, call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'accepted';
  } catch (thrown) {
    const body = String(exchange.last_http_response ?? '');
    try {
      const { code, msg } = JSON.parse(body) as { code: number; msg: string };
      return `${code} ${msg}`;
    } catch {
      return thrown instanceof Error ? thrown.constructor.name : String(thrown);
    }
  }
}
