import { type Decimal, decimal, div, floorTo, mul } from '#shared/model/decimal';
import type { OrderIntent } from '#shared/model/order';
import { standardTriggers } from '#shared/model/triggers';
import type { Console } from '../../electron/app/compose';
import { quietSettings } from './quiet-settings';

/** The first-run desk, quiet, with the same order allowed as often as the table has it, and no trigger on many orders. */
export function unhurriedSettings(): ReturnType<typeof quietSettings> {
  const quiet = quietSettings();
  const portfolio = {
    ...quiet.limits.portfolio,
    'repeat-executions': { value: 10_000 },
    'repeat-window': { value: 1_000 },
  };
  const rate = { ...standardTriggers()['order-rate'], enabled: false };
  const triggers = { ...quiet.triggers, set: { ...quiet.triggers.set, 'order-rate': rate } };
  return { ...quiet, limits: { ...quiet.limits, portfolio }, triggers };
}

/**
 * An immediate-or-cancel order below the market: it ends at the exchange by itself, and no account fills up. One bot after
 * the other; the quantity changes with each, as a strategy's would.
 */
export function passingOrder({ market }: Pick<Console, 'market'>, number: number): OrderIntent {
  const at = number % 3;
  const symbol = ['BTC/USDT', 'ETH/USDT', 'SOL/USDT'][at] as string;
  const [rules, reference] = [market.rules(symbol), market.reference(symbol)];
  if (rules === undefined || reference === undefined) throw new Error(`no price of ${symbol}`);
  const price = floorTo(mul(reference.last, decimal('0.995')), rules.tickSize);
  const worth = decimal(20 + (number % 30));
  const quantity = (floorTo(div(worth, price), rules.stepSize) + rules.stepSize) as Decimal;
  return {
    botId: `grid-${at + 1}`,
    accountId: `sub-${at + 1}`,
    botOrderId: `passing-${number}`,
    symbol,
    side: 'buy',
    type: 'limit',
    quantity,
    price,
    stopPrice: undefined,
    timeInForce: 'IOC',
    reduceOnly: false,
  };
}
