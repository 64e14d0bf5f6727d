import { abs, type Decimal, ZERO } from '#shared/model/decimal';
import { err, ok, type Result } from '#shared/model/result';
import { badSymbol, type Rejection, unknownOrder } from '../rejections';
import { isReached } from '../stops';
import { checkPrice, checkQuantity } from './filters';
import type { Floor } from './floor';
import type { PerpMarket } from './market';
import { closes } from './position';
import * as refused from './rejections';
import type { Trading } from './trading';
import type { AlgoOrder, AlgoStatus, PerpOrder } from './types';

export type AlgoRequest = Omit<
  AlgoOrder,
  | 'algoId'
  | 'clientAlgoId'
  | 'account'
  | 'status'
  | 'actualOrderId'
  | 'reason'
  | 'createTime'
  | 'updateTime'
  | 'triggerTime'
> & { readonly clientAlgoId: string | undefined };

/** Finished conditional orders remembered per exchange. */
const KEEP_ENDED = 20_000;

const isStop = (order: Pick<AlgoOrder, 'type'>): boolean => order.type === 'STOP' || order.type === 'STOP_MARKET';
const isMarket = (order: Pick<AlgoOrder, 'type'>): boolean =>
  order.type === 'STOP_MARKET' || order.type === 'TAKE_PROFIT_MARKET';

/**
 * Binance's algo service: it keeps conditional orders and watches prices; a triggered one places an order of the book
 * with the same client id. Margin is looked at only then, as at Binance: a stop that cannot be afforded is REJECTED when
 * it goes off, not when it is placed. Cancel-all and the countdown of the book do not reach it.
 */
export class Conditionals {
  readonly #floor: Floor;
  readonly #trading: Trading;
  readonly #all = new Map<number, AlgoOrder>();
  readonly #waiting = new Set<AlgoOrder>();
  /** Triggered ones whose order is still open, by that order's id. */
  readonly #working = new Map<number, AlgoOrder>();
  #nextId = 1;

  constructor(floor: Floor, trading: Trading) {
    this.#floor = floor;
    this.#trading = trading;
  }

  get nextId(): number {
    return this.#nextId;
  }

  place(account: string, request: AlgoRequest): Result<AlgoOrder, Rejection> {
    const market = this.#floor.markets.get(request.symbol);
    if (market === undefined) return err(badSymbol);
    const refusal = this.#refusalOf(market, account, request);
    if (refusal !== undefined) return err(refusal);
    const { now } = this.#floor;
    const algoId = this.#nextId;
    const order: AlgoOrder = {
      ...request,
      algoId,
      clientAlgoId: request.clientAlgoId ?? `algo${algoId.toString().padStart(18, '0')}`,
      account,
      status: 'NEW',
      actualOrderId: undefined,
      reason: '',
      createTime: now,
      updateTime: now,
      triggerTime: 0,
    };
    this.restore(order);
    this.#tell(order);
    return ok(order);
  }

