/**
 * ccxt's modules of single exchanges, without streams (`ccxt/js/src/<id>.js`, hidden by the package's exports map; the bundler
 * resolves these names to them). Only what is used here is declared; ccxt itself is not modified.
 */
declare module 'ccxt-rest/*' {
  // biome-ignore lint/style/noDefaultExport: ccxt's own export, declared as it is
  export default class RestExchange {
    constructor(config: Record<string, unknown>);
    readonly has: Readonly<Record<string, unknown>>;
    urls: { api: unknown; test?: unknown };
    options: Record<string, unknown>;
    fetchImplementation: unknown;
    log: (...parts: unknown[]) => void;
    setSandboxMode(isOn: boolean): void;
    request(path: string, api: string, method: string): Promise<unknown>;
    ethGetAddressFromPrivateKey(privateKey: string): string;
  }
}
