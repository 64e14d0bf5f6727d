import binance from 'ccxt-binance';
import { failureOf } from '../venue-error';
import { type BinanceConnection, connectionOn } from './connection';
import { marketIdOf } from './symbols';

const USER_DATA = 'spot';
const UNKNOWN_SYMBOL = -1121;

const Connection = connectionOn(binance, {
  options: { defaultType: 'spot', fetchMarkets: { types: ['spot'] } },
  timeCall: 'publicGetTime',
});

/** Binance spot: own orders come over the WebSocket API. */
export class SpotConnection extends Connection implements BinanceConnection {
  /**
   * Asks for these symbols alone: all of Binance spot is 10 MB. One that the exchange does not know makes it refuse the short
   * list; then all are read.
   */
  async readMarkets(symbols: readonly string[]): Promise<Readonly<Record<string, { readonly info: unknown }>>> {
    try {
      await this.loadMarkets(true, { symbols: JSON.stringify(symbols.map(marketIdOf)) });
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (failure.kind !== 'answered' || failure.exchangeCode !== UNKNOWN_SYMBOL) throw this.redacted(thrown);
      await this.loadMarkets(true);
    }
    return this.markets ?? {};
  }

  async openUserData(): Promise<{ readonly lost: Promise<never> }> {
    try {
      await this.authenticate({ type: USER_DATA });
    } catch (thrown) {
      throw this.redacted(thrown);
    }
    return { lost: this.untilLost(this.watch(this.#userDataUrl, 'holdfast:lost', undefined, USER_DATA)) };
  }

  openMarketData(symbols: readonly string[]): { readonly lost: Promise<never> } {
    const lost = Promise.race([this.watchBidsAsks(symbols), this.watchTradesForSymbols(symbols)]);
    return { lost: this.untilLost(lost) };
  }

  // ccxt raises the flag of a subscription before it is confirmed and keeps a second future for concurrent callers; with
  // none, its rejection on a cut connection would be unhandled and end the process.
  override ensureUserDataStreamWsSubscribeSignature(marketType = 'spot'): Promise<unknown> {
    const subscribed = super.ensureUserDataStreamWsSubscribeSignature(marketType);
    this.clients[this.#userDataUrl]?.futures[`authenticate:signature:${marketType}`]?.catch(() => undefined);
    return subscribed;
  }

  get #userDataUrl(): string {
    const api = this.urls.api as { ws?: { 'ws-api'?: { spot?: string } } };
    return api.ws?.['ws-api']?.spot ?? '';
  }
}
