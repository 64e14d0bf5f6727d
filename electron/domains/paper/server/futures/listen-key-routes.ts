import { err, ok } from '#shared/model/result';
import { unknownListenKey } from '../../engine/futures/rejections';
import { type Answer, callerOf, type Route, type RouteContext } from '../route';

const open = (context: RouteContext): Answer =>
  ok({ listenKey: context.services.futures.users.open(callerOf(context), context.services.now()) });

function extend(context: RouteContext): Answer {
  const { users } = context.services.futures;
  if (!users.extend(callerOf(context), context.services.now())) return err(unknownListenKey);
  return open(context);
}

function close(context: RouteContext): Answer {
  context.services.futures.users.close(callerOf(context));
  return ok({});
}

const route = (method: 'POST' | 'PUT' | 'DELETE', handle: Route['handle']): Route => ({
  api: 'futures',
  method,
  path: '/fapi/v1/listenKey',
  weight: 1,
  security: 'USER_STREAM',
  params: ['listenKey', 'timestamp', 'recvWindow', 'signature'],
  handle,
});

/** Listen keys: the way to own events. A key is asked for with the API key alone, without signature. */
export const LISTEN_KEY_ROUTES: readonly Route[] = [route('POST', open), route('PUT', extend), route('DELETE', close)];
