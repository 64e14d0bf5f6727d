import { add, type Decimal, decimal, formatDecimal, mul, neg, sub, ZERO } from '#shared/model/decimal';
import type { Fill } from '#shared/model/order';
import type { Income, PerpTrade } from '../../../electron/domains/paper/engine/futures/types';
import { marketIdOf } from '../../../electron/platform/venue/binance/symbols';
import type { SimConsole } from './console';
import { equityShown } from './equity-shown';
import { PERP_ACCOUNT, PERP_SYMBOL, PERP_WALLET } from './limits';
import type { Report } from './report';

/** What fills and movements of the wallet told to one console add up to, by the exchange's own numbers. */
interface Sum {
  quantity: Decimal;
  /** Signed price × quantity of what is open. */
  cost: Decimal;
  wallet: Decimal;
}

/**
 * On perpetuals a position is the sum of its fills, those of liquidations among them; the wallet is what it began with, what fills
 * realised less their fees, and every funding and clearance fee told; equity is the wallet and each position's distance from its cost
 * at mark. To the last digit, after everything told.
 */
export class PerpMoney {
  readonly #report: Report;
  readonly #trades = new Map<string, PerpTrade>();
  readonly #incomes = new Map<string, Income>();
  #seen = new Set<string>();
  #sum: Sum = { quantity: ZERO, cost: ZERO, wallet: decimal(PERP_WALLET) };
  /** The first snapshot was read while money or positions may have moved: right once it is quiet. */
  #isUnsettled = false;

  constructor(report: Report) {
    this.#report = report;
  }

  trade(trade: PerpTrade): void {
    this.#trades.set(`${trade.symbol}/${trade.id}`, trade);
  }

  income(income: Income): void {
    this.#incomes.set(`${income.type}/${income.id}`, income);
  }

  follow(console: SimConsole, isMoving: boolean): void {
    this.#seen = new Set();
    this.#sum = { quantity: ZERO, cost: ZERO, wallet: decimal(PERP_WALLET) };
    this.#isUnsettled = isMoving;
    const { exchange } = console;
    exchange.onFill((fill) => {
      if (this.#fill(fill)) this.check(console);
    });
    exchange.onIncome(({ accountId, id }) => {
      if (accountId !== PERP_ACCOUNT) return;
      this.#paid(id);
      this.check(console);
    });
    exchange.onSnapshot(({ accountId, fills, margin }) => {
      if (accountId !== PERP_ACCOUNT) return;
      for (const fill of fills) this.#fill(fill);
      for (const { id } of margin?.incomes ?? []) this.#paid(id);
      this.check(console);
    });
  }

  settled(): void {
    this.#isUnsettled = false;
  }

  check(console: SimConsole): void {
    const book = console.execution.book.account(PERP_ACCOUNT);
    if (!book.isKnown || this.#isUnsettled) return;
    const { quantity, cost, wallet } = this.#sum;
    const position = book.position(PERP_SYMBOL);
    if (position.quantity !== quantity)
      this.#violate('positions', `${text(position.quantity)} held, its fills add up to ${text(quantity)}`);
    if (position.cost !== cost)
      this.#violate('positions', `it cost ${text(position.cost)} here, its fills add up to ${text(cost)}`);
    if (book.total('USDT') !== wallet)
      this.#violate('equity', `the wallet is ${text(book.total('USDT'))}, what was told makes it ${text(wallet)}`);
    const mark = console.market.reference(PERP_SYMBOL)?.mark;
    const shown = equityShown(console, PERP_ACCOUNT);
    if (shown === null || (mark === undefined && quantity !== ZERO)) return;
    const equity = text(add(wallet, sub(mul(quantity, mark ?? ZERO), cost)));
    if (shown !== equity) this.#violate('equity', `equity is shown as ${shown}, it is ${equity}`);
  }

  #fill(fill: Fill): boolean {
    if (fill.accountId !== PERP_ACCOUNT) return false;
    const key = `${marketIdOf(fill.symbol)}/${fill.tradeId}`;
    const trade = this.#trades.get(key);
    if (trade === undefined) this.#violate('positions', `a fill was told that the exchange did not make: ${key}`);
    if (trade === undefined || this.#seen.has(key)) return trade !== undefined;
    this.#seen.add(key);
    const quantity = trade.side === 'BUY' ? trade.quantity : neg(trade.quantity);
    const paid = trade.side === 'BUY' ? trade.quote : neg(trade.quote);
    this.#sum = {
      quantity: add(this.#sum.quantity, quantity),
      cost: add(this.#sum.cost, add(paid, trade.realizedPnl)),
      wallet: add(this.#sum.wallet, sub(trade.realizedPnl, trade.fee)),
    };
    return true;
  }

  #paid(id: string): void {
    const income = this.#incomes.get(id);
    if (income === undefined) {
      this.#violate('equity', `a movement was told that the exchange did not make: ${id}`);
      return;
    }
    if (this.#seen.has(`income ${id}`)) return;
    this.#seen.add(`income ${id}`);
    // What the wallet began with is booked as a transfer.
    if (income.type !== 'TRANSFER') this.#sum = { ...this.#sum, wallet: add(this.#sum.wallet, income.amount) };
  }

  #violate(invariant: 'positions' | 'equity', what: string): void {
    this.#report.violate(invariant, `${PERP_SYMBOL} of ${PERP_ACCOUNT}: ${what}`);
  }
}

const text = formatDecimal;
