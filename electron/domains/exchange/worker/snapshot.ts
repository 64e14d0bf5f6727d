import type { BinanceConnection } from '../../../platform/venue/binance/connection';
import { amountOf, isRaw, type SymbolOf, textOf, timeOf } from '../../../platform/venue/binance/raw';
import { readRestFill } from '../../../platform/venue/binance/raw-fills';
import { readRestOrders } from '../../../platform/venue/binance/raw-orders';
import type { AccountSnapshot, BalanceMessage } from '../protocol';
import { readFills } from './fills-history';

/** Balances of an `account` answer (`balances`) or stream message (`B`); what cannot be read is counted. */
export function readBalances(
  entries: unknown,
  keys: { readonly asset: string; readonly free: string; readonly locked: string },
): { readonly balances: BalanceMessage[]; readonly dropped: number } {
  const balances: BalanceMessage[] = [];
  let dropped = 0;
  for (const entry of Array.isArray(entries) ? entries : []) {
    const raw = isRaw(entry) ? entry : {};
    const asset = textOf(raw, keys.asset);
    const free = amountOf(raw, keys.free);
    const locked = amountOf(raw, keys.locked);
    if (asset === undefined || free === undefined || locked === undefined) dropped += 1;
    else balances.push({ asset, free, locked });
  }
  return { balances, dropped };
}

/**
 * Everything about one account, by REST: the balances, and then the rest at once, so that no fill the balances show is missing.
 * Rejects when any part cannot be read: half is no snapshot.
 */
export async function readSnapshot(
  connection: BinanceConnection,
  accountId: string,
  symbols: readonly string[],
  symbolOf: SymbolOf,
): Promise<{ readonly snapshot: AccountSnapshot; readonly dropped: number }> {
  const account = await connection.rest('privateGetAccount');
  const [openOrders, ...fillsBySymbol] = await Promise.all([
    connection.rest('privateGetOpenOrders'),
    ...symbols.map((symbol) =>
      readFills(connection, { call: 'privateGetMyTrades', read: readRestFill, accountId, symbolOf }, symbol),
    ),
  ]);
  const raw = isRaw(account) ? account : {};
  const { balances, dropped } = readBalances(raw.balances, { asset: 'asset', free: 'free', locked: 'locked' });
  const orders = readRestOrders(openOrders, symbolOf);
  const fills = fillsBySymbol.flatMap((read) => read.fills).sort((a, b) => a.at - b.at);
  const snapshot = {
    accountId,
    at: timeOf(raw, 'updateTime') ?? Date.now(),
    balances,
    openOrders: orders.orders.map((order) => ({ accountId, ...order })),
    fills,
    margin: null,
  };
  return { snapshot, dropped: dropped + orders.dropped + fillsBySymbol.reduce((sum, read) => sum + read.dropped, 0) };
}
