import { type Decimal, decimal } from '#shared/model/decimal';
import type { MarketRules, Reference } from '#shared/model/market';
import type { Fill } from '#shared/model/order';
import type { RequestFailure } from '../../platform/process/wire';
import type {
  AccountSnapshot,
  BalanceMessage,
  CandleMessage,
  ExchangeProtocol,
  FillMessage,
  MarketRulesMessage,
  OrderReport,
} from './protocol';
import type { Balance, Candle, ExchangeFailure, ExchangeFailureCode, ExchangeOrder, ExchangeSnapshot } from './types';

/*
 * From the wire's decimal text to Decimals and back. The worker is our own code, so a text that is no decimal is a bug:
 * these throw RangeError, and the caller counts and drops the message.
 */

const optional = (text: string | null): Decimal | undefined => (text === null ? undefined : decimal(text));

export function orderFrom(report: OrderReport): ExchangeOrder {
  return {
    ...report,
    quantity: decimal(report.quantity),
    price: optional(report.price),
    stopPrice: optional(report.stopPrice),
    filledQuantity: decimal(report.filledQuantity),
    filledNotional: decimal(report.filledNotional),
  };
}

export function fillFrom(message: FillMessage): Fill {
  return {
    ...message,
    clientOrderId: message.clientOrderId ?? undefined,
    price: decimal(message.price),
    quantity: decimal(message.quantity),
    fee: decimal(message.fee),
  };
}

export function balanceFrom({ asset, free, locked }: BalanceMessage): Balance {
  return { asset, free: decimal(free), locked: decimal(locked) };
}

export function snapshotFrom(message: AccountSnapshot): ExchangeSnapshot {
  return {
    accountId: message.accountId,
    at: message.at,
    balances: message.balances.map(balanceFrom),
    openOrders: message.openOrders.map(orderFrom),
    fills: message.fills.map(fillFrom),
  };
}

export function candleFrom({ at, open, high, low, close, volume }: CandleMessage): Candle {
  return {
    at,
    open: decimal(open),
    high: decimal(high),
    low: decimal(low),
    close: decimal(close),
    volume: decimal(volume),
  };
}

export function rulesFrom(message: MarketRulesMessage): MarketRules {
  return {
    symbol: message.symbol,
    base: message.base,
    quote: message.quote,
    isTrading: message.isTrading,
    tickSize: decimal(message.tickSize),
    minPrice: decimal(message.minPrice),
    maxPrice: decimal(message.maxPrice),
    stepSize: decimal(message.stepSize),
    minQuantity: decimal(message.minQuantity),
    maxQuantity: decimal(message.maxQuantity),
    minNotional: decimal(message.minNotional),
    maxNotional: optional(message.maxNotional),
  };
}

export function referenceFrom(
  message: ExchangeProtocol['events']['reference'],
  receivedMonotonicMs: number,
): Reference {
  const { symbol, bid, ask, last, exchangeTime } = message;
  return { symbol, bid: decimal(bid), ask: decimal(ask), last: decimal(last), receivedMonotonicMs, exchangeTime };
}

const CODES: ReadonlySet<string> = new Set<ExchangeFailureCode>([
  'rejected',
  'not-sent',
  'rate-limited',
  'outcome-unknown',
  'unknown-order',
  'unreachable',
]);

/**
 * A failed request to the worker. What the process boundary itself adds: `not-ready` means nothing was sent; any other
 * code that is not the protocol's (worker died, no answer) leaves the outcome of a write unknown.
 */
export function failureFrom(failure: RequestFailure, kind: 'write' | 'read'): ExchangeFailure {
  const detail = (failure.detail ?? {}) as { readonly exchangeCode?: unknown; readonly retryAfterMs?: unknown };
  const code = CODES.has(failure.code)
    ? (failure.code as ExchangeFailureCode)
    : kind === 'read'
      ? 'unreachable'
      : failure.code === 'not-ready'
        ? 'not-sent'
        : 'outcome-unknown';
  return {
    code,
    message: failure.message,
    exchangeCode: typeof detail.exchangeCode === 'number' ? detail.exchangeCode : undefined,
    retryAfterMs: typeof detail.retryAfterMs === 'number' ? detail.retryAfterMs : undefined,
  };
}
