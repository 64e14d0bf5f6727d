import { abs, add, type Decimal, mul, sub, ZERO } from '#shared/model/decimal';
import { err, ok, type Result } from '#shared/model/result';
import type { Rejection } from '../rejections';
import { orderNotionals } from './accounts';
import type { Floor } from './floor';
import { initialMargin, notionalCapAt, openOrderMargin } from './margin';
import type { PerpMarket } from './market';
import * as refused from './rejections';
import type { MarginType, Position } from './types';

/**
 * Sets the leverage of a symbol (Change Initial Leverage). More leverage must allow the position and its orders by
 * bracket; less needs the margin for them, and is not possible on an isolated position.
 */
export function setLeverage(
  floor: Floor,
  { spec, price }: PerpMarket,
  account: string,
  leverage: number,
): Result<Position, Rejection> {
  const most = spec.brackets[0]?.leverage ?? 1;
  if (!Number.isInteger(leverage) || leverage < 1 || leverage > most) return err(refused.badLeverage(leverage));
  const position = floor.accounts.position(account, spec.id, floor.now);
  const held = mul(position.quantity, price.mark);
  const { bids, asks } = orderNotionals(floor.store.open(account, spec.id));
  const largest = [abs(add(held, bids)), abs(sub(held, asks))].reduce((one, other) => (one > other ? one : other));
  if (largest > notionalCapAt(spec.brackets, leverage)) return err(refused.positionTooLarge);
  const isLower = leverage < position.leverage;
  if (isLower && position.marginType === 'ISOLATED' && position.quantity !== ZERO)
    return err(refused.leverageDownIsolated);
  const needs = (at: number): Decimal => add(initialMargin(abs(held), at), openOrderMargin(held, bids, asks, at));
  const more = sub(needs(leverage), needs(position.leverage));
  if (isLower && more > floor.accounts.marginState(account).available) return err(refused.leverageNeedsMargin);
  position.leverage = leverage;
  position.updateTime = floor.now;
  floor.changed();
  floor.sink.leverage(account, spec.id, leverage, floor.now);
  return ok(position);
}

/** Sets crossed or isolated (Change Margin Type): only while the symbol has neither orders nor a position. */
export function setMarginType(
  floor: Floor,
  { spec }: PerpMarket,
  account: string,
  marginType: MarginType,
): Result<Position, Rejection> {
  const position = floor.accounts.position(account, spec.id, floor.now);
  if (position.marginType === marginType) return err(refused.sameMarginType);
  if (floor.store.openCountOf(account, spec.id) > 0) return err(refused.marginTypeWithOrders);
  if (position.quantity !== ZERO) return err(refused.marginTypeWithPosition);
  position.marginType = marginType;
  position.updateTime = floor.now;
  floor.touch(account, spec.id, 'MARGIN_TYPE_CHANGE');
  return ok(position);
}

/** Moves money between the cross wallet and an isolated position (Modify Isolated Position Margin). `amount` is signed. */
export function moveIsolatedMargin(
  floor: Floor,
  { spec }: PerpMarket,
  account: string,
  amount: Decimal,
): Result<Position, Rejection> {
  const position = floor.accounts.position(account, spec.id, floor.now);
  if (position.marginType !== 'ISOLATED') return err(refused.isolatedOnly);
  if (position.quantity === ZERO) return err(refused.noIsolatedPosition);
  if (amount > ZERO && amount > floor.accounts.withdrawable(account)) return err(refused.crossBalanceTooLow);
  const { unrealized, initialMargin: needed } = floor.accounts.positionState(account, position);
  const left = add(position.isolatedWallet, amount);
  if (amount < ZERO && (left < needed || add(left, unrealized) < needed)) return err(refused.isolatedBalanceTooLow);
  position.isolatedWallet = left;
  position.updateTime = floor.now;
  floor.touch(account, spec.id, 'MARGIN_TRANSFER');
  return ok(position);
}
