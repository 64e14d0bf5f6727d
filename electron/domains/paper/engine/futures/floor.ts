import { add, type Decimal, neg, ZERO } from '#shared/model/decimal';
import type { UtcMs } from '#shared/model/time';
import { OrderStore } from '../order-store';
import { FuturesAccounts } from './accounts';
import type { PerpMarket } from './market';
import type {
  AccountChange,
  FuturesSink,
  Income,
  IncomeType,
  PerpOrder,
  PerpOrderEvent,
  PerpTrade,
  Position,
} from './types';

/** Incomes kept in memory for each account; the ledger file has all. */
const KEEP_INCOMES = 20_000;

/**
 * What the parts of the perpetual engine share: the markets, the accounts, the orders, the time, and what the present
 * operation has touched. Time is set by the engine and never goes back.
 */
export class Floor {
  readonly markets = new Map<string, PerpMarket>();
  readonly store = new OrderStore<PerpOrder, PerpTrade>();
  readonly accounts: FuturesAccounts;
  readonly sink: FuturesSink;
  now: UtcMs;
  #nextOrderId = 1;
  #nextIncomeId = 1;
  readonly #incomes = new Map<string, Income[]>();
  readonly #touched = new Map<string, Map<AccountChange, Set<string>>>();
  #isDirty = false;

  constructor(sink: FuturesSink, startAt: UtcMs) {
    this.sink = sink;
    this.now = startAt;
    this.accounts = new FuturesAccounts(this.markets, (account, symbol) => this.store.open(account, symbol));
  }

  takeOrderId(): number {
    const id = this.#nextOrderId;
    this.#nextOrderId += 1;
    return id;
  }

  /** Ids restored from a ledger stay unique. */
  reserveIds(orderId: number, incomeId: number): void {
    this.#nextOrderId = Math.max(this.#nextOrderId, orderId);
    this.#nextIncomeId = Math.max(this.#nextIncomeId, incomeId);
  }

  incomes(account: string): readonly Income[] {
    return this.#incomes.get(account) ?? [];
  }

  keepIncome(income: Income): void {
    const kept = this.#incomes.get(income.account) ?? [];
    kept.push(income);
    if (kept.length > KEEP_INCOMES) kept.splice(0, KEEP_INCOMES / 10);
    this.#incomes.set(income.account, kept);
    this.reserveIds(0, income.id + 1);
  }

  /** Moves the wallet and books why: the only way a wallet changes. Nothing is booked for zero. */
  book(account: string, symbol: string, type: IncomeType, amount: Decimal, tradeId?: number): void {
    if (amount === ZERO) return;
    const held = this.accounts.get(account);
    held.wallet = add(held.wallet, amount);
    const income = { id: this.#nextIncomeId, account, symbol, type, amount, time: this.now, tradeId };
    this.keepIncome(income);
    this.sink.income(income);
    this.#isDirty = true;
  }

  /**
   * The insurance fund pays what an account cannot: an isolated position's wallet below zero once it is closed, a cross
   * wallet below zero once nothing crossed is open.
   */
  coverDeficit(account: string, position: Position): void {
    const isIsolated = position.marginType === 'ISOLATED';
    const { positions } = this.accounts.get(account);
    if (position.quantity !== ZERO) return;
    if (isIsolated && position.isolatedWallet < ZERO) {
      this.book(account, position.symbol, 'INSURANCE_CLEAR', neg(position.isolatedWallet));
      position.isolatedWallet = ZERO;
      this.touch(account, position.symbol, 'INSURANCE_CLEAR');
    }
    for (const other of positions.values()) if (other.marginType === 'CROSSED' && other.quantity !== ZERO) return;
    const cross = this.accounts.crossWallet(account);
    if (cross >= ZERO) return;
    this.book(account, position.symbol, 'INSURANCE_CLEAR', neg(cross));
    this.touch(account, position.symbol, 'INSURANCE_CLEAR');
  }

  touch(account: string, symbol: string, reason: AccountChange): void {
    const reasons = this.#touched.get(account) ?? new Map<AccountChange, Set<string>>();
    const symbols = reasons.get(reason) ?? new Set<string>();
    if (symbol !== '') symbols.add(symbol);
    reasons.set(reason, symbols);
    this.#touched.set(account, reasons);
  }

  tell(event: Omit<PerpOrderEvent, 'at' | 'account'>, account: string): void {
    this.#isDirty = true;
    this.sink.order({ ...event, account, at: this.now });
  }

  /** Something that listeners were told without an account's money moving. */
  changed(): void {
    this.#isDirty = true;
  }

  /** Ends an operation: accounts that moved are told once for each reason, then the ledger writes. */
  commit(): void {
    if (!this.#isDirty && this.#touched.size === 0) return;
    for (const [account, reasons] of this.#touched)
      for (const [reason, symbols] of reasons) this.sink.account(account, symbols, reason, this.now);
    this.#touched.clear();
    this.#isDirty = false;
    this.sink.committed();
  }
}
