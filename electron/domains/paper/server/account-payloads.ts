import { type Decimal, mul, ZERO } from '#shared/model/decimal';
import type { UtcMs } from '#shared/model/time';
import type { AccountTrade, Balance, Order, OrderEvent } from '../engine/types';
import { text8 } from './text';

/** Private answers and events, field for field as in rest-api.md and user-data-stream.md of binance-spot-api-docs. */
export const orderStatus = (order: Order) => ({
  symbol: order.symbol,
  orderId: order.id,
  orderListId: -1,
  clientOrderId: order.clientOrderId,
  price: text8(order.price),
  origQty: text8(order.quantity),
  executedQty: text8(order.executed),
  cummulativeQuoteQty: text8(order.executedQuote),
  status: order.status,
  timeInForce: order.timeInForce,
  type: order.type,
  side: order.side,
  stopPrice: text8(order.stopPrice),
  icebergQty: text8(ZERO),
  time: order.time,
  updateTime: order.updateTime,
  isWorking: order.isWorking,
  workingTime: order.workingTime,
  origQuoteOrderQty: text8(order.quoteQuantity),
  selfTradePreventionMode: order.stp,
});

const ack = (order: Order) => ({
  symbol: order.symbol,
  orderId: order.id,
  orderListId: -1,
  clientOrderId: order.clientOrderId,
  transactTime: order.updateTime,
});

const outcome = (order: Order) => ({
  price: text8(order.price),
  origQty: text8(order.quantity),
  executedQty: text8(order.executed),
  origQuoteOrderQty: text8(order.quoteQuantity),
  cummulativeQuoteQty: text8(order.executedQuote),
  status: order.status,
  timeInForce: order.timeInForce,
  type: order.type,
  side: order.side,
  ...(order.stopPrice === ZERO ? {} : { stopPrice: text8(order.stopPrice) }),
  ...(order.workingTime < 0 ? {} : { workingTime: order.workingTime }),
  selfTradePreventionMode: order.stp,
});

export type ResponseType = 'ACK' | 'RESULT' | 'FULL';

export function placed(order: Order, trades: readonly AccountTrade[], type: ResponseType) {
  if (type === 'ACK') return ack(order);
  const result = { ...ack(order), ...outcome(order) };
  if (type === 'RESULT') return result;
  const fills = trades.map((trade) => ({
    price: text8(trade.price),
    qty: text8(trade.quantity),
    commission: text8(trade.fee),
    commissionAsset: trade.feeAsset,
    tradeId: trade.id,
  }));
  return { ...result, fills };
}

export const cancelled = (order: Order, cancelId: string) => ({
  ...ack(order),
  origClientOrderId: order.clientOrderId,
  clientOrderId: cancelId,
  ...outcome(order),
});

export const accountTrade = (trade: AccountTrade) => ({
  symbol: trade.symbol,
  id: trade.id,
  orderId: trade.orderId,
  orderListId: -1,
  price: text8(trade.price),
  qty: text8(trade.quantity),
  quoteQty: text8(trade.quote),
  commission: text8(trade.fee),
  commissionAsset: trade.feeAsset,
  time: trade.time,
  isBuyer: trade.side === 'BUY',
  isMaker: trade.isMaker,
  isBestMatch: true,
});

export const executionReport = ({ execution, order, at, trade, cancelClientOrderId }: OrderEvent) => ({
  e: 'executionReport',
  E: at,
  s: order.symbol,
  c: cancelClientOrderId ?? order.clientOrderId,
  S: order.side,
  o: order.type,
  f: order.timeInForce,
  q: text8(order.quantity),
  p: text8(order.price),
  P: text8(order.stopPrice),
  F: text8(ZERO),
  g: -1,
  C: cancelClientOrderId === undefined ? '' : order.clientOrderId,
  x: execution,
  X: order.status,
  r: 'NONE',
  i: order.id,
  l: text8(trade?.quantity ?? ZERO),
  z: text8(order.executed),
  L: text8(trade?.price ?? ZERO),
  n: trade === undefined ? '0' : text8(trade.fee),
  N: trade?.feeAsset ?? null,
  T: order.updateTime,
  t: trade?.id ?? -1,
  I: order.id * 2,
  w: order.isWorking && (order.status === 'NEW' || order.status === 'PARTIALLY_FILLED'),
  m: trade?.isMaker ?? false,
  M: false,
  O: order.time,
  Z: text8(order.executedQuote),
  Y: text8(trade === undefined ? ZERO : mul(trade.price, trade.quantity)),
  Q: text8(order.quoteQuantity),
  ...(order.workingTime < 0 ? {} : { W: order.workingTime }),
  V: order.stp,
});

export const accountPosition = (held: ReadonlyMap<string, Readonly<Balance>>, at: UtcMs) => ({
  e: 'outboundAccountPosition',
  E: at,
  u: at,
  B: [...held].map(([asset, { free, locked }]) => ({ a: asset, f: text8(free), l: text8(locked) })),
});

export interface AccountAnswer {
  readonly maker: Decimal;
  readonly taker: Decimal;
  readonly canTrade: boolean;
  readonly uid: number;
  readonly updateTime: UtcMs;
  readonly balances: ReadonlyMap<string, Readonly<Balance>>;
  readonly omitZeroBalances: boolean;
}

export const account = (answer: AccountAnswer) => ({
  makerCommission: 10,
  takerCommission: 10,
  buyerCommission: 0,
  sellerCommission: 0,
  commissionRates: { maker: text8(answer.maker), taker: text8(answer.taker), buyer: text8(ZERO), seller: text8(ZERO) },
  canTrade: answer.canTrade,
  canWithdraw: false,
  canDeposit: false,
  brokered: false,
  requireSelfTradePrevention: false,
  preventSor: false,
  updateTime: answer.updateTime,
  accountType: 'SPOT',
  balances: [...answer.balances]
    .filter(([, { free, locked }]) => !answer.omitZeroBalances || free !== ZERO || locked !== ZERO)
    .map(([asset, { free, locked }]) => ({ asset, free: text8(free), locked: text8(locked) })),
  permissions: ['SPOT'],
  uid: answer.uid,
});
