import { type ConditionalType, isAtMarket, isConditional } from '#shared/model/order';
import { meaningOf } from '../../../platform/venue/binance/codes';
import type { BinanceConnection } from '../../../platform/venue/binance/connection';
import { isRaw, type SymbolOf, textOf, timeOf } from '../../../platform/venue/binance/raw';
import { readRestOrders } from '../../../platform/venue/binance/raw-orders';
import { readStreamPosition } from '../../../platform/venue/binance/raw-usdm-account';
import {
  readAlgoOrder,
  readUsdmOrder,
  readUsdmStreamFill,
  readUsdmStreamOrder,
} from '../../../platform/venue/binance/raw-usdm-orders';
import { marketIdOf } from '../../../platform/venue/binance/symbols';
import { failureOf } from '../../../platform/venue/venue-error';
import type { OneOrder, PlaceOrder } from '../protocol';
import type { AccountDialect, NamedOrders } from './dialect';
import { commonParameters, decimalText, oneOrderParameters } from './place-parameters';
import { readIncomes, readUsdmSnapshot, readWallets } from './usdm-snapshot';

/** "No need to change margin type.": it is as it was wanted. */
const ALREADY_SO = -4046;

const ALGO_TYPES: Readonly<Record<ConditionalType, string>> = {
  'stop-limit': 'STOP',
  'stop-market': 'STOP_MARKET',
  'take-profit-limit': 'TAKE_PROFIT',
  'take-profit-market': 'TAKE_PROFIT_MARKET',
};

/**
 * What `POST /fapi/v1/algoOrder` takes: conditional orders are a service of their own since 2025-12-09 (the plain endpoint answers
 * −4120). They wait for the mark price, by which positions are valued and liquidated, not for the last trade (ADR 0029).
 */
export function usdmAlgoParameters(order: PlaceOrder, type: ConditionalType): Record<string, string> {
  const { newClientOrderId, ...common } = commonParameters(order);
  return {
    ...common,
    algoType: 'CONDITIONAL',
    clientAlgoId: order.clientOrderId,
    type: ALGO_TYPES[type],
    triggerPrice: decimalText('stop price', order.stopPrice),
    workingType: 'MARK_PRICE',
    ...(order.reduceOnly ? { reduceOnly: 'true' } : {}),
    ...(isAtMarket(type) ? {} : { price: decimalText('price', order.price), timeInForce: order.timeInForce }),
  };
}

/** What `POST /fapi/v1/order` takes. Post-only is a time in force (GTX). */
export function usdmPlaceParameters(order: PlaceOrder): Record<string, string> {
  const common = {
    ...commonParameters(order),
    newOrderRespType: 'RESULT',
    ...(order.reduceOnly ? { reduceOnly: 'true' } : {}),
  };
  if (order.type === 'market') return { ...common, type: 'MARKET' };
  const timeInForce = order.type === 'post-only' ? 'GTX' : order.timeInForce;
  return { ...common, type: 'LIMIT', price: decimalText('price', order.price), timeInForce };
}

/** Does it; when the exchange does not know the order, the other. Orders of the book and conditional ones are kept apart. */
async function orElse(first: () => Promise<unknown>, other: () => Promise<unknown>): Promise<unknown> {
  try {
    return await first();
  } catch (thrown) {
    const failure = failureOf(thrown);
    if (failure.kind !== 'answered' || meaningOf(failure) !== 'unknown-order') throw thrown;
    const found = await other().catch(() => undefined);
    if (found === undefined) throw thrown;
    return found;
  }
}

const askedFor = (order: OneOrder): Record<string, string> => ({ clientAlgoId: order.clientOrderId });

const query = (connection: BinanceConnection, order: OneOrder): Promise<unknown> =>
  orElse(
    () => connection.rest('fapiPrivateGetOrder', oneOrderParameters(order)),
    () => connection.rest('fapiPrivateGetAlgoOrder', askedFor(order)),
  );

/** Orders of the book and conditional ones. */
async function openOrders(connection: BinanceConnection, symbolOf: SymbolOf): Promise<NamedOrders> {
  const [book, algos] = await Promise.all([
    connection.rest('fapiPrivateGetOpenOrders'),
    connection.rest('fapiPrivateGetOpenAlgoOrders'),
  ]);
  const orders = readRestOrders(book, symbolOf, readUsdmOrder);
  const conditional = readRestOrders(algos, symbolOf, readAlgoOrder);
  return { orders: [...orders.orders, ...conditional.orders], dropped: orders.dropped + conditional.dropped };
}

