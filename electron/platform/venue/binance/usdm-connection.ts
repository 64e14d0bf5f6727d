import type { CcxtClient } from 'ccxt-binance';
import binanceusdm from 'ccxt-binanceusdm';
import { VenueError } from '../venue-error';
import { type BinanceConnection, connectionOn } from './connection';
import { isRaw, textOf } from './raw';

/** ccxt's word for USD-M in addresses and subscriptions. */
const USER_DATA = 'future';
/** A listen key is good for 60 minutes after it was last extended (USD-M "User Data Streams"). */
const EXTEND_EVERY_MS = 20 * 60_000;
/** What ccxt has no handler for, and drops. */
const NOTICES = new Set(['ACCOUNT_CONFIG_UPDATE', 'MARGIN_CALL']);

const Connection = connectionOn(binanceusdm, { options: {}, timeCall: 'fapiPublicGetTime' });

/**
 * Binance USD-M perpetuals: own orders, money and positions come over a listen key. The key is asked for afresh at each opening
 * and extended here, not by ccxt, which starts another chain of timers with each opening and does not hear of a key's end.
 */
export class UsdmConnection extends Connection implements BinanceConnection {
  /** All of them: USD-M has no shorter list (about 1 MB). */
  async readMarkets(_symbols: readonly string[]): Promise<Readonly<Record<string, { readonly info: unknown }>>> {
    try {
      await this.loadMarkets(true);
    } catch (thrown) {
      throw this.redacted(thrown);
    }
    return this.markets ?? {};
  }

  async openUserData(): Promise<{ readonly lost: Promise<never> }> {
    const answer = await this.rest('fapiPrivatePostListenKey');
    const listenKey = isRaw(answer) ? textOf(answer, 'listenKey') : undefined;
    if (listenKey === undefined || listenKey === '')
      throw new VenueError({ kind: 'no-answer', message: 'the exchange gave no listen key' });
    const url = this.getPrivateWsUrl(USER_DATA, listenKey);
    const lost = this.untilLost(this.watch(url, 'holdfast:lost', undefined, USER_DATA));
    const client = this.client(url);
    try {
      await Promise.race([client.connected, lost]);
    } catch (thrown) {
      throw this.redacted(thrown);
    }
    const timer = setInterval(() => void this.#extend(client), EXTEND_EVERY_MS);
    lost.catch(() => clearInterval(timer));
    return { lost };
  }

  /** A key that cannot be extended will end the stream unheard: better to open a new one now. */
  async #extend(client: CcxtClient): Promise<void> {
    try {
      await this.rest('fapiPrivatePutListenKey');
    } catch {
      this.end(client, 'the listen key could not be extended');
    }
  }

  openMarketData(symbols: readonly string[]): { readonly lost: Promise<never> } {
    const streams = [this.watchBidsAsks(symbols), this.watchTradesForSymbols(symbols), this.watchMarkPrices(symbols)];
    return { lost: this.untilLost(Promise.race(streams)) };
  }

  override handleMessage(client: CcxtClient, message: unknown): void {
    const event = isRaw(message) ? message.e : undefined;
    if (event === 'listenKeyExpired') this.end(client, 'the exchange ended the account stream');
    // The order that it placed has told all of it.
    else if (event === 'ALGO_UPDATE' && isRaw(message) && isRaw(message.o) && message.o.X === 'FINISHED') return;
    else if (typeof event === 'string' && NOTICES.has(event)) this.tap.onAccountNotice?.(message);
    else super.handleMessage(client, message);
  }

  override handleAcountUpdate(_client: CcxtClient, message: unknown): void {
    this.tap.onAccountPosition?.(message);
  }

  override handleMarkPrices(_client: CcxtClient, message: unknown): void {
    this.tap.onMarkPrice?.(message);
  }
}
