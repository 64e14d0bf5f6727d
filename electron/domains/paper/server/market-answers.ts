import { err, ok } from '#shared/model/result';
import type { UtcMs } from '#shared/model/time';
import { isInterval } from '../engine/intervals';
import { badInterval, badSymbol } from '../engine/rejections';
import type { PublicTrade } from '../engine/types';
import type { ExchangeServices } from './exchange';
import { klineRow, klines } from './market-payloads';
import type { MarketView } from './market-view';
import type { Publication } from './publication';
import type { Answer, RouteContext } from './route';

/** What spot and futures answer alike, each about its own published markets. */
export interface MarketAnswers {
  /** The market named by `symbol`. */
  withView(context: RouteContext, answer: (view: MarketView, now: UtcMs) => Answer): Answer;
  /** Public trades by id, time and count. */
  trades(context: RouteContext, render: (trade: PublicTrade) => unknown): Answer;
  /** Candles, at most `most` of them. */
  candles(context: RouteContext, most: number): Answer;
}

export function marketAnswers(publicationOf: (services: ExchangeServices) => Publication): MarketAnswers {
  const withView: MarketAnswers['withView'] = ({ params, services }, answer) => {
    const symbol = params.symbol();
    if (params.refused !== undefined) return err(params.refused);
    const view = publicationOf(services).view(symbol);
    return view === undefined ? err(badSymbol) : answer(view, services.now());
  };
  return {
    withView,
    trades: (context, render) =>
      withView(context, (view) => {
        const { params } = context;
        const limit = params.limit(500, 1_000);
        const fromId = params.whole('fromId');
        const from = params.whole('startTime');
        const to = params.whole('endTime');
        if (params.refused !== undefined) return err(params.refused);
        const matching = view.trades.filter(
          (trade) =>
            (fromId === undefined || trade.id >= fromId) &&
            (from === undefined || trade.time >= from) &&
            (to === undefined || trade.time <= to),
        );
        const rows = fromId === undefined && from === undefined ? matching.slice(-limit) : matching.slice(0, limit);
        return ok(rows.map(render));
      }),
    candles: (context, most) =>
      withView(context, (view) => {
        const { params } = context;
        const interval = params.required('interval');
        const limit = params.limit(500, most);
        const from = params.whole('startTime');
        const to = params.whole('endTime');
        if (params.refused !== undefined) return err(params.refused);
        if (!isInterval(interval)) return err(badInterval);
        return ok(klines(view, interval, from, to, limit).map(klineRow));
      }),
  };
}
