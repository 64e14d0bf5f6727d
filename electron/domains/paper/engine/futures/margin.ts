import { abs, add, type Decimal, decimal, div, floorTo, max, mul, sub, ZERO } from '#shared/model/decimal';
import { CENT, type Holding } from './position';

/** One step of Binance's notional brackets: the larger the position, the less leverage and the more maintenance margin. */
export interface Bracket {
  /** Greatest leverage allowed while the notional stays at or below `cap`. */
  readonly leverage: number;
  readonly floor: Decimal;
  readonly cap: Decimal;
  readonly rate: Decimal;
  /** Maintenance amount: makes the margin continuous from one bracket to the next. */
  readonly cum: Decimal;
}

/** Rows of `[leverage, notional cap, maintenance rate]`; floors and maintenance amounts follow from them. */
export function bracketsOf(rows: ReadonlyArray<readonly [number, string, string]>): readonly Bracket[] {
  const brackets: Bracket[] = [];
  for (const [leverage, capText, rateText] of rows) {
    const previous = brackets.at(-1);
    const floor = previous?.cap ?? ZERO;
    const rate = decimal(rateText);
    const cum = previous === undefined ? ZERO : add(previous.cum, mul(floor, sub(rate, previous.rate)));
    brackets.push({ leverage, floor, cap: decimal(capText), rate, cum });
  }
  return brackets;
}

/** The bracket of a notional (unsigned, USDT); the last one beyond all caps. */
export function bracketFor(brackets: readonly Bracket[], notional: Decimal): Bracket {
  const found = brackets.find((bracket) => notional <= bracket.cap) ?? brackets.at(-1);
  if (found === undefined) throw new Error('a symbol without brackets');
  return found;
}

/** Greatest position notional at this leverage; zero when the symbol does not offer it. */
export function notionalCapAt(brackets: readonly Bracket[], leverage: number): Decimal {
  let cap = ZERO;
  for (const bracket of brackets) if (bracket.leverage >= leverage) cap = max(cap, bracket.cap);
  return cap;
}

/** Up to the next 10^-8: margins are never rounded in the trader's favour. */
export const ceilCent = (value: Decimal): Decimal => {
  const floored = floorTo(value, CENT);
  return floored === value ? value : add(floored, CENT);
};

/** Initial margin of a notional (unsigned): notional / leverage. */
export const initialMargin = (notional: Decimal, leverage: number): Decimal =>
  ceilCent(div(notional, decimal(leverage)));

/** Maintenance margin of a position at the mark price: notional × rate − maintenance amount of its bracket. */
export function maintenanceMargin(brackets: readonly Bracket[], quantity: Decimal, mark: Decimal): Decimal {
  const notional = abs(mul(quantity, mark));
  const { rate, cum } = bracketFor(brackets, notional);
  return ceilCent(sub(mul(notional, rate), cum));
}

/**
 * Where the mark price would liquidate a position that `margin` stands behind (isolated: its wallet; crossed: the cross
 * wallet with the other positions' profit, less their maintenance): margin + q·P − cost = |q|·P·rate − cum. Zero when
 * no positive price would.
 */
export function liquidationPrice(brackets: readonly Bracket[], held: Holding, margin: Decimal, mark: Decimal): Decimal {
  if (held.quantity === ZERO) return ZERO;
  const size = abs(held.quantity);
  const { rate, cum } = bracketFor(brackets, mul(size, mark));
  const price = div(sub(sub(held.cost, margin), cum), sub(held.quantity, mul(size, rate)));
  return price > ZERO ? price : ZERO;
}

/**
 * The price at which closing leaves nothing of `margin`, on the tick that leaves the account at or above zero. At least
 * one tick: a long that `margin` covers down to nothing cannot go bankrupt.
 */
export function bankruptcyPrice(held: Holding, margin: Decimal, tick: Decimal): Decimal {
  const exact = div(sub(held.cost, margin), held.quantity);
  const floored = floorTo(exact, tick);
  const isExact = mul(floored, held.quantity) === sub(held.cost, margin);
  const price = held.quantity > ZERO && !isExact ? add(floored, tick) : floored;
  return max(price, tick);
}

/**
 * Margin that open orders need besides the position (one-way mode): the larger side's notional together with the
 * position, less what the position takes. Reduce-only orders need none.
 */
export function openOrderMargin(position: Decimal, bids: Decimal, asks: Decimal, leverage: number): Decimal {
  const worst = max(abs(add(position, bids)), abs(sub(position, asks)));
  return max(ZERO, sub(initialMargin(worst, leverage), initialMargin(abs(position), leverage)));
}
