import type { Decimal } from '#shared/model/decimal';
import type { Reference } from '#shared/model/market';
import type { UtcMs } from '#shared/model/time';
import type { LiveOrder } from '../live-order';
import type { Rolling } from './rolling';

/** The way of one order, on this machine's monotonic clock: milliseconds, with their microseconds. */
export interface OrderTrace {
  readonly order: LiveOrder;
  /** Where it is counted. */
  readonly group: Rolling;
  /** UTC of the decision; every other time of day follows from it and the differences. */
  readonly decidedAt: UtcMs;
  /** The snapshot of its decision was taken. */
  readonly decidedMs: number;
  /** The decision was durable. */
  readonly durableMs: number;
  /** It was handed over to the exchange worker. */
  readonly sentMs: number;
  /** Best prices at the decision; undefined when there was no price. */
  readonly reference: Reference | undefined;
  /**
   * What its fills are measured against: the middle of bid and ask, undefined when one is missing, not positive, or above the
   * other; and for a conditional order its stop price, where its way through the market begins.
   */
  readonly mid: Decimal | undefined;
  /** The first word of the exchange about it, by answer or stream. */
  acknowledgedMs: number | undefined;
  firstFillMs: number | undefined;
  lastFillMs: number | undefined;
  endedMs: number | undefined;
  unknownMs: number | undefined;
  resolvedMs: number | undefined;
  cancelAskedMs: number | undefined;
  cancelAnsweredMs: number | undefined;
  fills: number;
  fillsWithoutFee: number;
  /** Of the fills told one by one: base asset, and quote asset. */
  quantity: bigint;
  notional: bigint;
  makerNotional: bigint;
  /** Quote asset. */
  fees: bigint;
  /** Quote asset, against mid; means nothing without one. */
  slippage: bigint;
}

/** Half of bid plus ask; undefined when it would not be a market's middle. */
export function midOf(reference: Reference | undefined): Decimal | undefined {
  if (reference === undefined || reference.bid <= 0n || reference.bid > reference.ask) return undefined;
  return ((reference.bid + reference.ask) / 2n) as Decimal;
}

/** Keeps the ways of orders by their id: all that work, and the last that ended. */
export class Traces {
  readonly #byId = new Map<string, OrderTrace>();
  readonly #ended: string[] = [];
  readonly #keepEnded: number;
  readonly #keepAll: number;
  #next = 0;

  constructor(keepEnded: number, keepAll: number) {
    this.#keepEnded = keepEnded;
    this.#keepAll = keepAll;
  }

  get size(): number {
    return this.#byId.size;
  }

  get(clientOrderId: string): OrderTrace | undefined {
    return this.#byId.get(clientOrderId);
  }

  /** Returns the one that was let go for it, when there are too many. */
  add(trace: OrderTrace): OrderTrace | undefined {
    this.#byId.set(trace.order.clientOrderId, trace);
    if (this.#byId.size <= this.#keepAll) return undefined;
    const [oldest] = this.#byId.values();
    if (oldest !== undefined) this.#byId.delete(oldest.order.clientOrderId);
    return oldest;
  }

  /** From now on it may be forgotten when others have ended after it. */
  end(trace: OrderTrace): void {
    const forgotten = this.#ended[this.#next];
    if (forgotten !== undefined) this.#byId.delete(forgotten);
    this.#ended[this.#next] = trace.order.clientOrderId;
    this.#next = (this.#next + 1) % this.#keepEnded;
  }
}
