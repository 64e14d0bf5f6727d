import { decimal } from '#shared/model/decimal';
import type { OrderIntent } from '#shared/model/order';
import type { Console } from '../../electron/app/console';
import { quietSettings } from './quiet-settings';
import { restingOrder } from './resting-order';
import { triggersOff } from './triggers-off';

/** The first-run desk, quiet, with the same order allowed as often as the table has it, and no trigger set. */
export function unhurriedSettings(): ReturnType<typeof quietSettings> {
  const quiet = quietSettings();
  const portfolio = {
    ...quiet.limits.portfolio,
    'repeat-executions': { value: 10_000 },
    'repeat-window': { value: 1_000 },
  };
  return { ...quiet, limits: { ...quiet.limits, portfolio }, triggers: triggersOff() };
}

/** So far below the market that hardly one in a thousand fills, and within the price collar. */
const DEEP = decimal('0.991');

/**
 * An immediate-or-cancel order below the market: it ends at the exchange by itself, and no account fills up. One bot after
 * the other; the quantity changes with each, as a strategy's would.
 */
export function passingOrder(desk: Pick<Console, 'market'>, number: number): OrderIntent {
  const at = number % 3;
  const of = {
    botId: `grid-${at + 1}`,
    accountId: `sub-${at + 1}`,
    symbol: ['BTC/USDT', 'ETH/USDT', 'SOL/USDT'][at] as string,
  };
  const worth = decimal(20 + (number % 30));
  return restingOrder({ console: desk }, { ...of, botOrderId: `passing-${number}`, timeInForce: 'IOC' }, worth, DEEP);
}
