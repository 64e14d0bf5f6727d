import { abs, add, type Decimal, decimal, div, floorTo, max, mul, sub, ZERO } from '#shared/model/decimal';
import type { MaintenanceBracket } from '#shared/model/market';

/** One symbol of a margin account at one moment. Money in the settle asset; a contract is one of the base asset. */
export interface MarginPosition {
  /** Signed: above zero long. */
  readonly quantity: Decimal;
  /** Sum of price × quantity of what is open, signed like the quantity. */
  readonly cost: Decimal;
  /** The exchange's mark price. */
  readonly mark: Decimal;
  readonly leverage: Decimal;
  readonly isIsolated: boolean;
  readonly isolatedWallet: Decimal;
  /** Unfilled value of the orders that may make the position larger, by side, at their own prices. */
  readonly buys: Decimal;
  readonly sells: Decimal;
  readonly brackets: readonly MaintenanceBracket[];
}

/** What a margin account is worth and has bound, settle asset. */
export interface MarginState {
  readonly wallet: Decimal;
  readonly unrealised: Decimal;
  /** Wallet and unrealised profit together, to the last digit. */
  readonly equity: Decimal;
  /** Bound by positions, and by orders beyond them. */
  readonly positionMargin: Decimal;
  readonly orderMargin: Decimal;
  /** Below this a margin account is liquidated; undefined where the exchange has not told its brackets. */
  readonly maintenance: Decimal | undefined;
  /** What new orders may bind; never below zero. */
  readonly available: Decimal;
}

/** USDT amounts are kept to 8 decimals at Binance. */
const CENT = decimal('0.00000001');

/** Up to the next 10⁻⁸: a margin is never rounded in our favour. */
const up = (value: Decimal): Decimal => {
  const floored = floorTo(value, CENT);
  return floored === value ? value : add(floored, CENT);
};

const initial = (notional: Decimal, leverage: Decimal): Decimal => (leverage > 0n ? up(div(notional, leverage)) : ZERO);

/** What closing at the mark would earn. */
export const unrealisedOf = ({ quantity, cost, mark }: Pick<MarginPosition, 'quantity' | 'cost' | 'mark'>): Decimal =>
  sub(mul(quantity, mark), cost);

/** Margin that a position binds at the mark. */
export const positionMargin = ({ quantity, mark, leverage }: MarginPosition): Decimal =>
  initial(abs(mul(quantity, mark)), leverage);

/** What open orders bind beyond the position: the larger of the two that it can become, less itself (Binance, one-way mode). */
export function orderMargin(position: MarginPosition): Decimal {
  const held = mul(position.quantity, position.mark);
  const worst = max(abs(add(held, position.buys)), abs(sub(held, position.sells)));
  return max(ZERO, sub(initial(worst, position.leverage), positionMargin(position)));
}

/** The bracket of a notional, and what is taken off notional × rate there, so that maintenance grows without a step. */
function bracketOf(
  brackets: readonly MaintenanceBracket[],
  notional: Decimal,
): { readonly rate: Decimal; readonly off: Decimal } | undefined {
  let off = ZERO;
  let floor = ZERO;
  let before = ZERO;
  for (const { notionalCap, maintenanceRate } of brackets) {
    off = add(off, mul(floor, sub(maintenanceRate, before)));
    if (notional <= notionalCap) return { rate: maintenanceRate, off };
    floor = notionalCap;
    before = maintenanceRate;
  }
  const last = brackets.at(-1);
  return last === undefined ? undefined : { rate: last.maintenanceRate, off };
}

/** Maintenance margin of a position at the mark; undefined without brackets. Binance: notional × rate − maintenance amount. */
export function maintenanceMargin({ quantity, mark, brackets }: MarginPosition): Decimal | undefined {
  if (quantity === ZERO) return ZERO;
  const notional = abs(mul(quantity, mark));
  const bracket = bracketOf(brackets, notional);
  return bracket === undefined ? undefined : up(sub(mul(notional, bracket.rate), bracket.off));
}

/**
 * Margins of a whole account. Crossed positions share the wallet and each other's profit; isolated ones stand on what was set
 * apart for them, which nothing else may use.
 */
export function marginState(wallet: Decimal, positions: readonly MarginPosition[]): MarginState {
  let unrealised = ZERO;
  let bound = ZERO;
  let orders = ZERO;
  let maintenance: Decimal | undefined = ZERO;
  let free = wallet;
  for (const position of positions) {
    const own = unrealisedOf(position);
    const margin = positionMargin(position);
    const beyond = orderMargin(position);
    const least = maintenanceMargin(position);
    unrealised = add(unrealised, own);
    bound = add(bound, margin);
    orders = add(orders, beyond);
    maintenance = maintenance === undefined || least === undefined ? undefined : add(maintenance, least);
    free = sub(position.isIsolated ? sub(free, position.isolatedWallet) : sub(add(free, own), margin), beyond);
  }
  return {
    wallet,
    unrealised,
    equity: add(wallet, unrealised),
    positionMargin: bound,
    orderMargin: orders,
    maintenance,
    available: max(ZERO, free),
  };
}

/**
 * The mark price at which the position would be liquidated while all others stay as they are: what stands behind it, with its own
 * profit there, equals its maintenance. Undefined where no price would do that, or without brackets. An estimate, as the exchange's
 * own is: funding, fees and the other positions move it.
 */
export function liquidationPrice(
  position: MarginPosition,
  wallet: Decimal,
  others: readonly MarginPosition[],
): Decimal | undefined {
  const { quantity, cost, mark, brackets, isIsolated, isolatedWallet } = position;
  if (quantity === ZERO) return undefined;
  const bracket = bracketOf(brackets, abs(mul(quantity, mark)));
  if (bracket === undefined) return undefined;
  let behind = isIsolated ? isolatedWallet : wallet;
  if (!isIsolated) {
    for (const other of others) {
      const least = maintenanceMargin(other);
      if (least === undefined) return undefined;
      behind = other.isIsolated ? sub(behind, other.isolatedWallet) : sub(add(behind, unrealisedOf(other)), least);
    }
  }
  const price = div(sub(sub(cost, behind), bracket.off), sub(quantity, mul(abs(quantity), bracket.rate)));
  return price > 0n ? price : undefined;
}
