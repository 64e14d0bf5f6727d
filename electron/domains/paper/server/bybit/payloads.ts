import { add, div, formatDecimal, sub, ZERO } from '#shared/model/decimal';
import type { UtcMs } from '#shared/model/time';
import type { Accounts } from '../../engine/accounts';
import type { Market } from '../../engine/market';
import type { SymbolSpec } from '../../engine/symbols';
import type { Order } from '../../engine/types';

/** Whether an order is a conditional one, which `orderFilter` tells from the others. */
export const isConditional = (order: Order): boolean => order.stopPrice !== ZERO;

function statusOf(order: Order): string {
  switch (order.status) {
    case 'NEW':
      return isConditional(order) && !order.isWorking ? 'Untriggered' : 'New';
    case 'PARTIALLY_FILLED':
      return 'PartiallyFilled';
    case 'FILLED':
      return 'Filled';
    default:
      if (isConditional(order) && !order.isWorking) return 'Deactivated';
      return order.executed === ZERO ? 'Cancelled' : 'PartiallyFilledCanceled';
  }
}

const capital = (word: string): string => word.charAt(0) + word.slice(1).toLowerCase();

/** One order of /v5/order/realtime. */
export function orderInfo(order: Order): Record<string, unknown> {
  const average = order.executed === ZERO ? '' : formatDecimal(div(order.executedQuote, order.executed));
  return {
    orderId: String(order.id),
    orderLinkId: order.clientOrderId,
    symbol: order.symbol,
    side: capital(order.side),
    orderType: order.type === 'MARKET' ? 'Market' : 'Limit',
    timeInForce: order.type === 'LIMIT_MAKER' ? 'PostOnly' : order.timeInForce,
    price: formatDecimal(order.price),
    qty: formatDecimal(order.quantity),
    orderStatus: statusOf(order),
    stopOrderType: isConditional(order) ? 'Stop' : '',
    triggerPrice: isConditional(order) ? formatDecimal(order.stopPrice) : '',
    cumExecQty: formatDecimal(order.executed),
    cumExecValue: formatDecimal(order.executedQuote),
    avgPrice: average,
    leavesQty: formatDecimal(sub(order.quantity, order.executed)),
    reduceOnly: false,
    createdTime: String(order.time),
    updatedTime: String(order.updateTime),
  };
}

export const instrument = (spec: SymbolSpec): Record<string, unknown> => ({
  symbol: spec.id,
  baseCoin: spec.base,
  quoteCoin: spec.quote,
  innovation: '0',
  status: 'Trading',
  marginTrading: 'none',
  lotSizeFilter: {
    basePrecision: formatDecimal(spec.stepSize),
    quotePrecision: '0.00000001',
    minOrderQty: formatDecimal(spec.minQuantity),
    maxOrderQty: formatDecimal(spec.maxQuantity),
    minOrderAmt: formatDecimal(spec.minNotional),
    maxOrderAmt: formatDecimal(spec.maxNotional),
  },
  priceFilter: { tickSize: formatDecimal(spec.tickSize) },
});

export function balance(accounts: Accounts, account: string): Record<string, unknown> {
  return {
    accountType: 'UNIFIED',
    coin: [...accounts.assets(account)].map(([coin, { free, locked }]) => ({
      coin,
      equity: formatDecimal(add(free, locked)),
      walletBalance: formatDecimal(add(free, locked)),
      locked: formatDecimal(locked),
      free: '',
      borrowAmount: '0',
    })),
  };
}

export function ticker({ spec, tape, book }: Market, now: UtcMs): Record<string, unknown> {
  const day = tape.day(now);
  return {
    symbol: spec.id,
    lastPrice: formatDecimal(tape.last),
    bid1Price: formatDecimal(book.best('BUY')?.price ?? tape.last),
    bid1Size: '1',
    ask1Price: formatDecimal(book.best('SELL')?.price ?? tape.last),
    ask1Size: '1',
    prevPrice24h: formatDecimal(day.open),
    highPrice24h: formatDecimal(day.high),
    lowPrice24h: formatDecimal(day.low),
    volume24h: formatDecimal(day.volume),
    turnover24h: formatDecimal(day.quoteVolume),
  };
}
