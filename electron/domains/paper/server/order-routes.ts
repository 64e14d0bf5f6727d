import { randomBytes } from 'node:crypto';
import { ZERO } from '#shared/model/decimal';
import { err, ok } from '#shared/model/result';
import {
  badOrderType,
  badSide,
  badSymbol,
  badTimeInForce,
  eitherMissing,
  invalidData,
  missing,
  noSuchOrder,
  notRequired,
  type Rejection,
} from '../engine/rejections';
import {
  isStop,
  ORDER_TYPES,
  type Order,
  type OrderRequest,
  type OrderType,
  STP_MODES,
  TIMES_IN_FORCE,
} from '../engine/types';
import * as payload from './account-payloads';
import type { Params } from './params';
import { type Answer, callerOf, type Route, type RouteContext } from './route';

const PATH = '/api/v3/order';
const PLACE_PARAMS = [
  'symbol',
  'side',
  'type',
  'timeInForce',
  'quantity',
  'quoteOrderQty',
  'price',
  'newClientOrderId',
  'stopPrice',
  'newOrderRespType',
  'selfTradePreventionMode',
];

/** Client ids of cancels that gave none, as Binance makes them: random. */
const randomClientId = (): string => randomBytes(11).toString('hex');

interface ReadOrder {
  readonly request: OrderRequest;
  readonly responseType: payload.ResponseType;
}

/** Which parameters each type must have and must not have (rest-api.md, "Additional mandatory parameters"). */
const RULES: Readonly<Record<OrderType, { readonly needs: readonly string[]; readonly refuses: readonly string[] }>> = {
  LIMIT: { needs: ['timeInForce', 'quantity', 'price'], refuses: ['quoteOrderQty', 'stopPrice'] },
  LIMIT_MAKER: { needs: ['quantity', 'price'], refuses: ['timeInForce', 'quoteOrderQty', 'stopPrice'] },
  MARKET: { needs: [], refuses: ['timeInForce', 'price', 'stopPrice'] },
  STOP_LOSS_LIMIT: { needs: ['timeInForce', 'quantity', 'price', 'stopPrice'], refuses: ['quoteOrderQty'] },
  TAKE_PROFIT_LIMIT: { needs: ['timeInForce', 'quantity', 'price', 'stopPrice'], refuses: ['quoteOrderQty'] },
};

function readOrder(params: Params): ReadOrder | Rejection {
  const symbol = params.symbol();
  params.required('side');
  params.required('type');
  const side = params.choice('side', ['BUY', 'SELL'] as const, badSide);
  const type = params.choice('type', ORDER_TYPES, badOrderType);
  if (params.refused !== undefined || side === undefined || type === undefined) return params.refused ?? badOrderType;
  const { needs, refuses } = RULES[type];
  for (const name of needs) params.required(name);
  for (const name of refuses) if (params.has(name)) return params.refused ?? notRequired(name);
  const request: OrderRequest = {
    symbol,
    side,
    type,
    timeInForce: params.choice('timeInForce', TIMES_IN_FORCE, badTimeInForce) ?? 'GTC',
    price: params.amount('price'),
    quantity: params.amount('quantity'),
    quoteQuantity: params.amount('quoteOrderQty'),
    stopPrice: isStop(type) ? params.amount('stopPrice') : ZERO,
    clientOrderId: params.clientId('newClientOrderId'),
    stp: params.choice('selfTradePreventionMode', STP_MODES, invalidData('selfTradePreventionMode')) ?? 'EXPIRE_MAKER',
  };
  const usualResponse = type === 'LIMIT' || type === 'MARKET' ? 'FULL' : 'ACK';
  const responseType =
    params.choice('newOrderRespType', ['ACK', 'RESULT', 'FULL'] as const, invalidData('newOrderRespType')) ??
    usualResponse;
  return params.refused ?? checkMarketQuantity(params, type) ?? { request, responseType };
}

function checkMarketQuantity(params: Params, type: OrderType): Rejection | undefined {
  if (type !== 'MARKET') return undefined;
  if (params.has('quantity') && params.has('quoteOrderQty')) return notRequired('quoteOrderQty');
  return params.has('quantity') || params.has('quoteOrderQty') ? undefined : eitherMissing('quantity', 'quoteOrderQty');
}

const isRejection = (value: ReadOrder | Rejection): value is Rejection => 'code' in value;

