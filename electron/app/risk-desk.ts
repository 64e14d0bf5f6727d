import { type Account, type BotStage, isMarginExchange } from '#shared/model/account';
import { type Decimal, formatDecimal, mul, ZERO } from '#shared/model/decimal';
import type { ResolvedLimits } from '#shared/model/limit-values';
import { isContractSymbol, type MarketRules, markOf, type Reference } from '#shared/model/market';
import type { Fill, Order, OrderIntent } from '#shared/model/order';
import { messageOf } from '#shared/model/result';
import type { Clock } from '#shared/model/time';
import {
  type AccountBook,
  FOREIGN_BOT,
  type OrderEntryPort,
  pairOf,
  type RiskPort,
  type WalletIncome,
} from '../domains/execution/index';
import { LimitBook, type LimitOverride, parseLimits, RiskWatches, type UsedLimit } from '../domains/risk/index';
import { marketLook } from './desk/margin-money';
import type { Settings } from './settings';

/** Loss warnings are looked for, and what outlives a restart is kept, this often. */
const WARN_EVERY_MS = 1_000;
const KEEP_EVERY_MS = 5_000;
/** What equity is counted in. */
const QUOTE = 'USDT';

export interface RiskDeskOptions {
  readonly settings: Settings;
  readonly accounts: readonly Account[];
  readonly clock: Clock;
  /** Of the book, as it is now. */
  readonly accountBook: (accountId: string) => AccountBook;
  /** Owner of a working order. */
  readonly botOfOrder: (clientOrderId: string) => string | undefined;
  readonly reference: (symbol: string) => Reference | undefined;
  readonly rules: (symbol: string) => MarketRules | undefined;
  readonly record: (type: string, data: unknown) => void;
  /** Small file for what outlives a restart. */
  readonly memory: { read(): Promise<string | undefined>; write(text: string): Promise<void> };
  /** Overrides that have run out, told once, after they stopped to hold. */
  readonly onOverridesExpired?: (expired: readonly LimitOverride[]) => void;
}

/** The gate's limits and meters, fed by what happens on the desk. Makes nothing up: what is not known is told as not known. */
export class RiskDesk implements RiskPort {
  readonly limits: LimitBook;
  readonly watch: RiskWatches;
  readonly #options: RiskDeskOptions;
  readonly #bots: ReadonlyMap<
    string,
    { readonly stage: BotStage; readonly accountId: string; readonly symbols: readonly string[] }
  >;
  readonly #lastOrder = new Map<string, string>();
  readonly #waitsForEquity: Set<string>;
  #kept = '';
  #stops: Array<() => void> = [];

  constructor(options: RiskDeskOptions) {
    const { settings, accounts, clock, record } = options;
    this.#options = options;
    this.#bots = new Map(settings.bots.map((bot) => [bot.id, bot]));
    this.#waitsForEquity = new Set(accounts.map(({ id }) => id));
    this.limits = new LimitBook(parseLimits(settings.limits), (expired) => {
      for (const { id, limit, level, key, reason } of expired)
        record('limits.override-expired', { id, limit, level, key, reason });
      options.onOverridesExpired?.(expired);
    });
    this.watch = new RiskWatches({
      accounts,
      zone: settings.tradingDayZone,
      now: clock.now(),
    });
  }

