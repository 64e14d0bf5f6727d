import type { Account } from '#shared/model/account';
import { formatDecimal } from '#shared/model/decimal';
import { type Clock, formatUtc } from '#shared/model/time';
import type { Exchange, ExchangeOrder, ExchangeSnapshot } from '../../domains/exchange/index';

/** An exchange that says nothing for so long is said not to have answered; the evidence is not held up by it. */
const ANSWER_MS = 15_000;

/** What one account's exchange said, and when. Null is what it did not say: `problem` says why. */
export interface AtExchange {
  readonly accountId: string;
  readonly exchange: string;
  readonly environment: string;
  readonly askedAt: string;
  readonly answeredAt: string;
  readonly problem: string | null;
  readonly orders: readonly ReturnType<typeof orderText>[] | null;
  readonly balances: ReturnType<typeof balancesText> | null;
  readonly positions: ReturnType<typeof positionsText> | null;
}

/** Asks the exchange of every account at once. Never rejects, and never takes longer than 15 s. */
export const askExchanges = (
  accounts: readonly Account[],
  exchange: Pick<Exchange, 'snapshot' | 'openOrders'>,
  clock: Clock,
): Promise<readonly AtExchange[]> =>
  Promise.all(
    accounts.map(async ({ id: accountId, exchange: name, environment }) => {
      const askedAt = formatUtc(clock.now());
      const said = (answer: Pick<AtExchange, 'problem' | 'orders' | 'balances' | 'positions'>): AtExchange => ({
        accountId,
        exchange: name,
        environment,
        askedAt,
        answeredAt: formatUtc(clock.now()),
        ...answer,
      });
      const late = new Promise<AtExchange>((resolve) => {
        clock.after(ANSWER_MS, () =>
          resolve(
            said({
              problem: `It did not answer within ${ANSWER_MS / 1_000} seconds.`,
              orders: null,
              balances: null,
              positions: null,
            }),
          ),
        );
      });
      return Promise.race([ask(accountId, exchange).then(said), late]);
    }),
  );

async function ask(
  accountId: string,
  exchange: Pick<Exchange, 'snapshot' | 'openOrders'>,
): Promise<Pick<AtExchange, 'problem' | 'orders' | 'balances' | 'positions'>> {
  const whole = await exchange.snapshot(accountId);
  if (whole.ok) {
    const { openOrders } = whole.value;
    return {
      problem: null,
      orders: openOrders.map(orderText),
      balances: balancesText(whole.value),
      positions: positionsText(whole.value),
    };
  }
  // The account may be being read for something else; its orders can be had all the same.
  const orders = await exchange.openOrders(accountId);
  return {
    problem: orders.ok ? `Balances and positions: ${whole.error.message}` : orders.error.message,
    orders: orders.ok ? orders.value.map(orderText) : null,
    balances: null,
    positions: null,
  };
}

const balancesText = ({ balances }: ExchangeSnapshot) =>
  balances.map(({ asset, free, locked }) => ({ asset, free: formatDecimal(free), locked: formatDecimal(locked) }));

/** Null on a spot account, which has none. */
const positionsText = ({ margin }: ExchangeSnapshot) =>
  margin?.positions.map(({ symbol, quantity, entryPrice, isIsolated, isolatedWallet }) => ({
    symbol,
    quantity: formatDecimal(quantity),
    entryPrice: formatDecimal(entryPrice),
    isIsolated,
    isolatedWallet: formatDecimal(isolatedWallet),
  })) ?? null;

const orderText = (order: ExchangeOrder) => ({
  symbol: order.symbol,
  side: order.side,
  type: order.type,
  status: order.status,
  exchangeOrderId: order.exchangeOrderId,
  clientOrderId: order.clientOrderId,
  quantity: formatDecimal(order.quantity),
  filledQuantity: formatDecimal(order.filledQuantity),
  price: order.price === undefined ? null : formatDecimal(order.price),
  stopPrice: order.stopPrice === undefined ? null : formatDecimal(order.stopPrice),
  reduceOnly: order.reduceOnly,
  createdAt: formatUtc(order.createdAt),
  updatedAt: formatUtc(order.updatedAt),
});
