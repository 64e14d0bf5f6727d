import {
  type HelloResult,
  BOT_PROTOCOL_LIMITS as limits,
  PROTOCOL_VERSION,
  toWireFill,
  toWireMarket,
  toWireOrder,
  toWireTradingState,
  type WireMarket,
} from '#shared/bot-protocol';
import { formatDecimal } from '#shared/model/decimal';
import { err, ok, type Result } from '#shared/model/result';
import type { SessionContext } from './context';
import type { BalanceFacts } from './ports';

export const toWireBalances = (balances: readonly BalanceFacts[]) =>
  balances.map(({ asset, free, locked }) => ({ asset, free: formatDecimal(free), locked: formatDecimal(locked) }));

/** All a bot needs to go on from where it stands. Fails, in words, while the account or a market is not there yet. */
export function helloFacts(context: SessionContext): Result<HelloResult, string> {
  const { config, ports, clock } = context;
  const environment = ports.accounts.environment(config.accountId);
  if (environment === undefined) return err(`account ${config.accountId} is not there`);
  const markets: WireMarket[] = [];
  for (const symbol of config.symbols) {
    const rules = ports.market.rules(config.accountId, symbol);
    if (rules === undefined) return err(`the rules of ${symbol} are not known yet`);
    markets.push(toWireMarket(rules));
  }
  return ok({
    protocol: PROTOCOL_VERSION,
    session: context.session,
    botId: config.id,
    accountId: config.accountId,
    environment,
    symbols: config.symbols,
    params: config.params,
    markets,
    tradingState: toWireTradingState(ports.trading.of(config.id, config.accountId)),
    workingSet: {
      orders: ports.orders.workingOrders(config.id).map(toWireOrder),
      positions: ports.book.positions(config.accountId).map(({ symbol, quantity, averageCost }) => ({
        symbol,
        quantity: formatDecimal(quantity),
        averageCost: averageCost === undefined ? null : formatDecimal(averageCost),
      })),
      balances: toWireBalances(ports.book.balances(config.accountId)),
      recentFills: ports.book
        .recentFills(config.id, limits.maxRecentFills)
        .map(({ fill, botOrderId }) => toWireFill(fill, botOrderId)),
    },
    savedState: context.savedState as HelloResult['savedState'],
    time: clock.now(),
  });
}
