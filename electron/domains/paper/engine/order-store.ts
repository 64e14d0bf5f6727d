import type { AccountTrade, BookOrder, Order } from './types';
import { isOpen } from './types';

/** Finished orders and trades kept for each account and symbol; older ones are forgotten (the ledger file has them). */
const KEEP_ORDERS = 20_000;
const KEEP_TRADES = 50_000;

const keyOf = (account: string, symbol: string): string => `${account}\n${symbol}`;

/** All orders and trades of the accounts, findable the ways Binance's API asks for them. */
export class OrderStore<O extends BookOrder = Order, T extends AccountTrade = AccountTrade> {
  readonly #byId = new Map<number, O>();
  readonly #byClientId = new Map<string, O>();
  /** By account and symbol: placing looks at one market's orders only. */
  readonly #open = new Map<string, Map<number, O>>();
  readonly #history = new Map<string, O[]>();
  readonly #trades = new Map<string, T[]>();
  tradeCount = 0;

  add(account: string, order: O): void {
    this.#byId.set(order.id, order);
    this.#byClientId.set(keyOf(account, order.clientOrderId), order);
    if (isOpen(order)) this.#openOf(account, order.symbol).set(order.id, order);
    const key = keyOf(account, order.symbol);
    const history = this.#history.get(key) ?? [];
    history.push(order);
    this.#history.set(key, history);
    if (history.length > KEEP_ORDERS) this.#forget(account, history);
  }

  /** To be called when an order is no longer open. */
  closed(account: string, order: O): void {
    this.#openOf(account, order.symbol).delete(order.id);
  }

  addTrade(trade: T): void {
    const key = keyOf(trade.account, trade.symbol);
    const trades = this.#trades.get(key) ?? [];
    trades.push(trade);
    if (trades.length > KEEP_TRADES) trades.splice(0, KEEP_TRADES / 10);
    this.#trades.set(key, trades);
    this.tradeCount += 1;
  }

  byId(account: string, symbol: string, id: number): O | undefined {
    const order = this.#byId.get(id);
    return order?.account === account && order.symbol === symbol ? order : undefined;
  }

  /** The newest order with this client id: an id may be used again once its order is no longer open. */
  byClientId(account: string, symbol: string, clientOrderId: string): O | undefined {
    const order = this.#byClientId.get(keyOf(account, clientOrderId));
    return order?.symbol === symbol ? order : undefined;
  }

  isClientIdOpen(account: string, clientOrderId: string): boolean {
    const order = this.#byClientId.get(keyOf(account, clientOrderId));
    return order !== undefined && isOpen(order);
  }

  /** Open orders, oldest first; of all symbols when none is named. */
  open(account: string, symbol?: string): O[] {
    if (symbol !== undefined) return [...this.#openOf(account, symbol).values()];
    const prefix = keyOf(account, '');
    const all: O[] = [];
    for (const [key, orders] of this.#open) if (key.startsWith(prefix)) all.push(...orders.values());
    return all.sort((one, other) => one.id - other.id);
  }

  openCountOf(account: string, symbol: string): number {
    return this.#openOf(account, symbol).size;
  }

  openCount(): number {
    let count = 0;
    for (const orders of this.#open.values()) count += orders.size;
    return count;
  }

  /** Every order known, oldest first. */
  history(account: string, symbol: string): readonly O[] {
    return this.#history.get(keyOf(account, symbol)) ?? [];
  }

  trades(account: string, symbol: string): readonly T[] {
    return this.#trades.get(keyOf(account, symbol)) ?? [];
  }

  #openOf(account: string, symbol: string): Map<number, O> {
    const key = keyOf(account, symbol);
    let open = this.#open.get(key);
    if (open === undefined) {
      open = new Map();
      this.#open.set(key, open);
    }
    return open;
  }

  #forget(account: string, history: O[]): void {
    const old = history.splice(0, KEEP_ORDERS / 10);
    const stillOpen = old.filter(isOpen);
    history.unshift(...stillOpen);
    for (const order of old) {
      if (isOpen(order)) continue;
      this.#byId.delete(order.id);
      const key = keyOf(account, order.clientOrderId);
      if (this.#byClientId.get(key) === order) this.#byClientId.delete(key);
    }
  }
}
