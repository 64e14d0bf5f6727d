import { decimal, parseDecimal } from '#shared/model/decimal';
import type { Engine } from './engine/engine';
import { FuturesEngine } from './engine/futures/engine';
import { EIGHT_HOURS_MS } from './engine/futures/funding';
import { createFuturesSink, type FuturesListeners } from './futures-sink';
import type { FuturesState } from './ledger/futures-state';
import type { Ledger } from './ledger/ledger';
import type { PaperAccountConfig } from './protocol';
import type { Faults } from './server/faults';
import type { FuturesServices } from './server/futures/services';
import { futuresStreams } from './server/futures/stream-dialect';
import { FuturesUserStreams } from './server/futures/user-streams';
import { Publication } from './server/publication';
import { DEFAULT_FUTURES_LIMITS, futuresLimits, type PaperFuturesLimits, RateLimits } from './server/rate-limits';
import { Streams } from './server/streams';

export interface FuturesOptions {
  readonly seed: number;
  readonly speed?: number;
  readonly fundingEveryHours?: number;
  readonly futuresLimits?: Partial<PaperFuturesLimits>;
  readonly listenKeyMs?: number;
}

export interface Futures {
  readonly services: FuturesServices;
  readonly streams: Streams;
}

/**
 * The perpetual half of the exchange on its spot half. Accounts come later, once listeners are in place. When none will
 * have futures (`isUsed` false) there are no perpetual markets: they cost as much as the spot markets do.
 */
export function openFutures(
  spot: Engine,
  options: FuturesOptions,
  faults: Faults,
  ledger: Ledger | undefined,
  isUsed: boolean,
): Futures {
  let listeners: FuturesListeners | undefined;
  const hours = options.fundingEveryHours;
  const engine = new FuturesEngine({
    seed: options.seed,
    spot,
    ...(isUsed ? {} : { symbols: [] }),
    sink: createFuturesSink(() => listeners),
    fundingEveryMs: (hours === undefined ? EIGHT_HOURS_MS : hours * 3_600_000) / (options.speed ?? 1),
  });
  const publication = new Publication(engine);
  const limits = new RateLimits(futuresLimits({ ...DEFAULT_FUTURES_LIMITS, ...options.futuresLimits }));
  const users = new FuturesUserStreams(engine, faults, options.listenKeyMs);
  const streams = new Streams(engine, publication, futuresStreams(engine, publication));
  listeners = { engine, ledger, streams, users, limits };
  return { services: { engine, publication, limits, users }, streams };
}

/** Whether an account has a futures wallet: configured, or in the ledger. */
export const hasFutures = (account: PaperAccountConfig, state: FuturesState | undefined): boolean =>
  account.futuresBalances !== undefined || state?.accounts.has(account.name) === true;

/** What is wrong with an account's futures balances, in a sentence; undefined when nothing is. */
export function checkFuturesBalances({ name, futuresBalances }: PaperAccountConfig): string | undefined {
  for (const [asset, amount] of Object.entries(futuresBalances ?? {})) {
    if (asset !== 'USDT') return `The futures wallet of ${name} holds ${asset}; it can hold USDT only.`;
    const value = parseDecimal(amount);
    if (value === undefined || value < 0n) return `The futures wallet of ${name} begins with an amount that is none.`;
  }
  return undefined;
}

/** Opens the configured futures accounts, or puts them back as the ledger has them. */
export function openFuturesAccounts(
  engine: FuturesEngine,
  accounts: readonly PaperAccountConfig[],
  state: FuturesState | undefined,
): void {
  const restored = new Set<string>();
  for (const account of accounts) {
    const held = state?.accounts.get(account.name);
    if (held !== undefined && state !== undefined) {
      restored.add(account.name);
      const incomes = state.incomes.filter((income) => income.account === account.name);
      engine.restoreAccount(account.name, held.wallet, held.positions, incomes);
    } else if (account.futuresBalances !== undefined) {
      engine.openAccount(account.name, decimal(account.futuresBalances.USDT ?? '0'));
    }
  }
  if (state === undefined) return;
  engine.reserveOrderIds(state.nextOrderId);
  for (const { account, order } of state.orders.values())
    if (restored.has(account)) engine.restoreOrder(account, order);
  for (const trade of state.trades) if (restored.has(trade.account)) engine.restoreTrade(trade);
  for (const order of state.algos.values()) if (restored.has(order.account)) engine.restoreAlgo(order);
  for (const { account, symbol, dueAt } of state.countdowns.values())
    if (restored.has(account) && dueAt > 0) engine.restoreCountdown(account, symbol, dueAt);
}
