import { formatDecimal } from '#shared/model/decimal';
import type { HaltedOrder } from '#shared/model/halt-report';
import type { Clock } from '#shared/model/time';
import type { Exchange, ExchangeOrder } from '../domains/exchange/index';
import type { CancelPort, GuardAccountResult, KnownOrder } from '../domains/halt/index';

/** Listings before one account is given up for this attempt; the halt tries again. */
const MAX_LISTINGS = 10;

/** The second way to cancel, used when the guard does not answer: the exchange worker, which is alive independently of it. */
export function createFallbackCanceller(exchange: Exchange, symbols: readonly string[], clock: Clock): CancelPort {
  const cancelAccount = async (
    accountId: string,
    known: readonly KnownOrder[],
    only: readonly string[] | undefined,
  ): Promise<GuardAccountResult> => {
    const startedAt = clock.monotonicMs();
    const orders = new Map<string, HaltedOrder>();
    const add = (order: ExchangeOrder, evidence: string): void =>
      void orders.set(order.clientOrderId, haltedOrder(order, evidence));
    const result = (
      state: GuardAccountResult['state'],
      listings: number,
      problem: string | null,
    ): GuardAccountResult => ({
      accountId,
      state,
      listings,
      problem,
      orders: [...orders.values()],
      firstCancelSentMs: 0,
      finishedMs: clock.monotonicMs() - startedAt,
    });
    let targets: readonly string[] = only ?? symbols;
    for (let listings = 1; listings <= MAX_LISTINGS; listings += 1) {
      const answers = await Promise.all(targets.map((symbol) => exchange.cancelAll(accountId, symbol)));
      for (const answer of answers)
        if (answer.ok) for (const order of answer.value) add(order, 'cancel answer, by the exchange worker');
      const open = await exchange.openOrders(accountId);
      if (!open.ok) return result('not-verified', listings, open.error.message);
      const left = open.value.filter(({ symbol }) => only === undefined || only.includes(symbol));
      if (left.length === 0) {
        await nameTheRest(accountId, known, orders, add);
        return result('verified-empty', listings, null);
      }
      targets = [...new Set(left.map(({ symbol }) => symbol))];
    }
    return result('not-verified', MAX_LISTINGS, 'orders kept appearing in the listing');
  };

  /** Orders that were believed to be working and that no cancel answer named: ask what became of each. */
  const nameTheRest = async (
    accountId: string,
    known: readonly KnownOrder[],
    orders: Map<string, HaltedOrder>,
    add: (order: ExchangeOrder, evidence: string) => void,
  ): Promise<void> => {
    const rest = known.filter((order) => order.accountId === accountId && !orders.has(order.clientOrderId));
    await Promise.all(
      rest.map(async (order) => {
        const asked = await exchange.queryOrder(order);
        if (asked.ok) add(asked.value, 'order query, by the exchange worker');
        else if (asked.error.code !== 'unknown-order')
          orders.set(order.clientOrderId, unknownOrder(order, asked.error.message));
      }),
    );
  };

  return {
    isReady: () => exchange.status.state === 'ready',
    cancelAll: (_haltId, accountIds, known, only) =>
      Promise.all(accountIds.map((accountId) => cancelAccount(accountId, known, only))),
  };
}

const STANDING: ReadonlySet<ExchangeOrder['status']> = new Set(['open', 'waiting', 'partially-filled']);

function haltedOrder(order: ExchangeOrder, evidence: string): HaltedOrder {
  return {
    accountId: order.accountId,
    symbol: order.symbol,
    exchangeOrderId: order.exchangeOrderId,
    clientOrderId: order.clientOrderId,
    side: order.side,
    outcome: order.status === 'filled' ? 'filled' : STANDING.has(order.status) ? 'unknown' : 'cancelled',
    filledQuantity: formatDecimal(order.filledQuantity),
    quantity: formatDecimal(order.quantity),
    evidence,
    exchangeStatus: order.status,
    exchangeAt: order.updatedAt,
  };
}

const unknownOrder = (order: KnownOrder, why: string): HaltedOrder => ({
  accountId: order.accountId,
  symbol: order.symbol,
  exchangeOrderId: undefined,
  clientOrderId: order.clientOrderId,
  side: undefined,
  outcome: 'unknown',
  filledQuantity: undefined,
  quantity: order.quantity,
  evidence: `could not be asked: ${why}`,
});
