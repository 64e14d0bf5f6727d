import { pairOf } from '#shared/model/asset-pair';
import { clientOrderIdOf } from '#shared/model/client-order-id';
import { formatDecimal } from '#shared/model/decimal';
import type { Order, OrderIntent, OrderState } from '#shared/model/order';
import type { ExitPermit } from '../halt/index';
import { decisionOf, evaluate, type RiskSnapshot, recorded } from '../risk/index';
import { Book } from './book';
import { growingOrders } from './growing';
import type { LiveOrder } from './live-order';
import type { ExecutionPorts, OutgoingOrder } from './ports';
import { ExecutionQuality } from './quality/collector';
import { ExchangeReports, SETTLED } from './reports';
import { UnknownResolver } from './resolver';
import { decidedRecord, positionHeld, reservePrice, takeSnapshot } from './snapshot';

export type SubmitOutcome =
  | { readonly kind: 'accepted'; readonly clientOrderId: string; readonly order: Order }
  /** The gate said no; nothing was sent. `reason` is one sentence, `checks` the ids of the failing checks. */
  | { readonly kind: 'refused'; readonly reason: string; readonly checks: readonly string[] }
  /** The exchange said no, or it never left; no order came of it. */
  | { readonly kind: 'rejected'; readonly code: string; readonly message: string }
  /** Nobody knows yet. It is asked for until known, and told as any change of an order is. */
  | { readonly kind: 'unknown'; readonly clientOrderId: string };

export type CancelOutcome =
  | { readonly kind: 'cancelled'; readonly order: Order }
  /** No working order of that bot has that name. */
  | { readonly kind: 'not-found' }
  /** The exchange refused: the order may still be working. */
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }
  | { readonly kind: 'unknown' };

export interface CancelAllOutcome {
  /** The bot's own names of the orders that no longer work. */
  readonly cancelled: readonly string[];
  /** Those that may still be working. */
  readonly failed: readonly { readonly botOrderId: string; readonly reason: string }[];
}

/** Failures after which no such order stands at the exchange. */
const NOT_PLACED: ReadonlySet<string> = new Set(['rejected', 'not-sent', 'rate-limited', 'not-ready']);
/** States of which the journal hears elsewhere: the decision tells the first ones, `order.unknown` the last with its cause. */
const UNRECORDED: ReadonlySet<OrderState> = new Set(['created', 'decided', 'sent', 'unknown']);

/**
 * Execution: the one way an order takes. See design, "The order path": the numbered comments below are its steps.
 * It is the only caller of order placement. It never sends an order twice.
 */
export class Execution {
  readonly book: Book;
  /** X5: times, slippage and fill quality of every order; it only listens. */
  readonly quality: ExecutionQuality;
  /** What the exchange says goes in here. */
  readonly reports: ExchangeReports;
  readonly #ports: ExecutionPorts;
  readonly #resolver: UnknownResolver;
  #inFlight = new Set<Promise<unknown>>();

