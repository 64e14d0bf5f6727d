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
  unknownOrder,
} from '../../engine/rejections';
import { isOpen, STP_MODES } from '../../engine/types';
import type { Params } from '../params';
import type { Answer, Route, RouteContext } from '../route';
import { type SymbolContext, withSymbol } from './context';
import { orderResult, orderStatus } from './order-payloads';

const MAX_BATCH = 10;
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
function named(context: RouteContext, act: (known: SymbolContext, order: PerpOrder | undefined) => Answer): Answer {
  const read = (params: Params) => ({ id: params.whole('orderId'), clientId: params.optional('origClientOrderId') });
  return withSymbol(context, read, (known, { id, clientId }) => {
    if (id === undefined && clientId === undefined) return err(eitherMissing('origClientOrderId', 'orderId'));
    return act(known, find(known, id, clientId));
  });
}

function find(
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

/** Cancels, after the fault "filled during cancel" where it is due. */
function cancelOne(
  context: RouteContext,
  { engine, account, now }: SymbolContext,
  order: PerpOrder | undefined,
): Answer {
  engine.advance(now);
  if (order !== undefined && isOpen(order) && context.services.faults.take('fillDuringCancel'))
    engine.fillAtOnce(order, now);
  const cancelled = engine.cancel(account, order, now);
  return cancelled.ok ? ok(orderResult(cancelled.value)) : cancelled;
}

/** Answers 200 also when nothing was open (Cancel All Open Orders), unlike spot's -2011. */
function cancelAll(context: RouteContext): Answer {
  return withSymbol(
    context,
    () => undefined,
    ({ engine, account, symbol, now }) => {
      engine.advance(now);
      for (const order of engine.store.open(account, symbol))
        if (context.services.faults.take('fillDuringCancel')) engine.fillAtOnce(order, now);
      engine.cancelAll(account, symbol, now);
      return ok({ code: 200, msg: 'The operation of cancel all open order is done.' });
    },
  );
}

/** One row for each order asked for: the order, or why it was not cancelled. */
function cancelBatch(context: RouteContext): Answer {
  // ccxt writes the names in small letters and Binance takes both.
  const read = (params: Params) => ({
    ids: params.list('orderIdList') ?? params.list('orderidlist'),
    clientIds: params.list('origClientOrderIdList') ?? params.list('origclientorderidlist'),
  });
  return withSymbol(context, read, (known, { ids, clientIds }) => {
    const asked = ids ?? clientIds;
    if (asked === undefined) return err(eitherMissing('orderIdList', 'origClientOrderIdList'));
    if (asked.length === 0 || asked.length > MAX_BATCH) return err(refused.invalidCancelBatch);
    const rows = asked.map((id) =>
      cancelOne(context, known, ids === undefined ? find(known, undefined, id) : find(known, Number(id), undefined)),
    );
    return ok(rows.map((row) => (row.ok ? row.value : { code: row.error.code, msg: row.error.message })));
  });
}

/** Arms the dead-man timer of a symbol; 0 disarms it. */
function countdown(context: RouteContext): Answer {
  const read = (params: Params): number => {
    params.required('countdownTime');
    return params.whole('countdownTime') ?? 0;
  };
  return withSymbol(context, read, ({ engine, account, symbol, now }, countdownTime) => {
    engine.countdown(account, symbol, countdownTime, now);
    return ok({ symbol, countdownTime: String(countdownTime) });
  });
}

const BY_ID = ['symbol', 'orderId', 'origClientOrderId'];
const ORDER = '/fapi/v1/order';

/** Placing, asking for and cancelling orders of the book, and the dead-man timer. */
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
  {
    api: 'futures',
    method: 'DELETE',
    path: ORDER,
    weight: 1,
    security: 'TRADE',
    params: BY_ID,
    handle: (context) =>
      named(context, (known, order) => (order === undefined ? err(unknownOrder) : cancelOne(context, known, order))),
  },
  {
    api: 'futures',
    method: 'DELETE',
    path: '/fapi/v1/allOpenOrders',
    weight: 1,
    security: 'TRADE',
    params: ['symbol'],
    handle: cancelAll,
  },
  {
    api: 'futures',
    method: 'DELETE',
    path: '/fapi/v1/batchOrders',
    weight: 1,
    security: 'TRADE',
    params: ['symbol', 'orderIdList', 'orderidlist', 'origClientOrderIdList', 'origclientorderidlist'],
    handle: cancelBatch,
  },
  {
    api: 'futures',
    method: 'POST',
    path: '/fapi/v1/countdownCancelAll',
    weight: 10,
    security: 'TRADE',
    params: ['symbol', 'countdownTime'],
    handle: countdown,
  },
];
