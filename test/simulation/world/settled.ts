import { type Decimal, formatDecimal, sub } from '#shared/model/decimal';
import type { OrderState } from '#shared/model/order';
import { scopeWords } from '#shared/model/trading-state';
import type { Engine } from '../../../electron/domains/paper/engine/engine';
import type { Order, OrderStatus } from '../../../electron/domains/paper/engine/types';
import { isOpen, isStop } from '../../../electron/domains/paper/engine/types';
import { marketIdOf } from '../../../electron/platform/venue/binance/symbols';
import type { SimConsole } from './console';
import { ACCOUNTS, isPerp, PERP_SYMBOL, SPOT_ACCOUNTS, SPOT_SYMBOLS } from './limits';
import { type StandingOrder, standingPerps } from './perp-exchange';
import { unsettledPerps } from './settled-perps';
import type { Venue } from './venue';

const STATES: Readonly<Record<OrderStatus, OrderState>> = {
  NEW: 'acknowledged',
  PARTIALLY_FILLED: 'partially-filled',
  FILLED: 'filled',
  CANCELED: 'cancelled',
  EXPIRED: 'expired',
  EXPIRED_IN_MATCH: 'expired',
};

/** How an order stands at the exchange, in the book's words: a conditional one waits, and is triggered once it is at the book. */
const stateOf = (order: Order): OrderState => {
  if (order.status !== 'NEW' || !isStop(order.type)) return STATES[order.status];
  return order.isWorking ? 'triggered' : 'waiting';
};

/** Every spot order that the exchange ever had of these accounts. */
const allOrders = (engine: Engine): Order[] =>
  SPOT_ACCOUNTS.flatMap((account) =>
    SPOT_SYMBOLS.flatMap((symbol) => engine.store.history(account, marketIdOf(symbol))),
  );

/** What works at the exchange, spot and perpetuals. */
export const openOrders = (venue: Venue): StandingOrder[] => ACCOUNTS.flatMap((account) => standing(venue, account));

/** What works of one account. */
export const standing = ({ engine, perps }: Venue, account: string): StandingOrder[] =>
  isPerp(account)
    ? standingPerps(perps, account)
    : engine.store.open(account).map((order) => ({
        account,
        symbol: SPOT_SYMBOLS.find((one) => marketIdOf(one) === order.symbol) ?? '',
        clientOrderId: order.clientOrderId,
        side: order.side,
        left: sub(order.quantity, order.executed),
        reduceOnly: false,
      }));

/** Why the console does not yet agree with the exchange, or has something left to do; undefined when all is well. */
export function unsettled(console: SimConsole, venue: Venue): string | undefined {
  const { engine } = venue;
  const { execution, recorder, journal, halt } = console;
  if (!console.isReady) return 'not every part is ready';
  if (!journal.isHealthy()) return 'the journal is not healthy';
  if (recorder.pending > 0) return `${recorder.pending} facts are not recorded`;
  if (execution.inFlightCount > 0) return `${execution.inFlightCount} orders have no answer`;
  for (const { halt: each, report } of halt.standing) {
    if (each.state === 'REDUCING') continue;
    if (report?.state !== 'verified-empty')
      return `the halt of ${scopeWords(each.scope)} is ${report?.state ?? 'not reported'}`;
    const open = openOrders(venue).find(({ account: accountId, symbol }) =>
      console.scopes.isIn(each.scope, { accountId, symbol }),
    );
    if (open !== undefined) return `${open.clientOrderId} works at the exchange although trading is halted`;
  }
  for (const order of allOrders(engine)) {
    const known = execution.book.byClientOrderId(order.clientOrderId);
    if (known === undefined) {
      if (isOpen(order)) return `${order.clientOrderId} works at the exchange and is not in the book`;
      continue;
    }
    if (known.state !== stateOf(order) && !(order.status === 'NEW' && known.state === 'adopted'))
      return `${order.clientOrderId} is ${known.state} here and ${order.status} at the exchange`;
    if (known.filledQuantity !== order.executed)
      return `${order.clientOrderId} is filled ${formatDecimal(known.filledQuantity)} here and ${formatDecimal(order.executed)} there`;
  }
  for (const order of execution.book.workingOrders) {
    const { accountId, symbol } = order.intent;
    if (symbol === PERP_SYMBOL) continue;
    const theirs = engine.store.byClientId(accountId, marketIdOf(symbol), order.clientOrderId);
    if (theirs === undefined || !isOpen(theirs))
      return `${order.clientOrderId} is ${order.state} here and not open there`;
  }
  for (const account of SPOT_ACCOUNTS) {
    const book = execution.book.account(account);
    if (book.isAwaitingFills) return `${account} still awaits fills`;
    for (const [asset, { free, locked }] of engine.accounts.assets(account)) {
      const theirs = (free + locked) as Decimal;
      if (book.total(asset) !== theirs)
        return `${account} holds ${formatDecimal(book.total(asset))} ${asset} here and ${formatDecimal(theirs)} there`;
    }
  }
  return unsettledPerps(console, venue);
}
