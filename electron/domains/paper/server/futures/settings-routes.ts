import { neg } from '#shared/model/decimal';
import { err, ok } from '#shared/model/result';
import * as refused from '../../engine/futures/rejections';
import { MARGIN_TYPES } from '../../engine/futures/types';
import { invalidData } from '../../engine/rejections';
import type { Answer, Route, RouteContext } from '../route';
import { symbolConfig } from './account-payloads';
import { withSymbol } from './context';
import { futuresRoute as at } from './futures-route';

const DONE = { code: 200, msg: 'success' };

function setLeverage(context: RouteContext): Answer {
  const read = (params: RouteContext['params']): number => {
    params.required('leverage');
    return params.whole('leverage') ?? 0;
  };
  return withSymbol(context, read, ({ engine, account: name, market, symbol, now }, leverage) => {
    const set = engine.setLeverage(market, name, leverage, now);
    if (!set.ok) return set;
    const { maxNotionalValue } = symbolConfig(engine.accounts, set.value);
    return ok({ symbol, leverage, maxNotionalValue });
  });
}

function setMarginType(context: RouteContext): Answer {
  const read = (params: RouteContext['params']) => {
    params.required('marginType');
    return params.choice('marginType', MARGIN_TYPES, invalidData('marginType'));
  };
  return withSymbol(context, read, ({ engine, account: name, market, now }, type) => {
    if (type === undefined) return err(invalidData('marginType'));
    const set = engine.setMarginType(market, name, type, now);
    return set.ok ? ok(DONE) : set;
  });
}

/** `type` 1 adds, 2 takes away. */
function positionMargin(context: RouteContext): Answer {
  const read = (params: RouteContext['params']) => {
    params.required('amount');
    return { amount: params.amount('amount'), type: params.required('type') };
  };
  return withSymbol(context, read, ({ params, engine, account: name, market, now }, { amount, type }) => {
    const side = params.optional('positionSide');
    if (side !== undefined && side !== 'BOTH') return err(refused.wrongPositionSide);
    if (type !== '1' && type !== '2') return err(invalidData('type'));
    const moved = engine.moveIsolatedMargin(market, name, type === '1' ? amount : neg(amount), now);
    return moved.ok
      ? ok({
          amount: Number(params.required('amount')),
          code: 200,
          msg: 'Successfully modify position margin.',
          type: Number(type),
        })
      : moved;
  });
}

function setPositionMode({ params }: RouteContext): Answer {
  params.required('dualSidePosition');
  const wanted = params.flag('dualSidePosition');
  if (params.refused !== undefined) return err(params.refused);
  return err(wanted ? refused.hedgeModeAbsent : refused.samePositionSide);
}

/** What an account sets: leverage, margin type, isolated margin; the position mode it cannot. */
export const FUTURES_SETTINGS_ROUTES: readonly Route[] = [
  at('v1/positionSide/dual', {
    method: 'POST',
    weight: 1,
    security: 'TRADE',
    params: ['dualSidePosition'],
    handle: setPositionMode,
  }),
  at('v1/leverage', {
    method: 'POST',
    weight: 1,
    security: 'TRADE',
    params: ['symbol', 'leverage'],
    handle: setLeverage,
  }),
  at('v1/marginType', {
    method: 'POST',
    weight: 1,
    security: 'TRADE',
    params: ['symbol', 'marginType'],
    handle: setMarginType,
  }),
  at('v1/positionMargin', {
    method: 'POST',
    weight: 1,
    security: 'TRADE',
    params: ['symbol', 'amount', 'type', 'positionSide'],
    handle: positionMargin,
  }),
];
