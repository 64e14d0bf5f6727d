import type { AccountView, PositionView } from '#shared/contract/views';
import type { Account } from '#shared/model/account';
import { abs, add, type Decimal, formatDecimal, max, mul, sub, ZERO } from '#shared/model/decimal';
import { markOf } from '#shared/model/market';
import {
  averageCost,
  liquidationPrice,
  type MarketLook,
  positionMargin,
  unrealisedAt,
} from '../../domains/execution/index';
import { type MoneySources, receivedAt, text, timerView } from './money';

/** What margin is in on every linked exchange of perpetuals. */
export const SETTLE = 'USDT';

type Market = Pick<MoneySources['market'], 'reference' | 'rules'>;

/** Marks and brackets as the market tells them now. */
export const marketLook = (market: Market): MarketLook => ({
  mark: (symbol) => markOf(market.reference(symbol)),
  brackets: (symbol) => market.rules(symbol)?.contract?.brackets,
});

/** Positions of a margin account: valued at the exchange's mark price, with what is bound for them and where they would be liquidated. */
export function marginPositionViews(sources: MoneySources, account: Account): PositionView[] {
  const book = sources.execution.book.account(account.id);
  const botId = sources.botOf(account.id);
  const look = marketLook(sources.market);
  const whole = book.marginAt(look, SETTLE);
  const confirmed = sources.confirmedAt(account.id);
  return [...book.positions].map(([symbol, position]) => {
    const reference = sources.market.reference(symbol);
    const mark = look.mark(symbol);
    const own = whole?.positions.get(symbol);
    const others = [...(whole?.positions ?? [])].filter(([each]) => each !== symbol).map(([, each]) => each);
    const told = book.margin.told(symbol);
    return {
      id: `${account.id}/${symbol}`,
      accountId: account.id,
      botId,
      symbol,
      quantity: formatDecimal(position.quantity),
      averageCost: text(averageCost(position)),
      mark: text(mark),
      value: mark === undefined ? null : formatDecimal(mul(position.quantity, mark)),
      unrealised: mark === undefined ? null : formatDecimal(unrealisedAt(position, mark)),
      realised: formatDecimal(position.realised),
      limit: text(sources.positionLimit(botId)),
      asOf: reference === undefined ? 0 : Math.min(confirmed, receivedAt(reference, sources)),
      margin: {
        leverage: text(book.margin.leverage(symbol)),
        isIsolated: told?.isIsolated ?? false,
        used: own === undefined ? (position.quantity === ZERO ? '0' : null) : formatDecimal(positionMargin(own)),
        liquidationPrice:
          own === undefined || whole === undefined ? null : text(liquidationPrice(own, whole.state.wallet, others)),
        funding: formatDecimal(position.funding),
      },
    };
  });
}

/** Money of a margin account. A number that rests on a missing mark, leverage or wallet is null, never a guess. */
export function marginAccountView(sources: MoneySources, account: Account): AccountView {
  const book = sources.execution.book.account(account.id);
  const look = marketLook(sources.market);
  const whole = book.marginAt(look, SETTLE);
  let positionsValue: Decimal | undefined = ZERO;
  let gross: Decimal | undefined = ZERO;
  let realised = ZERO;
  let fees = ZERO;
  let asOf = sources.confirmedAt(account.id);
  for (const [symbol, position] of book.positions) {
    const mark = look.mark(symbol);
    const { buys, sells } = book.working(symbol);
    realised = add(realised, add(position.realised, position.funding));
    fees = add(fees, position.fees);
    if (position.quantity === ZERO && buys === ZERO && sells === ZERO) continue;
    const reference = sources.market.reference(symbol);
    if (reference !== undefined) asOf = Math.min(asOf, receivedAt(reference, sources));
    const worst = max(abs(add(position.quantity, buys)), abs(sub(position.quantity, sells)));
    gross = mark === undefined || gross === undefined ? undefined : add(gross, mul(worst, mark));
    positionsValue =
      mark === undefined || positionsValue === undefined
        ? undefined
        : add(positionsValue, mul(position.quantity, mark));
  }
  let workingOrders = 0;
  for (const order of sources.execution.book.workingOrders)
    if (order.intent.accountId === account.id) workingOrders += 1;
  const known = (value: Decimal | undefined): string | null => (book.isKnown ? text(value) : null);
  const state = whole?.state;
  return {
    accountId: account.id,
    exchange: account.exchange,
    environment: account.environment,
    equity: text(state?.equity),
    cash: known(book.total(SETTLE)),
    positionsValue: known(positionsValue),
    unrealised: text(state?.unrealised),
    realised: known(realised),
    feesPaid: known(fees),
    grossExposure: known(gross),
    workingOrders,
    asOf,
    margin: {
      used: state === undefined ? null : formatDecimal(add(state.positionMargin, state.orderMargin)),
      available: text(state?.available),
      maintenance: text(state?.maintenance),
    },
    exchangeTimer: timerView(sources, account),
  };
}