  constructor(ports: ExecutionPorts) {
    this.#ports = ports;
    this.quality = new ExecutionQuality(ports.clock);
    this.book = new Book(
      (order) => this.#onOrder(order),
      ({ clientOrderId, state }, to) =>
        ports.journal.record('order.impossible-step', { clientOrderId, from: state, to }),
    );
    this.#resolver = new UnknownResolver(ports, this.book);
    this.reports = new ExchangeReports(ports, this.book, this.quality, (order) => this.#resolver.confirm(order));
  }

  /**
   * Decides on an order and, when allowed, sends it once. Never rejects; every outcome is in the answer. With a permit, an exit may
   * leave although its account is HALTED.
   */
  async submit(asked: OrderIntent, permit?: ExitPermit): Promise<SubmitOutcome> {
    const { clock, gate, journal } = this.#ports;
    const { accountId, botId, symbol } = asked;
    const at = clock.now();
    const subject = { exchange: this.#ports.exchangeOf(accountId), accountId, botId, symbol };
    // 1 the gate, 2 the checks on one snapshot
    const answer = gate.look(subject, permit);
    const snapshot = takeSnapshot(this.#ports, this.book, asked, answer);
    const evaluation = evaluate(asked, snapshot);
    // What goes on from here is what may be sent: as it was asked for, or made smaller.
    const intent = evaluation.verdict === 'resize' ? { ...asked, quantity: evaluation.quantity } : asked;
    const order =
      evaluation.verdict === 'deny'
        ? undefined
        : this.book.reserve(intent, reservePrice(intent, snapshot), pairOf(intent.symbol), at);
    // 3 the decision, durable before anything leaves; meanwhile the worker signs, and holds, what may leave then
    const decision = recorded(evaluation);
    const appended = journal.append('order.decided', decidedRecord(asked, snapshot, decision));
    const expectedSeq = journal.expectedSeq();
    if (order !== undefined && expectedSeq !== undefined) this.#prepare(intent, expectedSeq);
    const written = await appended;
    const durableMs = clock.monotonicMs();
    if (!written.ok) {
      if (order !== undefined) this.book.drop(order, 'not-placed', 'its decision could not be recorded', clock.now());
      return {
        kind: 'refused',
        reason: `The decision could not be recorded, so the order was not sent. ${written.error.message}`,
        checks: ['journal'],
      };
    }
    const { seq } = written.value;
    const clientOrderId = order === undefined ? null : clientOrderIdOf(journal.journalId(), seq);
    if (order !== undefined) {
      order.decisionSeq = seq;
      this.book.markDecided(order);
    }
    const tell = (): void => {
      const inFull = decisionOf(decision, pairOf(asked.symbol));
      this.#ports.listener.onDecision({ seq, at, intent: asked, decision: inFull, clientOrderId });
    };
    if (order === undefined || clientOrderId === null) {
      tell();
      // While REDUCING an exit may be refused for other reasons than the state.
      const isState = answer.state !== 'ACTIVE' && 'trading-state' in decision.failed;
      const reason = isState ? answer.reason : Object.values(decision.failed).join(' ');
      return { kind: 'refused', reason, checks: Object.keys(decision.failed) };
    }
    // 4 the gate again, in the tick of the hand-over
    const again = gate.look(subject, permit);
    // Stricter than at the first look: HALTED now, or REDUCING where the checks saw ACTIVE.
    if (again.state !== 'ACTIVE' && again.state !== answer.state) {
      tell();
      this.book.drop(order, 'not-placed', again.reason, clock.now());
      journal.record('order.withheld', { seq, reason: again.reason });
      return { kind: 'refused', reason: again.reason, checks: ['trading-state'] };
    }
    // 5 the hand-over, once; whoever listens hears of it afterwards
    this.book.markSent(order, clientOrderId, clock.monotonicMs());
    const outcome = this.#send(order);
    this.quality.sent(order, snapshot, durableMs);
    tell();
    this.book.tellSent(order);
    return outcome;
  }

  /** What the gate would know of an order if it came now. Sends and reserves nothing. */
  lookAt(intent: OrderIntent): RiskSnapshot {
    const { gate, exchangeOf } = this.#ports;
    const answer = gate.look({ ...intent, exchange: exchangeOf(intent.accountId) });
    return takeSnapshot(this.#ports, this.book, intent, answer);
  }

  /** Cancels by the bot's own name for the order. Never stopped by the gate (R10). */
  async cancel(botId: string, botOrderId: string): Promise<CancelOutcome> {
    const order = this.book.byName(botId, botOrderId);
    return order === undefined ? { kind: 'not-found' } : this.#cancel(order);
  }

  /** Cancels whatever of this bot may still work. */
  async cancelAll(botId: string): Promise<CancelAllOutcome> {
    const orders = [...this.book.workingOrders].filter(({ intent }) => intent.botId === botId);
    const outcomes = await Promise.all(orders.map(async (order) => ({ order, outcome: await this.#cancel(order) })));
    const failed = outcomes.filter(({ order }) => order.isWorking);
    return {
      cancelled: outcomes.filter(({ order }) => !order.isWorking).map(({ order }) => order.intent.botOrderId),
      failed: failed.map(({ order, outcome }) => ({
        botOrderId: order.intent.botOrderId,
        reason: outcome.kind === 'failed' ? outcome.message : 'its outcome is not known yet',
      })),
    };
  }

  /** Cancels, one by one, those of these working orders that could make a position larger. What the exchange says comes as ever. */
  cancelGrowing(isCovered: (intent: OrderIntent) => boolean): void {
    const { market } = this.#ports;
    const covered = [...this.book.workingOrders].filter(({ intent }) => isCovered(intent));
    const positionOf = (accountId: string, symbol: string) =>
      positionHeld(this.book.account(accountId), market.rules(symbol), symbol);
    for (const order of growingOrders(covered, positionOf)) void this.#cancel(order);
  }

  /** Whether an order of this bot that has this name may still trade. */
  isWorking(botId: string, botOrderId: string): boolean {
    return this.book.byName(botId, botOrderId) !== undefined;
  }

  /** Working orders of one bot, or of all. */
  workingOrders(botId?: string): readonly Order[] {
    const orders: Order[] = [];
    for (const order of this.book.workingOrders)
      if (botId === undefined || order.intent.botId === botId) orders.push(order.view());
    return orders;
  }

  /** Orders on the wire whose answer has not come. */
  get inFlightCount(): number {
    return this.#inFlight.size;
  }

  /** Resolves when the orders on the wire now have an answer, or after `timeoutMs`. */
  async inFlightSettled(timeoutMs: number): Promise<void> {
    let cancelTimer = (): void => undefined;
    const late = new Promise<void>((resolve) => {
      cancelTimer = this.#ports.clock.after(timeoutMs, resolve);
    });
    await Promise.race([Promise.allSettled([...this.#inFlight]), late]);
    cancelTimer();
  }

  /** Lets the worker sign an order under the name it should get. Under another name, or refused, it is never released. */
  #prepare(intent: OrderIntent, expectedSeq: number): void {
    const { entry, journal } = this.#ports;
    const clientOrderId = clientOrderIdOf(journal.journalId(), expectedSeq);
    // After the decision is on its way to the journal, which is what the order waits for.
    queueMicrotask(() => entry.prepare(outgoing(intent, clientOrderId)));
  }

  /** Hands it over in this tick. 6: the first word of it counts, be it the answer or a report of the stream. */
  async #send(order: LiveOrder): Promise<SubmitOutcome> {
    const answered = this.#track(this.#answerOf(order));
    const reported = new Promise<undefined>((resolve) => {
      order.onReported = () => resolve(undefined);
    });
    return (await Promise.race([reported, answered])) ?? this.#accepted(order);
  }

  #accepted(order: LiveOrder): SubmitOutcome {
    return { kind: 'accepted', clientOrderId: order.clientOrderId, order: order.view() };
  }

  async #answerOf(order: LiveOrder): Promise<SubmitOutcome> {
    const { clock, entry, journal } = this.#ports;
    const { intent, clientOrderId } = order;
    const readings = this.reports.readingsOf(intent.accountId);
    const answer = await entry.place(outgoing(intent, clientOrderId));
    // 6 acknowledged, rejected, or unknown
    if (answer.ok) {
      this.book.apply(answer.value);
      // An answer older than a snapshot may tell of an order that had ended by then, and nobody would say so again.
      if (order.isWorking && this.reports.readingsOf(intent.accountId) !== readings) this.#resolver.confirm(order);
      return this.#accepted(order);
    }
    const { code, message } = answer.error;
    if (order.exchangeOrderId !== undefined) {
      // The stream has reported it, so it was placed, whatever became of the answer. Ask how it stands.
      this.#resolver.confirm(order);
      return this.#accepted(order);
    }
    if (NOT_PLACED.has(code)) {
      this.book.drop(order, code === 'rejected' ? 'rejected' : 'not-placed', message, clock.now());
      return { kind: 'rejected', code, message };
    }
    this.book.markUnknown(order, message, clock.now());
    const times = this.quality.recordedTimes(clientOrderId, clock.monotonicMs());
    journal.record('order.unknown', { clientOrderId, code, message, ...times });
    this.#resolver.resolve(order);
    return { kind: 'unknown', clientOrderId };
  }

  async #cancel(order: LiveOrder): Promise<CancelOutcome> {
    // Not sent yet: the second look at the gate and the exchange's answer decide; asking for it would find nothing.
    if (order.state === 'created' || order.state === 'decided') return { kind: 'unknown' };
    const { clock } = this.#ports;
    const { accountId, symbol } = order.intent;
    this.book.markCancelPending(order, clock.now());
    const askedMs = clock.monotonicMs();
    const answer = await this.#ports.entry.cancel({ accountId, symbol, clientOrderId: order.clientOrderId });
    this.#onCancelAnswer(order, askedMs, answer.ok);
    if (answer.ok) {
      this.book.apply(answer.value);
      return { kind: 'cancelled', order: order.view() };
    }
    const { code, message } = answer.error;
    if (code !== 'unknown-order') {
      this.book.markStillWorking(order, clock.now());
      if (code === 'rejected') return { kind: 'failed', code, message };
      // The cancel may have reached the exchange, and its answer got lost: ask what became of the order.
      if (order.isWorking && order.state !== 'unknown' && order.state !== 'sent') this.#resolver.confirm(order);
      return { kind: 'unknown' };
    }
    // The exchange has no working order of that id: it filled or ended just before. Ask which.
    const asked = await this.#ports.entry.query({ accountId, symbol, clientOrderId: order.clientOrderId });
    if (asked.ok) this.book.apply(asked.value);
    this.book.markStillWorking(order, clock.now());
    // It has ended, and the stream that would tell so may have been down: ask until somebody says how.
    if (!asked.ok && SETTLED.has(order.state)) this.#resolver.confirm(order);
    return order.isWorking ? { kind: 'unknown' } : { kind: 'cancelled', order: order.view() };
  }

  /** Counts the answer, and records it so that the next run can count it too. */
  #onCancelAnswer(order: LiveOrder, askedMs: number, isCancelled: boolean): void {
    const { clock, journal } = this.#ports;
    const { clientOrderId } = order;
    const answeredMs = clock.monotonicMs();
    this.quality.cancelAnswered(order, { askedMs, answeredMs, isCancelled });
    const asked = this.quality.recordedTimes(clientOrderId, askedMs);
    // Of an order that is not followed nothing is counted, now or later.
    if (asked === undefined) return;
    const times = this.quality.recordedTimes(clientOrderId, answeredMs);
    journal.record('order.cancel-answered', { clientOrderId, isCancelled, askedMs: asked.afterMs, ...times });
  }

  #onOrder(order: LiveOrder): void {
    const { clock, journal, listener } = this.#ports;
    const nowMs = clock.monotonicMs();
    if (!UNRECORDED.has(order.state)) {
      journal.record(`order.${order.state}`, {
        clientOrderId: order.clientOrderId,
        exchangeOrderId: order.exchangeOrderId ?? null,
        botId: order.intent.botId,
        filled: formatDecimal(order.filledQuantity),
        reason: order.reason ?? null,
        ...this.quality.recordedTimes(order.clientOrderId, nowMs),
      });
    }
    order.tellReported();
    this.quality.changed(order, nowMs);
    listener.onOrder(order.view());
  }

  #track<T>(promise: Promise<T>): Promise<T> {
    this.#inFlight.add(promise);
    const done = (): void => void this.#inFlight.delete(promise);
    promise.then(done, done);
    return promise;
  }
}

/** An order as it leaves. */
const outgoing = (intent: OrderIntent, clientOrderId: string): OutgoingOrder => ({
  accountId: intent.accountId,
  clientOrderId,
  symbol: intent.symbol,
  side: intent.side,
  type: intent.type,
  quantity: formatDecimal(intent.quantity),
  price: intent.price === undefined ? null : formatDecimal(intent.price),
  stopPrice: intent.stopPrice === undefined ? null : formatDecimal(intent.stopPrice),
  timeInForce: intent.timeInForce,
  reduceOnly: intent.reduceOnly,
});
