import { add, type Decimal, decimal, floorTo, max, min, mul, neg, sub, ZERO } from '#shared/model/decimal';
import type { FeeRates } from '../settlement';
import type { Floor } from './floor';
import { initialMargin } from './margin';
import { applyFill, CENT, shareOf } from './position';
import type { PerpOrder } from './types';

/** Regular user rates of USD-M futures: 0.02 % as maker, 0.05 % as taker, of the notional, in USDT. */
export const PERP_FEES: FeeRates = { maker: decimal('0.0002'), taker: decimal('0.0005') };

export interface PerpSettled {
  readonly fee: Decimal;
  readonly realizedPnl: Decimal;
}

/**
 * Moves one side's position and money for one fill. A crossed position lives on the wallet. An isolated one on what it
 * set apart: it takes initial margin when it grows, gives its share back when it shrinks, and its profit, loss and fee
 * go through it.
 */
export function settlePerp(
  floor: Floor,
  account: string,
  order: PerpOrder,
  quantity: Decimal,
  price: Decimal,
  rate: Decimal,
  tradeId: number,
): PerpSettled {
  const position = floor.accounts.position(account, order.symbol, floor.now);
  const before = position.quantity;
  const { after, closed, opened, realized } = applyFill(position, order.side, quantity, price);
  const fee = floorTo(mul(mul(price, quantity), rate), CENT);
  position.quantity = after.quantity;
  position.cost = after.cost;
  position.realized = add(position.realized, realized);
  position.updateTime = floor.now;
  floor.book(account, order.symbol, 'REALIZED_PNL', realized, tradeId);
  floor.book(account, order.symbol, 'COMMISSION', neg(fee), tradeId);
  if (position.marginType === 'ISOLATED') {
    const size = before < ZERO ? neg(before) : before;
    const share = closed === ZERO ? ZERO : shareOf(position.isolatedWallet, closed, size);
    // What the closed part leaves of its share goes back to the cross wallet; what it lacks eats into the rest.
    const left = sub(add(share, realized), fee);
    position.isolatedWallet = add(sub(position.isolatedWallet, share), min(ZERO, left));
    if (opened > ZERO) {
      const wanted = initialMargin(mul(opened, price), position.leverage);
      const given = min(wanted, max(ZERO, floor.accounts.crossWallet(account)));
      position.isolatedWallet = add(position.isolatedWallet, given);
    }
  }
  floor.touch(account, order.symbol, 'ORDER');
  floor.coverDeficit(account, position);
  return { fee, realizedPnl: realized };
}
