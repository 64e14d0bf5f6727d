import type { UtcMs } from '#shared/model/time';
import type { FuturesEngine } from '../../engine/futures/engine';
import { levelTexts } from '../market-payloads';
import type { MarketView } from '../market-view';
import type { Publication } from '../publication';
import type { StreamDialect } from '../stream-dialect';
import { parseStream, type StreamKind } from '../stream-names';
import * as spot from '../stream-payloads';
import { premiumIndex } from './market-payloads';

/** Rates of book streams that futures have and spot has not; here they all come every 100 ms. */
const DEPTH_RATES = ['depth', 'depth@0ms', 'depth@100ms', 'depth@250ms', 'depth@500ms'];
const ALL: Readonly<Record<string, StreamKind>> = {
  '!bookTicker': { kind: 'allBookTickers' },
  '!forceOrder@arr': { kind: 'allForceOrders' },
  '!markPrice@arr': { kind: 'allMarkPrices' },
  '!markPrice@arr@1s': { kind: 'allMarkPrices' },
};

/** Reads a stream name of USD-M's WebSocket Market Streams; undefined when there is no such stream here. */
export function parseFuturesStream(name: string, symbols: readonly string[]): StreamKind | undefined {
  const all = ALL[name];
  if (all !== undefined) return all;
  const [lower = '', what = '', ...rest] = name.split('@');
  const symbol = lower.toUpperCase();
  const isKnown = lower === lower.toLowerCase() && symbols.includes(symbol);
  if (isKnown && what === 'markPrice' && (rest.length === 0 || rest.join() === '1s'))
    return { kind: 'markPrice', symbol };
  if (isKnown && what === 'forceOrder' && rest.length === 0) return { kind: 'forceOrder', symbol };
  return parseStream(name.replace(/@(0|250|500)ms$/, '@100ms').replace(/@(depth(5|10|20)?)$/, '@$1@100ms'), symbols);
}

/** Market streams of USD-M futures: their names, and the fields in which they differ from spot's. */
export const futuresStreams = (engine: FuturesEngine, publication: Publication): StreamDialect => ({
  parse: parseFuturesStream,
  depthNames: { 100: DEPTH_RATES, 1000: [] },
  trade: (symbol, trade, price) => {
    const { M, ...event } = spot.tradeEvent(symbol, trade, price);
    return { ...event, X: 'MARKET' };
  },
  aggTrade: (symbol, trade, price) => {
    const { M, ...event } = spot.aggTradeEvent(symbol, trade, price);
    return event;
  },
  bookTicker: (view, now) => ({ e: 'bookTicker', E: now, T: now, ...spot.bookTickerEvent(view) }),
  depth: (event) => ({ ...event, T: event.E, pu: event.U - 1 }),
  partialDepth,
  ticker: (view, now) => {
    const { x, b, B, a, A, ...event } = spot.tickerEvent(view, now);
    return event;
  },
  markPrice: (symbol, now) => {
    const market = engine.market(symbol);
    if (market === undefined) return {};
    const index = premiumIndex(market, publication.distortion(symbol), now);
    return {
      e: 'markPriceUpdate',
      E: now,
      s: symbol,
      p: index.markPrice,
      i: index.indexPrice,
      P: index.estimatedSettlePrice,
      r: index.lastFundingRate,
      T: index.nextFundingTime,
    };
  },
});

/** A partial book is a `depthUpdate` on futures. */
const partialDepth = (view: MarketView, levels: number, now: UtcMs): object => ({
  e: 'depthUpdate',
  E: now,
  T: now,
  s: view.spec.id,
  U: view.updateId,
  u: view.updateId,
  pu: view.updateId - 1,
  b: levelTexts(view.levels('BUY', levels)),
  a: levelTexts(view.levels('SELL', levels)),
});
