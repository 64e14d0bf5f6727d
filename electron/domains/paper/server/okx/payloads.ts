import { add, type Decimal, div, formatDecimal, ZERO } from '#shared/model/decimal';
import type { UtcMs } from '#shared/model/time';
import type { Accounts } from '../../engine/accounts';
import type { Market } from '../../engine/market';
import type { SymbolSpec } from '../../engine/symbols';
import type { Order, OrderStatus } from '../../engine/types';

/** `BTC-USDT`. */
export const instIdOf = ({ base, quote }: SymbolSpec): string => `${base}-${quote}`;

/** Whether an order is one of the algo orders, which OKX keeps apart: it waits for a trigger, or did. */
export const isAlgo = (order: Order): boolean => order.stopPrice !== ZERO;

const STATES: Readonly<Record<OrderStatus, string>> = {
  NEW: 'live',
  PARTIALLY_FILLED: 'partially_filled',
  FILLED: 'filled',
  CANCELED: 'canceled',
  EXPIRED: 'canceled',
  EXPIRED_IN_MATCH: 'canceled',
};

function ordType({ type, timeInForce }: Order): string {
  if (type === 'LIMIT_MAKER') return 'post_only';
  if (type === 'MARKET') return 'market';
  return timeInForce === 'GTC' ? 'limit' : timeInForce.toLowerCase();
}

const average = (order: Order): Decimal => (order.executed === ZERO ? ZERO : div(order.executedQuote, order.executed));

/** One order of orders-pending and orders-history. Empty texts stand for what there is not, as on OKX. */
export function orderInfo(order: Order, spec: SymbolSpec): Record<string, unknown> {
  return {
    instType: 'SPOT',
    instId: instIdOf(spec),
    ordId: String(order.id),
    clOrdId: order.clientOrderId,
    tag: '',
    px: order.price === ZERO ? '' : formatDecimal(order.price),
    sz: formatDecimal(order.quantity),
    ordType: ordType(order),
    side: order.side.toLowerCase(),
    posSide: 'net',
    tdMode: 'cash',
    tgtCcy: '',
    accFillSz: formatDecimal(order.executed),
    avgPx: order.executed === ZERO ? '' : formatDecimal(average(order)),
    fillPx: '',
    fillSz: '0',
    fillTime: '',
    state: STATES[order.status],
    lever: '',
    category: 'normal',
    reduceOnly: 'false',
    cTime: String(order.time),
    uTime: String(order.updateTime),
  };
}

/** One order of orders-algo-pending and orders-algo-history. */
export function algoInfo(order: Order, spec: SymbolSpec): Record<string, unknown> {
  const state = order.status === 'NEW' ? 'live' : order.status === 'CANCELED' ? 'canceled' : 'effective';
  return {
    instType: 'SPOT',
    instId: instIdOf(spec),
    algoId: String(order.id),
    algoClOrdId: order.clientOrderId,
    ordId: '',
    ordType: 'trigger',
    side: order.side.toLowerCase(),
    sz: formatDecimal(order.quantity),
    triggerPx: formatDecimal(order.stopPrice),
    ordPx: formatDecimal(order.price),
    actualSz: formatDecimal(order.executed),
    state,
    tdMode: 'cash',
    cTime: String(order.time),
    uTime: String(order.updateTime),
  };
}

export const instrument = (spec: SymbolSpec): Record<string, unknown> => ({
  instType: 'SPOT',
  instId: instIdOf(spec),
  baseCcy: spec.base,
  quoteCcy: spec.quote,
  settleCcy: '',
  uly: '',
  lever: '',
  tickSz: formatDecimal(spec.tickSize),
  lotSz: formatDecimal(spec.stepSize),
  minSz: formatDecimal(spec.minQuantity),
  maxLmtSz: formatDecimal(spec.maxQuantity),
  maxMktSz: formatDecimal(spec.maxMarketQuantity),
  maxMktAmt: formatDecimal(spec.maxNotional),
  maxLmtAmt: formatDecimal(spec.maxNotional),
  state: 'live',
});

export const currency = (ccy: string): Record<string, unknown> => ({
  ccy,
  name: ccy,
  chain: `${ccy}-Paper`,
  canDep: false,
  canWd: false,
  canInternal: false,
  minWd: '0',
  maxWd: '0',
  minFee: '0',
  maxFee: '0',
  wdTickSz: '8',
});

export function balance(accounts: Accounts, account: string, now: UtcMs): Record<string, unknown> {
  return {
    uTime: String(now),
    totalEq: '',
    details: [...accounts.assets(account)].map(([ccy, { free, locked }]) => ({
      ccy,
      eq: formatDecimal(add(free, locked)),
      cashBal: formatDecimal(add(free, locked)),
      availBal: formatDecimal(free),
      availEq: formatDecimal(free),
      frozenBal: formatDecimal(locked),
      ordFrozen: formatDecimal(locked),
      uTime: String(now),
    })),
  };
}

export function ticker({ spec, tape, book }: Market, now: UtcMs): Record<string, unknown> {
  const day = tape.day(now);
  return {
    instType: 'SPOT',
    instId: instIdOf(spec),
    last: formatDecimal(tape.last),
    lastSz: formatDecimal(tape.lastQuantity),
    askPx: formatDecimal(book.best('SELL')?.price ?? tape.last),
    askSz: '1',
    bidPx: formatDecimal(book.best('BUY')?.price ?? tape.last),
    bidSz: '1',
    open24h: formatDecimal(day.open),
    high24h: formatDecimal(day.high),
    low24h: formatDecimal(day.low),
    vol24h: formatDecimal(day.volume),
    volCcy24h: formatDecimal(day.quoteVolume),
    ts: String(now),
  };
}
