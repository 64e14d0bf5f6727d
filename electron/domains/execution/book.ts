import type { AssetPair } from '#shared/model/asset-pair';
import { add, type Decimal, max, mul, sub } from '#shared/model/decimal';
import { isContractSymbol } from '#shared/model/market';
import { type Fill, isConditional, type OrderIntent } from '#shared/model/order';
import { canBecome, type OrderState, WORKING_STATES } from '#shared/model/order-lifecycle';
import type { UtcMs } from '#shared/model/time';
import { AccountBook } from './account-book';
import { LiveOrder } from './live-order';

/** What an exchange says of how an order stands. */
export type ReportedState =
  | 'acknowledged'
  /** A conditional order whose price was not reached; `acknowledged`, it was. */
  | 'waiting'
  | 'partially-filled'
  | 'filled'
  | 'cancelled'
  | 'rejected'
  | 'expired';

/** What the exchange says of an order, already in exact numbers. */
export interface OrderUpdate {
  readonly accountId: string;
  readonly symbol: string;
  readonly clientOrderId: string;
  readonly exchangeOrderId: string;
  readonly state: ReportedState;
  readonly filledQuantity: Decimal;
  readonly filledNotional: Decimal;
  readonly createdAt: UtcMs;
  readonly updatedAt: UtcMs;
  /** Enough to adopt an order we did not send. */
  readonly intent: OrderIntent;
}

/** Bot id under which orders stand that Holdfast did not send, or sent in an earlier run. */
export const FOREIGN_BOT = 'not-ours';

/** Ended orders kept for late messages and for the screens. */
const KEEP_ENDED = 2_000;
/** Orders of which fills are known and nothing else: strangers' and those of earlier runs. */
const KEEP_UNTIED = 20_000;

/**
 * All orders, positions and balances as known here. The only place where they change; every change is told to `onOrder`.
 * Working totals and reservations are kept as orders change, so that the gate reads them without going through orders.
 */
export class Book {
  readonly #accounts = new Map<string, AccountBook>();
  readonly #byClientId = new Map<string, LiveOrder>();
  /** By account, symbol and the exchange's own id. */
  readonly #byExchangeId = new Map<string, LiveOrder>();
  /** What fills told of orders whose exchange id is not known here (yet): read from an account's history they name no other. */
  readonly #untied = new Map<string, { quantity: Decimal; notional: Decimal }>();
  readonly #working = new Set<LiveOrder>();
  readonly #ended: LiveOrder[] = [];
  readonly #names = new Map<string, LiveOrder>();
  readonly #onOrder: (order: LiveOrder) => void;
  readonly #onImpossible: (order: LiveOrder, to: OrderState) => void;

  /** `onImpossible` hears of a step that is not in the table of states: the exchange's word is taken all the same. */
  constructor(onOrder: (order: LiveOrder) => void, onImpossible: (order: LiveOrder, to: OrderState) => void) {
    this.#onOrder = onOrder;
    this.#onImpossible = onImpossible;
  }

  account(accountId: string): AccountBook {
    let account = this.#accounts.get(accountId);
    if (account === undefined) {
      account = new AccountBook(accountId);
      this.#accounts.set(accountId, account);
    }
    return account;
  }

  get workingOrders(): ReadonlySet<LiveOrder> {
    return this.#working;
  }

  byClientOrderId(clientOrderId: string): LiveOrder | undefined {
    return this.#byClientId.get(clientOrderId);
  }

  /** The bot's working order of this name. */
  byName(botId: string, botOrderId: string): LiveOrder | undefined {
    return this.#names.get(`${botId}/${botOrderId}`);
  }

  /** Takes an allowed order in before its decision is durable, with its money reserved at `price`. */
  reserve(intent: OrderIntent, price: Decimal, pair: AssetPair, at: UtcMs): LiveOrder {
    const order = new LiveOrder(intent, at, price);
    const account = this.account(intent.accountId);
    // On perpetuals working orders bind margin by themselves, from this tick on.
    if (!isContractSymbol(intent.symbol)) {
      if (intent.side === 'buy') account.reserve(order, pair.quote, mul(price, intent.quantity));
      else account.reserve(order, pair.base, intent.quantity);
    }
    this.#add(order);
    return order;
  }

  /** The decision is durable: the order has its name and is handed to the exchange worker in this tick. Told by `tellSent`. */
  markSent(order: LiveOrder, clientOrderId: string, monotonicMs: number): void {
    order.clientOrderId = clientOrderId;
    order.sentMonotonicMs = monotonicMs;
    order.state = 'sent';
    this.#byClientId.set(clientOrderId, order);
  }

