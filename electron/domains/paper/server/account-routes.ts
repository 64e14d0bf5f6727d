import { err, ok } from '#shared/model/result';
import type { UtcMs } from '#shared/model/time';
import { badSymbol } from '../engine/rejections';
import { DEFAULT_FEES } from '../engine/settlement';
import * as payload from './account-payloads';
import { rateLimitsOf } from './market-payloads';
import { type Answer, callerOf, type Route, type RouteContext } from './route';
import { text8 } from './text';

const API = '/api/v3';
const DAY_MS = 86_400_000;

function accountAnswer(context: RouteContext): Answer {
  const { services, params } = context;
  const { account, canTradeSpot } = callerOf(context);
  const answer = payload.account({
    ...DEFAULT_FEES,
    canTrade: canTradeSpot,
    uid: services.engine.accounts.names().indexOf(account) + 1,
    // The engine's own time: what its next step does must never look older than this answer.
    updateTime: services.engine.now,
    balances: services.engine.accounts.assets(account),
    omitZeroBalances: params.optional('omitZeroBalances') === 'true',
  });
  return ok(answer);
}

/** The rows asked for by id, time and count, the way Binance's history calls share. */
function history<T>(
  context: RouteContext,
  rows: readonly T[],
  idName: string,
  id: (row: T) => number,
  time: (row: T) => UtcMs,
): { rows: T[] } | Answer {
  const { params } = context;
  const limit = params.limit(500, 1_000);
  const fromId = params.whole(idName);
  const from = params.whole('startTime');
  const to = params.whole('endTime');
  if (params.refused !== undefined) return err(params.refused);
  const matching = rows.filter(
    (row) =>
      (fromId === undefined || id(row) >= fromId) &&
      (from === undefined || time(row) >= from) &&
      (to === undefined || time(row) <= to),
  );
  return { rows: fromId === undefined && from === undefined ? matching.slice(-limit) : matching.slice(0, limit) };
}

function knownSymbol(context: RouteContext): string | Answer {
  const symbol = context.params.symbol();
  if (context.params.refused !== undefined) return err(context.params.refused);
  return context.services.engine.market(symbol) === undefined ? err(badSymbol) : symbol;
}

function myTrades(context: RouteContext): Answer {
  const symbol = knownSymbol(context);
  if (typeof symbol !== 'string') return symbol;
  const { account } = callerOf(context);
  const orderId = context.params.whole('orderId');
  const all = context.services.engine.store
    .trades(account, symbol)
    .filter((trade) => orderId === undefined || trade.orderId === orderId);
  const found = history(
    context,
    all,
    'fromId',
    (trade) => trade.id,
    (trade) => trade.time,
  );
  return 'rows' in found ? ok(found.rows.map(payload.accountTrade)) : found;
}

function allOrders(context: RouteContext): Answer {
  const symbol = knownSymbol(context);
  if (typeof symbol !== 'string') return symbol;
  const { account } = callerOf(context);
  const found = history(
    context,
    context.services.engine.store.history(account, symbol),
    'orderId',
    (order) => order.id,
    (order) => order.time,
  );
  return 'rows' in found ? ok(found.rows.map(payload.orderStatus)) : found;
}

function openOrders(context: RouteContext): Answer {
  const { services, params } = context;
  const symbol = params.optionalSymbol();
  if (params.refused !== undefined) return err(params.refused);
  if (symbol !== undefined && services.engine.market(symbol) === undefined) return err(badSymbol);
  return ok(services.engine.store.open(callerOf(context).account, symbol).map(payload.orderStatus));
}

/** GET /sapi/v1/account/apiRestrictions: what the key itself may do (fields as in facts on exchange keys). */
function apiRestrictions(context: RouteContext): Answer {
  const { canRead, canTradeSpot, createdAt } = callerOf(context);
  return ok({
    ipRestrict: true,
    createTime: createdAt,
    enableReading: canRead,
    enableSpotAndMarginTrading: canTradeSpot,
    enableWithdrawals: false,
    enableInternalTransfer: false,
    permitsUniversalTransfer: false,
    enableMargin: false,
    enableFutures: false,
    enableVanillaOptions: false,
    enablePortfolioMarginTrading: false,
    enableFixApiTrade: false,
    enableFixReadOnly: false,
    tradingAuthorityExpirationTime: createdAt + 365 * DAY_MS,
  });
}

function orderCounts(context: RouteContext): Answer {
  const { services } = context;
  const { ten, day } = services.limits.orderCounts(callerOf(context).account, services.now());
  const [, perTen, perDay] = rateLimitsOf(services.limits.limits);
  return ok([
    { ...perTen, count: ten },
    { ...perDay, count: day },
  ]);
}

const tradeFee = (context: RouteContext): Answer => {
  const symbol = context.params.optionalSymbol();
  const specs = context.services.specs.filter((spec) => symbol === undefined || spec.id === symbol);
  return specs.length === 0
    ? err(badSymbol)
    : ok(
        specs.map((spec) => ({
          symbol: spec.id,
          makerCommission: text8(DEFAULT_FEES.maker),
          takerCommission: text8(DEFAULT_FEES.taker),
        })),
      );
};

/** What an account may read about itself. */
export const ACCOUNT_ROUTES: readonly Route[] = [
  {
    path: `${API}/account`,
    wsMethod: 'account.status',
    weight: 20,
    security: 'USER_DATA',
    params: ['omitZeroBalances'],
    handle: accountAnswer,
  },
  {
    path: `${API}/openOrders`,
    wsMethod: 'openOrders.status',
    weight: (params) => (params.has('symbol') ? 6 : 80),
    security: 'USER_DATA',
    params: ['symbol'],
    handle: openOrders,
  },
  {
    path: `${API}/allOrders`,
    wsMethod: 'allOrders',
    weight: 20,
    security: 'USER_DATA',
    params: ['symbol', 'orderId', 'startTime', 'endTime', 'limit'],
    handle: allOrders,
  },
  {
    path: `${API}/myTrades`,
    wsMethod: 'myTrades',
    weight: (params) => (params.has('orderId') ? 5 : 20),
    security: 'USER_DATA',
    params: ['symbol', 'orderId', 'startTime', 'endTime', 'fromId', 'limit'],
    handle: myTrades,
  },
  {
    path: `${API}/rateLimit/order`,
    wsMethod: 'account.rateLimits.orders',
    weight: 40,
    security: 'USER_DATA',
    params: [],
    handle: orderCounts,
  },
  { path: '/sapi/v1/account/apiRestrictions', weight: 1, security: 'USER_DATA', params: [], handle: apiRestrictions },
  { path: '/sapi/v1/asset/tradeFee', weight: 1, security: 'USER_DATA', params: ['symbol'], handle: tradeFee },
  {
    path: '/sapi/v1/system/status',
    weight: 1,
    security: 'NONE',
    params: [],
    handle: () => ok({ status: 0, msg: 'normal' }),
  },
];
