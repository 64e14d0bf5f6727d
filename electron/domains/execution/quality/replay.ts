import type { Decimal } from '#shared/model/decimal';
import type { Reference } from '#shared/model/market';
import type { Fill, OrderIntent, OrderState } from '#shared/model/order';
import type { UtcMs } from '#shared/model/time';
import { LiveOrder } from '../live-order';
import { reservePrice } from '../snapshot';
import { ExecutionQuality } from './collector';

/** Fills and answers remembered, so that one whose record stands twice counts once: such records stand within some hundred of each other. */
const KEEP_SEEN = 4_096;

/** Of one order, milliseconds since its decision took its prices, to the microsecond, on the clock of the run that sent it. */
export interface RecordedTimes {
  /** The decision was on disk. */
  readonly durableMs: number;
  /** It was handed over to the exchange worker. */
  readonly sentMs: number;
  /** This happened. */
  readonly afterMs: number;
}

/** When a cancel was asked for and answered, milliseconds on one clock. */
export interface CancelAnswer {
  readonly askedMs: number;
  readonly answeredMs: number;
  /** False: too late, refused, or not known. */
  readonly isCancelled: boolean;
}

/** What is on record of an order that was let through. */
export interface RecordedOrder {
  readonly clientOrderId: string;
  /** As it was to leave: a resized quantity is in it. */
  readonly intent: OrderIntent;
  /** Best prices at its decision; undefined when there were none. */
  readonly reference: Pick<Reference, 'bid' | 'ask' | 'last'> | undefined;
}

/** What one record says an order has come to. */
export interface RecordedState {
  readonly clientOrderId: string;
  readonly state: OrderState;
  readonly exchangeOrderId: string | undefined;
  /** Undefined where the record does not tell. */
  readonly filledQuantity: Decimal | undefined;
}

interface Decided {
  readonly order: LiveOrder;
  readonly reference: Reference | undefined;
}

/**
 * Measures orders of earlier runs again, from their records in the order in which they were written: leads them through a
 * collector of their own as execution did. A time that no record holds is not a number, and no distribution takes it.
 */
export class QualityReplay {
  readonly quality: ExecutionQuality;
  /** Decided, and nothing on record of them yet. */
  readonly #decided = new Map<string, Decided>();
  /** Fills, and answers of cancels. */
  readonly #seen = new Set<string>();
  #at: UtcMs;
  #sent = 0;
  #withoutTimes = 0;

  /** Begins at the time of the first record, UTC. */
  constructor(at: UtcMs) {
    this.#at = at;
    this.quality = new ExecutionQuality({ now: () => this.#at, monotonicMs: () => Number.NaN });
  }

  /** Orders measured, and those of them without times; orders let through of which no record says that they were sent. */
  get counts(): { readonly orders: number; readonly withoutTimes: number; readonly notTold: number } {
    return { orders: this.#sent, withoutTimes: this.#withoutTimes, notTold: this.#decided.size };
  }

  decided(at: UtcMs, { clientOrderId, intent, reference: prices }: RecordedOrder): void {
    this.#at = at;
    const reference =
      prices === undefined
        ? undefined
        : { ...prices, symbol: intent.symbol, receivedMonotonicMs: Number.NaN, exchangeTime: 0 };
    const order = new LiveOrder(intent, at, reservePrice(intent, { reference }));
    order.clientOrderId = clientOrderId;
    this.#decided.set(clientOrderId, { order, reference });
  }

  /** The gate closed between decision and hand-over: it was never sent. */
  withheld(clientOrderId: string): void {
    this.#decided.delete(clientOrderId);
  }

  changed(at: UtcMs, { clientOrderId, state, exchangeOrderId, filledQuantity }: RecordedState, times: Times): void {
    this.#at = at;
    const order = this.#follow(clientOrderId, times);
    if (order === undefined) {
      if (state === 'adopted') this.quality.notFollowed.adoptedOrders += 1;
      return;
    }
    order.state = state;
    order.exchangeOrderId = exchangeOrderId ?? order.exchangeOrderId;
    order.filledQuantity = filledQuantity ?? order.filledQuantity;
    this.quality.changed(order, times?.afterMs);
  }

  cancelAnswered(at: UtcMs, clientOrderId: string, answer: CancelAnswer, times: RecordedTimes): void {
    this.#at = at;
    if (this.#isSeen(`cancel/${clientOrderId}/${answer.askedMs}`)) return;
    const order = this.#follow(clientOrderId, times);
    if (order !== undefined) this.quality.cancelAnswered(order, answer);
  }

  filled(at: UtcMs, fill: Fill, times: Times): void {
    this.#at = at;
    if (this.#isSeen(`${fill.accountId}/${fill.symbol}/${fill.tradeId}`)) return;
    if (fill.clientOrderId !== undefined) this.#follow(fill.clientOrderId, times);
    this.quality.filled(fill, times?.afterMs);
  }

  #isSeen(key: string): boolean {
    if (this.#seen.has(key)) return true;
    this.#seen.add(key);
    if (this.#seen.size > KEEP_SEEN) for (const oldest of [...this.#seen].slice(0, 64)) this.#seen.delete(oldest);
    return false;
  }

  /** The first word of an order says that it was sent, and when. */
  #follow(clientOrderId: string, times: Times): LiveOrder | undefined {
    const decided = this.#decided.get(clientOrderId);
    if (decided === undefined) return this.quality.traces.get(clientOrderId)?.order;
    const { order, reference } = decided;
    this.#decided.delete(clientOrderId);
    order.sentMonotonicMs = times?.sentMs ?? Number.NaN;
    this.quality.sent(order, { nowMonotonicMs: 0, reference }, times?.durableMs ?? Number.NaN);
    this.#sent += 1;
    if (times === undefined) this.#withoutTimes += 1;
    return order;
  }
}

type Times = RecordedTimes | undefined;
