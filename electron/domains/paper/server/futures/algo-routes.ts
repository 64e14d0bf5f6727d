import { ZERO } from '#shared/model/decimal';
import { err, ok } from '#shared/model/result';
import type { AlgoRequest } from '../../engine/futures/conditionals';
import {
  type AlgoOrder,
  CONDITIONAL_TYPES,
  type ConditionalType,
  PERP_TIMES_IN_FORCE,
  WORKING_TYPES,
} from '../../engine/futures/types';
import {
  badOrderType,
  badSide,
  badTimeInForce,
  eitherMissing,
  invalidData,
  noSuchOrder,
  notRequired,
  type Rejection,
  unknownOrder,
} from '../../engine/rejections';
import { STP_MODES } from '../../engine/types';
import { page } from '../paging';
import type { Params } from '../params';
import { type Answer, callerOf, type Route, type RouteContext } from '../route';
import { optionalSymbol, withSymbol } from './context';
import { algoOrder } from './order-payloads';
import { checkPositionSide } from './order-routes';

const PATH = '/fapi/v1/algoOrder';
const PLACE_PARAMS = [
  'algoType',
  'symbol',
  'side',
  'positionSide',
  'type',
  'timeInForce',
  'quantity',
  'price',
  'triggerPrice',
  'workingType',
  'closePosition',
  'priceProtect',
  'reduceOnly',
  'clientAlgoId',
  'newOrderRespType',
  'selfTradePreventionMode',
];

/** What each type must carry (New Algo Order). A market one closes the whole position or names a quantity, never both. */
function checkNeeds(params: Params, type: ConditionalType, closePosition: boolean): Rejection | undefined {
  const isMarket = type.endsWith('_MARKET');
  params.required('triggerPrice');
  if (!isMarket) params.required('price');
  if (closePosition && !isMarket) return notRequired('closePosition');
  if (closePosition && params.has('quantity')) return notRequired('quantity');
  if (closePosition && params.has('reduceOnly')) return notRequired('reduceOnly');
  if (!closePosition) params.required('quantity');
  return params.refused;
}

function readAlgo(params: Params): AlgoRequest | Rejection {
  const symbol = params.symbol();
  if (params.required('algoType') !== 'CONDITIONAL') return params.refused ?? invalidData('algoType');
  params.required('side');
  params.required('type');
  const side = params.choice('side', ['BUY', 'SELL'] as const, badSide);
  const type = params.choice('type', CONDITIONAL_TYPES, badOrderType);
  if (params.refused !== undefined || side === undefined || type === undefined) return params.refused ?? badOrderType;
  const closePosition = params.flag('closePosition');
  const needs = checkNeeds(params, type, closePosition);
  if (needs !== undefined) return needs;
  const request: AlgoRequest = {
    symbol,
    side,
    type,
    timeInForce: params.choice('timeInForce', PERP_TIMES_IN_FORCE, badTimeInForce) ?? 'GTC',
    quantity: params.amount('quantity'),
    price: type.endsWith('_MARKET') ? ZERO : params.amount('price'),
    triggerPrice: params.amount('triggerPrice'),
    workingType: params.choice('workingType', WORKING_TYPES, invalidData('workingType')) ?? 'CONTRACT_PRICE',
    closePosition,
    reduceOnly: params.flag('reduceOnly'),
    stp: params.choice('selfTradePreventionMode', STP_MODES, invalidData('selfTradePreventionMode')) ?? 'EXPIRE_MAKER',
    clientAlgoId: params.clientId('clientAlgoId'),
  };
  return params.refused ?? checkPositionSide(params) ?? request;
}

const isRejection = (value: AlgoRequest | Rejection): value is Rejection => 'code' in value;

function describe({ services }: RouteContext, order: AlgoOrder): object {
  const { account, symbol, actualOrderId } = order;
  const { store } = services.futures.engine;
  return algoOrder(order, actualOrderId === undefined ? undefined : store.byId(account, symbol, actualOrderId));
}

