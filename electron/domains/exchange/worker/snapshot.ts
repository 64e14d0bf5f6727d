import type { BinanceConnection } from '../../../platform/venue/binance/connection';
import { amountOf, isRaw, type SymbolOf, textOf, timeOf } from '../../../platform/venue/binance/raw';
import { readRestFill } from '../../../platform/venue/binance/raw-fills';
import { readRestOrders } from '../../../platform/venue/binance/raw-orders';
import { marketIdOf } from '../../../platform/venue/binance/symbols';
import { failureOf } from '../../../platform/venue/venue-error';
import type { AccountSnapshot, BalanceMessage, FillMessage } from '../protocol';

const PAGE = 1_000;
const UNKNOWN_SYMBOL = -1121;
/** At most so many pages of fills per symbol, oldest first; 100,000 fills, 2,000 of the minute's 6,000 weight. */
const MAX_PAGES = 100;

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

/** Everything about one account, by REST, all requests at once. Rejects when any part cannot be read: half is no snapshot. */
export async function readSnapshot(
  connection: BinanceConnection,
  accountId: string,
  symbols: readonly string[],
  symbolOf: SymbolOf,
): Promise<{ readonly snapshot: AccountSnapshot; readonly dropped: number }> {
  const [account, openOrders, ...fillsBySymbol] = await Promise.all([
    connection.rest('privateGetAccount'),
    connection.rest('privateGetOpenOrders'),
    ...symbols.map((symbol) => readFills(connection, accountId, symbol, symbolOf)),
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
  };
  return { snapshot, dropped: dropped + orders.dropped + fillsBySymbol.reduce((sum, read) => sum + read.dropped, 0) };
}

async function readFills(
  connection: BinanceConnection,
  accountId: string,
  symbol: string,
  symbolOf: SymbolOf,
): Promise<{ readonly fills: FillMessage[]; readonly dropped: number }> {
  const query = { symbol: marketIdOf(symbol), limit: PAGE };
  let page: unknown;
  try {
    page = await connection.rest('privateGetMyTrades', query);
  } catch (thrown) {
    const failure = failureOf(thrown);
    // A market that the exchange does not have (any more) has no fills, and must not hide those of the others.
    if (failure.kind === 'answered' && failure.exchangeCode === UNKNOWN_SYMBOL) return { fills: [], dropped: 0 };
    throw thrown;
  }
  const fills: FillMessage[] = [];
  let dropped = 0;
  const take = (): number => {
    const entries = Array.isArray(page) ? page : [];
    for (const entry of entries) {
      const fill = readRestFill(entry, symbolOf);
      if (fill === undefined) dropped += 1;
      else fills.push({ accountId, ...fill });
    }
    return entries.length;
  };
  // Without `fromId` the exchange tells the latest page. A full one means that there is more before it: from the start.
  if (Array.isArray(page) && page.length < PAGE) {
    take();
    return { fills, dropped };
  }
  let from = 0n;
  for (let count = 0; count < MAX_PAGES; count += 1) {
    page = await connection.rest('privateGetMyTrades', { ...query, fromId: from.toString() });
    if (take() < PAGE) break;
    from = BigInt(fills.at(-1)?.tradeId ?? '0') + 1n;
  }
  return { fills, dropped };
}
