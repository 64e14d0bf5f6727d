import { type Decimal, ZERO } from '#shared/model/decimal';
import type { ResolvedLimits } from '#shared/model/limit-values';
import type { MarketRules, Reference } from '#shared/model/market';
import type { Order, OrderIntent } from '#shared/model/order';
import type { UtcMs } from '#shared/model/time';
import { recall, remember } from './memory';
import { FollowedOrders, standsAt } from './meters/followed-orders';
import type { PositionMoney } from './meters/loss-cell';
import { AccountState, PortfolioState, Seat, SymbolState } from './meters/states';
import { TradingDay } from './meters/trading-day';
import { type RiskWarning, type UsedLimit, usedLimits } from './meters/used-limits';
import { Warnings } from './meters/warnings';
import type { RiskSnapshot, Watched } from './snapshot';

/** Unfilled quantity of an account's working orders on a symbol, by side, and what of it only reduces. */
export interface WorkingQuantities extends Pick<RiskSnapshot, 'reducingBuys' | 'reducingSells'> {
  readonly buys: Decimal;
  readonly sells: Decimal;
}

export interface RiskWatchOptions {
  /** Accounts whose equity must be known before the portfolio's is. */
  readonly accountIds: readonly string[];
  /** IANA zone of the trading day. */
  readonly zone: string;
  readonly now: UtcMs;
}

/**
 * All meters together: fed by what happens, read in one look per order. Pure of clock and files: times are handed in, UTC
 * for the trading day and monotonic milliseconds for everything else. A look costs the same however many bots and symbols
 * there are, and what it returns never changes afterwards.
 */
