import { add, type Decimal, mul, sub, ZERO } from '#shared/model/decimal';
import { err, ok, type Result } from '#shared/model/result';
import { match } from '../matching';
import { badSymbol, type Rejection } from '../rejections';
import type { FeeRates } from '../settlement';
import { isOpen, type OrderStatus, type Side } from '../types';
import { admit } from './admission';
import type { Floor } from './floor';
import type { PerpMarket } from './market';
import { trimReduceOnly } from './reduce-only';
import { settlePerp } from './settlement';
import type { PerpOrder, PerpOrderEvent, PerpOrderRequest } from './types';

/** Extras of an order that a conditional order placed. */
export type Origin = Pick<PerpOrder, 'origType' | 'triggerPrice' | 'closePosition'>;

const NO_FEES: FeeRates = { maker: ZERO, taker: ZERO };

/** Places, matches, settles and ends orders. It does not commit: one operation may place several. */
export class Trading {
  readonly #floor: Floor;
  readonly #fees: FeeRates;
  readonly #ended: (order: PerpOrder) => void;

  /** `ended` hears of each account order that is no longer open, before the operation closes. */
  constructor(floor: Floor, fees: FeeRates, ended: (order: PerpOrder) => void) {
    this.#floor = floor;
    this.#fees = fees;
    this.#ended = ended;
  }

  /** A refused order changes nothing, but is told. */
  place(account: string, request: PerpOrderRequest, origin?: Origin): Result<PerpOrder, Rejection> {
    const market = this.#floor.markets.get(request.symbol);
    if (market === undefined) return err(badSymbol);
    const admitted = admit(this.#floor, market, account, request);
    if (!admitted.ok) {
      const { code, message } = admitted.error;
      this.#floor.sink.rejected({ account, request, code, message, at: this.#floor.now });
      this.#floor.changed();
      return admitted;
    }
    const order = this.#newOrder(account, request, admitted.value, origin);
    this.#floor.store.add(account, order);
    this.#floor.tell({ execution: 'NEW', order }, account);
    this.#execute(market, order);
    this.#trim(market, account);
    return ok(order);
  }

  /** Ends an open order for another reason than being filled. */
  end(order: PerpOrder, status: OrderStatus, execution: PerpOrderEvent['execution']): void {
    const { account } = order;
    if (account === undefined) return;
    this.#floor.markets.get(order.symbol)?.book.remove(order);
    order.status = status;
    order.updateTime = this.#floor.now;
    this.#floor.store.closed(account, order);
    this.#floor.tell({ execution, order }, account);
    this.#ended(order);
  }

  /** A synthetic participant rests an order. */
  rest(market: PerpMarket, side: Side, price: Decimal, quantity: Decimal): PerpOrder {
    const order = this.#synthetic(market, side, price, quantity);
    market.book.add(order);
    return order;
  }

  /** A synthetic participant takes. */
  take(market: PerpMarket, side: Side, quantity: Decimal, limit: Decimal): void {
    this.#match(market, this.#synthetic(market, side, limit, quantity));
  }

  /** The fault "filled during cancel": a synthetic participant takes all that is left of an order, at its price. */
  fillAtOnce(order: PerpOrder): void {
    const market = this.#floor.markets.get(order.symbol);
    if (market === undefined || !isOpen(order)) return;
    market.book.remove(order);
    this.#takeOver(market, order, order.price, this.#fees, true);
    if (order.account !== undefined) this.#trim(market, order.account);
  }

  /**
   * Liquidates: immediate-or-cancel in the book down to the bankruptcy price, the rest taken over by the insurance fund
   * at that price. No trading fee: the clearance fee is taken by the caller.
   */
  liquidate(market: PerpMarket, account: string, side: Side, quantity: Decimal, bankruptcy: Decimal): PerpOrder {
    const request: PerpOrderRequest = {
      symbol: market.spec.id,
      side,
      type: 'LIMIT',
      timeInForce: 'IOC',
      price: bankruptcy,
      quantity,
      reduceOnly: true,
      clientOrderId: `autoclose-${this.#floor.now}${market.spec.id.toLowerCase()}`,
      stp: 'EXPIRE_MAKER',
    };
    const order: PerpOrder = {
      ...this.#newOrder(account, request, quantity),
      type: 'LIQUIDATION',
      origType: 'LIQUIDATION',
    };
    this.#floor.store.add(account, order);
    this.#floor.tell({ execution: 'NEW', order }, account);
    this.#match(market, order);
    if (order.executed < order.quantity) this.#takeOver(market, order, bankruptcy, NO_FEES, false);
    this.#trim(market, account);
    return order;
  }

  #newOrder(account: string, request: PerpOrderRequest, quantity: Decimal, origin?: Origin): PerpOrder {
    const { now } = this.#floor;
    const id = this.#floor.takeOrderId();
    return {
      id,
      account,
      clientOrderId: request.clientOrderId ?? `paper${id.toString().padStart(17, '0')}`,
      symbol: request.symbol,
      side: request.side,
      type: request.type,
      origType: origin?.origType ?? request.type,
      timeInForce: request.timeInForce,
      price: request.type === 'MARKET' ? ZERO : request.price,
      quantity,
      reduceOnly: request.reduceOnly,
      closePosition: origin?.closePosition ?? false,
      triggerPrice: origin?.triggerPrice ?? ZERO,
      stp: request.stp,
      executed: ZERO,
      executedQuote: ZERO,
      status: 'NEW',
      time: now,
      updateTime: now,
    };
  }

