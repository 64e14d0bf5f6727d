import { type Account, type ExchangeId, isMarginExchange } from '#shared/model/account';
import { isContractSymbol } from '#shared/model/market';
import type { Settings } from '../settings';

/** One exchange in one environment: it has its own worker, its own endpoints and its own prices. */
export interface Place extends Pick<Account, 'exchange' | 'environment'> {
  /** `binance`, `binance:testnet`: paper is the exchange's bare name. */
  readonly id: string;
}

/** Name of a place. */
export const placeId = ({ exchange, environment }: Pick<Account, 'exchange' | 'environment'>): string =>
  environment === 'paper' ? exchange : `${exchange}:${environment}`;

/** Every place with an account, each once. */
export function placesOf(accounts: ReadonlyArray<Pick<Account, 'exchange' | 'environment'>>): readonly Place[] {
  const places = new Map<string, Place>();
  for (const { exchange, environment } of accounts) {
    const id = placeId({ exchange, environment });
    if (!places.has(id)) places.set(id, { id, exchange, environment });
  }
  return [...places.values()];
}

/** What places of symbols are worked out from. */
export interface Traders {
  readonly accounts: ReadonlyArray<Pick<Account, 'id' | 'exchange' | 'environment'>>;
  readonly bots: ReadonlyArray<{
    readonly id: string;
    readonly accountId: string;
    readonly symbols: readonly string[];
  }>;
  readonly limits: Pick<Settings['limits'], 'bots'>;
}

/** Symbols that a bot trades, or may trade by its own list. */
export const symbolsOfBot = (
  { id, symbols }: Traders['bots'][number],
  limits: Traders['limits'],
): readonly string[] => [...symbols, ...((limits.bots[id]?.['symbol-allowlist']?.value ?? []) as readonly string[])];

/**
 * Where a symbol is traded: where a bot that has it trades. `sharedSymbols` sees to it that this is one place. Of a symbol that no bot
 * has, the first account that could trade it.
 */
export function placeOfSymbol(symbol: string, { accounts, bots, limits }: Traders): string {
  const bot = bots.find((each) => symbolsOfBot(each, limits).includes(symbol));
  const fits = (exchange: ExchangeId): boolean => isMarginExchange(exchange) === isContractSymbol(symbol);
  const account =
    accounts.find(({ id, exchange }) => id === bot?.accountId && fits(exchange)) ??
    accounts.find(({ exchange }) => fits(exchange));
  return account === undefined ? '' : placeId(account);
}

/** Symbols that bots of different environments trade: their orders would be judged by each other's prices. */
export function sharedSymbols({ accounts, bots, limits }: Traders): ReadonlyArray<{
  readonly symbol: string;
  readonly bots: readonly string[];
}> {
  const traders = new Map<string, Array<{ readonly botId: string; readonly environment: string }>>();
  for (const bot of bots) {
    const environment = accounts.find(({ id }) => id === bot.accountId)?.environment;
    if (environment === undefined) continue;
    for (const symbol of new Set(symbolsOfBot(bot, limits)))
      traders.set(symbol, [...(traders.get(symbol) ?? []), { botId: bot.id, environment }]);
  }
  return [...traders]
    .filter(([, of]) => new Set(of.map(({ environment }) => environment)).size > 1)
    .map(([symbol, of]) => ({ symbol, bots: of.map(({ botId }) => botId) }));
}
