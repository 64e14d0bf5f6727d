import { err, ok } from '#shared/model/result';
import * as refused from '../../engine/futures/rejections';
import type { PerpOrder } from '../../engine/futures/types';
import { eitherMissing, unknownOrder } from '../../engine/rejections';
import { isOpen } from '../../engine/types';
import type { Params } from '../params';
import type { Answer, Route, RouteContext } from '../route';
import { type SymbolContext, withSymbol } from './context';
import { orderResult } from './order-payloads';
import { BY_ID, findOrder, named, ORDER } from './order-routes';

/** Binance: "Max length 10". */
const MAX_BATCH = 10;

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
      cancelOne(
        context,
        known,
        ids === undefined ? findOrder(known, undefined, id) : findOrder(known, Number(id), undefined),
      ),
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

/** Cancelling orders of the book, and the dead-man timer. */
export const FUTURES_CANCEL_ROUTES: readonly Route[] = [
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
