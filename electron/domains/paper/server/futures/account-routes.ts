import { err, ok } from '#shared/model/result';
import { perpSpecOf } from '../../engine/futures/specs';
import { INCOME_TYPES, type Income } from '../../engine/futures/types';
import { invalidData } from '../../engine/rejections';
import { orderCountsOf } from '../account-routes';
import { page } from '../paging';
import { type Answer, callerOf, type Route, type RouteContext } from '../route';
import * as payload from './account-payloads';
import { optionalSymbol, withSymbol } from './context';
import { futuresRoute as at } from './futures-route';
import { leverageBracket } from './market-payloads';
import { orderStatus, userTrade } from './order-payloads';

const account =
  (version: 2 | 3) =>
  (context: RouteContext): Answer => {
    const { services } = context;
    services.futures.engine.advance(services.now());
    return ok(payload.account(services.futures.engine, callerOf(context).account, version, services.now()));
  };

const positionRisk =
  (version: 2 | 3) =>
  (context: RouteContext): Answer => {
    const symbol = optionalSymbol(context);
    if (!symbol.ok) return symbol;
    const { services } = context;
    const { engine } = services.futures;
    const name = callerOf(context).account;
    engine.advance(services.now());
    const positions = payload.positionsOf(engine, name, version === 2, symbol.value, services.now());
    return ok(positions.map((position) => payload.positionRisk(engine, name, position, version)));
  };

function openOrders(context: RouteContext): Answer {
  const symbol = optionalSymbol(context);
  if (!symbol.ok) return symbol;
  return ok(context.services.futures.engine.store.open(callerOf(context).account, symbol.value).map(orderStatus));
}

function allOrders(context: RouteContext): Answer {
  return withSymbol(
    context,
    () => undefined,
    ({ params, engine, account: name, symbol }) => {
      const found = page(params, engine.store.history(name, symbol), {
        id: { param: 'orderId', of: (order) => order.id },
        time: (order) => order.time,
      });
      return 'code' in found ? err(found) : ok(found.map(orderStatus));
    },
  );
}

function userTrades(context: RouteContext): Answer {
  return withSymbol(
    context,
    (params) => params.whole('orderId'),
    ({ params, engine, account: name, symbol }, orderId) => {
      const rows = engine.store
        .trades(name, symbol)
        .filter((trade) => orderId === undefined || trade.orderId === orderId);
      const found = page(params, rows, {
        id: { param: 'fromId', of: (trade) => trade.id },
        time: (trade) => trade.time,
      });
      return 'code' in found ? err(found) : ok(found.map(userTrade));
    },
  );
}

function incomes(context: RouteContext): Answer {
  const symbol = optionalSymbol(context);
  if (!symbol.ok) return symbol;
  const { params, services } = context;
  const type = params.choice('incomeType', INCOME_TYPES, invalidData('incomeType'));
  params.whole('page');
  const matches = (income: Income): boolean =>
    (symbol.value === undefined || income.symbol === symbol.value) && (type === undefined || income.type === type);
  const found = page(params, services.futures.engine.incomes(callerOf(context).account).filter(matches), {
    time: (income) => income.time,
    usual: 100,
  });
  return 'code' in found ? err(found) : ok(found.map(payload.income));
}

/** User's Force Orders: how the account was liquidated. */
function forceOrders(context: RouteContext): Answer {
  const symbol = optionalSymbol(context);
  if (!symbol.ok) return symbol;
  const { params, services } = context;
  params.optional('autoCloseType');
  const { engine } = services.futures;
  const name = callerOf(context).account;
  const rows = (symbol.value === undefined ? engine.symbols : [symbol.value])
    .flatMap((id) => engine.store.history(name, id))
    .filter((order) => order.type === 'LIQUIDATION');
  const found = page(params, rows, { time: (order) => order.time, usual: 50 });
  return 'code' in found ? err(found) : ok(found.map((order) => ({ ...orderStatus(order), type: 'LIMIT' })));
}

function brackets(context: RouteContext): Answer {
  const symbol = optionalSymbol(context);
  if (!symbol.ok) return symbol;
  const ids = symbol.value === undefined ? context.services.futures.engine.symbols : [symbol.value];
  return ok(ids.flatMap((id) => perpSpecOf(id) ?? []).map(leverageBracket));
}

function symbolConfig(context: RouteContext): Answer {
  const symbol = optionalSymbol(context);
  if (!symbol.ok) return symbol;
  const { services } = context;
  const { engine } = services.futures;
  const positions = payload.positionsOf(engine, callerOf(context).account, true, symbol.value, services.now());
  return ok(positions.map((position) => payload.symbolConfig(engine.accounts, position)));
}

const TIMES = ['startTime', 'endTime', 'limit'];

/** The futures account: what it holds and what it did. */
export const FUTURES_ACCOUNT_ROUTES: readonly Route[] = [
  at('v3/account', { weight: 5, handle: account(3) }),
  at('v2/account', { weight: 5, handle: account(2) }),
  ...['v3/balance', 'v2/balance'].map((path) =>
    at(path, {
      weight: 5,
      handle: (context) => ok(payload.balance(context.services.futures.engine, callerOf(context).account)),
    }),
  ),
  at('v3/positionRisk', { weight: 5, params: ['symbol'], handle: positionRisk(3) }),
  at('v2/positionRisk', { weight: 5, params: ['symbol'], handle: positionRisk(2) }),
  at('v1/openOrders', {
    weight: (params) => (params.has('symbol') ? 1 : 40),
    params: ['symbol'],
    handle: openOrders,
  }),
  at('v1/allOrders', { weight: 5, params: ['symbol', 'orderId', ...TIMES], handle: allOrders }),
  at('v1/userTrades', { weight: 5, params: ['symbol', 'orderId', 'fromId', ...TIMES], handle: userTrades }),
  at('v1/income', { weight: 30, params: ['symbol', 'incomeType', 'page', ...TIMES], handle: incomes }),
  at('v1/forceOrders', {
    weight: (params) => (params.has('symbol') ? 20 : 50),
    params: ['symbol', 'autoCloseType', ...TIMES],
    handle: forceOrders,
  }),
  at('v1/leverageBracket', { weight: 1, params: ['symbol'], handle: brackets }),
  at('v1/symbolConfig', { weight: 5, params: ['symbol'], handle: symbolConfig }),
  at('v1/accountConfig', {
    weight: 5,
    handle: (context) =>
      ok({
        feeTier: 0,
        canTrade: callerOf(context).canTradeFutures,
        canDeposit: false,
        canWithdraw: false,
        dualSidePosition: false,
        updateTime: 0,
        multiAssetsMargin: false,
        tradeGroupId: -1,
      }),
  }),
  at('v1/commissionRate', {
    weight: 20,
    params: ['symbol'],
    handle: (context) =>
      withSymbol(
        context,
        () => undefined,
        ({ symbol }) => ok(payload.commissionRate(symbol)),
      ),
  }),
  at('v1/multiAssetsMargin', { weight: 30, handle: () => ok({ multiAssetsMargin: false }) }),
  at('v1/rateLimit/order', {
    weight: 1,
    handle: (context) =>
      ok(orderCountsOf(context.services.futures.limits, callerOf(context).account, context.services.now())),
  }),
  at('v1/positionSide/dual', { weight: 30, handle: () => ok({ dualSidePosition: false }) }),
];
