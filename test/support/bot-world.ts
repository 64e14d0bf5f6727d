/** What bot tests stand on: ports with a small exchange behind them, and ways to wait for what an operator would see. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { add, type Decimal, decimal, formatDecimal, mul, sub, ZERO } from '#shared/model/decimal';
import type { MarketRules, Reference } from '#shared/model/market';
import { type Fill, type Order, type OrderIntent, WORKING_STATES } from '#shared/model/order';
import type { Clock } from '#shared/model/time';
import type { TradingStanding, TradingState } from '#shared/model/trading-state';
import {
  type BotConfig,
  type BotFill,
  type BotPorts,
  type Bots,
  type BotTimings,
  botConfig,
  createBots,
  logText,
  type SubmitOutcome,
} from '../../electron/domains/bots';
import { systemClock } from '../../electron/platform/clock';
import type { BotLauncher } from '../../electron/platform/process/bot-process';
import { createNodeBotLauncher } from '../../electron/platform/process/launch-bot-node';
import { type FakeBotProcess, fakeLauncher, HandClock } from './bot-fake';

export const ROOT = join(import.meta.dirname, '../..');
export const SYMBOL = 'BTC/USDT';

export const RULES: MarketRules = {
  symbol: SYMBOL,
  base: 'BTC',
  quote: 'USDT',
  isTrading: true,
  tickSize: decimal('0.01'),
  minPrice: decimal('0.01'),
  maxPrice: decimal('1000000'),
  stepSize: decimal('0.00001'),
  minQuantity: decimal('0.00001'),
  maxQuantity: decimal('9000'),
  minNotional: decimal('5'),
  maxNotional: undefined,
};

/** Fast supervision, so that a test takes seconds. */
export const QUICK: Partial<BotTimings> = {
  silentMs: 1_500,
  stopGraceMs: 1_000,
  backOffFirstMs: 20,
  backOffCapMs: 100,
  cancelRetryMs: 50,
  cancelRetryCapMs: 100,
};

export interface JournalLine {
  readonly type: string;
  readonly data: Record<string, unknown>;
}

/** Everything around the bots, in memory: one account, one market, orders that fill when the price reaches them. */
export class BotWorld {
  readonly folder = mkdtempSync(join(tmpdir(), 'holdfast-bots-'));
  readonly orders: Order[] = [];
  readonly fills: BotFill[] = [];
  readonly journal: JournalLine[] = [];
  readonly tickersSent: Reference[] = [];
  trading: TradingStanding = { state: 'ACTIVE', reason: '', blocked: '' };
  base: Decimal = ZERO;
  quote: Decimal = decimal('10000');
  mid: Decimal = decimal('50000');
  /** Replaces what happens to the next orders. */
  submit: (intent: OrderIntent) => Promise<SubmitOutcome> = (intent) => Promise.resolve(this.accept(intent));
  beforeCancelAll: () => Promise<void> = () => Promise.resolve();
  bots: Bots;
  #listeners = new Set<(reference: Reference) => void>();
  #watchers = new Set<() => void>();
  #next = 1;

  constructor(
    config: Partial<BotConfig> & Pick<BotConfig, 'program'>,
    timings: Partial<BotTimings> = {},
    botHost: string | { readonly launcher: BotLauncher; readonly clock: Clock } = '',
  ) {
    const parsed = botConfig.parse({ id: 'bot-1', accountId: 'sub-1', symbols: [SYMBOL], ...config });
    this.bots = createBots({
      configs: [parsed],
      ports: this.ports(),
      ...(typeof botHost === 'string'
        ? { clock: systemClock, launcher: createNodeBotLauncher({ entry: botHost }) }
        : botHost),
      folder: this.folder,
      timings: { ...QUICK, ...timings },
    });
    this.bots.onChange(() => this.changed());
  }

