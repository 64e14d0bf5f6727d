import { err, ok } from '#shared/model/result';
import { badSymbol, eitherMissing, type Rejection } from '../engine/rejections';
import { marketAnswers } from './market-answers';
import * as payload from './market-payloads';
import type { MarketView } from './market-view';
import type { Params } from './params';
import type { Answer, Route, RouteContext } from './route';
import { text8 } from './text';

const API = '/api/v3';

/** GET depth: 1-100 → 5, 101-500 → 25, 501-1000 → 50, 1001-5000 → 250 (rest-api.md). */
const depthWeight = (params: Params): number => {
  const limit = params.whole('limit') ?? 100;
  if (limit <= 100) return 5;
  if (limit <= 500) return 25;
  return limit <= 1_000 ? 50 : 250;
};

/** Weight of the ticker calls: one symbol, up to 20, up to 100, all. */
const perSymbols =
  (one: number, upTo20: number, upTo100: number, all: number) =>
  (params: Params): number => {
    if (params.has('symbol')) return one;
    const count = params.symbols()?.length ?? Number.POSITIVE_INFINITY;
    if (count <= 20) return upTo20;
    return count <= 100 ? upTo100 : all;
  };

const { withView, trades, candles } = marketAnswers((services) => services.publication);

/** One object for `symbol`, a list for `symbols` or none. */
function eachView(context: RouteContext, render: (view: MarketView, now: number) => unknown): Answer {
  const { params, services } = context;
  const one = params.optionalSymbol();
  const several = params.symbols();
  if (params.refused !== undefined) return err(params.refused);
  if (one !== undefined) return withView(context, (view, now) => ok(render(view, now)));
  const views: MarketView[] = [];
  for (const symbol of several ?? services.publication.symbols) {
    const view = services.publication.view(symbol);
    if (view === undefined) return err(badSymbol);
    views.push(view);
  }
  const now = services.now();
  return ok(views.map((view) => render(view, now)));
}

const klinesAnswer = (context: RouteContext): Answer => candles(context, 1_000);

/** exchangeInfo answers for all, for `symbol` or for `symbols`. */
function exchangeInfoAnswer(context: RouteContext): Answer {
  const { params, services } = context;
  const one = params.optionalSymbol();
  const wanted = one === undefined ? params.symbols() : [one];
  if (params.refused !== undefined) return err(params.refused);
  const specs = wanted === undefined ? services.specs : services.specs.filter((spec) => wanted.includes(spec.id));
  if (wanted !== undefined && specs.length !== wanted.length) return err(badSymbol);
  return ok(payload.exchangeInfo(specs, services.limits.limits, services.now()));
}

function rollingAnswer(context: RouteContext): Answer {
  const { params } = context;
  if (!params.has('symbol') && !params.has('symbols')) return err<Rejection>(eitherMissing('symbol', 'symbols'));
  return eachView(context, payload.ticker24h);
}

/** Public market data. Nothing here needs a key. */
export const MARKET_ROUTES: readonly Route[] = [
  { path: `${API}/ping`, wsMethod: 'ping', weight: 1, security: 'NONE', params: [], handle: () => ok({}) },
  {
    path: `${API}/time`,
    wsMethod: 'time',
    weight: 1,
    security: 'NONE',
    params: [],
    handle: ({ services }) => ok({ serverTime: services.now() }),
  },
  {
    path: `${API}/exchangeInfo`,
    wsMethod: 'exchangeInfo',
    weight: 20,
    security: 'NONE',
    params: ['symbol', 'symbols', 'permissions', 'showPermissionSets', 'symbolStatus'],
    handle: exchangeInfoAnswer,
  },
  {
    path: `${API}/depth`,
    wsMethod: 'depth',
    weight: depthWeight,
    security: 'NONE',
    params: ['symbol', 'limit'],
    handle: (context) =>
      withView(context, (view) => {
        const limit = context.params.limit(100, 5_000);
        return context.params.refused === undefined ? ok(payload.depth(view, limit)) : err(context.params.refused);
      }),
  },
  {
    path: `${API}/trades`,
    wsMethod: 'trades.recent',
    weight: 25,
    security: 'NONE',
    params: ['symbol', 'limit'],
    handle: (context) => trades(context, payload.trade),
  },
  {
    path: `${API}/historicalTrades`,
    wsMethod: 'trades.historical',
    weight: 25,
    security: 'NONE',
    params: ['symbol', 'limit', 'fromId'],
    handle: (context) => trades(context, payload.trade),
  },
  {
    path: `${API}/aggTrades`,
    wsMethod: 'trades.aggregate',
    weight: 4,
    security: 'NONE',
    params: ['symbol', 'limit', 'fromId', 'startTime', 'endTime'],
    handle: (context) => trades(context, payload.aggTrade),
  },
  {
    path: `${API}/klines`,
    wsMethod: 'klines',
    weight: 2,
    security: 'NONE',
    params: ['symbol', 'interval', 'limit', 'startTime', 'endTime'],
    handle: klinesAnswer,
  },
  {
    path: `${API}/uiKlines`,
    wsMethod: 'uiKlines',
    weight: 2,
    security: 'NONE',
    params: ['symbol', 'interval', 'limit', 'startTime', 'endTime'],
    handle: klinesAnswer,
  },
  {
    path: `${API}/avgPrice`,
    wsMethod: 'avgPrice',
    weight: 2,
    security: 'NONE',
    params: ['symbol'],
    handle: (context) =>
      withView(context, (view, now) => ok({ mins: 5, price: text8(view.averagePrice), closeTime: now })),
  },
  {
    path: `${API}/ticker/24hr`,
    wsMethod: 'ticker.24hr',
    weight: perSymbols(2, 2, 40, 80),
    security: 'NONE',
    params: ['symbol', 'symbols', 'type', 'symbolStatus'],
    handle: (context) =>
      eachView(context, context.params.optional('type') === 'MINI' ? payload.tickerMini : payload.ticker24h),
  },
  {
    path: `${API}/ticker`,
    wsMethod: 'ticker',
    weight: (params) => 4 * (params.symbols()?.length ?? 1),
    security: 'NONE',
    params: ['symbol', 'symbols', 'windowSize', 'type', 'symbolStatus'],
    handle: rollingAnswer,
  },
  {
    path: `${API}/ticker/price`,
    wsMethod: 'ticker.price',
    weight: perSymbols(2, 4, 4, 4),
    security: 'NONE',
    params: ['symbol', 'symbols', 'symbolStatus'],
    handle: (context) => eachView(context, (view) => ({ symbol: view.spec.id, price: text8(view.last) })),
  },
  {
    path: `${API}/ticker/bookTicker`,
    wsMethod: 'ticker.book',
    weight: perSymbols(2, 4, 4, 4),
    security: 'NONE',
    params: ['symbol', 'symbols', 'symbolStatus'],
    handle: (context) => eachView(context, payload.bookTicker),
  },
];
