import type { ExchangeId } from '#shared/model/account';
import type { RestCall } from './connection';
import type { SymbolOf } from './raw';
import { readRestOrder, readRestOrders, type VenueOrder } from './raw-orders';
import { readAlgoOrder, readUsdmOrder } from './raw-usdm-orders';
import { marketIdOf } from './symbols';

/** Requests that a guard may make: none of them places an order. */
export type GuardCall = Exclude<
  RestCall,
  | 'privatePostOrder'
  | 'fapiPrivatePostOrder'
  | 'fapiPrivatePostLeverage'
  | 'fapiPrivatePostMarginType'
  | 'fapiPrivatePostListenKey'
  | 'fapiPrivatePutListenKey'
  | 'fapiPrivatePostCountdownCancelAll'
>;

/** Makes one request of the guard's. */
export type GuardAsk = (call: GuardCall, parameters: Readonly<Record<string, string>>) => Promise<unknown>;

/** How one exchange is cancelled, listed and asked. What cannot be read of an answer is undefined, never an empty list. */
export interface CancelCalls {
  readonly ping: GuardCall;
  /** All working orders of a symbol; names those it learned of, working ones too. */
  cancelSymbol(ask: GuardAsk, symbol: string, symbolOf: SymbolOf): Promise<readonly VenueOrder[] | undefined>;
  list(ask: GuardAsk, symbolOf: SymbolOf): Promise<readonly VenueOrder[] | undefined>;
  /** The newest orders of a symbol, ended ones too, as many as the exchange tells at once; only where cancels name none. */
  history?(ask: GuardAsk, symbol: string, symbolOf: SymbolOf): Promise<readonly VenueOrder[]>;
  /** Requests that ask for one order, in turn until one knows it. */
  readonly query: ReadonlyArray<(ask: GuardAsk, symbol: string, clientOrderId: string) => Promise<unknown>>;
  readOrder(raw: unknown, symbolOf: SymbolOf): VenueOrder | undefined;
  /** A signed request of little weight. */
  check(ask: GuardAsk, symbol: string | undefined): Promise<unknown>;
}

type Read = typeof readRestOrder;

/** Most rows that USD-M tells of its order history at once. */
const HISTORY_ROWS = '1000';

/** A listing, complete or not at all. */
function wholeList(answer: unknown, symbolOf: SymbolOf, read: Read): readonly VenueOrder[] | undefined {
  const { orders, dropped } = readRestOrders(answer, symbolOf, read);
  return Array.isArray(answer) && dropped === 0 ? orders : undefined;
}

/** What can be read of a listing. */
const partOfList = (answer: unknown, symbolOf: SymbolOf, read: Read): readonly VenueOrder[] =>
  readRestOrders(answer, symbolOf, read).orders;

const SPOT: CancelCalls = {
  ping: 'publicGetPing',
  cancelSymbol: async (ask, symbol, symbolOf) => {
    const answer = await ask('privateDeleteOpenOrders', { symbol: marketIdOf(symbol) });
    // What could not be read of a cancel's answer is found by the listing; the cancel was done.
    return Array.isArray(answer) ? partOfList(answer, symbolOf, readRestOrder) : undefined;
  },
  list: async (ask, symbolOf) => wholeList(await ask('privateGetOpenOrders', {}), symbolOf, readRestOrder),
  query: [
    (ask, symbol, clientOrderId) =>
      ask('privateGetOrder', { symbol: marketIdOf(symbol), origClientOrderId: clientOrderId }),
  ],
  readOrder: readRestOrder,
  // Weight 6 with a symbol, 80 without (facts/cancel-and-limits.md).
  check: (ask, symbol) => ask('privateGetOpenOrders', symbol === undefined ? {} : { symbol: marketIdOf(symbol) }),
};

/** USD-M keeps conditional orders apart from the book, and its cancels name nothing: what they ended, the history tells. */
const USDM: CancelCalls = {
  ping: 'fapiPublicGetPing',
  cancelSymbol: async (ask, symbol) => {
    const parameters = { symbol: marketIdOf(symbol) };
    await Promise.all([
      ask('fapiPrivateDeleteAllOpenOrders', parameters),
      ask('fapiPrivateDeleteAlgoOpenOrders', parameters),
    ]);
    return [];
  },
  history: async (ask, symbol, symbolOf) => {
    const parameters = { symbol: marketIdOf(symbol), limit: HISTORY_ROWS };
    const [book, algos] = await Promise.all([
      ask('fapiPrivateGetAllOrders', parameters),
      ask('fapiPrivateGetAllAlgoOrders', parameters),
    ]);
    return [...partOfList(book, symbolOf, readUsdmOrder), ...partOfList(algos, symbolOf, readAlgoOrder)];
  },
  list: async (ask, symbolOf) => {
    const [book, algos] = await Promise.all([
      ask('fapiPrivateGetOpenOrders', {}),
      ask('fapiPrivateGetOpenAlgoOrders', {}),
    ]);
    const orders = wholeList(book, symbolOf, readUsdmOrder);
    const conditional = wholeList(algos, symbolOf, readAlgoOrder);
    return orders === undefined || conditional === undefined ? undefined : [...orders, ...conditional];
  },
  query: [
    (ask, symbol, clientOrderId) =>
      ask('fapiPrivateGetOrder', { symbol: marketIdOf(symbol), origClientOrderId: clientOrderId }),
    (ask, _symbol, clientOrderId) => ask('fapiPrivateGetAlgoOrder', { clientAlgoId: clientOrderId }),
  ],
  readOrder: (raw, symbolOf) => readUsdmOrder(raw, symbolOf) ?? readAlgoOrder(raw, symbolOf),
  // Weight 1 with a symbol, 40 without.
  check: (ask, symbol) => ask('fapiPrivateGetOpenOrders', symbol === undefined ? {} : { symbol: marketIdOf(symbol) }),
};

export const CANCEL_CALLS: Readonly<Record<ExchangeId, CancelCalls>> = { binance: SPOT, binanceusdm: USDM };
