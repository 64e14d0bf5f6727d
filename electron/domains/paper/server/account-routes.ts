import { err, ok } from '#shared/model/result';
import type { UtcMs } from '#shared/model/time';
import { badSymbol } from '../engine/rejections';
import { DEFAULT_FEES } from '../engine/settlement';
import * as payload from './account-payloads';
import { rateLimitsOf } from './market-payloads';
import { page } from './paging';
import type { RateLimits } from './rate-limits';
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
  const found = page(context.params, all, {
    id: { param: 'fromId', of: (trade) => trade.id },
    time: (trade) => trade.time,
  });
  return 'code' in found ? err(found) : ok(found.map(payload.accountTrade));
}

function allOrders(context: RouteContext): Answer {
  const symbol = knownSymbol(context);
  if (typeof symbol !== 'string') return symbol;
  const { account } = callerOf(context);
  const found = page(context.params, context.services.engine.store.history(account, symbol), {
    id: { param: 'orderId', of: (order) => order.id },
    time: (order) => order.time,
  });
  return 'code' in found ? err(found) : ok(found.map(payload.orderStatus));
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
  const { canRead, canTradeSpot, canTradeFutures, createdAt } = callerOf(context);
  return ok({
    ipRestrict: true,
    createTime: createdAt,
    enableReading: canRead,
    enableSpotAndMarginTrading: canTradeSpot,
    enableWithdrawals: false,
    enableInternalTransfer: false,
    permitsUniversalTransfer: false,
    enableMargin: false,
    enableFutures: canTradeFutures,
    enableVanillaOptions: false,
    enablePortfolioMarginTrading: false,
    enableFixApiTrade: false,
    enableFixReadOnly: false,
    tradingAuthorityExpirationTime: createdAt + 365 * DAY_MS,
  });
}

function orderCounts(context: RouteContext): Answer {
  const { services } = context;
  return ok(orderCountsOf(services.limits, callerOf(context).account, services.now()));
}

/** One row for each window: the limit and how much of it is used. */
export function orderCountsOf(limits: RateLimits, account: string, now: UtcMs): readonly object[] {
  const counts = limits.orderCounts(account, now);
  return rateLimitsOf(limits.limits)
    .slice(1)
    .map((window, i) => ({ ...window, count: counts[i] ?? 0 }));
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
