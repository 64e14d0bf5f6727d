import type { Result } from '#shared/model/result';
import type { Rejection } from '../engine/rejections';
import type { IssuedKey, Security } from './auth';
import type { ExchangeServices } from './exchange';
import type { Params } from './params';

export interface RouteContext {
  readonly services: ExchangeServices;
  readonly params: Params;
  /** Who asks; undefined on routes with security NONE. */
  readonly key: IssuedKey | undefined;
}

export type Answer = Result<unknown, Rejection>;

/** One thing the exchange does, reached over REST, over the WebSocket API, or both. */
export interface Route {
  /** Which of the two APIs it belongs to: futures are another host at Binance, with its own budget. Spot by default. */
  readonly api?: 'futures';
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path?: string;
  /** The WebSocket API's name for it. */
  readonly wsMethod?: string;
  /** Request weight, as Binance's documents give it. */
  readonly weight: number | ((params: Params) => number);
  readonly security: Security;
  /** Parameters it reads, besides timestamp, recvWindow and signature. Any other refuses the request. */
  readonly params: readonly string[];
  /** Places an order: the faults of placement apply, and the order count headers are sent. */
  readonly isPlacement?: true;
  readonly handle: (context: RouteContext) => Answer;
}

export const weightOf = (route: Route, params: Params): number =>
  typeof route.weight === 'number' ? route.weight : route.weight(params);

/** Signed routes get their caller checked before `handle`: without one the router has a hole, which is a bug. */
export function callerOf(context: RouteContext): IssuedKey {
  if (context.key === undefined) throw new Error('signed route reached without a key');
  return context.key;
}