  #execute(market: PerpMarket, order: PerpOrder): void {
    const wasPrevented = this.#match(market, order);
    if (!isOpen(order)) return;
    if (wasPrevented) this.end(order, 'EXPIRED_IN_MATCH', 'TRADE_PREVENTION');
    else if (order.type === 'MARKET' || order.timeInForce === 'IOC') this.end(order, 'EXPIRED', 'EXPIRED');
    else market.book.add(order);
  }

  #match(market: PerpMarket, taker: PerpOrder): boolean {
    return match(market.book, taker, {
      filled: (one, maker, quantity, price) => this.#fill(market, one, maker, quantity, price),
      prevented: (maker) => this.end(maker, 'EXPIRED_IN_MATCH', 'TRADE_PREVENTION'),
    });
  }

  #fill(market: PerpMarket, taker: PerpOrder, maker: PerpOrder, quantity: Decimal, price: Decimal): void {
    const trade = market.tape.print(price, quantity, this.#floor.now, taker.side === 'SELL');
    for (const order of [maker, taker]) {
      const fees = order.type === 'LIQUIDATION' ? NO_FEES : this.#fees;
      this.#settle(
        market,
        order,
        quantity,
        price,
        trade.id,
        order === maker ? fees.maker : fees.taker,
        order === maker,
      );
    }
    this.#floor.sink.trade(market.spec.id, trade);
    if (maker.account !== undefined && maker.account !== taker.account) this.#trim(market, maker.account);
  }

  /** Someone who is not in the book trades with all that is left of an order. */
  #takeOver(market: PerpMarket, order: PerpOrder, price: Decimal, fees: FeeRates, isMaker: boolean): void {
    const quantity = sub(order.quantity, order.executed);
    const trade = market.tape.print(price, quantity, this.#floor.now, isMaker === (order.side === 'BUY'));
    this.#settle(market, order, quantity, price, trade.id, isMaker ? fees.maker : fees.taker, isMaker);
    this.#floor.sink.trade(market.spec.id, trade);
  }

  #settle(
    market: PerpMarket,
    order: PerpOrder,
    quantity: Decimal,
    price: Decimal,
    tradeId: number,
    rate: Decimal,
    isMaker: boolean,
  ): void {
    const { account } = order;
    const { now, store } = this.#floor;
    const quote = mul(price, quantity);
    order.executed = add(order.executed, quantity);
    order.executedQuote = add(order.executedQuote, quote);
    if (account === undefined) return;
    const { fee, realizedPnl } = settlePerp(this.#floor, account, order, quantity, price, rate, tradeId);
    order.updateTime = now;
    order.status = order.executed === order.quantity ? 'FILLED' : 'PARTIALLY_FILLED';
    if (order.status === 'FILLED') store.closed(account, order);
    const { symbol, side, id: orderId } = order;
    const common = { id: tradeId, orderId, account, symbol, side, price, quantity, quote };
    const trade = { ...common, fee, feeAsset: market.spec.quote, isMaker, time: now, realizedPnl };
    store.addTrade(trade);
    this.#floor.tell({ execution: 'TRADE', order, trade }, account);
    if (order.status === 'FILLED') this.#ended(order);
  }

  /** Reduce-only orders that no longer fit the position are shrunk, or expire. */
  #trim(market: PerpMarket, account: string): void {
    const { quantity } = this.#floor.accounts.position(account, market.spec.id, this.#floor.now);
    for (const { order, left } of trimReduceOnly(quantity, this.#floor.store.open(account, market.spec.id))) {
      if (left === ZERO) {
        this.end(order, 'EXPIRED', 'EXPIRED');
        continue;
      }
      market.book.shrink(order, add(order.executed, left));
      order.updateTime = this.#floor.now;
      this.#floor.tell({ execution: 'AMENDMENT', order }, account);
    }
  }

  #synthetic(market: PerpMarket, side: Side, price: Decimal, quantity: Decimal): PerpOrder {
    return {
      id: 0,
      account: undefined,
      clientOrderId: '',
      symbol: market.spec.id,
      side,
      type: 'LIMIT',
      origType: 'LIMIT',
      timeInForce: 'GTC',
      price,
      quantity,
      reduceOnly: false,
      closePosition: false,
      triggerPrice: ZERO,
      stp: 'NONE',
      executed: ZERO,
      executedQuote: ZERO,
      status: 'NEW',
      time: this.#floor.now,
      updateTime: this.#floor.now,
    };
  }
}
