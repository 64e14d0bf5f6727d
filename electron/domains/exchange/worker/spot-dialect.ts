import { isRaw, timeOf } from '../../../platform/venue/binance/raw';
import { readAnswerFills, readStreamFill } from '../../../platform/venue/binance/raw-fills';
import { readRestOrder, readRestOrders, readStreamOrder } from '../../../platform/venue/binance/raw-orders';
import { marketIdOf } from '../../../platform/venue/binance/symbols';
import type { AccountDialect } from './dialect';
import { oneOrderParameters, placeParameters } from './place-parameters';
import { readBalances, readSnapshot } from './snapshot';

/** An account on Binance spot. */
export const SPOT_DIALECT: AccountDialect = {
  place: (connection, order, mayGo) => connection.rest('privatePostOrder', placeParameters(order), mayGo),
  readPlaced: (answer, order, symbolOf) =>
    readRestOrder(isRaw(answer) ? { stopPrice: order.stopPrice, ...answer } : answer, symbolOf),
  answerFills: readAnswerFills,
  cancel: (connection, order) => connection.rest('privateDeleteOrder', oneOrderParameters(order)),
  query: (connection, order) => connection.rest('privateGetOrder', oneOrderParameters(order)),
  readOrder: readRestOrder,
  cancelAll: async (connection, symbol, symbolOf) =>
    readRestOrders(await connection.rest('privateDeleteOpenOrders', { symbol: marketIdOf(symbol) }), symbolOf),
  openOrders: async (connection, symbolOf) => readRestOrders(await connection.rest('privateGetOpenOrders'), symbolOf),
  snapshot: readSnapshot,
  readStreamOrder,
  readStreamFill,
  readMoney: (raw) => {
    if (!isRaw(raw) || raw.e !== 'outboundAccountPosition') return undefined;
    const { balances, dropped } = readBalances(raw.B, { asset: 'a', free: 'f', locked: 'l' });
    return { at: timeOf(raw, 'u', 'E') ?? Date.now(), balances, positions: [], reason: '', dropped };
  },
  readNotice: () => undefined,
  setMargin: async () => undefined,
};