  cancel(order: AlgoOrder): Result<AlgoOrder, Rejection> {
    if (!this.#waiting.has(order)) return err(unknownOrder);
    this.#end(order, 'CANCELED');
    return ok(order);
  }

  cancelAll(account: string, symbol: string): void {
    for (const order of this.open(account, symbol)) this.#end(order, 'CANCELED');
  }

  /** Waiting ones, oldest first. */
  open(account: string, symbol?: string): AlgoOrder[] {
    return [...this.#waiting].filter(
      (order) => order.account === account && (symbol === undefined || order.symbol === symbol),
    );
  }

  /** Every one known, oldest first. */
  history(account: string): AlgoOrder[] {
    return [...this.#all.values()].filter((order) => order.account === account);
  }

  find(account: string, algoId: number | undefined, clientAlgoId: string | undefined): AlgoOrder | undefined {
    const matches = (order: AlgoOrder): boolean =>
      order.account === account &&
      (algoId === undefined || order.algoId === algoId) &&
      (clientAlgoId === undefined || order.clientAlgoId === clientAlgoId);
    return [...this.#all.values()].reverse().find(matches);
  }

  /** Puts one in, new or read from a ledger. */
  restore(order: AlgoOrder): void {
    this.#all.set(order.algoId, order);
    this.#nextId = Math.max(this.#nextId, order.algoId + 1);
    if (order.status === 'NEW') this.#waiting.add(order);
    if (order.status === 'TRIGGERED' && order.actualOrderId !== undefined)
      this.#working.set(order.actualOrderId, order);
    if (this.#all.size > KEEP_ENDED) this.#forget();
  }

  /** Sets off what the present prices reach; one may set off the next. */
  trigger(market: PerpMarket): void {
    let progressed = true;
    while (progressed) {
      progressed = false;
      for (const order of this.#waiting) {
        if (
          order.symbol !== market.spec.id ||
          !isReached(isStop(order), order.side, order.triggerPrice, priceOf(market, order))
        )
          continue;
        this.#set(order, market);
        progressed = true;
      }
    }
  }

  /** To be told of each order that is no longer open. */
  orderEnded(order: PerpOrder): void {
    const algo = this.#working.get(order.id);
    if (algo === undefined) return;
    this.#working.delete(order.id);
    this.#end(algo, 'FINISHED');
  }

  #refusalOf(market: PerpMarket, account: string, request: AlgoRequest): Rejection | undefined {
    const { spec } = market;
    const waiting = this.open(account, request.symbol);
    if (request.triggerPrice <= ZERO) return refused.triggerPriceZero;
    const price =
      checkPrice(spec, request.triggerPrice) ?? (isMarket(request) ? undefined : checkPrice(spec, request.price));
    if (price !== undefined) return price;
    const quantity = request.closePosition ? undefined : checkQuantity(spec, request.quantity, isMarket(request));
    if (quantity !== undefined) return quantity;
    if (waiting.length >= spec.maxStopOrders) return refused.maxStopOrders;
    if (waiting.some((order) => order.clientAlgoId === request.clientAlgoId)) return refused.duplicateClientId;
    const isSame = (order: AlgoOrder): boolean =>
      order.closePosition && order.side === request.side && isStop(order) === isStop(request);
    if (request.closePosition && waiting.some(isSame)) return refused.closePositionExists;
    return isReached(isStop(request), request.side, request.triggerPrice, priceOf(market, request))
      ? refused.wouldTriggerNow
      : undefined;
  }

  #set(order: AlgoOrder, market: PerpMarket): void {
    const { now } = this.#floor;
    this.#waiting.delete(order);
    order.triggerTime = now;
    const held = this.#floor.accounts.position(order.account, order.symbol, now).quantity;
    if (order.closePosition && !closes(held, order.side)) {
      this.#end(order, 'EXPIRED', 'Position does not exist');
      return;
    }
    const placed = this.#trading.place(
      order.account,
      {
        symbol: market.spec.id,
        side: order.side,
        type: isMarket(order) ? 'MARKET' : 'LIMIT',
        timeInForce: order.timeInForce,
        price: order.price,
        quantity: order.closePosition ? abs(held) : order.quantity,
        reduceOnly: order.reduceOnly || order.closePosition,
        clientOrderId: order.clientAlgoId,
        stp: order.stp,
      },
      { origType: order.type, triggerPrice: order.triggerPrice, closePosition: order.closePosition },
    );
    if (!placed.ok) {
      this.#end(order, 'REJECTED', placed.error.message);
      return;
    }
    order.actualOrderId = placed.value.id;
    order.status = 'TRIGGERED';
    order.updateTime = now;
    this.#tell(order);
    const isDone = placed.value.status !== 'NEW' && placed.value.status !== 'PARTIALLY_FILLED';
    if (isDone) this.#end(order, 'FINISHED');
    else this.#working.set(placed.value.id, order);
  }

  #end(order: AlgoOrder, status: AlgoStatus, reason = ''): void {
    this.#waiting.delete(order);
    order.status = status;
    order.reason = reason;
    order.updateTime = this.#floor.now;
    this.#tell(order);
  }

  #tell(order: AlgoOrder): void {
    this.#floor.changed();
    this.#floor.sink.algo(order, this.#floor.now);
  }

  #forget(): void {
    for (const [id, order] of this.#all) {
      if (order.status !== 'NEW' && order.status !== 'TRIGGERED') this.#all.delete(id);
      if (this.#all.size <= KEEP_ENDED * 0.9) return;
    }
  }
}

const priceOf = (market: PerpMarket, { workingType }: Pick<AlgoOrder, 'workingType'>): Decimal =>
  workingType === 'MARK_PRICE' ? market.price.mark : market.tape.last;