  ports(): BotPorts {
    const working = (botId: string): Order[] => this.working.filter(({ intent }) => intent.botId === botId);
    return {
      orders: {
        submit: (intent) => this.submit(intent),
        cancel: async (botId, name) => {
          const order = working(botId).find(({ intent }) => intent.botOrderId === name);
          if (order === undefined) return { kind: 'not-found' };
          return { kind: 'cancelled', order: this.update(order, { state: 'cancelled' }) };
        },
        cancelAll: async (botId) => {
          await this.beforeCancelAll();
          const mine = working(botId);
          for (const order of mine) this.update(order, { state: 'cancelled' });
          return { cancelled: mine.map(({ intent }) => intent.botOrderId), failed: [] };
        },
        isWorking: (botId, name) => working(botId).some(({ intent }) => intent.botOrderId === name),
        workingOrders: working,
      },
      book: {
        balances: () => this.balances(),
        positions: () => [{ symbol: SYMBOL, quantity: this.base, averageCost: undefined }],
        recentFills: (_botId, limit) => this.fills.slice(-limit),
      },
      market: {
        rules: (_account, symbol) => (symbol === SYMBOL ? RULES : undefined),
        subscribe: (_account, _symbol, listener) => {
          this.#listeners.add(listener);
          listener(this.reference());
          return () => this.#listeners.delete(listener);
        },
      },
      journal: {
        append: async (entry) => {
          this.journal.push(entry as JournalLine);
          this.changed();
        },
      },
      trading: { of: () => this.trading },
      accounts: { environment: () => 'paper' },
    };
  }

  get working(): Order[] {
    return this.orders.filter(({ state }) => WORKING_STATES.has(state));
  }

  get status() {
    const [status] = this.bots.statuses();
    if (status === undefined) throw new Error('no bot');
    return status;
  }

  records(type: string): JournalLine[] {
    return this.journal.filter((line) => line.type === type);
  }

  /** Takes an order as the exchange would: it rests, fills at once, or a post-only that crosses is rejected. */
  accept(intent: OrderIntent): SubmitOutcome {
    const crosses =
      intent.price === undefined || (intent.side === 'buy' ? intent.price >= this.ask : intent.price <= this.bid);
    if (crosses && intent.type === 'post-only')
      return { kind: 'rejected', code: '-2010', message: 'would match at once' };
    const now = Date.now();
    const order: Order = {
      clientOrderId: `t${this.#next++}`,
      exchangeOrderId: undefined,
      intent,
      state: 'acknowledged',
      filledQuantity: ZERO,
      filledNotional: ZERO,
      reason: undefined,
      decidedAt: now,
      updatedAt: now,
    };
    this.orders.push(order);
    if (crosses) this.fill(order, intent.side === 'buy' ? this.ask : this.bid);
    this.changed();
    const now2 = this.orders.find(({ clientOrderId }) => clientOrderId === order.clientOrderId) ?? order;
    return { kind: 'accepted', clientOrderId: order.clientOrderId, order: now2 };
  }

  get bid(): Decimal {
    return sub(this.mid, decimal('0.01'));
  }
  get ask(): Decimal {
    return add(this.mid, decimal('0.01'));
  }