  /** Its decision is durable. */
  markDecided(order: LiveOrder): void {
    order.state = 'decided';
  }

  /** Tells that it was sent, after the hand-over: nothing comes before an order that may leave. */
  tellSent(order: LiveOrder): void {
    if (order.state === 'sent') this.#onOrder(order);
  }

  /** Nothing of it stands at the exchange: refused after all, rejected, or not known there. */
  drop(order: LiveOrder, state: 'rejected' | 'not-placed', reason: string, at: UtcMs): void {
    if (!order.isWorking) return;
    order.reason = reason;
    this.#set(order, state, at);
  }

  /** A cancel is on its way; false when there is nothing to cancel at the exchange, or one is on its way already. */
  markCancelPending(order: LiveOrder, at: UtcMs): boolean {
    if (!canBecome(order.state, 'cancel-pending')) return false;
    this.#set(order, 'cancel-pending', at);
    return true;
  }

  /** The cancel did not end the order: it works on, for all we know. */
  markStillWorking(order: LiveOrder, at: UtcMs): void {
    if (order.state === 'cancel-pending') this.#set(order, standing(order), at);
  }

  /** Sent, and no word of its outcome: it counts as exposure until the exchange has been asked. */
  markUnknown(order: LiveOrder, reason: string, at: UtcMs): void {
    if (order.state !== 'sent') return;
    order.reason = reason;
    this.#set(order, 'unknown', at);
  }

  /** What the exchange says. Late, repeated and out-of-order reports change nothing that is already further on. */
  apply(update: OrderUpdate): LiveOrder {
    const order = this.#byClientId.get(update.clientOrderId) ?? this.#adopt(update);
    // What has ended stays as it is; only what was taken for not placed can turn up after all.
    if (!order.isWorking && order.state !== 'not-placed') return order;
    // From before it went off.
    if (order.hasTriggered && update.state === 'waiting') return order;
    if (update.state === 'acknowledged' || update.filledQuantity > 0n) order.hasTriggered = true;
    this.#tie(order, update);
    this.account(update.accountId).lockSeenFrom(order, update.createdAt);
    const isLater = update.filledQuantity > order.filledQuantity;
    const before = order.remaining;
    if (isLater) {
      order.filledQuantity = update.filledQuantity;
      // Fills told one by one are exact; an exchange may tell their sum cut.
      const isTold = order.toldQuantity === update.filledQuantity;
      order.filledNotional = isTold ? order.toldNotional : update.filledNotional;
      this.account(update.accountId).awaitFills(order);
    }
    const next = WORKING_STATES.has(update.state) ? this.#stillWorking(order) : update.state;
    if (next === order.state && !isLater) return order;
    this.#set(order, next, update.updatedAt, before);
    return order;
  }

