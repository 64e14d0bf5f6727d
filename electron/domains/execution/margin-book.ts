import { add, type Decimal, sub, ZERO } from '#shared/model/decimal';
import type { MaintenanceBracket } from '#shared/model/market';
import type { LiveOrder } from './live-order';
import { type MarginPosition, type MarginState, marginState } from './margin';
import type { ToldPosition } from './perpetual';
import type { Position } from './position';

/** What one symbol is worth and what the exchange says of its margins; undefined where it is not known. */
export interface MarketLook {
  mark(symbol: string): Decimal | undefined;
  brackets(symbol: string): readonly MaintenanceBracket[] | undefined;
}

interface OpenValue {
  readonly buys: Decimal;
  readonly sells: Decimal;
}
const NOTHING: OpenValue = { buys: ZERO, sells: ZERO };

/** What a margin account has on top of wallet and positions: leverages, margin modes, and the value of orders that bind margin. */
export class MarginBook {
  readonly #leverages = new Map<string, Decimal>();
  readonly #told = new Map<string, ToldPosition>();
  readonly #open = new Map<string, OpenValue>();
  /** Filled by their reports and not by their fills yet: their value, by side. */
  readonly #awaited = new Map<LiveOrder, Decimal>();

  /** Returns the leverage before; undefined where none was known. */
  setLeverage(symbol: string, leverage: Decimal): Decimal | undefined {
    const before = this.#leverages.get(symbol);
    this.#leverages.set(symbol, leverage);
    return before;
  }

  /** Times the margin, as it is set at the exchange; undefined while it has not told. */
  leverage(symbol: string): Decimal | undefined {
    return this.#leverages.get(symbol);
  }

  /** Takes positions as told. `isAll`: a symbol that is not named is flat. */
  tell(positions: readonly ToldPosition[], isAll: boolean): void {
    if (isAll)
      for (const [symbol, told] of this.#told)
        this.#told.set(symbol, { ...told, quantity: ZERO, entryPrice: ZERO, isolatedWallet: ZERO });
    for (const told of positions) this.#told.set(told.symbol, told);
  }

  told(symbol: string): ToldPosition | undefined {
    return this.#told.get(symbol);
  }

  get toldPositions(): Iterable<ToldPosition> {
    return this.#told.values();
  }

  /** The unfilled value of an order's side changed by so much. Reduce-only orders bind nothing. */
  changeOpen(symbol: string, side: 'buy' | 'sell', by: Decimal): void {
    const { buys, sells } = this.#open.get(symbol) ?? NOTHING;
    this.#open.set(symbol, side === 'buy' ? { buys: add(buys, by), sells } : { buys, sells: add(sells, by) });
  }

  /** What a report says is filled and no fill has told yet goes on binding what it bound. */
  awaitFills(order: LiveOrder): void {
    const value = sub(order.filledNotional, order.toldNotional);
    if (order.filledQuantity > order.toldQuantity && value > 0n && !order.intent.reduceOnly)
      this.#awaited.set(order, value);
    else this.#awaited.delete(order);
  }

  get isAwaiting(): boolean {
    return this.#awaited.size > 0;
  }

  /** One symbol as its margin is worked out; undefined while its mark or leverage is not known. */
  at(symbol: string, { quantity, cost }: Position, look: MarketLook): MarginPosition | undefined {
    const mark = look.mark(symbol);
    const leverage = this.#leverages.get(symbol);
    if (mark === undefined || leverage === undefined) return undefined;
    let { buys, sells } = this.#open.get(symbol) ?? NOTHING;
    for (const [{ intent }, value] of this.#awaited) {
      if (intent.symbol !== symbol) continue;
      if (intent.side === 'buy') buys = add(buys, value);
      else sells = add(sells, value);
    }
    const { isIsolated = false, isolatedWallet = ZERO } = this.#told.get(symbol) ?? {};
    const brackets = look.brackets(symbol) ?? [];
    return { quantity, cost, mark, leverage, isIsolated, isolatedWallet, buys, sells, brackets };
  }

  /** Symbols that are worth or bind anything. */
  #busy(positions: ReadonlyMap<string, Position>): Set<string> {
    const busy = new Set<string>();
    for (const [symbol, { quantity }] of positions) if (quantity !== ZERO) busy.add(symbol);
    for (const [symbol, { buys, sells }] of this.#open) if (buys !== ZERO || sells !== ZERO) busy.add(symbol);
    for (const { intent } of this.#awaited.keys()) busy.add(intent.symbol);
    return busy;
  }

  /** The account at these marks; undefined while a mark or leverage of something held or working is not known. */
  state(
    wallet: Decimal,
    positions: ReadonlyMap<string, Position>,
    flat: Position,
    look: MarketLook,
  ): { readonly state: MarginState; readonly positions: ReadonlyMap<string, MarginPosition> } | undefined {
    const found = new Map<string, MarginPosition>();
    for (const symbol of this.#busy(positions)) {
      const position = this.at(symbol, positions.get(symbol) ?? flat, look);
      if (position === undefined) return undefined;
      found.set(symbol, position);
    }
    return { state: marginState(wallet, [...found.values()]), positions: found };
  }
}
