import { type Decimal, formatDecimal, parseDecimal } from '#shared/model/decimal';
import { formatUtc } from '#shared/model/time';
import type { AccountTrade, Order, OrderEvent, RejectEvent } from '../engine/types';
import { ORDER_TYPES, STP_MODES, TIMES_IN_FORCE } from '../engine/types';

/** Version of the ledger's lines; another version is set aside, not guessed at. See docs/paper-exchange.md, "The ledger". */
export const LEDGER_VERSION = 1;

export type OrderLineEvent = 'new' | 'trigger' | 'trade' | 'cancel' | 'expire' | 'prevented' | 'snapshot';
export type Line = Readonly<Record<string, unknown>> & { readonly type: string };

export const EVENT_OF: Readonly<Record<OrderEvent['execution'], OrderLineEvent>> = {
  NEW: 'new',
  TRADE: 'trade',
  CANCELED: 'cancel',
  EXPIRED: 'expire',
  TRADE_PREVENTION: 'prevented',
};

export function orderLine(event: OrderEvent): Line {
  const { order, at } = event;
  const isTrigger = event.execution === 'NEW' && order.stopPrice !== 0n && order.isWorking;
  return {
    type: 'order',
    event: isTrigger ? 'trigger' : EVENT_OF[event.execution],
    time: formatUtc(at),
    account: event.account,
    ...orderFields(order),
    ...(event.trade === undefined ? {} : { trade: tradeFields(event.trade) }),
  };
}

export const snapshotLine = (account: string, order: Order): Line => ({
  type: 'order',
  event: 'snapshot',
  time: formatUtc(order.updateTime),
  account,
  ...orderFields(order),
});

export const tradeLine = (trade: AccountTrade): Line => ({
  type: 'trade',
  time: formatUtc(trade.time),
  account: trade.account,
  symbol: trade.symbol,
  orderId: trade.orderId,
  side: trade.side,
  trade: tradeFields(trade),
});

export const rejectLine = (event: RejectEvent): Line => ({
  type: 'reject',
  time: formatUtc(event.at),
  account: event.account,
  symbol: event.request.symbol,
  clientOrderId: event.request.clientOrderId ?? null,
  side: event.request.side,
  orderType: event.request.type,
  price: formatDecimal(event.request.price),
  quantity: formatDecimal(event.request.quantity),
  status: 'REJECTED',
  code: event.code,
  message: event.message,
});

function orderFields(order: Order) {
  return {
    symbol: order.symbol,
    orderId: order.id,
    clientOrderId: order.clientOrderId,
    side: order.side,
    orderType: order.type,
    timeInForce: order.timeInForce,
    price: formatDecimal(order.price),
    quantity: formatDecimal(order.quantity),
    quoteQuantity: formatDecimal(order.quoteQuantity),
    stopPrice: formatDecimal(order.stopPrice),
    stp: order.stp,
    executed: formatDecimal(order.executed),
    executedQuote: formatDecimal(order.executedQuote),
    status: order.status,
    isWorking: order.isWorking,
    createdAt: order.time,
    updatedAt: order.updateTime,
    workingAt: order.workingTime,
  };
}

export const tradeFields = (trade: AccountTrade) => ({
  id: trade.id,
  price: formatDecimal(trade.price),
  quantity: formatDecimal(trade.quantity),
  quote: formatDecimal(trade.quote),
  fee: formatDecimal(trade.fee),
  feeAsset: trade.feeAsset,
  isMaker: trade.isMaker,
});

export const ORDER_STATUSES = ['NEW', 'PARTIALLY_FILLED', 'FILLED', 'CANCELED', 'EXPIRED', 'EXPIRED_IN_MATCH'] as const;

/** A line that cannot be what the exchange wrote. */
export class LedgerDamage extends Error {}

export function readOrder(line: Line): { readonly account: string; readonly order: Order } {
  const account = text(line, 'account');
  const order: Order = {
    id: whole(line, 'orderId'),
    account,
    clientOrderId: text(line, 'clientOrderId'),
    symbol: text(line, 'symbol'),
    side: oneOf(line, 'side', ['BUY', 'SELL']),
    type: oneOf(line, 'orderType', ORDER_TYPES),
    timeInForce: oneOf(line, 'timeInForce', TIMES_IN_FORCE),
    price: amount(line, 'price'),
    quantity: amount(line, 'quantity'),
    quoteQuantity: amount(line, 'quoteQuantity'),
    stopPrice: amount(line, 'stopPrice'),
    stp: oneOf(line, 'stp', STP_MODES),
    executed: amount(line, 'executed'),
    executedQuote: amount(line, 'executedQuote'),
    status: oneOf(line, 'status', ORDER_STATUSES),
    isWorking: line.isWorking === true,
    time: whole(line, 'createdAt'),
    updateTime: whole(line, 'updatedAt'),
    workingTime: whole(line, 'workingAt'),
  };
  return { account, order };
}

/** The trade inside a `trade` line or an order line's `trade` event. */
export function readTrade(line: Line): AccountTrade {
  const inner = object(line, 'trade');
  return {
    id: whole(inner, 'id'),
    orderId: whole(line, 'orderId'),
    account: text(line, 'account'),
    symbol: text(line, 'symbol'),
    side: oneOf(line, 'side', ['BUY', 'SELL']),
    price: amount(inner, 'price'),
    quantity: amount(inner, 'quantity'),
    quote: amount(inner, 'quote'),
    fee: amount(inner, 'fee'),
    feeAsset: text(inner, 'feeAsset'),
    isMaker: inner.isMaker === true,
    time: Date.parse(text(line, 'time')),
  };
}

export function text(line: Readonly<Record<string, unknown>>, name: string): string {
  const value = line[name];
  if (typeof value !== 'string') throw new LedgerDamage(`"${name}" is not text`);
  return value;
}

export function whole(line: Readonly<Record<string, unknown>>, name: string): number {
  const value = line[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value))
    throw new LedgerDamage(`"${name}" is not a whole number`);
  return value;
}

export function amount(line: Readonly<Record<string, unknown>>, name: string): Decimal {
  const value = parseDecimal(text(line, name));
  if (value === undefined || value < 0n) throw new LedgerDamage(`"${name}" is not an amount`);
  return value;
}

export function object(line: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> {
  const value = line[name];
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new LedgerDamage(`"${name}" is not an object`);
  return value as Record<string, unknown>;
}

export function oneOf<T extends string>(
  line: Readonly<Record<string, unknown>>,
  name: string,
  allowed: readonly T[],
): T {
  const value = text(line, name);
  const found = allowed.find((word) => word === value);
  if (found === undefined) throw new LedgerDamage(`"${name}" is ${value.slice(0, 20)}`);
  return found;
}
