import { err, ok } from '#shared/model/result';
import { perpSpecOf } from '../../engine/futures/specs';
import { badSymbol } from '../../engine/rejections';
import { marketAnswers } from '../market-answers';
import type { MarketView } from '../market-view';
import type { Params } from '../params';
import type { Answer, Route, RouteContext } from '../route';
import * as payload from './market-payloads';

type View = (view: MarketView, now: number) => unknown;

const { withView, trades, candles } = marketAnswers((services) => services.futures.publication);

/** One object for `symbol`, a list of all without. */
function oneOrAll(context: RouteContext, render: View): Answer {
  const { params, services } = context;
  const symbol = params.optionalSymbol();
  if (params.refused !== undefined) return err(params.refused);
  if (symbol !== undefined) return withView(context, (view, now) => ok(render(view, now)));
  const { publication } = services.futures;
  const views = publication.symbols.flatMap((id) => publication.view(id) ?? []);
  return ok(views.map((view) => render(view, services.now())));
}

const premiumIndexOf = (context: RouteContext): View => {
  const { engine, publication } = context.services.futures;
  return ({ spec }, now) => {
    const market = engine.market(spec.id);
    return market === undefined ? {} : payload.premiumIndex(market, publication.distortion(spec.id), now);
  };
};

function depthAnswer(context: RouteContext): Answer {
  return withView(context, (view, now) => {
    const limit = context.params.limit(500, 1_000);
    return context.params.refused === undefined ? ok(payload.depth(view, limit, now)) : err(context.params.refused);
  });
}

/** Oldest first, as Binance answers it; all symbols without `symbol`. */
function fundingRateAnswer(context: RouteContext): Answer {
  const { params, services } = context;
  const symbol = params.optionalSymbol();
  const limit = params.limit(100, 1_000);
  const from = params.whole('startTime') ?? 0;
  const to = params.whole('endTime') ?? Number.POSITIVE_INFINITY;
  if (params.refused !== undefined) return err(params.refused);
  const { engine } = services.futures;
  if (symbol !== undefined && engine.market(symbol) === undefined) return err(badSymbol);
  const rows = (symbol === undefined ? engine.symbols : [symbol]).flatMap((id) =>
    (engine.market(id)?.funding.past ?? [])
      .filter(({ time }) => time >= from && time <= to)
      .map((settlement) => payload.fundingRate(id, settlement)),
  );
  rows.sort((one, other) => one.fundingTime - other.fundingTime);
  return ok(params.has('startTime') ? rows.slice(0, limit) : rows.slice(-limit));
}

/** Weights of the market data calls by their `limit` (Order Book; Kline Data). */
const depthWeight = (params: Params): number => {
  const limit = params.whole('limit') ?? 500;
  if (limit <= 50) return 2;
  if (limit <= 100) return 5;
  return limit <= 500 ? 10 : 20;
};
const klinesWeight = (params: Params): number => {
  const limit = params.whole('limit') ?? 500;
  if (limit < 100) return 1;
  if (limit < 500) return 2;
  return limit <= 1_000 ? 5 : 10;
};
const bySymbol =
  (one: number, all: number) =>
  (params: Params): number =>
    params.has('symbol') ? one : all;

const get = (path: string, weight: Route['weight'], params: readonly string[], handle: Route['handle']): Route => ({
  api: 'futures',
  path: `/fapi/${path}`,
  weight,
  security: 'NONE',
  params,
  handle,
});

/** Public market data of USD-M futures. Nothing here needs a key. */
export const FUTURES_MARKET_ROUTES: readonly Route[] = [
  get('v1/ping', 1, [], () => ok({})),
  get('v1/time', 1, [], ({ services }) => ok({ serverTime: services.now() })),
  get('v1/exchangeInfo', 1, [], ({ services }) => {
    const { engine, limits } = services.futures;
    const specs = engine.symbols.flatMap((symbol) => perpSpecOf(symbol) ?? []);
    return ok(payload.exchangeInfo(specs, limits.limits, services.now()));
  }),
  get('v1/depth', depthWeight, ['symbol', 'limit'], depthAnswer),
  get('v1/trades', 5, ['symbol', 'limit'], (context) => trades(context, payload.trade)),
  get('v1/aggTrades', 20, ['symbol', 'limit', 'fromId', 'startTime', 'endTime'], (context) =>
    trades(context, payload.aggTrade),
  ),
  get('v1/klines', klinesWeight, ['symbol', 'interval', 'limit', 'startTime', 'endTime'], (context) =>
    candles(context, 1_500),
  ),
  get('v1/ticker/24hr', bySymbol(1, 40), ['symbol'], (context) => oneOrAll(context, payload.ticker24h)),
  get('v1/ticker/price', bySymbol(1, 2), ['symbol'], (context) => oneOrAll(context, payload.tickerPrice)),
  get('v2/ticker/price', bySymbol(1, 2), ['symbol'], (context) => oneOrAll(context, payload.tickerPrice)),
  get('v1/ticker/bookTicker', bySymbol(2, 5), ['symbol'], (context) => oneOrAll(context, payload.bookTicker)),
  get('v1/premiumIndex', bySymbol(1, 10), ['symbol'], (context) => oneOrAll(context, premiumIndexOf(context))),
  get('v1/fundingRate', 1, ['symbol', 'startTime', 'endTime', 'limit'], fundingRateAnswer),
];
