import { pairOf } from '#shared/model/asset-pair';
import { type Decimal, formatDecimal, max, ZERO } from '#shared/model/decimal';
import type { RecordedDecision } from '#shared/model/decision';
import type { MarketRules } from '#shared/model/market';
import type { OrderIntent } from '#shared/model/order';
import type { TradingState } from '#shared/model/trading-state';
import { atMarketPrice, type RiskSnapshot, type WorkingQuantities } from '../risk/index';
import type { AccountBook } from './account-book';
import type { Book } from './book';
import type { ExecutionPorts } from './ports';

/** Everything the gate may know, taken at this moment. */
export function takeSnapshot(
  ports: ExecutionPorts,
  book: Book,
  intent: OrderIntent,
  { state: tradingState, isBlock }: { readonly state: TradingState; readonly isBlock?: true },
): RiskSnapshot {
  const { accountId, botId, botOrderId, symbol } = intent;
  const { clock, market } = ports;
  const account = book.account(accountId);
  const pair = pairOf(symbol);
  const [now, nowMonotonicMs] = [clock.now(), clock.monotonicMs()];
  const { working: counted, ...look } = ports.risk.look(intent, now, nowMonotonicMs);
  const { buys, sells, ...reducing }: WorkingQuantities = counted ?? account.working(symbol);
  const rules = market.rules(symbol);
  return {
    ...look,
    tradingState,
    ...(isBlock === true ? { isBlocked: true } : {}),
    rules,
    reference: market.reference(symbol),
    now,
    nowMonotonicMs,
    position: positionHeld(account, rules, symbol),
    workingBuys: buys,
    workingSells: sells,
    ...reducing,
    availableBase: account.available(pair.base),
    availableQuote: account.available(pair.quote),
    isNameTaken: book.byName(botId, botOrderId) !== undefined,
  };
}

/** A perpetual's position is the sum of its fills; on spot it is what the account holds, however it came by it. */
export function positionHeld(
  account: AccountBook,
  rules: MarketRules | undefined,
  symbol: string,
): Decimal | undefined {
  if (!account.isKnown) return undefined;
  return rules?.contract === undefined
    ? account.totalWithAwaited(pairOf(symbol).base)
    : account.position(symbol).quantity;
}

const textOf = (value: Decimal | undefined): string | null => (value === undefined ? null : formatDecimal(value));

/** The snapshot as it is journaled: the inputs of the decision, in text. */
function inputsOf(snapshot: RiskSnapshot): Record<string, string | number | null> {
  const { reference, watched } = snapshot;
  return {
    state: snapshot.isBlocked === true ? 'blocked' : snapshot.tradingState,
    stage: snapshot.stage ?? null,
    bid: textOf(reference?.bid),
    ask: textOf(reference?.ask),
    last: textOf(reference?.last),
    priceAgeMs: reference === undefined ? null : Math.round(snapshot.nowMonotonicMs - reference.receivedMonotonicMs),
    position: textOf(snapshot.position),
    workingBuys: formatDecimal(snapshot.workingBuys),
    workingSells: formatDecimal(snapshot.workingSells),
    availableBase: textOf(snapshot.availableBase),
    availableQuote: textOf(snapshot.availableQuote),
    availableMargin: textOf(snapshot.availableMargin),
    leverage: textOf(snapshot.leverage),
    mark: textOf(watched?.cell?.mark),
    grossOfBot: textOf(watched?.exposure.bot?.gross),
    grossOfAccount: textOf(watched?.exposure.account?.gross),
    grossOfPortfolio: textOf(watched?.exposure.portfolio?.gross),
    dayLossOfBot: textOf(watched?.loss.bot?.dayLoss),
    dayLossOfAccount: textOf(watched?.loss.account?.dayLoss),
    dayLossOfPortfolio: textOf(watched?.loss.portfolio?.dayLoss),
    equityOfAccount: textOf(watched?.loss.account?.equity),
    peakOfAccount: textOf(watched?.loss.account?.peak),
  };
}

/** The data of `order.decided`: what was asked for, what was known, and what each check made of it (R11). */
export const decidedRecord = (asked: OrderIntent, snapshot: RiskSnapshot, decision: RecordedDecision) => ({
  ...intentText(asked),
  inputs: inputsOf(snapshot),
  ...decision,
});

/** What to reserve an allowed order at: its price, or the one it was judged at; on either side not below the ask. */
export const reservePrice = (intent: OrderIntent, { reference }: Pick<RiskSnapshot, 'reference'>): Decimal =>
  intent.price ?? max(atMarketPrice(intent, reference) ?? ZERO, reference?.ask ?? ZERO);

/** An intent in text, as it is journaled. */
function intentText(intent: OrderIntent): Record<string, string | null> {
  return {
    botId: intent.botId,
    accountId: intent.accountId,
    botOrderId: intent.botOrderId,
    symbol: intent.symbol,
    side: intent.side,
    type: intent.type,
    quantity: formatDecimal(intent.quantity),
    price: intent.price === undefined ? null : formatDecimal(intent.price),
    stopPrice: intent.stopPrice === undefined ? null : formatDecimal(intent.stopPrice),
    timeInForce: intent.timeInForce,
    reduceOnly: intent.reduceOnly ? 'yes' : 'no',
  };
}
