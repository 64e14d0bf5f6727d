/**
 * Reconcile: holds the book against what the exchange says, read afresh, and names every difference. Pure: it changes
 * neither. Right only while nothing of the account trades: during a halt.
 */
import { add, type Decimal, formatDecimal, ZERO } from '#shared/model/decimal';
import type { ExchangeSnapshot } from '../exchange/index';
import type { AccountBook, Execution } from '../execution/index';
import { pairOf } from '../execution/index';

type WorkingOrder = Execution['book']['workingOrders'] extends ReadonlySet<infer Order> ? Order : never;

/** What is compared: one account's book, and what of it counts. */
export interface BookSide {
  readonly account: Pick<AccountBook, 'accountId' | 'isKnown' | 'total' | 'position' | 'isAwaitingFills'>;
  /** Of this account. */
  readonly working: Iterable<Pick<WorkingOrder, 'clientOrderId' | 'exchangeOrderId' | 'intent' | 'state'>>;
  /** Every symbol traded here: their assets are compared even when the exchange leaves out what is zero. */
  readonly symbols: readonly string[];
  /** Only these, where less than the account is halted: its money moves on, so balances are left out. */
  readonly only: readonly string[] | undefined;
}

/** Every difference, a sentence each with both numbers; empty when book and exchange agree. */
export function differences({ account, working, symbols, only }: BookSide, told: ExchangeSnapshot): string[] {
  const { accountId } = account;
  if (!account.isKnown) return [`Account ${accountId} has not been read yet, so there is nothing to compare.`];
  const counts = ({ symbol }: { readonly symbol: string }): boolean => only === undefined || only.includes(symbol);
  return [
    ...orderDifferences(
      accountId,
      [...working].filter(({ intent }) => counts(intent)),
      told.openOrders.filter(counts),
    ),
    ...positionDifferences(account, told, counts),
    ...(only === undefined ? balanceDifferences(account, symbols, told) : []),
    ...(account.isAwaitingFills ? [`Account ${accountId}: fills that a report told of have not come yet.`] : []),
  ];
}

function orderDifferences(
  accountId: string,
  working: ReadonlyArray<Pick<WorkingOrder, 'clientOrderId' | 'exchangeOrderId' | 'intent' | 'state'>>,
  listed: ExchangeSnapshot['openOrders'],
): string[] {
  const isListed = (order: (typeof working)[number]): boolean =>
    listed.some(
      ({ clientOrderId, exchangeOrderId }) =>
        (order.clientOrderId !== '' && clientOrderId === order.clientOrderId) ||
        exchangeOrderId === order.exchangeOrderId,
    );
  const isInBook = ({ clientOrderId, exchangeOrderId }: (typeof listed)[number]): boolean =>
    working.some(
      (order) =>
        (clientOrderId !== '' && order.clientOrderId === clientOrderId) || order.exchangeOrderId === exchangeOrderId,
    );
  return [
    ...working
      .filter((order) => !isListed(order))
      .map(
        ({ clientOrderId, exchangeOrderId, intent, state }) =>
          `Account ${accountId}: the book holds order ${clientOrderId || exchangeOrderId} (${intent.side} ${intent.symbol}) as ${state}, and the exchange does not list it.`,
      ),
    ...listed
      .filter((order) => !isInBook(order))
      .map(
        ({ clientOrderId, exchangeOrderId, side, symbol }) =>
          `Account ${accountId}: the exchange lists order ${clientOrderId || exchangeOrderId} (${side} ${symbol}), and the book does not know it.`,
      ),
  ];
}

function positionDifferences(
  account: BookSide['account'],
  { margin }: ExchangeSnapshot,
  counts: (position: { readonly symbol: string }) => boolean,
): string[] {
  return (margin?.positions ?? []).filter(counts).flatMap(({ symbol, quantity }) => {
    const held = account.position(symbol).quantity;
    return held === quantity
      ? []
      : [
          `Account ${account.accountId}: position in ${symbol} is ${formatDecimal(held)} in the book and ${formatDecimal(quantity)} at the exchange.`,
        ];
  });
}

function balanceDifferences(
  account: BookSide['account'],
  symbols: readonly string[],
  { balances, margin }: ExchangeSnapshot,
): string[] {
  const atExchange = new Map<string, Decimal>(balances.map(({ asset, free, locked }) => [asset, add(free, locked)]));
  // On margin the base assets are positions, not balances.
  const traded = symbols.map(pairOf).flatMap(({ base, quote }) => (margin === undefined ? [base, quote] : [quote]));
  const assets = new Set([...atExchange.keys(), ...traded]);
  return [...assets].flatMap((asset) => {
    const [held, told] = [account.total(asset), atExchange.get(asset) ?? ZERO];
    return held === told
      ? []
      : [
          `Account ${account.accountId}: ${asset} is ${formatDecimal(held)} in the book and ${formatDecimal(told)} at the exchange.`,
        ];
  });
}