  /** How an order stands that the exchange says works: a report from before a cancel or a fill takes neither back. */
  #stillWorking(order: LiveOrder): OrderState {
    if (order.state === 'cancel-pending') return order.state;
    return standing(order);
  }

  /** Whether the trade was new. The order it belongs to is brought forward by reports, not by fills. */
  addFill(fill: Fill, pair: AssetPair): boolean {
    const account = this.account(fill.accountId);
    if (!account.addFill(fill, pair)) return false;
    const order = this.orderOf(fill);
    const notional = mul(fill.price, fill.quantity);
    if (order === undefined) {
      this.#keepUntied(exchangeKey(fill), fill.quantity, notional);
      return true;
    }
    order.toldQuantity = add(order.toldQuantity, fill.quantity);
    order.toldNotional = add(order.toldNotional, notional);
    account.awaitFills(order);
    return true;
  }

  /** Whose fill it is: by our id for the order, or by the exchange's when it names no other. */
  orderOf(fill: Fill): LiveOrder | undefined {
    const byClientId = fill.clientOrderId === undefined ? undefined : this.#byClientId.get(fill.clientOrderId);
    return byClientId ?? this.#byExchangeId.get(exchangeKey(fill));
  }

  #keepUntied(key: string, quantity: Decimal, notional: Decimal): void {
    const before = this.#untied.get(key);
    if (before !== undefined) {
      before.quantity = add(before.quantity, quantity);
      before.notional = add(before.notional, notional);
      return;
    }
    this.#untied.set(key, { quantity, notional });
    if (this.#untied.size <= KEEP_UNTIED) return;
    for (const oldest of this.#untied.keys()) {
      this.#untied.delete(oldest);
      return;
    }
  }

  /** The order has its exchange id: fills that came before it was known are its own. */
  #tie(order: LiveOrder, update: OrderUpdate): void {
    const { accountId, symbol, exchangeOrderId: before } = { ...update, exchangeOrderId: order.exchangeOrderId };
    // What a conditional order places has an id of its own; by the one it waited under nothing is ever filled.
    if (before !== undefined && before !== update.exchangeOrderId)
      this.#byExchangeId.delete(exchangeKey({ accountId, symbol, exchangeOrderId: before }));
    order.exchangeOrderId = update.exchangeOrderId;
    const key = exchangeKey(update);
    if (this.#byExchangeId.has(key)) return;
    this.#byExchangeId.set(key, order);
    const told = this.#untied.get(key);
    if (told === undefined) return;
    this.#untied.delete(key);
    order.toldQuantity = add(order.toldQuantity, told.quantity);
    order.toldNotional = add(order.toldNotional, told.notional);
  }

  #adopt(update: OrderUpdate): LiveOrder {
    const order = new LiveOrder(update.intent, update.createdAt);
    order.clientOrderId = update.clientOrderId;
    order.state = 'adopted';
    order.isAdopted = true;
    order.hasTriggered = update.state !== 'waiting';
    this.#tie(order, update);
    // Its fills so far are history; those told already may be more than this report knows of.
    order.toldQuantity = max(order.toldQuantity, update.filledQuantity);
    order.toldNotional = max(order.toldNotional, update.filledNotional);
    order.reason = 'found at the exchange; not sent by this run';
    this.#byClientId.set(update.clientOrderId, order);
    this.#add(order);
    return order;
  }

  #add(order: LiveOrder): void {
    const { botId, botOrderId, accountId } = order.intent;
    this.#working.add(order);
    this.#names.set(`${botId}/${botOrderId}`, order);
    this.account(accountId).changeWorking(order, order.remaining);
    this.#onOrder(order);
  }

  #set(order: LiveOrder, state: OrderState, at: UtcMs, remainingBefore: Decimal = order.remaining): void {
    const { accountId, botId, botOrderId } = order.intent;
    const account = this.account(accountId);
    const wasWorking = this.#working.has(order);
    if (state !== order.state && !canBecome(order.state, state)) this.#onImpossible(order, state);
    order.state = state;
    order.updatedAt = max2(order.updatedAt, at);
    const change = sub(order.remaining, remainingBefore);
    if (wasWorking) account.changeWorking(order, change);
    else if (order.isWorking) account.changeWorking(order, order.remaining);
    if (!order.isWorking) {
      account.release(order);
      if (wasWorking) this.#retire(order);
      if (this.#names.get(`${botId}/${botOrderId}`) === order) this.#names.delete(`${botId}/${botOrderId}`);
    } else if (!wasWorking) {
      // It was taken for not placed and stands at the exchange after all: it is followed, and found by name, again.
      this.#working.add(order);
      this.#names.set(`${botId}/${botOrderId}`, order);
      const endedAt = this.#ended.indexOf(order);
      if (endedAt >= 0) this.#ended.splice(endedAt, 1);
    }
    this.#onOrder(order);
  }

  #retire(order: LiveOrder): void {
    this.#working.delete(order);
    this.#ended.push(order);
    if (this.#ended.length > KEEP_ENDED) {
      const oldest = this.#ended.shift();
      if (oldest === undefined) return;
      this.#byClientId.delete(oldest.clientOrderId);
      const { accountId, symbol } = oldest.intent;
      const { exchangeOrderId } = oldest;
      if (exchangeOrderId !== undefined) this.#byExchangeId.delete(exchangeKey({ accountId, symbol, exchangeOrderId }));
    }
  }
}

/** How an order stands that works and of which no cancel is on its way. */
function standing(order: LiveOrder): OrderState {
  if (order.filledQuantity > 0n) return 'partially-filled';
  if (order.isAdopted) return 'adopted';
  if (!isConditional(order.intent.type)) return 'acknowledged';
  return order.hasTriggered ? 'triggered' : 'waiting';
}

const exchangeKey = (of: Pick<Fill, 'accountId' | 'symbol' | 'exchangeOrderId'>): string =>
  `${of.accountId}/${of.symbol}/${of.exchangeOrderId}`;

const max2 = (a: number, b: number): number => (a > b ? a : b);
