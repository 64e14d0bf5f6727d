/**
 * The one exchange module of ccxt that this worker carries (`ccxt/js/src/pro/binance.js`, hidden by the package's
 * exports map; the bundler resolves this name to it). Only what we use is declared; ccxt itself is not modified.
 */
declare module 'ccxt-binance' {
  /** One WebSocket connection of ccxt. */
  export interface CcxtClient {
    readonly url: string;
    readonly futures: Record<string, Promise<unknown>>;
    /** Settles when the connection stands, or cannot. */
    readonly connected: Promise<unknown>;
    readonly connection?: { terminate?: () => void };
    onError(error: Error): void;
  }

  // biome-ignore lint/style/noDefaultExport: ccxt's own export, declared as it is
  export default class binance {
    constructor(config: Record<string, unknown>);
    urls: Record<string, unknown>;
    options: Record<string, unknown>;
    clients: Record<string, CcxtClient>;
    markets: Record<string, { readonly id: string; readonly symbol: string; readonly info: unknown }> | undefined;
    fetchImplementation: unknown;
    log: (...parts: unknown[]) => void;
    loadHttpProxyAgent(): Promise<unknown>;
    loadFetchImplementation(): Promise<unknown>;
    loadMarkets(reload?: boolean, params?: Record<string, unknown>): Promise<unknown>;
    authenticate(params?: Record<string, unknown>): Promise<void>;
    ensureUserDataStreamWsSubscribeSignature(marketType?: string): Promise<unknown>;
    watch(url: string, messageHash: string, message?: unknown, subscribeHash?: string): Promise<unknown>;
    watchBidsAsks(symbols: readonly string[]): Promise<unknown>;
    watchTradesForSymbols(symbols: readonly string[]): Promise<unknown>;
    client(url: string): CcxtClient;
    handleErrors(
      status: number,
      reason: string,
      url: string,
      method: string,
      headers: Record<string, string>,
      body: string,
      response: unknown,
    ): unknown;
    handleOrderUpdate(client: CcxtClient, message: unknown): void;
    handleBalance(client: CcxtClient, message: unknown): void;
    handleBidsAsks(client: CcxtClient, message: unknown): void;
    handleTrade(client: CcxtClient, message: unknown): void;
    handleEventStreamTerminated(client: CcxtClient, message: unknown): void;
    watchMarkPrices(symbols: readonly string[]): Promise<unknown>;
    getPrivateWsUrl(type: string, listenKey: string): string;
    handleAcountUpdate(client: CcxtClient, message: unknown): void;
    handleMarkPrices(client: CcxtClient, message: unknown): void;
    handleMessage(client: CcxtClient, message: unknown): void;
  }
}

/** The same for USD-M perpetuals (`ccxt/js/src/pro/binanceusdm.js`), which is ccxt's `binance` with other defaults. */
declare module 'ccxt-binanceusdm' {
  import type binance from 'ccxt-binance';
  // biome-ignore lint/style/noDefaultExport: ccxt's own export, declared as it is
  export default class binanceusdm extends binance {}
}
