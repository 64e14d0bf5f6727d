import { type Decimal, decimal } from '#shared/model/decimal';
import type { ContractRules, MarketRules, Reference } from '#shared/model/market';
import type { Fill } from '#shared/model/order';
import type { RequestFailure } from '../../platform/process/wire';
import type {
  AccountSnapshot,
  BalanceMessage,
  CandleMessage,
  ContractMessage,
  ExchangeProtocol,
  FillMessage,
  IncomeMessage,
  LeverageMessage,
  MarketRulesMessage,
  OrderReport,
  PositionMessage,
} from './protocol';
import type {
  Balance,
  Candle,
  ExchangeFailure,
  ExchangeFailureCode,
  ExchangeOrder,
  ExchangePosition,
  ExchangeSnapshot,
  Income,
  Leverage,
} from './types';

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

export function fillFrom({ realised, ...message }: FillMessage): Fill {
  return {
    ...message,
    ...(realised === null ? {} : { realised: decimal(realised) }),
    clientOrderId: message.clientOrderId ?? undefined,
    price: decimal(message.price),
    quantity: decimal(message.quantity),
    fee: decimal(message.fee),
  };
}

export function balanceFrom({ free, locked, ...rest }: BalanceMessage): Balance {
  return { ...rest, free: decimal(free), locked: decimal(locked) };
}

export function snapshotFrom(message: AccountSnapshot): ExchangeSnapshot {
  return {
    accountId: message.accountId,
    at: message.at,
    balances: message.balances.map(balanceFrom),
    openOrders: message.openOrders.map(orderFrom),
    fills: message.fills.map(fillFrom),
    margin:
      message.margin === null
        ? undefined
        : {
            positions: message.margin.positions.map(positionFrom),
            leverages: message.margin.leverages.map(leverageFrom),
            incomes: message.margin.incomes.map(incomeFrom),
          },
  };
}

export function positionFrom(message: PositionMessage): ExchangePosition {
  const { quantity, entryPrice, isolatedWallet } = message;
  return {
    ...message,
    quantity: decimal(quantity),
    entryPrice: decimal(entryPrice),
    isolatedWallet: decimal(isolatedWallet),
  };
}

export const leverageFrom = ({ symbol, leverage }: LeverageMessage): Leverage => ({
  symbol,
  leverage: decimal(leverage),
});

export const incomeFrom = (message: IncomeMessage): Income => ({
  ...message,
  symbol: message.symbol ?? undefined,
  amount: decimal(message.amount),
});

const contractFrom = ({ settle, contractSize, maxLeverage, brackets }: ContractMessage): ContractRules => ({
  settle,
  contractSize: decimal(contractSize),
  maxLeverage: decimal(maxLeverage),
  brackets: brackets.map((bracket) => ({
    notionalCap: decimal(bracket.notionalCap),
    maxLeverage: decimal(bracket.maxLeverage),
    maintenanceRate: decimal(bracket.maintenanceRate),
  })),
});

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
    ...(message.contract === null ? {} : { contract: contractFrom(message.contract) }),
    ...(message.orderTypes === null ? {} : { orderTypes: message.orderTypes }),
  };
}

export function referenceFrom(
  message: ExchangeProtocol['events']['reference'],
  receivedMonotonicMs: number,
): Reference {
  const {
    symbol,
    bid,
    ask,
    last,
    exchangeTime,
    bidQuantity,
    askQuantity,
    volume24h,
    mark,
    fundingRate,
    nextFundingAt,
  } = message;
  return {
    symbol,
    bid: decimal(bid),
    ask: decimal(ask),
    last: decimal(last),
    ...(bidQuantity === null ? {} : { bidQuantity: decimal(bidQuantity) }),
    ...(askQuantity === null ? {} : { askQuantity: decimal(askQuantity) }),
    ...(volume24h === null ? {} : { volume24h: decimal(volume24h) }),
    ...(mark === null ? {} : { mark: decimal(mark) }),
    ...(fundingRate === null ? {} : { fundingRate: decimal(fundingRate) }),
    ...(nextFundingAt === null ? {} : { nextFundingAt }),
    receivedMonotonicMs,
    exchangeTime,
  };
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