function place(context: RouteContext): Answer {
  const { services, params } = context;
  const { account } = callerOf(context);
  const read = readOrder(params);
  if (isRejection(read)) return err(read);
  if (services.engine.market(read.request.symbol) === undefined) return err(badSymbol);
  const now = services.now();
  const limited = services.limits.checkOrder(account, now);
  if (limited !== undefined) return err(limited);
  const placed = services.engine.place(account, read.request, now);
  return placed.ok ? ok(payload.placed(placed.value.order, placed.value.trades, read.responseType)) : placed;
}

/** POST order/test: reads and checks parameters, places nothing. */
function test(context: RouteContext): Answer {
  const read = readOrder(context.params);
  if (isRejection(read)) return err(read);
  return context.services.engine.market(read.request.symbol) === undefined ? err(badSymbol) : ok({});
}

/** The order named by orderId or origClientOrderId; undefined when the account has no such order. */
function findOrder(context: RouteContext): Answer | { readonly order: Order | undefined } {
  const { params, services } = context;
  const symbol = params.symbol();
  const orderId = params.whole('orderId');
  const clientOrderId = params.optional('origClientOrderId');
  if (params.refused !== undefined) return err(params.refused);
  if (services.engine.market(symbol) === undefined) return err(badSymbol);
  if (orderId === undefined && clientOrderId === undefined) return err(eitherMissing('origClientOrderId', 'orderId'));
  const { account } = callerOf(context);
  const { store } = services.engine;
  const order =
    orderId === undefined
      ? store.byClientId(account, symbol, clientOrderId ?? '')
      : store.byId(account, symbol, orderId);
  const isSame = clientOrderId === undefined || order?.clientOrderId === clientOrderId;
  return { order: isSame ? order : undefined };
}

function query(context: RouteContext): Answer {
  const found = findOrder(context);
  if ('ok' in found) return found;
  return found.order === undefined ? err(noSuchOrder) : ok(payload.orderStatus(found.order));
}

function cancel(context: RouteContext): Answer {
  const { services, params } = context;
  const found = findOrder(context);
  if ('ok' in found) return found;
  const cancelId = params.clientId('newClientOrderId') ?? randomClientId();
  if (params.refused !== undefined) return err(params.refused);
  services.engine.advance(services.now());
  if (found.order !== undefined && isOpenAndDue(context, found.order)) services.engine.fillAtOnce(found.order);
  const cancelled = services.engine.cancel(callerOf(context).account, found.order, cancelId, services.now());
  return cancelled.ok ? ok(payload.cancelled(cancelled.value, cancelId)) : cancelled;
}

const isOpenAndDue = ({ services }: RouteContext, order: Order): boolean =>
  (order.status === 'NEW' || order.status === 'PARTIALLY_FILLED') && services.faults.take('fillDuringCancel');

function cancelAll(context: RouteContext): Answer {
  const { services, params } = context;
  const symbol = params.symbol();
  if (params.refused !== undefined) return err(params.refused);
  if (symbol === '') return err(missing('symbol'));
  if (services.engine.market(symbol) === undefined) return err(badSymbol);
  const { account } = callerOf(context);
  services.engine.advance(services.now());
  for (const order of services.engine.store.open(account, symbol)) {
    if (isOpenAndDue(context, order)) services.engine.fillAtOnce(order);
  }
  const cancelId = randomClientId();
  const cancelled = services.engine.cancelAll(account, symbol, cancelId, services.now());
  return cancelled.ok ? ok(cancelled.value.map((order) => payload.cancelled(order, cancelId))) : cancelled;
}

/** Placing, asking for and cancelling orders. */
export const ORDER_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: PATH,
    wsMethod: 'order.place',
    weight: 1,
    security: 'TRADE',
    params: PLACE_PARAMS,
    isPlacement: true,
    handle: place,
  },
  {
    method: 'POST',
    path: `${PATH}/test`,
    wsMethod: 'order.test',
    weight: 1,
    security: 'TRADE',
    params: PLACE_PARAMS,
    handle: test,
  },
  {
    path: PATH,
    wsMethod: 'order.status',
    weight: 4,
    security: 'USER_DATA',
    params: ['symbol', 'orderId', 'origClientOrderId'],
    handle: query,
  },
  {
    method: 'DELETE',
    path: PATH,
    wsMethod: 'order.cancel',
    weight: 1,
    security: 'TRADE',
    params: ['symbol', 'orderId', 'origClientOrderId', 'newClientOrderId'],
    handle: cancel,
  },
  {
    method: 'DELETE',
    path: '/api/v3/openOrders',
    wsMethod: 'openOrders.cancelAll',
    weight: 1,
    security: 'TRADE',
    params: ['symbol'],
    handle: cancelAll,
  },
];