export class RiskWatch {
  readonly #portfolio = new PortfolioState();
  readonly #accounts = new Map<string, AccountState>();
  readonly #symbols = new Map<string, SymbolState>();
  /** By bot, then by symbol. */
  readonly #seats = new Map<string, Map<string, Seat>>();
  /** Of the last order: one order is asked about several times in a row. */
  #lastSeat: Seat | undefined;
  readonly #orders = new FollowedOrders(
    (accountId) => this.#account(accountId),
    (symbol) => this.#symbol(symbol),
  );
  readonly #accountIds: readonly string[];
  readonly #warnings = new Warnings();
  readonly #day: TradingDay;

  constructor({ accountIds, zone, now }: RiskWatchOptions) {
    this.#accountIds = accountIds;
    this.#day = new TradingDay(zone, now);
    for (const accountId of accountIds) this.#account(accountId);
  }

  /** What the meters show for this order now. `limits` for the windows that the operator sets. */
  look(intent: OrderIntent, limits: ResolvedLimits, now: UtcMs, nowMs: number): Watched {
    if (now >= this.#day.endsAt) this.#turnDay(now);
    const seat = this.#seat(intent);
    const { account, bot, symbol, own } = seat;
    const { meters, repeats } = bot;
    const price = standsAt(intent);
    const same = repeats.look(intent, nowMs, limits['repeat-window']?.value ?? 0);
    return {
      cell: seat.cell,
      exposure: {
        bot: bot.exposure.current,
        account: account.exposure.current,
        portfolio: this.#portfolio.exposure.current,
      },
      loss: { bot: bot.loss.current, account: account.loss.current, portfolio: this.#portfolio.loss.current },
      ordersInSecond: meters.second.count(nowMs),
      ordersInMinute: meters.minute.count(nowMs),
      ordersInDay: meters.day.count(nowMs),
      messagesInSecond: account.messages.count(nowMs),
      cancelsInHour: meters.cancels.count(nowMs),
      fillsInHour: meters.fills.count(nowMs),
      sameInWindow: same.count,
      sameAgeMs: same.ageMs,
      isCutOff: repeats.isCutOff,
      stackedOrders: price === undefined ? 0 : own.side(intent.side).at(price),
      ownOppositePrice: own.side(intent.side === 'buy' ? 'sell' : 'buy').best,
      jump: symbol.price.jump,
      volatilityBps: symbol.price.volatilityBps,
    };
  }

  /** Working quantities of the account on the symbol, what reports say is filled and no fill has told included. */
  working(accountId: string, symbol: string): WorkingQuantities {
    const last = this.#lastSeat;
    const own =
      last !== undefined && last.accountId === accountId && last.symbol.symbol === symbol
        ? last.own
        : this.#account(accountId).ownOrders(symbol);
    const working = { buys: own.workingBuys, sells: own.workingSells };
    const { reducingBuys, reducingSells } = own;
    if (reducingBuys === undefined && reducingSells === undefined) return working;
    return {
      ...working,
      ...(reducingBuys === undefined ? {} : { reducingBuys }),
      ...(reducingSells === undefined ? {} : { reducingSells }),
    };
  }

  /**
   * An order was let through. To be told in the tick of its decision, before the next look. Returns true when the bot is
   * now cut off for repeating itself: nothing but exits leaves until `rearm`.
   */
  noteAdmitted(intent: OrderIntent, limits: ResolvedLimits, nowMs: number): boolean {
    const { meters, repeats } = this.#seat(intent).bot;
    meters.second.add(nowMs);
    meters.minute.add(nowMs);
    meters.day.add(nowMs);
    repeats.add(intent, nowMs);
    const most = limits['repeat-executions']?.value;
    const window = limits['repeat-window']?.value;
    if (most === undefined || window === undefined || repeats.isCutOff) return false;
    if (repeats.look(intent, nowMs, window).count < most) return false;
    repeats.cutOff();
    return true;
  }

  /** A person has looked at a bot that was cut off, or at its losing streak. */
  rearm(accountId: string, botId: string): void {
    const bot = this.#account(accountId).bot(botId);
    bot.repeats.rearm();
    bot.loss.clearStreak();
  }

  /** Bots that are cut off, as `account/bot`. */
  cutOff(): readonly string[] {
    return [...this.#accounts].flatMap(([accountId, account]) =>
      account.botIds().flatMap((botId) => (account.bot(botId).repeats.isCutOff ? [`${accountId}/${botId}`] : [])),
    );
  }

  /** Losing trades in a row of a bot that closed a position. */
  lossStreak(accountId: string, botId: string): number {
    return this.#account(accountId).bot(botId).loss.current?.lossStreak ?? 0;
  }

  /** How far the last price of a symbol is from its recent level (a factor ≥ 1), and that level, quote asset. */
  jumpOf(symbol: string): { readonly jump: number; readonly level: number } | undefined {
    const { jump, level } = this.#symbol(symbol).price;
    return jump === undefined || level === undefined ? undefined : { jump, level };
  }

  /** An order or a cancel goes to the exchange. */
  noteMessage(accountId: string, nowMs: number): void {
    this.#account(accountId).messages.add(nowMs);
  }

  /** A bot asked for a cancel. */
  noteCancel(accountId: string, botId: string, nowMs: number): void {
    this.#account(accountId).bot(botId).meters.cancels.add(nowMs);
  }

  /** Every change of an order, from its decision on. */
  onOrder(order: Order): void {
    this.#orders.onOrder(order);
  }

  /** One execution, told once. The position it led to comes with `setPosition`, in the same tick. */
  onFill(accountId: string, clientOrderId: string | undefined, quantity: Decimal, nowMs: number): void {
    if (clientOrderId !== undefined) this.#orders.onFill(accountId, clientOrderId, quantity, nowMs);
  }

  /** The whole position of a bot on a symbol and its money, however often told. `orderKey`: the order of the last fill. */
  setPosition(accountId: string, botId: string, symbol: string, money: PositionMoney, orderKey: string): void {
    const bot = this.#account(accountId).bot(botId);
    const cells = bot.cells(this.#symbol(symbol));
    cells.exposure.setPosition((money.quantity + money.unexplained) as Decimal);
    cells.loss.setMoney(money, orderKey);
  }

  /** Funding of a perpetual, paid (negative) or received, quote asset. */
  addFunding(accountId: string, botId: string, symbol: string, amount: Decimal): void {
    this.#account(accountId).bot(botId).cells(this.#symbol(symbol)).loss.addFunding(amount);
  }

  /** Equity of an account as the exchange tells it; the first time counts, and begins the portfolio's with the last account. */
  beginEquity(accountId: string, equity: Decimal): void {
    const account = this.#account(accountId);
    if (account.loss.hasBegun) return;
    account.begin(equity);
    if (!this.#accountIds.every((id) => this.#account(id).loss.hasBegun)) return;
    const total = this.#accountIds.reduce(
      (sum, id) => (sum + (this.#account(id).loss.current?.equity ?? ZERO)) as Decimal,
      ZERO,
    );
    this.#portfolio.loss.begin(total);
  }

  /** A deposit or (negative) a withdrawal: neither gain nor loss. */
  moveMoney(accountId: string, by: Decimal): void {
    this.#account(accountId).moveMoney(by);
    this.#portfolio.loss.moveMoney(by);
  }

  /** A price. Marks of everything held follow, unless it is crossed, not positive or suspect. */
  onReference(reference: Reference, nowMs: number): void {
    this.#symbol(reference.symbol).take(reference, nowMs);
  }

  /** An operator says that a price which jumped is real. */
  acceptPrice(reference: Reference, nowMs: number): void {
    this.#symbol(reference.symbol).accept(reference, nowMs);
  }

  onMarket({ symbol, contract }: MarketRules): void {
    if (contract !== undefined) this.#symbol(symbol).setContractSize(contract.contractSize);
  }

  /** Thresholds of loss limits newly reached, each told once. `limitsOf`: what applies to a bot, on no symbol in particular. */
  warnings(limitsOf: (accountId: string, botId: string) => ResolvedLimits, now: UtcMs): readonly RiskWarning[] {
    if (now >= this.#day.endsAt) this.#turnDay(now);
    return usedLimits(this.#portfolio, this.#accounts, limitsOf).flatMap((used): RiskWarning[] => {
      const percent = this.#warnings.check(used.key, used.used, used.limit);
      return percent === undefined ? [] : [{ ...used, percent }];
    });
  }

  /** How much of every loss limit is used now. */
  used(limitsOf: (accountId: string, botId: string) => ResolvedLimits, now: UtcMs): readonly UsedLimit[] {
    if (now >= this.#day.endsAt) this.#turnDay(now);
    return usedLimits(this.#portfolio, this.#accounts, limitsOf);
  }

  get tradingDay(): string {
    return this.#day.date;
  }

  /** What is to be kept across restarts, as JSON text: losses of the day, peaks, streaks, and who is cut off. */
  remember(): string {
    return remember(this.#parts());
  }

  /** Takes up what was kept, before anything is fed. Returns why it could not be read: losses then count from now on. */
  recall(text: string, now: UtcMs): string | undefined {
    return recall(text, this.#parts(), (accountId) => this.#account(accountId), now);
  }

  #parts() {
    return { portfolio: this.#portfolio, accounts: this.#accounts, day: this.#day };
  }

  #turnDay(now: UtcMs): void {
    if (!this.#day.hasTurned(now)) return;
    this.#portfolio.loss.beginDay();
    for (const account of this.#accounts.values()) account.beginDay();
    this.#warnings.reset('daily-loss');
  }

  #seat({ accountId, botId, symbol }: OrderIntent): Seat {
    const last = this.#lastSeat;
    if (last?.botId === botId && last.accountId === accountId && last.symbol.symbol === symbol) return last;
    let seats = this.#seats.get(botId);
    if (seats === undefined) {
      seats = new Map();
      this.#seats.set(botId, seats);
    }
    let seat = seats.get(symbol);
    if (seat === undefined || seat.accountId !== accountId) {
      seat = new Seat({ accountId, botId }, this.#account(accountId), this.#symbol(symbol));
      seats.set(symbol, seat);
    }
    this.#lastSeat = seat;
    return seat;
  }

  #account(accountId: string): AccountState {
    let account = this.#accounts.get(accountId);
    if (account === undefined) {
      account = new AccountState(this.#portfolio);
      this.#accounts.set(accountId, account);
    }
    return account;
  }

  #symbol(symbol: string): SymbolState {
    let state = this.#symbols.get(symbol);
    if (state === undefined) {
      state = new SymbolState(symbol);
      this.#symbols.set(symbol, state);
    }
    return state;
  }
}
