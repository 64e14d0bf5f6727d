import { abs, add, type Decimal, formatDecimal, max, mul, sub, ZERO } from '#shared/model/decimal';
import type { OrderIntent } from '#shared/model/order';
import type { Engine } from '../../../electron/domains/paper/engine/engine';
import type { SimConsole } from './console';
import { positionLimitOf } from './limits';
import type { Report } from './report';

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
  readonly #engine: Engine;
  readonly #inCore = new Map<OrderIntent, SimConsole>();
  readonly #onTheWay = new Map<string, OrderIntent>();

  constructor(report: Report, engine: Engine) {
    this.#report = report;
    this.#engine = engine;
  }

  /** To be asked before a decision: the decision sees the same moment. */
  reach({ accountId, symbol }: OrderIntent): Reach {
    const base = symbol.slice(0, Math.max(0, symbol.indexOf('/')));
    const { free, locked } = this.#engine.accounts.balance(accountId, base);
    const held = add(free, locked);
    let [buys, sells] = [ZERO, ZERO];
    for (const order of this.#engine.store.open(accountId, symbol.replace('/', ''))) {
      const left = sub(order.quantity, order.executed);
      if (order.side === 'BUY') buys = add(buys, left);
      else sells = add(sells, left);
    }
    for (const intent of new Set([...this.#inCore.keys(), ...this.#onTheWay.values()])) {
      if (intent.accountId !== accountId || intent.symbol !== symbol) continue;
      if (intent.side === 'buy') buys = add(buys, intent.quantity);
      else sells = add(sells, intent.quantity);
    }
    return { longest: add(held, buys), shortest: sub(held, sells) };
  }

  /** An order was allowed on top of this reach. */
  allowed(console: SimConsole, intent: OrderIntent, { longest, shortest }: Reach): void {
    this.#inCore.set(intent, console);
    const ask = console.market.reference(intent.symbol)?.ask ?? ZERO;
    const price = max(ask, intent.price ?? ZERO);
    const limit = positionLimitOf(intent.botId);
    const isBuy = intent.side === 'buy';
    const worst = isBuy ? add(longest, intent.quantity) : sub(shortest, intent.quantity);
    // A sell that leaves the account long or flat takes risk away, however large the position is.
    if (!isBuy && worst >= 0n) return;
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