  /** Takes up losses and cut-offs of the run before, then looks for warnings and keeps what must be kept. */
  async start(): Promise<void> {
    const { clock, memory, record } = this.#options;
    let problem: string | undefined;
    try {
      const kept = await memory.read();
      if (kept !== undefined) problem = this.watch.recall(kept, clock.now());
    } catch (thrown) {
      problem = messageOf(thrown);
    }
    if (problem !== undefined) record('risk.memory-lost', { problem, means: 'losses count from now on' });
    this.#stops = [clock.every(WARN_EVERY_MS, () => this.#warn()), clock.every(KEEP_EVERY_MS, () => void this.#keep())];
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops) stop();
    await this.#keep();
  }

  limitsOf(botId: string, accountId: string, symbol = ''): ResolvedLimits {
    const { accounts, clock } = this.#options;
    const exchange = accounts.find(({ id }) => id === accountId)?.exchange ?? '';
    return this.limits.resolve({ exchange, accountId, botId, symbol }, clock.now());
  }

  look(intent: OrderIntent, now: number, nowMonotonicMs: number): ReturnType<RiskPort['look']> {
    const { botId, accountId, symbol } = intent;
    const account = this.#options.accounts.find(({ id }) => id === accountId);
    const bot = this.#bots.get(botId);
    const limits = this.limits.resolve({ exchange: account?.exchange ?? '', accountId, botId, symbol }, now);
    return {
      limits,
      watched: this.watch.look(intent, limits, now, nowMonotonicMs),
      working: this.watch.of(accountId).working(accountId, symbol),
      isAccountLocked: false,
      stage: bot?.accountId === accountId ? bot.stage : undefined,
      environment: account?.environment,
      ...this.#marginOf(accountId, symbol),
    };
  }

  /** Of perpetuals: free margin with everything decided counted, and the leverage set at the exchange. What is not known refuses. */
  #marginOf(accountId: string, symbol: string): Pick<ReturnType<RiskPort['look']>, 'availableMargin' | 'leverage'> {
    if (!isContractSymbol(symbol)) return { availableMargin: undefined, leverage: undefined };
    const account = this.#options.accountBook(accountId);
    const available = account.marginAt(marketLook(this.#options), QUOTE)?.state.available;
    return { availableMargin: available, leverage: account.margin.leverage(symbol) };
  }

  /** Before anything else hears of the order: the next decision of the same tick has to see it. */
  onOrder(order: Order): void {
    const { intent, state } = order;
    if (state === 'created' && intent.botId !== FOREIGN_BOT) this.#admitted(intent);
    this.watch.onOrder(order);
  }

  #admitted(intent: OrderIntent): void {
    const limits = this.limitsOf(intent.botId, intent.accountId, intent.symbol);
    if (!this.watch.of(intent.accountId).noteAdmitted(intent, limits, this.#options.clock.monotonicMs())) return;
    const { botId, accountId, symbol, side } = intent;
    this.#options.record('risk.cut-off', {
      botId,
      accountId,
      symbol,
      side,
      quantity: formatDecimal(intent.quantity),
      price: intent.price === undefined ? null : formatDecimal(intent.price),
      times: limits['repeat-executions']?.value ?? null,
    });
  }

  /** An operator has looked at a bot that was cut off for repeating itself, or for its losing streak: it may send again. */
  rearm(botId: string): void {
    const bot = this.#bots.get(botId);
    if (bot === undefined) return;
    const wasCutOff = this.watch.cutOff().includes(`${bot.accountId}/${botId}`);
    this.watch.of(bot.accountId).rearm(bot.accountId, botId);
    if (wasCutOff) this.#options.record('risk.re-armed', { botId, accountId: bot.accountId });
  }

  /** An operator says that a price which jumped is real. */
  acceptPrice(reference: Reference): void {
    this.watch.acceptPrice(reference, this.#options.clock.monotonicMs());
  }

  onFill(fill: Fill): void {
    this.watch
      .of(fill.accountId)
      .onFill(fill.accountId, fill.clientOrderId, fill.quantity, this.#options.clock.monotonicMs());
    this.#lastOrder.set(fill.accountId, fill.clientOrderId ?? fill.exchangeOrderId);
  }

  /** Balances or positions of an account changed. */
  onAccount(accountId: string): void {
    const account = this.#options.accountBook(accountId);
    if (!account.isKnown) return;
    // One bot per account (K10): whatever the account holds is its bot's. Without a bot nobody's, but exposure all the same.
    const [botId = FOREIGN_BOT, bot] = this.#botOf(accountId) ?? [];
    for (const symbol of new Set([...(bot?.symbols ?? []), ...account.positions.keys()])) {
      const { quantity, cost, realised } = account.position(symbol);
      // A perpetual's position holds no coins: the exchange tells what it cost.
      const isHeld = !isContractSymbol(symbol);
      const unexplained = isHeld ? ((account.total(pairOf(symbol).base) - quantity) as Decimal) : ZERO;
      const orderKey = this.#lastOrder.get(accountId) ?? '';
      this.watch
        .of(accountId)
        .setPosition(accountId, botId, symbol, { quantity, cost, realised, unexplained }, orderKey);
    }
    if (this.#waitsForEquity.has(accountId)) this.#beginEquity(accountId);
  }

  #botOf(accountId: string): [string, { readonly symbols: readonly string[] }] | undefined {
    return [...this.#bots].find(([, each]) => each.accountId === accountId);
  }

  /** Funding and clearance fees are profit or loss of the bot; money that came or went is neither. */
  onIncome({ accountId, kind, symbol, asset, amount }: WalletIncome): void {
    if (kind === 'transfer') {
      this.onMoneyMoved(accountId, asset, amount);
      return;
    }
    const [botId = FOREIGN_BOT, bot] = this.#botOf(accountId) ?? [];
    const of = symbol ?? bot?.symbols[0];
    if (of !== undefined && asset === QUOTE) this.watch.of(accountId).addFunding(accountId, botId, of, amount);
  }

  /** A deposit or withdrawal, at what it is worth now. Without a price its worth is not known: equity stays lower than it is. */
  onMoneyMoved(accountId: string, asset: string, by: Decimal): void {
    if (this.#waitsForEquity.has(accountId)) return;
    const price = asset === QUOTE ? undefined : markOf(this.#options.reference(`${asset}/${QUOTE}`));
    if (asset === QUOTE) this.watch.of(accountId).moveMoney(accountId, by);
    else if (price !== undefined) this.watch.of(accountId).moveMoney(accountId, mul(by, price));
  }

  onReference(reference: Reference): void {
    this.watch.onReference(reference, reference.receivedMonotonicMs);
    for (const accountId of this.#waitsForEquity) this.#beginEquity(accountId);
  }

  onMarkets(rules: readonly MarketRules[]): void {
    for (const each of rules) this.watch.onMarket(each);
  }

  /** Counts what goes to the exchange on its way. */
  counting(entry: OrderEntryPort): OrderEntryPort {
    const { clock, botOfOrder } = this.#options;
    return {
      prepare: (order) => entry.prepare(order),
      place: (order) => {
        this.watch.of(order.accountId).noteMessage(order.accountId, clock.monotonicMs());
        return entry.place(order);
      },
      cancel: (order) => {
        const botId = botOfOrder(order.clientOrderId);
        this.watch.of(order.accountId).noteMessage(order.accountId, clock.monotonicMs());
        if (botId !== undefined) this.watch.of(order.accountId).noteCancel(order.accountId, botId, clock.monotonicMs());
        return entry.cancel(order);
      },
      query: (order) => entry.query(order),
    };
  }

  /** Equity of the account once all it holds has a price; until then loss limits refuse. */
  #beginEquity(accountId: string): void {
    const account = this.#options.accountBook(accountId);
    if (!account.isKnown) return;
    const equity = this.#equityOf(accountId, account);
    if (equity === undefined) return;
    this.#waitsForEquity.delete(accountId);
    this.watch.of(accountId).beginEquity(accountId, equity);
  }

  #equityOf(accountId: string, account: AccountBook): Decimal | undefined {
    const exchange = this.#options.accounts.find(({ id }) => id === accountId)?.exchange ?? '';
    if (isMarginExchange(exchange)) return account.marginAt(marketLook(this.#options), QUOTE)?.state.equity;
    const [, bot] = this.#botOf(accountId) ?? [];
    let equity = account.total(QUOTE);
    for (const symbol of new Set([...(bot?.symbols ?? []), ...account.positions.keys()])) {
      const held = account.total(pairOf(symbol).base);
      if (held === ZERO) continue;
      const mark = markOf(this.#options.reference(symbol));
      if (mark === undefined) return undefined;
      equity = (equity + mul(held, mark)) as Decimal;
    }
    return equity;
  }

  /** How much of every loss limit is used now. */
  usedLimits(): readonly UsedLimit[] {
    return this.watch.used((accountId, botId) => this.limitsOf(botId, accountId), this.#options.clock.now());
  }

  #warn(): void {
    const { clock, record } = this.#options;
    const warnings = this.watch.warnings((accountId, botId) => this.limitsOf(botId, accountId), clock.now());
    for (const { limitId, scope, subject, percent, used, limit } of warnings)
      record('risk.warning', {
        limitId,
        scope,
        subject,
        percent,
        used: formatDecimal(used),
        limit: formatDecimal(limit),
      });
  }

  async #keep(): Promise<void> {
    const text = this.watch.remember();
    if (text === this.#kept) return;
    this.#kept = text;
    try {
      await this.#options.memory.write(text);
    } catch {
      // Tried again with the next change; the journal says by itself when the disk fails.
      this.#kept = '';
    }
  }
}
