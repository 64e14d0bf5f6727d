import { err, type Result } from '#shared/model/result';
import type { UtcMs } from '#shared/model/time';
import type { FuturesEngine } from '../../engine/futures/engine';
import type { PerpMarket } from '../../engine/futures/market';
import { badSymbol, type Rejection } from '../../engine/rejections';
import type { Params } from '../params';
import { type Answer, callerOf, type RouteContext } from '../route';

/** What a private route of one symbol works with. */
export interface SymbolContext {
  readonly params: Params;
  readonly engine: FuturesEngine;
  readonly account: string;
  readonly market: PerpMarket;
  readonly symbol: string;
  readonly now: UtcMs;
}

/** Reads `symbol` and whatever `read` reads; answers the first refusal, else what `act` answers. */
export function withSymbol<T>(
  context: RouteContext,
  read: (params: Params) => T,
  act: (known: SymbolContext, asked: T) => Answer,
): Answer {
  const { params, services } = context;
  const symbol = params.symbol();
  const asked = read(params);
  if (params.refused !== undefined) return err(params.refused);
  const { engine } = services.futures;
  const market = engine.market(symbol);
  if (market === undefined) return err(badSymbol);
  return act({ params, engine, account: callerOf(context).account, market, symbol, now: services.now() }, asked);
}

/** The same where the symbol may be left out: undefined then. */
export function optionalSymbol(context: RouteContext): Result<string | undefined, Rejection> {
  const { params, services } = context;
  const symbol = params.optionalSymbol();
  if (params.refused !== undefined) return err(params.refused);
  if (symbol !== undefined && services.futures.engine.market(symbol) === undefined) return err(badSymbol);
  return { ok: true, value: symbol };
}
