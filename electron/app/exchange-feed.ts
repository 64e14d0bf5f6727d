import { formatDecimal, ZERO } from '#shared/model/decimal';
import type { PositionLeft } from '#shared/model/halt-report';
import type { Order, OrderIntent, OrderState } from '#shared/model/order';
import { err, ok, type Result } from '#shared/model/result';
import type {
  Exchange,
  Balance as ExchangeBalance,
  ExchangeFailure,
  ExchangeOrder,
  Income,
} from '../domains/exchange/index';
import type {
  Balance,
  EntryFailure,
  ExchangeReports,
  Execution,
  OrderEntryPort,
  OrderUpdate,
  WalletIncome,
} from '../domains/execution/index';
import { clientOrderIdOf, FOREIGN_BOT } from '../domains/execution/index';
import type { Covered, HaltService, KnownOrder } from '../domains/halt/index';
import type { MarketData } from '../domains/market/index';
import type { Recorder } from './recorder';
import type { Scopes } from './scopes';

const STATES: Readonly<Record<ExchangeOrder['status'], OrderUpdate['state']>> = {
  open: 'acknowledged',
  waiting: 'waiting',
  'partially-filled': 'partially-filled',
  filled: 'filled',
  cancelled: 'cancelled',
  rejected: 'rejected',
  expired: 'expired',
};

/** An exchange's order in the book's terms; the intent serves when the order has to be adopted. */
export function orderUpdate(order: ExchangeOrder): OrderUpdate {
  const state: OrderState & OrderUpdate['state'] = STATES[order.status];
  const intent: OrderIntent = {
    botId: FOREIGN_BOT,
    accountId: order.accountId,
    botOrderId: order.clientOrderId,
    symbol: order.symbol,
    side: order.side,
    type: order.type,
    quantity: order.quantity,
    price: order.price,
    stopPrice: order.stopPrice,
    timeInForce: 'GTC',
    reduceOnly: order.reduceOnly,
  };
  const { accountId, symbol, clientOrderId, exchangeOrderId, filledQuantity, filledNotional, createdAt, updatedAt } =
    order;
  return {
    accountId,
    symbol,
    clientOrderId,
    exchangeOrderId,
    state,
    filledQuantity,
    filledNotional,
    createdAt,
    updatedAt,
    intent,
  };
}

/** Binance's words for money that came or went (USD-M "Get Income History"); everything else is gain or loss. */
const isTransfer = (type: string): boolean => /TRANSFER|COIN_SWAP|WELCOME_BONUS|DEPOSIT|WITHDRAW/.test(type);

/** A movement of the wallet in the terms of the book. */
export const walletIncome = ({ type, ...income }: Income): WalletIncome => ({
  ...income,
  kind: type === 'FUNDING_FEE' ? 'funding' : isTransfer(type) ? 'transfer' : 'cost',
});

const balancesOf = (balances: readonly ExchangeBalance[]): Map<string, Balance> =>
  new Map(balances.map(({ asset, ...balance }) => [asset, balance]));

/**
 * Lets execution place, cancel and ask through the exchange worker. The order entry it takes is handed to nobody else.
 * `onFailure` hears of each request that did not succeed, and of which account.
 */
export function orderEntryOf(
  exchange: Exchange,
  onFailure: (failure: ExchangeFailure, accountId: string) => void,
): OrderEntryPort {
  const entry = exchange.takeOrderEntry();
  const answer = async (
    accountId: string,
    asked: Promise<Result<ExchangeOrder, ExchangeFailure>>,
  ): Promise<Result<OrderUpdate, EntryFailure>> => {
    const result = await asked;
    if (result.ok) return ok(orderUpdate(result.value));
    onFailure(result.error, accountId);
    return err(result.error);
  };
  return {
    prepare: (order) => entry.prepare(order),
    place: (order) => answer(order.accountId, entry.place(order)),
    cancel: (order) => answer(order.accountId, exchange.cancelOrder(order)),
    query: (order) => answer(order.accountId, exchange.queryOrder(order)),
  };
}

/** Orders that may be working for all the book knows, in the guard's terms. */
export const knownOrders = (execution: Execution): KnownOrder[] =>
  [...execution.book.workingOrders]
    .filter(({ clientOrderId }) => clientOrderId !== '')
    .map(({ clientOrderId, intent }) => ({
      accountId: intent.accountId,
      symbol: intent.symbol,
      clientOrderId,
      quantity: formatDecimal(intent.quantity),
    }));

/** What the covered accounts hold, or are short of, by the fills and positions the book knows. */
export const positionsLeft = (execution: Execution, { accountIds, symbols }: Covered): PositionLeft[] =>
  accountIds.flatMap((accountId) =>
    [...execution.book.account(accountId).positions]
      .filter(([symbol, { quantity }]) => quantity !== ZERO && (symbols?.includes(symbol) ?? true))
      .map(([symbol, { quantity }]) => ({ accountId, symbol, quantity: formatDecimal(quantity) })),
  );

