import type { BinanceConnection } from '../../../platform/venue/binance/connection';
import { isRaw, type Raw, type SymbolOf, signedOf, textOf, timeOf } from '../../../platform/venue/binance/raw';
import { readRestOrders } from '../../../platform/venue/binance/raw-orders';
import { readIncome, readRestPosition } from '../../../platform/venue/binance/raw-usdm-account';
import { readAlgoOrder, readUsdmFill, readUsdmOrder } from '../../../platform/venue/binance/raw-usdm-orders';
import { VenueError } from '../../../platform/venue/venue-error';
import type { AccountSnapshot, BalanceMessage, IncomeMessage, LeverageMessage } from '../protocol';
import { readFills } from './fills-history';

const INCOME_PAGE = 1_000;
/** Told by fills, one by one. */
const BY_FILLS = new Set(['REALIZED_PNL', 'COMMISSION']);

/** Wallets as balances of which nothing is locked: margin is worked out, not set aside. A wallet may be below zero. */
export function readWallets(
  entries: unknown,
  keys: { readonly asset: string; readonly wallet: string; readonly changedAt?: string },
): { readonly balances: BalanceMessage[]; readonly dropped: number } {
  const rows = Array.isArray(entries) ? entries : [];
  const balances = rows.flatMap((entry): BalanceMessage[] => {
    const asset = isRaw(entry) ? textOf(entry, keys.asset) : undefined;
    const free = isRaw(entry) ? signedOf(entry, keys.wallet) : undefined;
    if (!isRaw(entry) || asset === undefined || free === undefined) return [];
    const changedAt = keys.changedAt === undefined ? undefined : timeOf(entry, keys.changedAt);
    return [{ asset, free, locked: '0', ...(changedAt === undefined ? {} : { changedAt }) }];
  });
  return { balances, dropped: rows.length - balances.length };
}

/** Movements of the wallet that no fill tells, oldest first. */
export async function readIncomes(
  connection: BinanceConnection,
  accountId: string,
  symbolOf: SymbolOf,
): Promise<readonly IncomeMessage[]> {
  const rows = rowsOf(await connection.rest('fapiPrivateGetIncome', { limit: INCOME_PAGE }));
  return rows
    .flatMap((row) => readIncome(row, symbolOf) ?? [])
    .filter(({ type }) => !BY_FILLS.has(type))
    .map((income) => ({ accountId, ...income }))
    .sort((a, b) => a.at - b.at);
}

/**
 * Everything about one account, by REST: money and positions, and then the rest at once, so that no fill they show is missing.
 * Rejects when any part cannot be read: half is no snapshot.
 */
export async function readUsdmSnapshot(
  connection: BinanceConnection,
  accountId: string,
  symbols: readonly string[],
  symbolOf: SymbolOf,
): Promise<{ readonly snapshot: AccountSnapshot; readonly dropped: number }> {
  const how = { call: 'fapiPrivateGetUserTrades', read: readUsdmFill, accountId, symbolOf } as const;
  const askedAt = Date.now();
  const [account, risk] = await Promise.all([
    connection.rest('fapiPrivateV3GetAccount'),
    connection.rest('fapiPrivateV3GetPositionRisk'),
  ]);
  const [config, book, algos, incomes, ...fillsBySymbol] = await Promise.all([
    connection.rest('fapiPrivateGetSymbolConfig'),
    connection.rest('fapiPrivateGetOpenOrders'),
    connection.rest('fapiPrivateGetOpenAlgoOrders'),
    readIncomes(connection, accountId, symbolOf),
    ...symbols.map((symbol) => readFills(connection, how, symbol)),
  ]);
  const assets = isRaw(account) ? account.assets : undefined;
  const wallets = readWallets(assets, { asset: 'asset', wallet: 'walletBalance', changedAt: 'updateTime' });
  const settings = new Map(rowsOf(config).map((row) => [String(row.symbol), row]));
  const rows = rowsOf(risk);
  const positions = rows.flatMap(
    (row) => readRestPosition(row, symbolOf, settings.get(String(row.symbol))?.marginType === 'ISOLATED') ?? [],
  );
  const orders = [readRestOrders(book, symbolOf, readUsdmOrder), readRestOrders(algos, symbolOf, readAlgoOrder)];
  const fills = fillsBySymbol.flatMap((read) => read.fills).sort((a, b) => a.at - b.at);
  const dropped =
    wallets.dropped +
    rows.length -
    positions.length +
    [...orders, ...fillsBySymbol].reduce((sum, x) => sum + x.dropped, 0);
  const snapshot: AccountSnapshot = {
    accountId,
    at: Math.max(askedAt, ...rowsOf(assets).map((row) => timeOf(row, 'updateTime') ?? 0)),
    balances: wallets.balances,
    openOrders: orders.flatMap((read) => read.orders.map((order) => ({ accountId, ...order }))),
    fills,
    margin: { positions, leverages: leveragesOf(settings.values(), symbolOf), incomes },
  };
  return { snapshot, dropped };
}

function leveragesOf(rows: Iterable<Raw>, symbolOf: SymbolOf): LeverageMessage[] {
  return [...rows].flatMap((row) => {
    const marketId = textOf(row, 'symbol');
    const leverage = textOf(row, 'leverage');
    return marketId === undefined || leverage === undefined ? [] : [{ symbol: symbolOf(marketId), leverage }];
  });
}

/** The rows of a listing. An answer that is none is not an empty one. */
function rowsOf(answer: unknown): Raw[] {
  if (!Array.isArray(answer)) throw new VenueError({ kind: 'no-answer', message: 'the answer is not a list' });
  return answer.filter(isRaw);
}