/** An account on Binance USD-M perpetuals, one-way mode. */
export const USDM_DIALECT: AccountDialect = {
  place: (connection, order, mayGo) =>
    isConditional(order.type)
      ? connection.rest('fapiPrivatePostAlgoOrder', usdmAlgoParameters(order, order.type), mayGo)
      : connection.rest('fapiPrivatePostOrder', usdmPlaceParameters(order), mayGo),
  readPlaced: (answer, _order, symbolOf) => readUsdmOrder(answer, symbolOf) ?? readAlgoOrder(answer, symbolOf),
  // An answer to a new order tells no fills: the stream does, with what they realised.
  answerFills: () => [],
  cancel: (connection, order) =>
    orElse(
      () => connection.rest('fapiPrivateDeleteOrder', oneOrderParameters(order)),
      // The answer names it and tells nothing more: how it stands has to be asked.
      async () => {
        await connection.rest('fapiPrivateDeleteAlgoOrder', askedFor(order));
        return connection.rest('fapiPrivateGetAlgoOrder', askedFor(order));
      },
    ),
  query,
  readOrder: (answer, symbolOf) => readUsdmOrder(answer, symbolOf) ?? readAlgoOrder(answer, symbolOf),
  // The answers name nothing. What stood is learned from the stream, a listing or a query.
  cancelAll: async (connection, symbol) => {
    const parameters = { symbol: marketIdOf(symbol) };
    await Promise.all([
      connection.rest('fapiPrivateDeleteAllOpenOrders', parameters),
      connection.rest('fapiPrivateDeleteAlgoOpenOrders', parameters),
    ]);
    return { orders: [], dropped: 0 };
  },
  openOrders,
  snapshot: readUsdmSnapshot,
  readStreamOrder: readUsdmStreamOrder,
  readStreamFill: readUsdmStreamFill,
  readMoney: (raw, symbolOf) => {
    if (!isRaw(raw) || raw.e !== 'ACCOUNT_UPDATE' || !isRaw(raw.a)) return undefined;
    const { balances, dropped } = readWallets(raw.a.B, { asset: 'a', wallet: 'wb' });
    const told = Array.isArray(raw.a.P) ? raw.a.P : [];
    const positions = told.flatMap((each) => readStreamPosition(each, symbolOf) ?? []);
    return {
      at: timeOf(raw, 'T', 'E') ?? Date.now(),
      balances,
      positions,
      reason: textOf(raw.a, 'm') ?? '',
      dropped: dropped + told.length - positions.length,
    };
  },
  readNotice: (raw, symbolOf) => {
    if (!isRaw(raw)) return undefined;
    if (raw.e === 'MARGIN_CALL') {
      const symbols = (Array.isArray(raw.p) ? raw.p : []).flatMap((each) => (isRaw(each) && textOf(each, 's')) || []);
      return { kind: 'margin-call', at: timeOf(raw, 'E') ?? Date.now(), symbols: symbols.map(symbolOf) };
    }
    const config = raw.e === 'ACCOUNT_CONFIG_UPDATE' && isRaw(raw.ac) ? raw.ac : undefined;
    const marketId = config === undefined ? undefined : textOf(config, 's');
    const leverage = config === undefined ? undefined : textOf(config, 'l');
    if (marketId === undefined || leverage === undefined) return undefined;
    return { kind: 'leverage', leverage: { symbol: symbolOf(marketId), leverage } };
  },
  setMargin: async (connection, symbols, { leverage, mode }) => {
    const config = await connection.rest('fapiPrivateGetSymbolConfig');
    const rows = new Map((Array.isArray(config) ? config : []).filter(isRaw).map((row) => [row.symbol, row]));
    const marginType = mode === 'isolated' ? 'ISOLATED' : 'CROSSED';
    for (const symbol of symbols.map(marketIdOf)) {
      const now = rows.get(symbol);
      if (now?.marginType !== marginType) await change(connection, 'fapiPrivatePostMarginType', { symbol, marginType });
      if (Number(now?.leverage) !== leverage) await change(connection, 'fapiPrivatePostLeverage', { symbol, leverage });
    }
  },
  incomes: readIncomes,
};

async function change(
  connection: BinanceConnection,
  call: 'fapiPrivatePostMarginType' | 'fapiPrivatePostLeverage',
  parameters: Record<string, string | number>,
): Promise<void> {
  try {
    await connection.rest(call, parameters);
  } catch (thrown) {
    const failure = failureOf(thrown);
    if (failure.kind !== 'answered' || failure.exchangeCode !== ALREADY_SO) throw thrown;
  }
}
