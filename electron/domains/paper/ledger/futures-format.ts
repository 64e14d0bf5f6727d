import { type Decimal, formatDecimal, parseDecimal } from '#shared/model/decimal';
import { formatUtc, type UtcMs } from '#shared/model/time';
import type { FuturesAccount } from '../engine/futures/accounts';
import {
  ALGO_STATUSES,
  type AlgoOrder,
  CONDITIONAL_TYPES,
  INCOME_TYPES,
  type Income,
  MARGIN_TYPES,
  PERP_TIMES_IN_FORCE,
  type PerpOrder,
  type PerpOrderEvent,
  type PerpRejectEvent,
  type PerpTrade,
  type Position,
  WORKING_TYPES,
} from '../engine/futures/types';
import { STP_MODES } from '../engine/types';
import { amount, EVENT_OF, LedgerDamage, type Line, ORDER_STATUSES, object, oneOf, text, whole } from './format';

/** Lines about perpetuals; their types begin with `perp-`. See docs/paper-exchange.md, "The ledger". */
export const perpOrderLine = ({ execution, order, account, at, trade }: PerpOrderEvent): Line => ({
  type: 'perp-order',
  event: execution === 'AMENDMENT' ? 'amend' : EVENT_OF[execution],
  time: formatUtc(at),
  account,
  ...orderFields(order),
  ...(trade === undefined ? {} : { trade: tradeFields(trade) }),
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
  trade: tradeFields(trade),
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

const tradeFields = (trade: PerpTrade) => ({
  id: trade.id,
  price: formatDecimal(trade.price),
  quantity: formatDecimal(trade.quantity),
  quote: formatDecimal(trade.quote),
  fee: formatDecimal(trade.fee),
  feeAsset: trade.feeAsset,
  isMaker: trade.isMaker,
  realizedPnl: formatDecimal(trade.realizedPnl),
});

const ORDER_TYPES = ['LIMIT', 'MARKET', 'LIQUIDATION'] as const;

export function readPerpOrder(line: Line): { readonly account: string; readonly order: PerpOrder } {
  const account = text(line, 'account');
  const order: PerpOrder = {
    id: whole(line, 'orderId'),
    account,
    clientOrderId: text(line, 'clientOrderId'),
    symbol: text(line, 'symbol'),
    side: oneOf(line, 'side', ['BUY', 'SELL']),
    type: oneOf(line, 'orderType', ORDER_TYPES),
    origType: oneOf(line, 'origType', [...ORDER_TYPES, ...CONDITIONAL_TYPES]),
    timeInForce: oneOf(line, 'timeInForce', PERP_TIMES_IN_FORCE),
    price: amount(line, 'price'),
    quantity: amount(line, 'quantity'),
    triggerPrice: amount(line, 'triggerPrice'),
    reduceOnly: line.reduceOnly === true,
    closePosition: line.closePosition === true,
    stp: oneOf(line, 'stp', STP_MODES),
    executed: amount(line, 'executed'),
    executedQuote: amount(line, 'executedQuote'),
    status: oneOf(line, 'status', ORDER_STATUSES),
    time: whole(line, 'createdAt'),
    updateTime: whole(line, 'updatedAt'),
  };
  return { account, order };
}

export function readPerpTrade(line: Line): PerpTrade {
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
    realizedPnl: signedAmount(inner, 'realizedPnl'),
    time: Date.parse(text(line, 'time')),
  };
}

export const readPerpAlgo = (line: Line): AlgoOrder => ({
  algoId: whole(line, 'algoId'),
  clientAlgoId: text(line, 'clientAlgoId'),
  account: text(line, 'account'),
  symbol: text(line, 'symbol'),
  side: oneOf(line, 'side', ['BUY', 'SELL']),
  type: oneOf(line, 'orderType', CONDITIONAL_TYPES),
  timeInForce: oneOf(line, 'timeInForce', PERP_TIMES_IN_FORCE),
  quantity: amount(line, 'quantity'),
  price: amount(line, 'price'),
  triggerPrice: amount(line, 'triggerPrice'),
  workingType: oneOf(line, 'workingType', WORKING_TYPES),
  closePosition: line.closePosition === true,
  reduceOnly: line.reduceOnly === true,
  stp: oneOf(line, 'stp', STP_MODES),
  status: oneOf(line, 'status', ALGO_STATUSES),
  actualOrderId: line.actualOrderId === null ? undefined : whole(line, 'actualOrderId'),
  reason: text(line, 'reason'),
  createTime: whole(line, 'createTime'),
  updateTime: whole(line, 'updateTime'),
  triggerTime: whole(line, 'triggerTime'),
});

export const readPerpIncome = (line: Line): Income => ({
  id: whole(line, 'id'),
  account: text(line, 'account'),
  symbol: text(line, 'symbol'),
  type: oneOf(line, 'incomeType', INCOME_TYPES),
  amount: signedAmount(line, 'amount'),
  time: Date.parse(text(line, 'time')),
  tradeId: line.tradeId === null ? undefined : whole(line, 'tradeId'),
});

export function readPerpPositions(line: Line): readonly Position[] {
  const positions = object(line, 'positions');
  return Object.keys(positions).map((symbol) => {
    const held = object(positions, symbol);
    return {
      symbol,
      quantity: signedAmount(held, 'quantity'),
      cost: signedAmount(held, 'cost'),
      realized: signedAmount(held, 'realized'),
      leverage: whole(held, 'leverage'),
      marginType: oneOf(held, 'marginType', MARGIN_TYPES),
      isolatedWallet: signedAmount(held, 'isolatedWallet'),
      updateTime: whole(held, 'updatedAt'),
    };
  });
}

export function signedAmount(line: Readonly<Record<string, unknown>>, name: string): Decimal {
  const value = parseDecimal(text(line, name));
  if (value === undefined) throw new LedgerDamage(`"${name}" is not an amount`);
  return value;
}
