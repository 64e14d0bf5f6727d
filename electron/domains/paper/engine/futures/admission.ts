import { abs, add, type Decimal, div, max, min, mul, sub, ZERO } from '#shared/model/decimal';
import { err, ok, type Result } from '#shared/model/result';
import { crosses, walkQuantity } from '../matching';
import type { Rejection } from '../rejections';
import { orderNotionals } from './accounts';
import { checkPerpFilters } from './filters';
import type { Floor } from './floor';
import { notionalCapAt, openOrderMargin } from './margin';
import type { PerpMarket } from './market';
import { closes, signed } from './position';
import { reduceOnlyRoom } from './reduce-only';
import * as refused from './rejections';
import type { PerpOrderRequest, Position } from './types';

/** Whether an order may come in, and how large: reduce-only ones are cut to what they may close. Nothing is changed. */
export function admit(
  floor: Floor,
  market: PerpMarket,
  account: string,
  request: PerpOrderRequest,
): Result<Decimal, Rejection> {
  const { spec, price, book } = market;
  const open = floor.store.open(account, request.symbol);
  const filtered = checkPerpFilters(spec, request, price.mark, open.length);
  if (filtered !== undefined) return err(filtered);
  if (request.clientOrderId !== undefined && floor.store.isClientIdOpen(account, request.clientOrderId))
    return err(refused.duplicateClientId);
  const best = book.best(request.side === 'BUY' ? 'SELL' : 'BUY')?.price;
  if (request.type === 'MARKET' && best === undefined) return err(refused.noMarketLiquidity);
  const position = floor.accounts.position(account, request.symbol, floor.now);
  if (request.reduceOnly) {
    const room = reduceOnlyRoom(position.quantity, request.side, request.type === 'MARKET', open);
    if (room === ZERO) return err(refused.reduceOnlyRejected);
    return checkMatchability(market, account, request, min(room, request.quantity));
  }
  const tooMuch = checkMargin(floor, market, account, position, request);
  return tooMuch === undefined ? checkMatchability(market, account, request, request.quantity) : err(tooMuch);
}

/** Post-only must not take; FOK must be filled whole at once. Both are refusals on futures, not expiries. */
function checkMatchability(
  { book }: PerpMarket,
  account: string,
  request: PerpOrderRequest,
  quantity: Decimal,
): Result<Decimal, Rejection> {
  const best = book.best(request.side === 'BUY' ? 'SELL' : 'BUY')?.price;
  if (request.timeInForce === 'GTX' && best !== undefined && crosses(request.side, request.price, best))
    return err(refused.postOnlyWouldTake);
  if (request.timeInForce === 'FOK') {
    const passOver = request.stp === 'NONE' ? undefined : account;
    if (walkQuantity(book, request.side, request.price, quantity, passOver).quantity < quantity)
      return err(refused.fokUnfilled);
  }
  return ok(quantity);
}

/**
 * What an order would trade at: a market order the average of what it meets, a sale at or below the best bid that bid,
 * else its limit.
 */
function assumedPrice({ book }: PerpMarket, request: PerpOrderRequest): Decimal {
  if (request.type === 'MARKET') {
    const { quantity, quote } = walkQuantity(book, request.side, ZERO, request.quantity, undefined);
    return quantity === ZERO ? ZERO : div(quote, quantity);
  }
  return request.side === 'BUY' ? request.price : max(request.price, book.best('BUY')?.price ?? ZERO);
}

/**
 * Margin the order adds, with the loss it opens with (bought above or sold below the mark price), against what is
 * available; then the greatest position at this leverage.
 */
function checkMargin(
  floor: Floor,
  market: PerpMarket,
  account: string,
  position: Position,
  request: PerpOrderRequest,
): Rejection | undefined {
  const { spec } = market;
  const { mark } = market.price;
  const { side, quantity } = request;
  const price = assumedPrice(market, request);
  const closed = closes(position.quantity, side) ? min(quantity, abs(position.quantity)) : ZERO;
  const opened = sub(quantity, closed);
  if (opened === ZERO) return undefined;
  const { bids, asks } = orderNotionals(floor.store.open(account, request.symbol));
  const held = mul(position.quantity, mark);
  const added = mul(price, quantity);
  const bidsAfter = side === 'BUY' ? add(bids, added) : bids;
  const asksAfter = side === 'SELL' ? add(asks, added) : asks;
  const before = openOrderMargin(held, bids, asks, position.leverage);
  const after = openOrderMargin(held, bidsAfter, asksAfter, position.leverage);
  const openingLoss = max(ZERO, mul(signed(side, opened), sub(price, mark)));
  const needed = add(sub(after, before), openingLoss);
  if (after > before && needed > floor.accounts.marginState(account).available) return refused.marginInsufficient;
  const largest = max(abs(add(held, bidsAfter)), abs(sub(held, asksAfter)));
  return largest > notionalCapAt(spec.brackets, position.leverage) ? refused.positionTooLarge : undefined;
}
