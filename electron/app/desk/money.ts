import type { AccountView, PositionView } from '#shared/contract/views';
import { type Account, isMarginExchange } from '#shared/model/account';
import { add, type Decimal, decimal, div, formatDecimal, mul, sub, toNumber, ZERO } from '#shared/model/decimal';
import type { ExchangeTimerStanding } from '#shared/model/exchange-timer';
import { midOf, type Reference } from '#shared/model/market';
import { averageCost, type Execution, pairOf, unrealisedAt } from '../../domains/execution/index';
import type { MarketData } from '../../domains/market/index';
import { marginAccountView, marginPositionViews } from './margin-money';

/** The quote asset everything is added up in. */
const QUOTE = 'USDT';
const BPS = decimal(10_000);

export interface MoneySources {
  readonly execution: Execution;
  readonly market: MarketData;
  readonly accounts: readonly Account[];
  /** The bot that trades on the account; empty when none does. */
  botOf(accountId: string): string;
  /** How the exchange's own dead-man timer stands for the account; undefined before the guard has told. */
  timerOf(accountId: string): ExchangeTimerStanding | undefined;
  positionLimit(botId: string): Decimal | undefined;
  /** UTC of the last time the exchange confirmed the account (its link up, or its last message). */
  confirmedAt(accountId: string): number;
  now(): number;
  monotonicMs(): number;
}

export const text = (value: Decimal | undefined): string | null => (value === undefined ? null : formatDecimal(value));

export const timerView = (sources: MoneySources, { id }: Account): AccountView['exchangeTimer'] => {
  const standing = sources.timerOf(id);
  if (standing === undefined) return null;
  const { accountId: _accountId, ...view } = standing;
  return view;
};

/** When a price was received, UTC. */
export const receivedAt = (reference: Reference, sources: MoneySources): number =>
  Math.round(sources.now() - (sources.monotonicMs() - reference.receivedMonotonicMs));

/** Positions of one account that are not flat, or have been traded. */
export function positionViews(sources: MoneySources, account: Account): PositionView[] {
  if (isMarginExchange(account.exchange)) return marginPositionViews(sources, account);
  const book = sources.execution.book.account(account.id);
  const botId = sources.botOf(account.id);
  return [...book.positions].map(([symbol, position]) => {
    const reference = sources.market.reference(symbol);
    const mark = midOf(reference);
    const confirmed = sources.confirmedAt(account.id);
    // Holdings that no known fill explains have no known cost.
    const costIsKnown = book.baseline(pairOf(symbol).base) === 0n;
    return {
      id: `${account.id}/${symbol}`,
      accountId: account.id,
      botId,
      symbol,
      quantity: formatDecimal(book.total(pairOf(symbol).base)),
      averageCost: costIsKnown ? text(averageCost(position)) : null,
      mark: text(mark),
      value: mark === undefined ? null : formatDecimal(mul(book.total(pairOf(symbol).base), mark)),
      unrealised: mark === undefined || !costIsKnown ? null : formatDecimal(unrealisedAt(position, mark)),
      realised: formatDecimal(position.realised),
      limit: text(sources.positionLimit(botId)),
      asOf: reference === undefined ? 0 : Math.min(confirmed, receivedAt(reference, sources)),
      margin: null,
    };
  });
}

/** Money of one account. A number that rests on a missing price or balance is null, never a guess. */
export function accountView(sources: MoneySources, account: Account): AccountView {
  if (isMarginExchange(account.exchange)) return marginAccountView(sources, account);
  const book = sources.execution.book.account(account.id);
  let positionsValue: Decimal | undefined = ZERO;
  let unrealised: Decimal | undefined = ZERO;
  let realised = ZERO;
  let fees = ZERO;
  let asOf = sources.confirmedAt(account.id);
  let workingBuys = ZERO;
  let workingOrders = 0;
  for (const [symbol, position] of book.positions) {
    const reference = sources.market.reference(symbol);
    const mark = midOf(reference);
    const { base } = pairOf(symbol);
    realised = add(realised, position.realised);
    fees = add(fees, position.fees);
    if (book.total(base) === 0n) continue;
    positionsValue =
      mark === undefined || positionsValue === undefined ? undefined : add(positionsValue, mul(book.total(base), mark));
    const isCostKnown = book.baseline(base) === 0n;
    unrealised =
      mark === undefined || unrealised === undefined || !isCostKnown
        ? undefined
        : add(unrealised, unrealisedAt(position, mark));
    if (reference !== undefined) asOf = Math.min(asOf, receivedAt(reference, sources));
  }
  for (const order of sources.execution.book.workingOrders) {
    if (order.intent.accountId !== account.id) continue;
    workingOrders += 1;
    const price = order.intent.price ?? sources.market.reference(order.intent.symbol)?.ask;
    if (order.intent.side === 'buy' && price !== undefined) workingBuys = add(workingBuys, mul(price, order.remaining));
  }
  const cash = book.isKnown ? book.total(QUOTE) : undefined;
  const known = <T>(value: T | undefined): T | undefined => (book.isKnown ? value : undefined);
  return {
    accountId: account.id,
    exchange: account.exchange,
    environment: account.environment,
    equity: cash === undefined || positionsValue === undefined ? null : formatDecimal(add(cash, positionsValue)),
    cash: text(cash),
    positionsValue: text(known(positionsValue)),
    unrealised: text(known(unrealised)),
    realised: text(known(realised)),
    feesPaid: text(known(fees)),
    grossExposure: text(known(positionsValue === undefined ? undefined : add(positionsValue, workingBuys))),
    workingOrders,
    asOf,
    margin: null,
    exchangeTimer: timerView(sources, account),
  };
}

/** All accounts added up; null where one of them is null; as old as the oldest. */
export function totalView(
  accounts: readonly AccountView[],
  environment: AccountView['environment'],
  exchange: string,
): AccountView {
  const sum = (pick: (view: AccountView) => string | null): string | null => {
    let total = ZERO;
    for (const account of accounts) {
      const value = pick(account);
      if (value === null) return null;
      total = add(total, decimal(value));
    }
    return formatDecimal(total);
  };
  return {
    accountId: 'total',
    exchange,
    environment,
    equity: sum((view) => view.equity),
    cash: sum((view) => view.cash),
    positionsValue: sum((view) => view.positionsValue),
    unrealised: sum((view) => view.unrealised),
    realised: sum((view) => view.realised),
    feesPaid: sum((view) => view.feesPaid),
    grossExposure: sum((view) => view.grossExposure),
    workingOrders: accounts.reduce((count, view) => count + view.workingOrders, 0),
    asOf: accounts.reduce((oldest, view) => Math.min(oldest, view.asOf), Number.MAX_SAFE_INTEGER),
    margin: null,
    exchangeTimer: null,
  };
}

/** Basis points between an order's price and mid; null without either. */
export function distanceBps(price: Decimal | undefined, reference: Reference | undefined): number | null {
  const mid = midOf(reference);
  if (price === undefined || mid === undefined) return null;
  return Math.round(toNumber(div(mul(sub(price, mid), BPS), mid)) * 10) / 10;
}
