import { formatDecimal } from '#shared/model/decimal';
import { formatUtc, type UtcMs } from '#shared/model/time';
import type { FuturesAccount } from '../engine/futures/accounts';
import type { AlgoOrder, Income, PerpOrder, PerpOrderEvent, PerpRejectEvent, PerpTrade } from '../engine/futures/types';
import { EVENT_OF, type Line, tradeFields } from './format';

/** Lines about perpetuals; their types begin with `perp-`. See docs/paper-exchange.md, "The ledger". */
export const perpOrderLine = ({ execution, order, account, at, trade }: PerpOrderEvent): Line => ({
  type: 'perp-order',
  event: execution === 'AMENDMENT' ? 'amend' : EVENT_OF[execution],
  time: formatUtc(at),
  account,
  ...orderFields(order),
  ...(trade === undefined ? {} : { trade: perpTradeFields(trade) }),
});

export const perpSnapshotLine = (account: string, order: PerpOrder): Line => ({
  type: 'perp-order',
  event: 'snapshot',
  time: formatUtc(order.updateTime),
  account,
  ...orderFields(order),
});

export const perpTradeLine = (trade: PerpTrade): Line => ({
  type: 'perp-trade',
  time: formatUtc(trade.time),
  account: trade.account,
  symbol: trade.symbol,
  orderId: trade.orderId,
  side: trade.side,
  trade: perpTradeFields(trade),
});

export const perpRejectLine = ({ account, request, code, message, at }: PerpRejectEvent): Line => ({
  type: 'perp-reject',
  time: formatUtc(at),
  account,
  symbol: request.symbol,
  clientOrderId: request.clientOrderId ?? null,
  side: request.side,
  orderType: request.type,
  price: formatDecimal(request.price),
  quantity: formatDecimal(request.quantity),
  reduceOnly: request.reduceOnly,
  status: 'REJECTED',
  code,
  message,
});

export const perpAlgoLine = (order: AlgoOrder, at: UtcMs): Line => {
  const { quantity, price, triggerPrice, actualOrderId, type: orderType, ...rest } = order;
  return {
    ...rest,
    orderType,
    quantity: formatDecimal(quantity),
    price: formatDecimal(price),
    triggerPrice: formatDecimal(triggerPrice),
    actualOrderId: actualOrderId ?? null,
    type: 'perp-algo',
    time: formatUtc(at),
  };
};

export const perpIncomeLine = ({ amount: moved, time, tradeId, type: incomeType, ...rest }: Income): Line => ({
  ...rest,
  type: 'perp-income',
  incomeType,
  amount: formatDecimal(moved),
  time: formatUtc(time),
  tradeId: tradeId ?? null,
});

export const perpCountdownLine = (account: string, symbol: string, dueAt: UtcMs): Line => ({
  type: 'perp-countdown',
  account,
  symbol,
  dueAt,
});

/** The whole futures account: a few hundred bytes, and nothing to add up when it is read. */
export function perpAccountLine(
  account: Pick<FuturesAccount, 'name' | 'wallet' | 'positions'>,
  reason: string,
  at: UtcMs,
): Line {
  const positions: Record<string, object> = {};
  for (const [symbol, position] of account.positions)
    positions[symbol] = {
      quantity: formatDecimal(position.quantity),
      cost: formatDecimal(position.cost),
      realized: formatDecimal(position.realized),
      leverage: position.leverage,
      marginType: position.marginType,
      isolatedWallet: formatDecimal(position.isolatedWallet),
      updatedAt: position.updateTime,
    };
  return {
    type: 'perp-account',
    time: formatUtc(at),
    account: account.name,
    reason,
    wallet: formatDecimal(account.wallet),
    positions,
  };
}

const orderFields = (order: PerpOrder) => ({
  symbol: order.symbol,
  orderId: order.id,
  clientOrderId: order.clientOrderId,
  side: order.side,
  orderType: order.type,
  origType: order.origType,
  timeInForce: order.timeInForce,
  price: formatDecimal(order.price),
  quantity: formatDecimal(order.quantity),
  triggerPrice: formatDecimal(order.triggerPrice),
  reduceOnly: order.reduceOnly,
  closePosition: order.closePosition,
  stp: order.stp,
  executed: formatDecimal(order.executed),
  executedQuote: formatDecimal(order.executedQuote),
  status: order.status,
  createdAt: order.time,
  updatedAt: order.updateTime,
});

const perpTradeFields = (trade: PerpTrade) => ({
  ...tradeFields(trade),
  realizedPnl: formatDecimal(trade.realizedPnl),
});
