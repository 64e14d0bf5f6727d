import { type Decimal, max, sub, ZERO } from '#shared/model/decimal';
import { isContractSymbol } from '#shared/model/market';
import { isConditional, type Order, WORKING_STATES } from '#shared/model/order';
import type { ReducingQuantity } from '../conditional';
import type { AccountState, BotState, SymbolState } from './states';

/** An order while the meters follow it. */
interface Followed {
  readonly intent: Order['intent'];
  readonly bot: BotState;
  /** Told by fills, one by one, and what reports say: they come apart, and either may be first. */
  told: Decimal;
  reported: Decimal;
  isWorking: boolean;
  /** What is counted as working now. */
  counted: Decimal;
}

/**
 * Keeps working quantities, stacks and own prices as orders change. A part that a report says is filled counts as working until
 * its fill is told, since only then is it in the position: between the two nothing is forgotten and nothing counts twice.
 */
export class FollowedOrders {
  readonly #account: (accountId: string) => AccountState;
  readonly #symbol: (symbol: string) => SymbolState;
  readonly #followed = new Map<string, Followed>();

  constructor(account: (accountId: string) => AccountState, symbol: (symbol: string) => SymbolState) {
    this.#account = account;
    this.#symbol = symbol;
  }

  onOrder(order: Order): void {
    const key = keyOf(order);
    const followed = this.#find(order) ?? this.#begin(order);
    if (followed === undefined) return;
    followed.reported = max(followed.reported, order.filledQuantity);
    const isWorking = WORKING_STATES.has(order.state);
    const { intent } = followed;
    if (isWorking !== followed.isWorking) {
      const side = this.#account(intent.accountId).ownOrders(intent.symbol).side(intent.side);
      const [price, isStop] = [standsAt(intent) ?? ZERO, isConditional(intent.type)];
      if (isWorking) side.add(price, isStop);
      else side.remove(price, isStop);
      followed.isWorking = isWorking;
    }
    this.#recount(key, followed);
  }

  onFill(accountId: string, clientOrderId: string, quantity: Decimal, nowMs: number): void {
    const followed = this.#followed.get(clientOrderId);
    if (followed === undefined || followed.intent.accountId !== accountId) return;
    followed.told = (followed.told + quantity) as Decimal;
    followed.bot.meters.fills.add(nowMs);
    this.#recount(clientOrderId, followed);
  }

  /** Before its decision is durable an order has no id of its own; then it is known by its name. */
  #find(order: Order): Followed | undefined {
    const key = keyOf(order);
    const found = this.#followed.get(key);
    if (found !== undefined || order.clientOrderId === '') return found;
    const name = nameKey(order);
    const named = this.#followed.get(name);
    if (named === undefined) return undefined;
    this.#followed.delete(name);
    this.#followed.set(key, named);
    return named;
  }

  #begin(order: Order): Followed | undefined {
    if (!WORKING_STATES.has(order.state)) return undefined;
    const { intent, filledQuantity } = order;
    // Fills from before it was known here are in the position already.
    const followed: Followed = {
      intent,
      bot: this.#account(intent.accountId).bot(intent.botId),
      told: filledQuantity,
      reported: filledQuantity,
      isWorking: false,
      counted: ZERO,
    };
    this.#followed.set(keyOf(order), followed);
    return followed;
  }

  #recount(key: string, followed: Followed): void {
    const { intent, told, reported, isWorking, bot } = followed;
    const open = max(sub(isWorking ? intent.quantity : reported, told), ZERO);
    if (open !== followed.counted) {
      const { accountId, symbol, side } = intent;
      this.#account(accountId).ownOrders(symbol).changeWorking(side, followed.counted, open, reducingKind(intent));
      bot.cells(this.#symbol(symbol)).exposure.changeWorking(side, followed.counted, open);
      followed.counted = open;
    }
    if (!isWorking && open === 0n) this.#followed.delete(key);
  }
}

/** Which working quantity the exchange keeps from growing a position, and how. */
const reducingKind = ({ reduceOnly, symbol, type }: Order['intent']): keyof ReducingQuantity | undefined =>
  !reduceOnly || !isContractSymbol(symbol) ? undefined : isConditional(type) ? 'waiting' : 'resting';

/** The price at which an order stands among its own kind; undefined for a market order, which stands nowhere. */
export const standsAt = ({ price, stopPrice }: Pick<Order['intent'], 'price' | 'stopPrice'>): Decimal | undefined =>
  price ?? stopPrice;

/** Unique among the bot's working orders; a space is in no bot id, so that it is no client order id either. */
const nameKey = ({ intent }: Order): string => `${intent.botId} ${intent.botOrderId}`;
const keyOf = (order: Order): string => (order.clientOrderId === '' ? nameKey(order) : order.clientOrderId);
