import { abs, add, type Decimal, formatDecimal, max, mul, sub, ZERO } from '#shared/model/decimal';
import type { OrderIntent } from '#shared/model/order';
import { marketIdOf } from '../../../electron/platform/venue/binance/symbols';
import type { SimConsole } from './console';
import { isPerp, positionLimitOf } from './limits';
import type { Report } from './report';
import { standing } from './settled';
import type { Venue } from './venue';

/** How far an account could come on a symbol, by what is true and not by what the console believes. */
interface Reach {
  readonly longest: Decimal;
  readonly shortest: Decimal;
}

/**
 * Exposure never above its limit. The console's book is not asked: position and working orders are the exchange's own, and
 * with them counts every order that is decided or on its way and may still arrive.
 */
export class ExposureWatch {
  readonly #report: Report;
  readonly #venue: Venue;
  readonly #inCore = new Map<OrderIntent, SimConsole>();
  readonly #onTheWay = new Map<string, OrderIntent>();

  constructor(report: Report, venue: Venue) {
    this.#report = report;
    this.#venue = venue;
  }

  /** To be asked before a decision: the decision sees the same moment. */
  reach({ accountId, symbol }: OrderIntent): Reach {
    const held = heldAt(this.#venue, accountId, symbol);
    let [buys, sells] = [ZERO, ZERO];
    // The exchange lets a reduce-only order grow nothing, whatever else fills.
    for (const { symbol: on, side, left, reduceOnly } of standing(this.#venue, accountId)) {
      if (reduceOnly || on !== symbol) continue;
      if (side === 'BUY') buys = add(buys, left);
      else sells = add(sells, left);
    }
    for (const intent of new Set([...this.#inCore.keys(), ...this.#onTheWay.values()])) {
      if (intent.accountId !== accountId || intent.symbol !== symbol || intent.reduceOnly) continue;
      if (intent.side === 'buy') buys = add(buys, intent.quantity);
      else sells = add(sells, intent.quantity);
    }
    return { longest: add(held, buys), shortest: sub(held, sells) };
  }

  /** An order was allowed on top of this reach. */
  allowed(console: SimConsole, intent: OrderIntent, { longest, shortest }: Reach): void {
    this.#inCore.set(intent, console);
    const ask = console.market.reference(intent.symbol)?.ask ?? ZERO;
    // Where a conditional order at market fills, nothing bounds: it is judged at its stop price.
    const price = max(ask, intent.price ?? intent.stopPrice ?? ZERO);
    const limit = positionLimitOf(intent.botId);
    const isBuy = intent.side === 'buy';
    const worst = isBuy ? add(longest, intent.quantity) : sub(shortest, intent.quantity);
    // What leaves the account on its side, or flat, takes risk away, however large the position is.
    if (intent.reduceOnly || (isBuy ? worst <= 0n : worst >= 0n)) return;
    const notional = mul(abs(worst), price);
    if (notional <= limit) return;
    this.#report.violate(
      'exposure',
      `${intent.botId} ${intent.botOrderId} was allowed although ${intent.symbol} of ${intent.accountId} could reach ${formatDecimal(notional)} USDT; the limit is ${formatDecimal(limit as Decimal)}`,
    );
  }

  written(clientOrderId: string, intent: OrderIntent): void {
    this.#onTheWay.set(clientOrderId, intent);
  }

  arrivedOrLost(clientOrderId: string): void {
    const intent = this.#onTheWay.get(clientOrderId);
    this.#onTheWay.delete(clientOrderId);
    if (intent !== undefined) this.#inCore.delete(intent);
  }

  settled(intent: OrderIntent): void {
    this.#inCore.delete(intent);
  }

  consoleEnded(console: SimConsole): void {
    for (const [intent, owner] of this.#inCore) if (owner === console) this.#inCore.delete(intent);
  }
}

/** What the exchange says the account holds of a symbol: a perpetual's position, signed; on spot all of the base asset. */
function heldAt(venue: Venue, accountId: string, symbol: string): Decimal {
  if (isPerp(accountId)) return venue.perps.engine.accounts.position(accountId, marketIdOf(symbol), 0).quantity;
  const { free, locked } = venue.engine.accounts.balance(accountId, symbol.slice(0, Math.max(0, symbol.indexOf('/'))));
  return add(free, locked);
}
