import { type Decimal, div, ZERO } from '#shared/model/decimal';
import type { UtcMs } from '#shared/model/time';
import type { AlgoOrder, PerpOrder, PerpOrderEvent, PerpTrade } from '../../engine/futures/types';
import { text8 } from '../text';

/** Answers and events about orders, field for field as in USD-M's Trade pages and user data streams. */
const averageOf = ({ executed, executedQuote }: PerpOrder): string =>
  executed === ZERO ? '0.00' : text8(div(executedQuote, executed));

/** The answer to placing and cancelling. */
export const orderResult = (order: PerpOrder) => ({
  orderId: order.id,
  symbol: order.symbol,
  status: order.status,
  clientOrderId: order.clientOrderId,
  price: text8(order.price),
  avgPrice: averageOf(order),
  origQty: text8(order.quantity),
  executedQty: text8(order.executed),
  cumQty: text8(order.executed),
  cumQuote: text8(order.executedQuote),
  timeInForce: order.timeInForce,
  type: order.type,
  reduceOnly: order.reduceOnly,
  closePosition: order.closePosition,
  side: order.side,
  positionSide: 'BOTH',
  stopPrice: text8(order.triggerPrice),
  workingType: 'CONTRACT_PRICE',
  priceProtect: false,
  origType: order.origType,
  priceMatch: 'NONE',
  selfTradePreventionMode: order.stp,
  goodTillDate: 0,
  updateTime: order.updateTime,
});

/** The same with its age: what queries answer. */
export function orderStatus(order: PerpOrder) {
  const { cumQty, ...rest } = orderResult(order);
  return { ...rest, time: order.time };
}

export const userTrade = (trade: PerpTrade) => ({
  buyer: trade.side === 'BUY',
  commission: text8(trade.fee),
  commissionAsset: trade.feeAsset,
  id: trade.id,
  maker: trade.isMaker,
  orderId: trade.orderId,
  price: text8(trade.price),
  qty: text8(trade.quantity),
  quoteQty: text8(trade.quote),
  realizedPnl: text8(trade.realizedPnl),
  side: trade.side,
  positionSide: 'BOTH',
  symbol: trade.symbol,
  time: trade.time,
});

export const algoOrder = (order: AlgoOrder, actual: PerpOrder | undefined) => ({
  algoId: order.algoId,
  clientAlgoId: order.clientAlgoId,
  algoType: 'CONDITIONAL',
  orderType: order.type,
  symbol: order.symbol,
  side: order.side,
  positionSide: 'BOTH',
  timeInForce: order.timeInForce,
  quantity: text8(order.quantity),
  algoStatus: order.status,
  actualOrderId: order.actualOrderId === undefined ? '' : String(order.actualOrderId),
  actualPrice: actual === undefined ? '0.00000' : averageOf(actual),
  triggerPrice: text8(order.triggerPrice),
  price: text8(order.price),
  icebergQuantity: null,
  tpTriggerPrice: '0.000',
  tpPrice: '0.000',
  slTriggerPrice: '0.000',
  slPrice: '0.000',
  tpOrderType: '',
  selfTradePreventionMode: order.stp,
  workingType: order.workingType,
  priceMatch: 'NONE',
  closePosition: order.closePosition,
  priceProtect: false,
  reduceOnly: order.reduceOnly,
  createTime: order.createTime,
  updateTime: order.updateTime,
  triggerTime: order.triggerTime,
  goodTillDate: 0,
});

export const orderTradeUpdate = (
  { execution, order, at, trade }: PerpOrderEvent,
  notionals: { readonly bids: Decimal; readonly asks: Decimal },
) => ({
  e: 'ORDER_TRADE_UPDATE',
  E: at,
  T: at,
  o: {
    s: order.symbol,
    c: order.clientOrderId,
    S: order.side,
    o: order.type,
    f: order.timeInForce,
    q: text8(order.quantity),
    p: text8(order.price),
    ap: averageOf(order),
    sp: text8(order.triggerPrice),
    x: execution,
    X: order.status,
    i: order.id,
    l: text8(trade?.quantity ?? ZERO),
    z: text8(order.executed),
    L: text8(trade?.price ?? ZERO),
    ...(trade === undefined ? {} : { N: trade.feeAsset, n: text8(trade.fee) }),
    T: order.updateTime,
    t: trade?.id ?? 0,
    b: text8(notionals.bids),
    a: text8(notionals.asks),
    m: trade?.isMaker ?? false,
    R: order.reduceOnly,
    wt: 'CONTRACT_PRICE',
    ot: order.origType,
    ps: 'BOTH',
    cp: order.closePosition,
    rp: text8(trade?.realizedPnl ?? ZERO),
    pP: false,
    si: 0,
    ss: 0,
    V: order.stp,
    pm: 'NONE',
    gtd: 0,
  },
});

export const algoUpdate = (order: AlgoOrder, actual: PerpOrder | undefined, at: UtcMs) => ({
  e: 'ALGO_UPDATE',
  T: at,
  E: at,
  o: {
    caid: order.clientAlgoId,
    aid: order.algoId,
    at: 'CONDITIONAL',
    o: order.type,
    s: order.symbol,
    S: order.side,
    ps: 'BOTH',
    f: order.timeInForce,
    q: text8(order.quantity),
    X: order.status,
    ai: order.actualOrderId === undefined ? '' : String(order.actualOrderId),
    ap: actual === undefined ? '0.00000' : averageOf(actual),
    aq: text8(actual?.executed ?? ZERO),
    act: actual?.type ?? '0',
    tp: text8(order.triggerPrice),
    p: text8(order.price),
    V: order.stp,
    wt: order.workingType,
    pm: 'NONE',
    cp: order.closePosition,
    pP: false,
    R: order.reduceOnly,
    tt: order.triggerTime,
    gtd: 0,
    ...(order.reason === '' ? {} : { rm: order.reason }),
  },
});

/** The public's word of a liquidation (Liquidation Order Streams). */
export const forceOrder = (order: PerpOrder, at: UtcMs) => ({
  e: 'forceOrder',
  E: at,
  o: {
    s: order.symbol,
    S: order.side,
    o: 'LIMIT',
    f: 'IOC',
    q: text8(order.quantity),
    p: text8(order.price),
    ap: averageOf(order),
    X: order.status,
    l: text8(order.executed),
    z: text8(order.executed),
    T: order.updateTime,
  },
});
