import { type Decimal, parseDecimal } from '#shared/model/decimal';
import {
  ALGO_STATUSES,
  type AlgoOrder,
  CONDITIONAL_TYPES,
  INCOME_TYPES,
  type Income,
  MARGIN_TYPES,
  PERP_TIMES_IN_FORCE,
  type PerpOrder,
  type PerpTrade,
  type Position,
  WORKING_TYPES,
} from '../engine/futures/types';
import { STP_MODES } from '../engine/types';
import { amount, LedgerDamage, type Line, ORDER_STATUSES, object, oneOf, readTrade, text, whole } from './format';

/** Reads the lines that futures-format.ts writes. All throw LedgerDamage on what it cannot have written. */
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

export const readPerpTrade = (line: Line): PerpTrade => ({
  ...readTrade(line),
  realizedPnl: signedAmount(object(line, 'trade'), 'realizedPnl'),
});

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
