import { type Decimal, decimal, div, floorTo, mul } from '#shared/model/decimal';
import type { OrderIntent } from '#shared/model/order';
import type { Console } from '../../electron/app/console';

let names = 0;

/** A small order, of bot grid-1 on BTC/USDT and worth 20 when not told otherwise, that rests 0.5 % below the market. */
export function restingOrder(
  { console }: { readonly console: Pick<Console, 'market'> },
  change: Partial<OrderIntent> = {},
  worth = decimal('20'),
  ofLast = decimal('0.995'),
): OrderIntent {
  const symbol = change.symbol ?? 'BTC/USDT';
  const [rules, reference] = [console.market.rules(symbol), console.market.reference(symbol)];
  if (rules === undefined || reference === undefined) throw new Error('no market yet');
  const price = floorTo(mul(reference.last, ofLast), rules.tickSize);
  const quantity = (floorTo(div(worth, price), rules.stepSize) + rules.stepSize) as Decimal;
  names += 1;
  return {
    botId: 'grid-1',
    accountId: 'sub-1',
    botOrderId: `test-${names}`,
    symbol,
    side: 'buy',
    type: 'limit',
    quantity,
    price,
    stopPrice: undefined,
    timeInForce: 'GTC',
    reduceOnly: false,
    ...change,
  };
}
