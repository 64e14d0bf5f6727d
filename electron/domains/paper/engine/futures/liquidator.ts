import { abs, add, type Decimal, floorTo, max, min, mul, neg, sub, ZERO } from '#shared/model/decimal';
import type { FuturesAccount } from './accounts';
import type { Floor } from './floor';
import { bankruptcyPrice } from './margin';
import { CENT, unrealized } from './position';
import type { Trading } from './trading';
import type { Position } from './types';

/** A margin call is sent once when maintenance reaches this share of the margin balance, and again only after it fell below the other. */
const CALL_AT = 0.8;
const CALL_AGAIN_BELOW = 0.7;

/** What stands behind a position besides itself, and what it needs. Isolated and crossed positions are looked at apart. */
interface Backing {
  /** Margin balance: the money behind, with unrealised profit and loss. */
  readonly balance: Decimal;
  readonly maintenance: Decimal;
  readonly positions: readonly Position[];
}

/**
 * Closes what the mark price has eaten: when a margin balance is at or below its maintenance margin, its open orders are
 * cancelled, then positions are closed, the largest loss first, until it is above. What is left pays the clearance fee,
 * never more than there is (Binance's liquidation protocol; it sells in steps, here a position goes whole).
 */
export class Liquidator {
  readonly #floor: Floor;
  readonly #trading: Trading;
  readonly #called = new Set<string>();

  constructor(floor: Floor, trading: Trading) {
    this.#floor = floor;
    this.#trading = trading;
  }

  /** Looks at every account at the present mark prices. */
  check(): void {
    for (const account of this.#floor.accounts.all()) {
      const open = [...account.positions.values()].filter((position) => position.quantity !== ZERO);
      if (open.length === 0) continue;
      for (const position of open)
        if (position.marginType === 'ISOLATED') this.#look(account, () => this.#isolated(account, position));
      this.#look(account, () => this.#crossed(account));
    }
  }

  #isolated(account: FuturesAccount, position: Position): Backing {
    const state = this.#floor.accounts.positionState(account.name, position);
    return {
      balance: add(position.isolatedWallet, state.unrealized),
      maintenance: state.maintenance,
      positions: position.quantity === ZERO ? [] : [position],
    };
  }

  #crossed(account: FuturesAccount): Backing {
    const { crossWallet, crossUnrealized, crossMaintenance } = this.#floor.accounts.marginState(account.name);
    const positions = [...account.positions.values()].filter(
      (position) => position.marginType === 'CROSSED' && position.quantity !== ZERO,
    );
    return { balance: add(crossWallet, crossUnrealized), maintenance: crossMaintenance, positions };
  }

  #look(account: FuturesAccount, backing: () => Backing): void {
    const first = backing();
    if (first.positions.length === 0) return;
    this.#call(account, first);
    if (first.balance > first.maintenance) return;
    for (const { symbol } of first.positions)
      for (const order of this.#floor.store.open(account.name, symbol))
        this.#trading.end(order, 'CANCELED', 'CANCELED');
    for (let now = backing(); now.positions.length > 0 && now.balance <= now.maintenance; now = backing()) {
      const worst = now.positions.reduce((one, other) => (this.#profit(other) < this.#profit(one) ? other : one));
      this.#close(account, worst, now.balance);
    }
  }

  #profit(position: Position): Decimal {
    return unrealized(position, this.#floor.accounts.market(position.symbol).price.mark);
  }

  #close(account: FuturesAccount, position: Position, balance: Decimal): void {
    const market = this.#floor.accounts.market(position.symbol);
    const isLong = position.quantity > ZERO;
    // What the position itself may lose before nothing is left: the balance without its own profit and loss.
    const margin = sub(balance, this.#profit(position));
    const limit = bankruptcyPrice(position, margin, market.spec.tickSize);
    const mark = floorTo(market.price.mark, market.spec.tickSize);
    // Already bankrupt: nobody takes it over at a better price than the mark, the insurance fund pays the difference.
    const price = isLong ? max(min(limit, mark), market.spec.tickSize) : max(limit, mark);
    const crossBefore = this.#floor.accounts.crossWallet(account.name);
    const size = abs(position.quantity);
    const order = this.#trading.liquidate(market, account.name, isLong ? 'SELL' : 'BUY', size, price);
    this.#floor.sink.liquidated(order, this.#floor.now);
    const { crossWallet, crossUnrealized } = this.#floor.accounts.marginState(account.name);
    const left =
      position.marginType === 'ISOLATED'
        ? sub(crossWallet, crossBefore)
        : min(crossWallet, add(crossWallet, crossUnrealized));
    this.#takeFee(account, position, mul(order.executedQuote, market.spec.liquidationFee), left);
  }

  #takeFee(account: FuturesAccount, position: Position, wanted: Decimal, left: Decimal): void {
    const fee = min(floorTo(wanted, CENT), left);
    if (fee <= ZERO) return;
    this.#floor.book(account.name, position.symbol, 'INSURANCE_CLEAR', neg(fee));
    this.#floor.touch(account.name, position.symbol, 'INSURANCE_CLEAR');
  }

  #call(account: FuturesAccount, { balance, maintenance, positions }: Backing): void {
    const key = `${account.name}\n${positions.map((position) => position.symbol).join()}`;
    const ratio = balance <= ZERO ? 1 : Number(maintenance) / Number(balance);
    if (ratio < CALL_AGAIN_BELOW) this.#called.delete(key);
    if (ratio < CALL_AT || this.#called.has(key)) return;
    this.#called.add(key);
    const symbols = positions.map((position) => position.symbol);
    this.#floor.sink.marginCall(account.name, symbols, this.#floor.now);
  }
}
