/**
 * The lines of a grid: prices a fixed ratio apart around a centre, numbered from −levels to +levels. One line, the gap,
 * carries no order; below it each carries a buy, above it a sell. A buy that fills moves the gap down to its line, which
 * puts a sell one line higher; a sell that fills does the opposite.
 */
import type { WireMarket } from '#shared/bot-protocol';
import { add, type Decimal, decimal, div, floorTo, mul, ONE } from '#shared/model/decimal';
import { err, ok, type Result } from '#shared/model/result';
import type { GridParams } from './grid-params';

/** A market's rules as exact numbers. */
export interface Rules {
  readonly tickSize: Decimal;
  readonly stepSize: Decimal;
  readonly minQuantity: Decimal;
  readonly minNotional: Decimal;
  readonly minPrice: Decimal;
  readonly maxPrice: Decimal;
}

export const readRules = (market: WireMarket): Rules => ({
  tickSize: decimal(market.tickSize),
  stepSize: decimal(market.stepSize),
  minQuantity: decimal(market.minQuantity),
  minNotional: decimal(market.minNotional),
  minPrice: decimal(market.minPrice),
  maxPrice: decimal(market.maxPrice),
});

export interface Grid {
  readonly levels: number;
  readonly centre: Decimal;
  /** Price by line number, on the market's ticks, rising. */
  readonly prices: ReadonlyMap<number, Decimal>;
  /** Size of a full order, in the base asset, on the market's steps. */
  readonly quantity: Decimal;
}

const BPS = decimal('0.0001');

/**
 * Lays a grid around `centre`. Fails, with the setting to change, when the market's rules leave no room for it: levels
 * closer than a tick, prices outside the market's range, orders below its minimum.
 */
export function layGrid(params: GridParams, rules: Rules, centre: Decimal): Result<Grid, string> {
  const ratio = add(ONE, mul(decimal(params.spacingBps), BPS));
  const prices = new Map<number, Decimal>();
  let up = centre;
  let down = centre;
  prices.set(0, floorTo(centre, rules.tickSize));
  for (let line = 1; line <= params.levelsPerSide; line += 1) {
    up = mul(up, ratio);
    down = div(down, ratio);
    prices.set(line, floorTo(up, rules.tickSize));
    prices.set(-line, floorTo(down, rules.tickSize));
  }
  const at = (line: number): Decimal => prices.get(line) ?? centre;
  for (let line = 1 - params.levelsPerSide; line <= params.levelsPerSide; line += 1) {
    if (at(line) <= at(line - 1))
      return err(`setting spacingBps: ${params.spacingBps} is less than a tick of this market`);
  }
  const lowest = at(-params.levelsPerSide);
  if (lowest < rules.minPrice || at(params.levelsPerSide) > rules.maxPrice) {
    return err('setting levelsPerSide: the grid reaches beyond the prices this market allows');
  }
  const quantity = floorTo(div(decimal(params.orderNotional), centre), rules.stepSize);
  if (!isTradable(rules, quantity, lowest)) {
    return err(`setting orderNotional: ${params.orderNotional} is less than the smallest order this market takes`);
  }
  return ok({ levels: params.levelsPerSide, centre, prices, quantity });
}

/** Whether the market takes an order of this size at this price. */
export const isTradable = (rules: Rules, quantity: Decimal, price: Decimal): boolean =>
  quantity > 0n && quantity >= rules.minQuantity && mul(quantity, price) >= rules.minNotional;

/** The line at a price, or undefined when the price is not of this grid. */
export function lineAt(grid: Grid, price: Decimal): number | undefined {
  for (const [line, at] of grid.prices) if (at === price) return line;
  return undefined;
}

/** The line nearest to a price, within a range of lines. */
export function nearestLine(grid: Grid, price: Decimal, from: number, to: number): number {
  let best = from;
  let bestDistance: bigint | undefined;
  for (let line = from; line <= to; line += 1) {
    const at = grid.prices.get(line);
    if (at === undefined) continue;
    const distance = at > price ? at - price : price - at;
    if (bestDistance === undefined || distance < bestDistance) {
      best = line;
      bestDistance = distance;
    }
  }
  return best;
}

/** Whether a price has left the grid: a whole line's distance beyond its last line. */
export function hasLeft(grid: Grid, price: Decimal): boolean {
  const top = grid.prices.get(grid.levels) ?? grid.centre;
  const belowTop = grid.prices.get(grid.levels - 1) ?? grid.centre;
  const bottom = grid.prices.get(-grid.levels) ?? grid.centre;
  const aboveBottom = grid.prices.get(1 - grid.levels) ?? grid.centre;
  return price > top + (top - belowTop) || price < bottom - (aboveBottom - bottom);
}