const STANDING_STATES: ReadonlySet<OrderState> = new Set([
  'acknowledged',
  'waiting',
  'triggered',
  'partially-filled',
  'adopted',
]);

/**
 * Whether an order of this console, sent in this run or an earlier one, is told to stand at the exchange. During a halt that
 * is an order to cancel: it was on its way when the gate closed, or when the last run ended.
 */
export const isOursAndStands = (order: Order, journalId: string): boolean =>
  STANDING_STATES.has(order.state) && isOurs(order, journalId);

/** Whether this console sent it, in this run or an earlier one. */
export const isOurs = ({ intent, clientOrderId }: Order, journalId: string): boolean =>
  intent.botId !== FOREIGN_BOT ||
  (journalId !== '' && clientOrderId.startsWith(clientOrderIdOf(journalId, 0).slice(0, -1)));

/** An order that nobody here placed, seen during a halt: somebody has to say that they know of it before trading resumes. */
export function noteStranger(halt: HaltService, scopes: Scopes, { intent, decidedAt, clientOrderId }: Order): void {
  const { accountId, side, symbol } = intent;
  const name = clientOrderId === '' ? '' : ` ${clientOrderId}`;
  const sentence = `Somebody else placed a ${side} ${symbol} order${name} on ${accountId} during the halt.`;
  halt.noteDuringHalt(scopes.subjectOf(intent), 'foreign-activity', sentence, decidedAt);
}

/** Orders on the wire or of unknown outcome, and money that differs from the fills: what the book is in doubt about. */
export function doubtsOf(execution: Execution, accountId: string): readonly string[] {
  const account = execution.book.account(accountId);
  const orders = [...execution.book.workingOrders].filter(
    ({ intent, state }) => intent.accountId === accountId && (state === 'sent' || state === 'unknown'),
  );
  return [
    ...orders.map(({ clientOrderId }) => `what became of order ${clientOrderId} is not known`),
    ...(account.differs || account.isAwaitingFills
      ? [`the money of ${accountId} differs from what its fills make`]
      : []),
  ];
}

/** What `account.adjusted` and `position.adjusted` say, in words. */
export function differenceWords(data: unknown): string {
  const { accountId, asset, symbol, by } = data as Readonly<Record<string, string | undefined>>;
  return `${by ?? '?'} ${asset ?? symbol ?? ''} on ${accountId ?? '?'}`;
}

/** What the exchange says of orders and accounts goes in by these. */
export type FedReports = Pick<
  ExchangeReports,
  'applyUpdate' | 'applyFill' | 'applyBalances' | 'applySnapshot' | 'applyPositions' | 'applyIncome' | 'applyLeverages'
>;

/** Leads what the exchange tells into the market data and the book. */
export function feed(exchange: Exchange, market: MarketData, reports: FedReports): void {
  exchange.onMarkets((rules) => market.setRules(rules));
  exchange.onReference((reference) => market.setReference(reference));
  exchange.onOrder((order) => reports.applyUpdate(orderUpdate(order)));
  exchange.onFill((fill) => reports.applyFill(fill));
  exchange.onBalances(({ accountId, balances, at }) => reports.applyBalances(accountId, balancesOf(balances), at));
  exchange.onPositions(({ accountId, positions }) => reports.applyPositions(accountId, positions));
  exchange.onIncome((income) => reports.applyIncome(walletIncome(income)));
  exchange.onLeverages(({ accountId, leverages }) => reports.applyLeverages(accountId, leverages));
  exchange.onSnapshot(({ accountId, at, balances, openOrders, fills, margin }) =>
    reports.applySnapshot(accountId, {
      fills,
      orders: openOrders.map(orderUpdate),
      balances: balancesOf(balances),
      at,
      ...(margin === undefined ? {} : { margin: { ...margin, incomes: margin.incomes.map(walletIncome) } }),
    }),
  );
}

/** Client order ids of orders that Binance itself places to end a position (USD-M "Event: Order Update"). */
const BY_EXCHANGE = /^(autoclose-|adl_autoclose)/;

/** Journals what the exchange does with a margin account on its own: its warnings, and each order by which it ends a position. */
export function recordLiquidations(exchange: Exchange, recorder: Pick<Recorder, 'record'>): void {
  const told = new Set<string>();
  exchange.onMarginCall(({ accountId, symbols }) => recorder.record('account.margin-call', { accountId, symbols }));
  exchange.onOrder(({ accountId, symbol, side, quantity, clientOrderId, exchangeOrderId }) => {
    if (!BY_EXCHANGE.test(clientOrderId) || told.has(`${accountId}/${exchangeOrderId}`)) return;
    told.add(`${accountId}/${exchangeOrderId}`);
    const what = { accountId, symbol, side, quantity: formatDecimal(quantity), clientOrderId, exchangeOrderId };
    recorder.record('account.liquidation', what);
  });
}
