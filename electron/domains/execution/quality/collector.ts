import { pairOf } from '#shared/model/asset-pair';
import { mul, sub } from '#shared/model/decimal';
import type { Reference } from '#shared/model/market';
import { type Fill, isConditional } from '#shared/model/order';
import type { Clock, UtcMs } from '#shared/model/time';
import type { LiveOrder } from '../live-order';
import { type EarlierRuns, NOT_READ_YET } from './earlier';
import { Groups } from './groups';
import type { CancelAnswer, RecordedTimes } from './replay';
import type { Stats } from './stats';
import { midOf, type OrderTrace, Traces } from './trace';

/** Orders that have ended and whose way can still be looked at. */
const KEEP_ENDED = 2_000;
/** Orders followed at once, the ended included; beyond, the oldest is let go and its later fills count as not followed. */
const KEEP_ALL = 12_000;
const BPS = 10_000n;
const SCALE = 10n ** 18n;

/** What is known, and not followed: nothing of it is in any other number. */
export interface NotFollowed {
  /** Orders found at the exchange that the run which found them did not send. */
  adoptedOrders: number;
  /** Fills of those, of orders decided before the numbers begin, and of orders let go. */
  fills: number;
}

/**
 * Measures every order that is sent (X5), by this run as it happens, by earlier ones as their records have it (replay.ts). A listener and nothing else: it is called after the hand-over and after the
 * exchange's word was taken in, changes nothing, and what it does not know it counts as not known.
 * Cost: 5 to 9 µs an order over its whole life, from hand-over to filled with two fills (p50 on two busy cores; the bench
 * `execution-quality` measures it); of that nothing before the hand-over but one look at the clock.
 * Memory: bounded. 26 MB with 128 groups that traded in each hour of a day, some 0.2 MB a group; the ways of the last orders.
 */
export class ExecutionQuality {
  readonly groups = new Groups();
  readonly traces = new Traces(KEEP_ENDED, KEEP_ALL);
  readonly notFollowed: NotFollowed = { adoptedOrders: 0, fills: 0 };
  /** Orders whose outcome is not known now. */
  readonly unknownNow = new Set<OrderTrace>();
  /** When the measuring began, UTC. */
  readonly startedAt: UtcMs;
  /** What of earlier runs is in the numbers. */
  earlier: EarlierRuns = NOT_READ_YET;
  readonly #clock: Pick<Clock, 'now' | 'monotonicMs'>;
  readonly #adopted = new WeakSet<LiveOrder>();

  constructor(clock: Pick<Clock, 'now' | 'monotonicMs'>) {
    this.#clock = clock;
    this.startedAt = clock.now();
  }

