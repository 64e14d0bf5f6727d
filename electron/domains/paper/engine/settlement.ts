import { add, type Decimal, decimal, floorTo, mul, sub, ZERO } from '#shared/model/decimal';
import type { Accounts } from './accounts';
import type { SymbolSpec } from './symbols';
import type { Order, Side } from './types';

/** Fees as fractions of the amount received. Binance's regular spot rate without BNB discount is 0.1 % on both sides. */
export interface FeeRates {
  readonly maker: Decimal;
  readonly taker: Decimal;
}

export const DEFAULT_FEES: FeeRates = { maker: decimal('0.001'), taker: decimal('0.001') };
/** Commissions are kept to 8 decimals (baseCommissionPrecision), truncated in the trader's favour. */
const COMMISSION_STEP = decimal('0.00000001');

export interface Settled {
  readonly fee: Decimal;
  readonly feeAsset: string;
}

/** The asset an order gives, which is locked while it rests. */
export const givenAsset = (spec: SymbolSpec, side: Side): string => (side === 'BUY' ? spec.quote : spec.base);

/** What must be locked for a quantity of this order. */
export const lockFor = (order: Order, quantity: Decimal): Decimal =>
  order.side === 'BUY' ? mul(order.price, quantity) : quantity;

/**
 * Moves one side's money for one fill. Resting and limit orders pay from what they locked (and get back what a better
 * price saved); market orders pay from the free balance. The fee is taken from what is received.
 */
export function settle(
  accounts: Accounts,
  spec: SymbolSpec,
  account: string,
  order: Order,
  quantity: Decimal,
  price: Decimal,
  rate: Decimal,
): Settled {
  const quote = mul(price, quantity);
  const isBuy = order.side === 'BUY';
  const given = isBuy ? quote : quantity;
  const received = isBuy ? quantity : quote;
  const receivedAsset = isBuy ? spec.base : spec.quote;
  const paidFrom = givenAsset(spec, order.side);
  if (order.type === 'MARKET') {
    accounts.spendFree(account, paidFrom, given);
  } else {
    accounts.spendLocked(account, paidFrom, given);
    const saved = sub(lockFor(order, quantity), given);
    if (saved > ZERO) accounts.unlock(account, paidFrom, saved);
  }
  const fee = floorTo(mul(received, rate), COMMISSION_STEP);
  accounts.receive(account, receivedAsset, sub(received, fee));
  return { fee, feeAsset: receivedAsset };
}

/** Amounts by asset that only ever get added to: fees taken, and what the synthetic participants brought in. */
export class Totals {
  readonly #amounts = new Map<string, Decimal>();

  add(asset: string, amount: Decimal): void {
    this.#amounts.set(asset, add(this.of(asset), amount));
  }

  of(asset: string): Decimal {
    return this.#amounts.get(asset) ?? ZERO;
  }
}