function place(context: RouteContext): Answer {
  const read = readAlgo(context.params);
  if (isRejection(read)) return err(read);
  return withSymbol(
    context,
    () => undefined,
    ({ engine, account, now }) => {
      const limited = context.services.futures.limits.checkOrder(account, now);
      if (limited !== undefined) return err(limited);
      const placed = engine.placeAlgo(account, read, now);
      return placed.ok ? ok(describe(context, placed.value)) : placed;
    },
  );
}

/** The one named by algoId or clientAlgoId; `symbol` is not asked for, ccxt sends it. */
function named(context: RouteContext, act: (order: AlgoOrder | undefined) => Answer): Answer {
  const { params, services } = context;
  const algoId = params.whole('algoId');
  const clientAlgoId = params.optional('clientAlgoId');
  if (params.refused !== undefined) return err(params.refused);
  if (algoId === undefined && clientAlgoId === undefined) return err(eitherMissing('clientAlgoId', 'algoId'));
  return act(services.futures.engine.algos.find(callerOf(context).account, algoId, clientAlgoId));
}

function cancel(context: RouteContext): Answer {
  const { engine } = context.services.futures;
  return named(context, (order) => {
    if (order === undefined) return err(unknownOrder);
    const cancelled = engine.cancelAlgo(order, context.services.now());
    if (!cancelled.ok) return cancelled;
    const { algoId, clientAlgoId } = cancelled.value;
    return ok({ algoId, clientAlgoId, code: '200', msg: 'success' });
  });
}

function openOrders(context: RouteContext): Answer {
  const symbol = optionalSymbol(context);
  if (!symbol.ok) return symbol;
  const open = context.services.futures.engine.algos.open(callerOf(context).account, symbol.value);
  return ok(open.map((order) => describe(context, order)));
}

function allOrders(context: RouteContext): Answer {
  return withSymbol(
    context,
    () => undefined,
    ({ engine, account, symbol, params }) => {
      const rows = engine.algos.history(account).filter((order) => order.symbol === symbol);
      const found = page(params, rows, {
        id: { param: 'algoId', of: (order) => order.algoId },
        time: (order) => order.createTime,
      });
      return 'code' in found ? err(found) : ok(found.map((order) => describe(context, order)));
    },
  );
}

const BY_ID = ['symbol', 'algoId', 'clientAlgoId'];

/** Conditional orders: a service of its own at Binance since 2025-12-09, and so a cancel of its own. */
export const FUTURES_ALGO_ROUTES: readonly Route[] = [
  {
    api: 'futures',
    method: 'POST',
    path: PATH,
    weight: 0,
    security: 'TRADE',
    params: PLACE_PARAMS,
    isPlacement: true,
    handle: place,
  },
  {
    api: 'futures',
    path: PATH,
    weight: 1,
    security: 'USER_DATA',
    params: BY_ID,
    handle: (context) =>
      named(context, (order) => (order === undefined ? err(noSuchOrder) : ok(describe(context, order)))),
  },
  { api: 'futures', method: 'DELETE', path: PATH, weight: 1, security: 'TRADE', params: BY_ID, handle: cancel },
  {
    api: 'futures',
    path: '/fapi/v1/openAlgoOrders',
    weight: (params) => (params.has('symbol') ? 1 : 40),
    security: 'USER_DATA',
    params: ['symbol', 'algoType', 'algoId'],
    handle: openOrders,
  },
  {
    api: 'futures',
    path: '/fapi/v1/allAlgoOrders',
    weight: 5,
    security: 'USER_DATA',
    params: ['symbol', 'algoId', 'startTime', 'endTime', 'limit'],
    handle: allOrders,
  },
  {
    api: 'futures',
    method: 'DELETE',
    path: '/fapi/v1/algoOpenOrders',
    weight: 1,
    security: 'TRADE',
    params: ['symbol'],
    handle: (context) =>
      withSymbol(
        context,
        () => undefined,
        ({ engine, account, symbol, now }) => {
          engine.cancelAllAlgos(account, symbol, now);
          return ok({ code: 200, msg: 'The operation of cancel all open order is done.' });
        },
      ),
  },
];