  /** It has been handed over, in this tick. `taken` is what its decision knew, `durableMs` when that was on disk. */
  sent(
    order: LiveOrder,
    taken: { readonly nowMonotonicMs: number; readonly reference: Reference | undefined },
    durableMs: number,
  ): void {
    const { botId, symbol, type, stopPrice } = order.intent;
    const group = this.groups.of(botId, symbol);
    const sentMs = order.sentMonotonicMs ?? durableMs;
    const letGo = this.traces.add({
      order,
      group,
      decidedAt: order.decidedAt,
      decidedMs: taken.nowMonotonicMs,
      durableMs,
      sentMs,
      reference: taken.reference,
      mid: isConditional(type) ? stopPrice : midOf(taken.reference),
      acknowledgedMs: undefined,
      firstFillMs: undefined,
      lastFillMs: undefined,
      endedMs: undefined,
      unknownMs: undefined,
      resolvedMs: undefined,
      cancelAskedMs: undefined,
      cancelAnsweredMs: undefined,
      fills: 0,
      fillsWithoutFee: 0,
      quantity: 0n,
      notional: 0n,
      makerNotional: 0n,
      fees: 0n,
      slippage: 0n,
    });
    if (letGo !== undefined) this.unknownNow.delete(letGo);
    const stats = group.at(this.#clock.now());
    stats.sent += 1;
    stats.decisionToDurable.add(durableMs - taken.nowMonotonicMs);
    stats.decisionToSend.add(sentMs - taken.nowMonotonicMs);
  }

  /** Adds what another has measured of earlier times; `about` says what that is. The ways of single orders are not taken over. */
  include(measured: ExecutionQuality, about: EarlierRuns): void {
    for (const { botId, symbol, rolling } of measured.groups.all) this.groups.of(botId, symbol).include(rolling);
    this.notFollowed.adoptedOrders += measured.notFollowed.adoptedOrders;
    this.notFollowed.fills += measured.notFollowed.fills;
    this.earlier = about;
  }

  /** What the records of an order hold of its times; nothing of an order that is not followed. */
  recordedTimes(clientOrderId: string, nowMs: number): RecordedTimes | undefined {
    const trace = this.traces.get(clientOrderId);
    if (trace === undefined) return undefined;
    const { decidedMs, durableMs, sentMs } = trace;
    const since = (ms: number): number => Math.round((ms - decidedMs) * 1_000) / 1_000;
    return { durableMs: since(durableMs), sentMs: since(sentMs), afterMs: since(nowMs) };
  }

  /** The book changed the order, now unless told when. Anything may be told twice, late, or not at all. */
  changed(order: LiveOrder, nowMs = this.#clock.monotonicMs()): void {
    const trace = this.traces.get(order.clientOrderId);
    if (trace === undefined) {
      this.#countAdopted(order);
      return;
    }
    const stats = trace.group.at(this.#clock.now());
    if (order.state === 'unknown') {
      if (trace.unknownMs !== undefined) return;
      trace.unknownMs = nowMs;
      this.unknownNow.add(trace);
      stats.unknown += 1;
      return;
    }
    if (this.unknownNow.delete(trace)) {
      trace.resolvedMs = nowMs;
      stats.resolved += 1;
      stats.resolve.add(nowMs - (trace.unknownMs ?? nowMs));
    }
    if (trace.acknowledgedMs === undefined && order.exchangeOrderId !== undefined && order.state !== 'rejected') {
      trace.acknowledgedMs = nowMs;
      stats.acknowledged += 1;
      stats.acknowledge.add(nowMs - trace.sentMs);
    }
    if (order.filledQuantity > 0n) this.#firstFill(trace, stats, nowMs);
    // One taken for not placed can stand at the exchange after all: it is followed again, and ends again.
    if (order.isWorking) trace.endedMs = undefined;
    else if (trace.endedMs === undefined) this.#ended(trace, stats, nowMs);
  }

  /** A fill that was not known before. It may come before or after the order's own report, or belong to no order of ours. */
  filled(fill: Fill, nowMs = this.#clock.monotonicMs()): void {
    const trace = fill.clientOrderId === undefined ? undefined : this.traces.get(fill.clientOrderId);
    if (trace === undefined) {
      this.notFollowed.fills += 1;
      return;
    }
    const stats = trace.group.at(this.#clock.now());
    this.#firstFill(trace, stats, nowMs);
    trace.lastFillMs = nowMs;
    trace.fills += 1;
    stats.fills += 1;
    const notional = mul(fill.price, fill.quantity);
    trace.quantity += fill.quantity;
    trace.notional += notional;
    stats.notional += notional;
    if (fill.isMaker) {
      trace.makerNotional += notional;
      stats.makerNotional += notional;
    }
    countFee(fill, notional, trace, stats);
    countSlippage(fill, trace, stats);
  }

  /** A cancel has its answer; both times on the clock of the order's other times. */
  cancelAnswered(order: LiveOrder, { askedMs, answeredMs, isCancelled }: CancelAnswer): void {
    const trace = this.traces.get(order.clientOrderId);
    if (trace === undefined) return;
    const stats = trace.group.at(this.#clock.now());
    trace.cancelAskedMs = askedMs;
    if (!isCancelled) {
      stats.cancelsFailed += 1;
      return;
    }
    trace.cancelAnsweredMs = answeredMs;
    stats.cancelled += 1;
    stats.cancel.add(answeredMs - askedMs);
  }

  #firstFill(trace: OrderTrace, stats: Stats, nowMs: number): void {
    if (trace.firstFillMs !== undefined) return;
    trace.firstFillMs = nowMs;
    // How long a conditional order waited for its price says nothing of how orders are carried out.
    if (!isConditional(trace.order.intent.type)) stats.firstFill.add(nowMs - trace.sentMs);
  }

  #ended(trace: OrderTrace, stats: Stats, nowMs: number): void {
    const { order } = trace;
    trace.endedMs = nowMs;
    this.traces.end(trace);
    if (order.state === 'rejected') stats.rejected += 1;
    else if (order.state === 'not-placed') stats.notPlaced += 1;
    else {
      stats.ended += 1;
      stats.endedNotional += mul(order.price, order.intent.quantity);
      stats.endedFilledNotional += mul(order.price, order.filledQuantity);
      if (order.filledQuantity >= order.intent.quantity) {
        stats.filled += 1;
        if (!isConditional(order.intent.type)) stats.fullFill.add(nowMs - trace.sentMs);
      } else if (order.filledQuantity > 0n) stats.partlyFilled += 1;
    }
  }

  #countAdopted(order: LiveOrder): void {
    if (!order.isAdopted || this.#adopted.has(order)) return;
    this.#adopted.add(order);
    this.notFollowed.adoptedOrders += 1;
  }
}

/** Fees in the market's own two assets are known in the quote asset; one in a third asset (Binance: BNB) is not. */
function countFee(fill: Fill, notional: bigint, trace: OrderTrace, stats: Stats): void {
  const { base, quote } = pairOf(fill.symbol);
  let fee: bigint | undefined;
  if (fill.fee === 0n || fill.feeAsset === quote) fee = fill.fee;
  else if (fill.feeAsset === base) fee = mul(fill.fee, fill.price);
  if (fee === undefined) {
    trace.fillsWithoutFee += 1;
    stats.fillsWithoutFee += 1;
    return;
  }
  trace.fees += fee;
  stats.fees += fee;
  stats.feeNotional += notional;
}

/** Exact up to the last step, the number of basis points: dear for a buy and cheap for a sell are positive. */
function countSlippage(fill: Fill, trace: OrderTrace, stats: Stats): void {
  const { mid } = trace;
  if (mid === undefined) {
    stats.fillsWithoutMid += 1;
    return;
  }
  const worse = fill.side === 'buy' ? sub(fill.price, mid) : sub(mid, fill.price);
  const cost = mul(worse, fill.quantity);
  trace.slippage += cost;
  stats.slippage += cost;
  stats.midNotional += mul(mid, fill.quantity);
  stats.slippageBps.add(ratioOf(worse * BPS, mid));
}

/** The quotient as the nearest number, of exact numbers: the last step. Symmetric: of -a it is minus that of a. */
export function ratioOf(a: bigint, b: bigint): number {
  return Number((a * SCALE) / b) / 1e18;
}
