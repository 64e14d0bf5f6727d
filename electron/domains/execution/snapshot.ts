import { type Decimal, formatDecimal, ZERO } from '#shared/model/decimal';
import type { OrderIntent } from '#shared/model/order';
import type { TradingState } from '#shared/model/trading-state';
import type { RiskSnapshot } from '../risk/index';
import { pairOf } from './asset-pair';
import type { Book } from './book';
import type { ExecutionPorts } from './ports';

/** Everything the gate may know, taken at this moment. */
export function takeSnapshot(
  ports: ExecutionPorts,
  book: Book,
  intent: OrderIntent,
  tradingState: TradingState,
): RiskSnapshot {
  const { accountId, botId, botOrderId, symbol } = intent;
  const account = book.account(accountId);
  const pair = pairOf(symbol);
  const working = account.working(symbol);
  return {
    tradingState,
    limits: ports.limits(botId),
    rules: ports.market.rules(symbol),
    reference: ports.market.reference(symbol),
    nowMonotonicMs: ports.clock.monotonicMs(),
    position: account.isKnown ? account.totalWithAwaited(pair.base) : undefined,
    workingBuys: working.buys,
    workingSells: working.sells,
    availableBase: account.available(pair.base),
    availableQuote: account.available(pair.quote),
    isNameTaken: book.byName(botId, botOrderId) !== undefined,
  };
}

/** The snapshot as it is journaled: the inputs of the decision, in text. */
export function inputsOf(snapshot: RiskSnapshot): Record<string, string | number | null> {
  const { reference, position, workingBuys, workingSells, availableBase, availableQuote } = snapshot;
  return {
    state: snapshot.tradingState,
    bid: reference === undefined ? null : formatDecimal(reference.bid),
    ask: reference === undefined ? null : formatDecimal(reference.ask),
    last: reference === undefined ? null : formatDecimal(reference.last),
    priceAgeMs: reference === undefined ? null : Math.round(snapshot.nowMonotonicMs - reference.receivedMonotonicMs),
    position: position === undefined ? null : formatDecimal(position),
    workingBuys: formatDecimal(workingBuys),
    workingSells: formatDecimal(workingSells),
    availableBase: availableBase === undefined ? null : formatDecimal(availableBase),
    availableQuote: availableQuote === undefined ? null : formatDecimal(availableQuote),
  };
}

/** What to reserve an allowed order at: its price, or for a market buy the ask. */
export const reservePrice = (intent: OrderIntent, snapshot: RiskSnapshot): Decimal =>
  intent.price ?? snapshot.reference?.ask ?? ZERO;

/** An intent in text, as it is journaled. */
export function intentText(intent: OrderIntent): Record<string, string | null> {
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
  };
}
