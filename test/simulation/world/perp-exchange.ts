import { add, type Decimal, decimal, formatDecimal, sub, ZERO } from '#shared/model/decimal';
import type { Engine } from '../../../electron/domains/paper/engine/engine';
import { orderNotionals } from '../../../electron/domains/paper/engine/futures/accounts';
import { FuturesEngine } from '../../../electron/domains/paper/engine/futures/engine';
import type { PerpMarket } from '../../../electron/domains/paper/engine/futures/market';
import type { FuturesSink, Income, PerpOrder } from '../../../electron/domains/paper/engine/futures/types';
import { Faults } from '../../../electron/domains/paper/server/faults';
import * as events from '../../../electron/domains/paper/server/futures/account-events';
import { algoUpdate, orderTradeUpdate } from '../../../electron/domains/paper/server/futures/order-payloads';
import type { FuturesServices } from '../../../electron/domains/paper/server/futures/services';
import { FuturesUserStreams } from '../../../electron/domains/paper/server/futures/user-streams';
import { Publication } from '../../../electron/domains/paper/server/publication';
import { DEFAULT_FUTURES_LIMITS, futuresLimits, RateLimits } from '../../../electron/domains/paper/server/rate-limits';
import { PERP_SYMBOL, PERP_WALLET } from './limits';
import type { VenueWatcher } from './watch-ports';

export interface PerpExchangeOptions {
  readonly seed: number;
  readonly spot: Engine;
  readonly accounts: readonly string[];
  readonly marketIds: readonly string[];
  readonly watcher: VenueWatcher;
  readonly send: (account: string, raw: { readonly e: string }) => void;
  readonly note: (what: string) => void;
}

/** Fundings come often: a run is seconds long. */
const FUNDING_EVERY_MS = 3_000;

/** The perpetual half of the paper exchange: its real engine, and its account streams without listen keys. */
export class PerpExchange {
  readonly engine: FuturesEngine;
  readonly services: FuturesServices;
  readonly #options: PerpExchangeOptions;
  /** What moved the wallets besides trades since it was last told. */
  readonly #moved = new Map<string, Decimal>();

  constructor(options: PerpExchangeOptions) {
    this.#options = options;
    const { seed, spot, accounts, marketIds } = options;
    this.engine = new FuturesEngine({
      seed,
      spot,
      sink: this.#sink(),
      symbols: marketIds,
      fundingEveryMs: FUNDING_EVERY_MS,
    });
    this.services = {
      engine: this.engine,
      publication: new Publication(this.engine),
      limits: new RateLimits(futuresLimits(DEFAULT_FUTURES_LIMITS)),
      users: new FuturesUserStreams(this.engine, new Faults()),
    };
    for (const account of accounts) this.engine.openAccount(account, decimal(PERP_WALLET));
  }

  get markets(): readonly PerpMarket[] {
    return this.engine.symbols.flatMap((symbol) => this.engine.market(symbol) ?? []);
  }

  /** No participant does anything any more, and nothing is paid. */
  stop(): void {
    for (const market of this.markets) {
      Object.assign(market, { move: () => undefined });
      Object.assign(market.funding, { due: () => undefined });
    }
  }

  #sink(): FuturesSink {
    const { watcher, send, note } = this.#options;
    return {
      order: (event) => {
        const { order, account, execution, trade } = event;
        note(
          `${execution} ${order.clientOrderId} ${order.status} ${formatDecimal(order.executed)} of ${formatDecimal(order.quantity)}`,
        );
        watcher.perpOrder(event);
        if (trade !== undefined) watcher.perpTrade(trade);
        send(account, orderTradeUpdate(event, orderNotionals(this.engine.store.open(account, order.symbol))));
      },
      rejected: () => undefined,
      algo: (order, at) => {
        note(`conditional ${order.clientAlgoId} ${order.status}`);
        watcher.algoOrder(order);
        const actual = this.#orderOf(order.account, order.symbol, order.actualOrderId);
        // The order that it placed tells the rest (UsdmConnection drops it, too).
        if (order.status !== 'FINISHED') send(order.account, algoUpdate(order, actual, at));
      },
      income: (income) => this.#paid(income),
      account: (account, symbols, reason, at) => {
        const change = reason === 'ORDER' ? ZERO : (this.#moved.get(account) ?? ZERO);
        if (reason !== 'ORDER') this.#moved.delete(account);
        send(account, events.accountUpdate(this.engine.accounts, account, symbols, reason, change, at));
      },
      leverage: (account, symbol, leverage, at) => send(account, events.leverageUpdate(symbol, leverage, at)),
      countdown: () => undefined,
      marginCall: (account, symbols, at) =>
        send(account, events.marginCall(this.engine.accounts, account, symbols, at)),
      trade: () => undefined,
      liquidated: (order) => {
        note(`liquidates ${order.account ?? ''}: ${order.side} ${formatDecimal(order.quantity)}`);
        watcher.liquidated();
      },
      levelChanged: () => undefined,
      committed: () => undefined,
    };
  }

  #paid(income: Income): void {
    this.#options.watcher.income(income);
    const { account, type, amount } = income;
    if (type === 'REALIZED_PNL' || type === 'COMMISSION') return;
    this.#options.note(`${type} ${formatDecimal(amount)} of ${account}`);
    this.#moved.set(account, add(this.#moved.get(account) ?? ZERO, amount));
  }

  #orderOf(account: string, symbol: string, id: number | undefined): PerpOrder | undefined {
    return id === undefined ? undefined : this.engine.store.byId(account, symbol, id);
  }
}

/** One order or conditional order that stands at the exchange, spot or perpetual, in what they have in common. */
export interface StandingOrder {
  readonly account: string;
  /** As the console names it. */
  readonly symbol: string;
  readonly clientOrderId: string;
  readonly side: 'BUY' | 'SELL';
  readonly left: Decimal;
  readonly reduceOnly: boolean;
}

/** What works on perpetuals, conditional orders that wait included. */
export function standingPerps({ engine }: PerpExchange, account: string): StandingOrder[] {
  if (!engine.accounts.has(account)) return [];
  const orders = engine.store.open(account).map((order) => ({
    account,
    symbol: PERP_SYMBOL,
    clientOrderId: order.clientOrderId,
    side: order.side,
    left: sub(order.quantity, order.executed),
    reduceOnly: order.reduceOnly,
  }));
  const waiting = engine.algos.open(account).map((order) => ({
    account,
    symbol: PERP_SYMBOL,
    clientOrderId: order.clientAlgoId,
    side: order.side,
    left: order.quantity,
    reduceOnly: order.reduceOnly,
  }));
  return [...orders, ...waiting];
}