  /** The market moves: what it reaches fills, then everyone sees the price. */
  moveTo(price: string): void {
    this.mid = decimal(price);
    for (const order of this.working) {
      const { price: limit, side } = order.intent;
      if (limit !== undefined && (side === 'buy' ? limit >= this.ask : limit <= this.bid)) this.fill(order, limit);
    }
    const reference = this.reference();
    for (const listener of this.#listeners) listener(reference);
    this.changed();
  }

  setTrading(state: TradingState, blocked = ''): void {
    this.trading = { state, reason: state === 'ACTIVE' ? '' : 'the test says so', blocked };
    this.bots.deliver.tradingState();
  }

  fill(order: Order, price: Decimal): void {
    const { quantity, side, botId, botOrderId } = order.intent;
    const notional = mul(quantity, price);
    this.base = side === 'buy' ? add(this.base, mul(quantity, decimal('0.999'))) : sub(this.base, quantity);
    this.quote = side === 'buy' ? sub(this.quote, notional) : add(this.quote, mul(notional, decimal('0.999')));
    this.update(order, { state: 'filled', filledQuantity: quantity, filledNotional: notional });
    const fill: Fill = {
      tradeId: String(this.fills.length + 1),
      accountId: order.intent.accountId,
      symbol: order.intent.symbol,
      clientOrderId: order.clientOrderId,
      exchangeOrderId: '1',
      side,
      price,
      quantity,
      fee: ZERO,
      feeAsset: 'USDT',
      isMaker: true,
      at: Date.now(),
    };
    this.fills.push({ fill, botOrderId });
    this.bots.deliver.fill(botId, { fill, botOrderId });
    this.bots.deliver.balances('sub-1', this.balances());
  }

  update(order: Order, change: Partial<Order>): Order {
    const at = this.orders.findIndex(({ clientOrderId }) => clientOrderId === order.clientOrderId);
    const updated = { ...(this.orders[at] ?? order), ...change, updatedAt: Date.now() };
    this.orders[at] = updated;
    this.bots.deliver.orderUpdate(updated);
    this.changed();
    return updated;
  }

  balances() {
    let lockedBase = ZERO;
    let lockedQuote = ZERO;
    for (const { intent } of this.working) {
      if (intent.side === 'sell') lockedBase = add(lockedBase, intent.quantity);
      else if (intent.price !== undefined) lockedQuote = add(lockedQuote, mul(intent.quantity, intent.price));
    }
    return [
      { asset: 'BTC', free: sub(this.base, lockedBase), locked: lockedBase },
      { asset: 'USDT', free: sub(this.quote, lockedQuote), locked: lockedQuote },
    ];
  }

  reference(): Reference {
    return {
      symbol: SYMBOL,
      bid: this.bid,
      ask: this.ask,
      last: this.mid,
      receivedMonotonicMs: performance.now(),
      exchangeTime: Date.now(),
    };
  }

  changed(): void {
    for (const watcher of this.#watchers) watcher();
  }

  /** Resolves when `isSo` holds, looked at after every change. Fails, saying `what`, after the time. */
  until(what: string, isSo: () => boolean, withinMs = 8_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        clearInterval(poll);
        this.#watchers.delete(look);
      };
      const look = (): void => {
        if (!isSo()) return;
        stop();
        resolve();
      };
      const timer = setTimeout(() => {
        stop();
        reject(
          new Error(
            `waited in vain until ${what}; ${JSON.stringify(this.status)}\n${this.logTexts().slice(-12).join('\n')}`,
          ),
        );
      }, withinMs);
      // The log is no port and tells no change.
      const poll = setInterval(look, 20);
      this.#watchers.add(look);
      look();
    });
  }

  /** Working orders as an operator lists them: `buy 49950`. */
  ladder(): string[] {
    return this.working
      .map(({ intent }) => `${intent.side} ${intent.price === undefined ? 'market' : formatDecimal(intent.price)}`)
      .sort();
  }

  /** The bot's log as it stands in its file. */
  logTexts(): readonly string[] {
    return this.bots.logLines('bot-1')?.map(logText) ?? [];
  }

  logged(text: string): boolean {
    return this.logTexts().some((line) => line.includes(text));
  }

  async end(): Promise<void> {
    await this.bots.stop('the test is over');
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
}

/** A bot that said hello and runs, in a process of the test's own, on a clock moved by hand. */
export async function runningBot() {
  const clock = new HandClock();
  const { launcher, started } = fakeLauncher();
  const world = new BotWorld({ program: { kind: 'command', command: 'fake', args: [] } }, {}, { launcher, clock });
  world.bots.start();
  await world.until('it is started', () => started.length === 1);
  const bot = started[0] as FakeBotProcess;
  bot.hello();
  await world.until('it runs', () => world.status.state === 'running');
  return { world, bot, clock, started };
}
