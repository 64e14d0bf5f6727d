import { err, ok } from '#shared/model/result';
import * as refused from '../../engine/futures/rejections';
import {
  CONDITIONAL_TYPES,
  PERP_ORDER_TYPES,
  PERP_TIMES_IN_FORCE,
  type PerpOrder,
  type PerpOrderRequest,
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
} from '../../engine/rejections';
import { isOpen, STP_MODES } from '../../engine/types';
import type { Params } from '../params';
import type { Answer, Route, RouteContext } from '../route';
import { type SymbolContext, withSymbol } from './context';
import { orderResult, orderStatus } from './order-payloads';

/** Read and checked, or ignored like at Binance: `newOrderRespType` (RESULT is always answered), `priceProtect`. */
const PLACE_PARAMS = [
  'symbol',
  'side',
  'positionSide',
  'type',
  'timeInForce',
  'quantity',
  'reduceOnly',
  'price',
  'newClientOrderId',
  'stopPrice',
  'closePosition',
  'workingType',
  'priceProtect',
  'newOrderRespType',
  'selfTradePreventionMode',
];

/** One-way mode knows one position a symbol: BOTH. */
export function checkPositionSide(params: Params): Rejection | undefined {
  const side = params.optional('positionSide');
  return side === undefined || side === 'BOTH' ? undefined : refused.wrongPositionSide;
}

function readOrder(params: Params): PerpOrderRequest | Rejection {
  const symbol = params.symbol();
  params.required('side');
  const type = params.required('type');
  const side = params.choice('side', ['BUY', 'SELL'] as const, badSide);
  if (params.refused !== undefined || side === undefined) return params.refused ?? badSide;
  if (type === 'TRAILING_STOP_MARKET' || CONDITIONAL_TYPES.some((each) => each === type))
    return refused.useAlgoEndpoint;
  const known = PERP_ORDER_TYPES.find((each) => each === type);
  if (known === undefined) return badOrderType;
  params.required('quantity');
  for (const name of known === 'LIMIT' ? ['timeInForce', 'price'] : []) params.required(name);
  for (const name of known === 'MARKET' ? ['timeInForce', 'price', 'stopPrice'] : ['stopPrice'])
    if (params.has(name)) return params.refused ?? notRequired(name);
  const request: PerpOrderRequest = {
    symbol,
    side,
    type: known,
    timeInForce: params.choice('timeInForce', PERP_TIMES_IN_FORCE, badTimeInForce) ?? 'GTC',
    price: params.amount('price'),
    quantity: params.amount('quantity'),
    reduceOnly: params.flag('reduceOnly'),
    clientOrderId: params.clientId('newClientOrderId'),
    stp: params.choice('selfTradePreventionMode', STP_MODES, invalidData('selfTradePreventionMode')) ?? 'EXPIRE_MAKER',
  };
  if (params.flag('closePosition')) return params.refused ?? notRequired('closePosition');
  return params.refused ?? checkPositionSide(params) ?? request;
}

const isRejection = (value: PerpOrderRequest | Rejection): value is Rejection => 'code' in value;

function place(context: RouteContext, isTest = false): Answer {
  const read = readOrder(context.params);
  if (isRejection(read)) return err(read);
  return withSymbol(
    context,
    () => undefined,
    ({ engine, account, now }) => {
      if (isTest) return ok({});
      const limited = context.services.futures.limits.checkOrder(account, now);
      if (limited !== undefined) return err(limited);
      const placed = engine.place(account, read, now);
      return placed.ok ? ok(orderResult(placed.value)) : placed;
    },
  );
}

/** The order named by orderId or origClientOrderId. */
export function named(
  context: RouteContext,
  act: (known: SymbolContext, order: PerpOrder | undefined) => Answer,
): Answer {
  const read = (params: Params) => ({ id: params.whole('orderId'), clientId: params.optional('origClientOrderId') });
  return withSymbol(context, read, (known, { id, clientId }) => {
    if (id === undefined && clientId === undefined) return err(eitherMissing('origClientOrderId', 'orderId'));
    return act(known, findOrder(known, id, clientId));
  });
}

export function findOrder(
  { engine, account, symbol }: SymbolContext,
  id: number | undefined,
  clientId: string | undefined,
): PerpOrder | undefined {
  const order =
    id === undefined
      ? engine.store.byClientId(account, symbol, clientId ?? '')
      : engine.store.byId(account, symbol, id);
  return clientId === undefined || order?.clientOrderId === clientId ? order : undefined;
}

export const BY_ID = ['symbol', 'orderId', 'origClientOrderId'];
export const ORDER = '/fapi/v1/order';

/** Placing and asking for orders of the book. */
export const FUTURES_ORDER_ROUTES: readonly Route[] = [
  {
    api: 'futures',
    method: 'POST',
    path: ORDER,
    // 0 at Binance: orders are counted by their own limits. ccxt counts 4.
    weight: 0,
    security: 'TRADE',
    params: PLACE_PARAMS,
    isPlacement: true,
    handle: (context) => place(context),
  },
  {
    api: 'futures',
    method: 'POST',
    path: `${ORDER}/test`,
    weight: 1,
    security: 'TRADE',
    params: PLACE_PARAMS,
    handle: (context) => place(context, true),
  },
  {
    api: 'futures',
    path: ORDER,
    weight: 1,
    security: 'USER_DATA',
    params: BY_ID,
    handle: (context) =>
      named(context, (_known, order) => (order === undefined ? err(noSuchOrder) : ok(orderStatus(order)))),
  },
  {
    api: 'futures',
    path: '/fapi/v1/openOrder',
    weight: 1,
    security: 'USER_DATA',
    params: BY_ID,
    handle: (context) =>
      named(context, (_known, order) =>
        order === undefined || !isOpen(order) ? err(noSuchOrder) : ok(orderStatus(order)),
      ),
  },
];
