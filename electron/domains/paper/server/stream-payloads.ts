import { type Decimal, sub } from '#shared/model/decimal';
import type { UtcMs } from '#shared/model/time';
import type { Kline } from '../engine/intervals';
import type { PublicTrade } from '../engine/types';
import { averageOf, bookTicker } from './market-payloads';
import type { MarketView } from './market-view';
import { percentOf, text8 } from './text';

/** Market stream events, field for field as in web-socket-streams.md of binance-spot-api-docs. */
export const tradeEvent = (symbol: string, { id, quantity, time, isBuyerMaker }: PublicTrade, price: Decimal) => ({
  e: 'trade',
  E: time,
  s: symbol,
  t: id,
  p: text8(price),
  q: text8(quantity),
  T: time,
  m: isBuyerMaker,
  M: true,
});

export const aggTradeEvent = (symbol: string, { id, quantity, time, isBuyerMaker }: PublicTrade, price: Decimal) => ({
  e: 'aggTrade',
  E: time,
  s: symbol,
  a: id,
  p: text8(price),
  q: text8(quantity),
  f: id,
  l: id,
  T: time,
  m: isBuyerMaker,
  M: true,
});

export function bookTickerEvent(view: MarketView) {
  const { symbol, bidPrice, bidQty, askPrice, askQty } = bookTicker(view);
  return { u: view.updateId, s: symbol, b: bidPrice, B: bidQty, a: askPrice, A: askQty };
}

export function tickerEvent(view: MarketView, now: UtcMs) {
  const day = view.day(now);
  const { last } = view;
  const change = sub(last, day.open);
  const touch = bookTicker(view);
  return {
    e: '24hrTicker',
    E: now,
    s: view.spec.id,
    p: text8(change),
    P: percentOf(change, day.open),
    w: text8(averageOf(day.quoteVolume, day.volume, last)),
    x: text8(day.open),
    c: text8(last),
    Q: text8(view.lastQuantity),
    b: touch.bidPrice,
    B: touch.bidQty,
    a: touch.askPrice,
    A: touch.askQty,
    o: text8(day.open),
    h: text8(day.high),
    l: text8(day.low),
    v: text8(day.volume),
    q: text8(day.quoteVolume),
    O: day.openTime,
    C: now,
    F: day.firstTradeId,
    L: day.lastTradeId,
    n: day.trades,
  };
}

export function miniTickerEvent(view: MarketView, now: UtcMs) {
  const { s, c, o, h, l, v, q } = tickerEvent(view, now);
  return { e: '24hrMiniTicker', E: now, s, c, o, h, l, v, q };
}

export const klineEvent = (symbol: string, interval: string, kline: Kline, isClosed: boolean, now: UtcMs) => ({
  e: 'kline',
  E: now,
  s: symbol,
  k: {
    t: kline.openTime,
    T: kline.closeTime,
    s: symbol,
    i: interval,
    f: kline.firstTradeId,
    L: kline.lastTradeId,
    o: text8(kline.open),
    c: text8(kline.close),
    h: text8(kline.high),
    l: text8(kline.low),
    v: text8(kline.volume),
    n: kline.trades,
    x: isClosed,
    q: text8(kline.quoteVolume),
    V: text8(kline.takerBuyVolume),
    Q: text8(kline.takerBuyQuote),
    B: '0',
  },
});
