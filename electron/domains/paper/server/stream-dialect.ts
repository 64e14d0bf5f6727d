import type { Decimal } from '#shared/model/decimal';
import type { UtcMs } from '#shared/model/time';
import type { PublicTrade } from '../engine/types';
import type { DepthEvent } from './depth-diff';
import { depth } from './market-payloads';
import type { MarketView } from './market-view';
import { parseStream, type StreamKind } from './stream-names';
import * as payload from './stream-payloads';

/** Where the market streams of spot and of futures differ: names, and the fields of some events. */
export interface StreamDialect {
  parse(name: string, symbols: readonly string[]): StreamKind | undefined;
  /** Names of the book difference streams that are sent every 100 ms and every second, after `symbol@`. */
  readonly depthNames: Readonly<Record<100 | 1_000, readonly string[]>>;
  trade(symbol: string, trade: PublicTrade, price: Decimal): object;
  aggTrade(symbol: string, trade: PublicTrade, price: Decimal): object;
  bookTicker(view: MarketView, now: UtcMs): object;
  depth(event: DepthEvent): object;
  partialDepth(view: MarketView, levels: number, now: UtcMs): object;
  ticker(view: MarketView, now: UtcMs): object;
  markPrice(symbol: string, now: UtcMs): object;
}

export const SPOT_STREAMS: StreamDialect = {
  parse: parseStream,
  depthNames: { 100: ['depth@100ms'], 1000: ['depth', 'depth@1000ms'] },
  trade: payload.tradeEvent,
  aggTrade: payload.aggTradeEvent,
  bookTicker: payload.bookTickerEvent,
  depth: (event) => event,
  partialDepth: depth,
  ticker: payload.tickerEvent,
  // No spot stream name leads here.
  markPrice: () => ({}),
};
