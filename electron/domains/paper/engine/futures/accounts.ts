import { abs, add, type Decimal, max, min, mul, sub, ZERO } from '#shared/model/decimal';
import type { UtcMs } from '#shared/model/time';
import { initialMargin, maintenanceMargin, openOrderMargin } from './margin';
import type { PerpMarket } from './market';
import { unrealized } from './position';
import type { PerpOrder, Position } from './types';

/** As Binance opens a symbol: 20 times, crossed. */
export const DEFAULT_LEVERAGE = 20;

export interface FuturesAccount {
  readonly name: string;
  /** All money, isolated positions' included, without unrealised profit; USDT. The sum of the account's incomes. */
  wallet: Decimal;
  readonly positions: Map<string, Position>;
}

/** What an account is worth and needs at the present mark prices, USDT. */
export interface MarginState {
  readonly wallet: Decimal;
  /** Without what isolated positions have set apart. */
  readonly crossWallet: Decimal;
  readonly unrealized: Decimal;
  readonly crossUnrealized: Decimal;
  readonly positionMargin: Decimal;
  readonly orderMargin: Decimal;
  readonly maintenance: Decimal;
  readonly crossMaintenance: Decimal;
  /** What new orders may take, never below zero. */
  readonly available: Decimal;
}

/** One position at the present mark price. */
export interface PositionState {
  readonly mark: Decimal;
  /** Signed, at mark. */
  readonly notional: Decimal;
  readonly unrealized: Decimal;
  readonly initialMargin: Decimal;
  readonly orderMargin: Decimal;
  readonly maintenance: Decimal;
}

type OpenOrders = (account: string, symbol: string) => readonly PerpOrder[];

/** Notionals of the open orders that may increase the position, by side. */
export function orderNotionals(orders: Iterable<PerpOrder>): { readonly bids: Decimal; readonly asks: Decimal } {
  let bids = ZERO;
  let asks = ZERO;
  for (const order of orders) {
    if (order.reduceOnly) continue;
    const left = mul(order.price, sub(order.quantity, order.executed));
    if (order.side === 'BUY') bids = add(bids, left);
    else asks = add(asks, left);
  }
  return { bids, asks };
}

/** The futures wallets, each with its positions. Only engines change what is in them. */
export class FuturesAccounts {
  readonly #accounts = new Map<string, FuturesAccount>();
  readonly #markets: ReadonlyMap<string, PerpMarket>;
  readonly #openOrders: OpenOrders;

  constructor(markets: ReadonlyMap<string, PerpMarket>, openOrders: OpenOrders) {
    this.#markets = markets;
    this.#openOrders = openOrders;
  }

  open(name: string): FuturesAccount {
    const account: FuturesAccount = { name, wallet: ZERO, positions: new Map() };
    this.#accounts.set(name, account);
    return account;
  }

  has(name: string): boolean {
    return this.#accounts.has(name);
  }

  all(): Iterable<FuturesAccount> {
    return this.#accounts.values();
  }

  get(name: string): FuturesAccount {
    const account = this.#accounts.get(name);
    if (account === undefined) throw new Error(`no futures account: ${name}`);
    return account;
  }

  /** The position of a symbol; a flat one with Binance's default settings when there was none. */
  position(name: string, symbol: string, now: UtcMs): Position {
    const { positions } = this.get(name);
    let position = positions.get(symbol);
    if (position === undefined) {
      position = {
        symbol,
        quantity: ZERO,
        cost: ZERO,
        realized: ZERO,
        leverage: DEFAULT_LEVERAGE,
        marginType: 'CROSSED',
        isolatedWallet: ZERO,
        updateTime: now,
      };
      positions.set(symbol, position);
    }
    return position;
  }

  market(symbol: string): PerpMarket {
    const market = this.#markets.get(symbol);
    if (market === undefined) throw new Error(`no perpetual ${symbol}`);
    return market;
  }

  positionState(name: string, position: Position): PositionState {
    const { spec, price } = this.market(position.symbol);
    const { mark } = price;
    const notional = mul(position.quantity, mark);
    const { bids, asks } = orderNotionals(this.#openOrders(name, position.symbol));
    return {
      mark,
      notional,
      unrealized: unrealized(position, mark),
      initialMargin: initialMargin(abs(notional), position.leverage),
      orderMargin: openOrderMargin(notional, bids, asks, position.leverage),
      maintenance: position.quantity === ZERO ? ZERO : maintenanceMargin(spec.brackets, position.quantity, mark),
    };
  }

  /**
   * Margins of the whole account. Crossed positions share the cross wallet and each other's profit and loss; isolated
   * ones stand on what was set apart for them, their open orders on the cross wallet until they fill.
   */
  marginState(name: string): MarginState {
    const { wallet, positions } = this.get(name);
    const sums = {
      iso: ZERO,
      all: ZERO,
      cross: ZERO,
      position: ZERO,
      crossPosition: ZERO,
      order: ZERO,
      mm: ZERO,
      crossMm: ZERO,
    };
    for (const position of positions.values()) {
      const state = this.positionState(name, position);
      sums.all = add(sums.all, state.unrealized);
      sums.position = add(sums.position, state.initialMargin);
      sums.order = add(sums.order, state.orderMargin);
      sums.mm = add(sums.mm, state.maintenance);
      if (position.marginType === 'ISOLATED') {
        sums.iso = add(sums.iso, position.isolatedWallet);
      } else {
        sums.cross = add(sums.cross, state.unrealized);
        sums.crossPosition = add(sums.crossPosition, state.initialMargin);
        sums.crossMm = add(sums.crossMm, state.maintenance);
      }
    }
    const crossWallet = sub(wallet, sums.iso);
    const available = sub(sub(add(crossWallet, sums.cross), sums.crossPosition), sums.order);
    return {
      wallet,
      crossWallet,
      unrealized: sums.all,
      crossUnrealized: sums.cross,
      positionMargin: sums.position,
      orderMargin: sums.order,
      maintenance: sums.mm,
      crossMaintenance: sums.crossMm,
      available: max(ZERO, available),
    };
  }

  crossWallet(name: string): Decimal {
    const { wallet, positions } = this.get(name);
    let left = wallet;
    for (const position of positions.values()) left = sub(left, position.isolatedWallet);
    return left;
  }

  /** What may leave the wallet: profit that is not realised does not. */
  withdrawable(name: string): Decimal {
    const { available, crossWallet } = this.marginState(name);
    return max(ZERO, min(available, crossWallet));
  }
}
