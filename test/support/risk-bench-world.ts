import { type Decimal, decimal, ZERO } from '#shared/model/decimal';
import { LIMIT_PRESETS } from '#shared/model/limit-presets';
import type { MarketRules, Reference } from '#shared/model/market';
import type { OrderIntent } from '#shared/model/order';
import type { StoredLimitSet } from '#shared/model/stored-limits';
import {
  type Evaluation,
  evaluate,
  LimitBook,
  parseLimits,
  type RiskSnapshot,
  RiskWatch,
} from '../../electron/domains/risk/index';
import { RULES } from './risk-world';

/** Mulberry32: the same numbers on every machine. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const SYMBOLS_OF_A_BOT = 10;

interface BenchBot {
  readonly botId: string;
  readonly accountId: string;
}

interface BenchMarket {
  readonly rules: MarketRules;
  price: Decimal;
  reference: Reference;
}

/** What each bot has for itself, on top of what the portfolio sets. */
const botLimits = (symbols: readonly string[]): StoredLimitSet => ({
  'symbol-allowlist': { value: symbols },
  'max-order-notional': { value: '400', onBreach: 'resize' },
  'max-position': { value: '20000', onBreach: 'resize' },
  'gross-exposure-bot': { value: '1000000' },
  'price-collar': { value: '100' },
  'orders-per-second': { value: 20 },
  'orders-per-minute': { value: 1200 },
  'daily-loss-bot': { value: '100000' },
  'stacked-orders': { value: 3 },
});

/**
 * A desk of bots and symbols, every bot on ten of them, with real limits and real meters. `decide` is one full decision:
 * limits looked up, meters read, every check evaluated.
 */
export class RiskBenchWorld {
  readonly limitCount: number;
  readonly #bots: readonly BenchBot[];
  readonly #markets: readonly BenchMarket[];
  readonly #bySymbol: ReadonlyMap<string, BenchMarket>;
  readonly #limits: LimitBook;
  readonly #watch: RiskWatch;
  readonly #random = createRandom(20_261_122);
  #nowMs = 1_000_000;
  #ticked = 0;
  #names = 0;

  constructor(bots: number, symbols: number) {
    this.#bots = Array.from({ length: bots }, (_, at) => ({ botId: `bot-${at}`, accountId: `sub-${at}` }));
    const names = Array.from({ length: symbols }, (_, at) => `C${at}/USDT`);
    const steady = LIMIT_PRESETS.find(({ id }) => id === 'paper-desk')?.limits ?? {};
    const portfolio: StoredLimitSet = {
      ...steady,
      'gross-exposure-bot': { value: '1000000000' },
      'gross-exposure-portfolio': { value: '1000000000' },
      'net-exposure-portfolio': { value: '1000000000' },
      'gross-exposure-account': { value: '1000000000' },
      'net-exposure-account': { value: '1000000000' },
      'net-exposure-bot': { value: '1000000000' },
      'daily-loss-account': { value: '1000000000' },
      'daily-loss-portfolio': { value: '1000000000' },
      'max-leverage': { value: '100' },
      'max-spread': { value: '50' },
      'min-volume-24h': { value: '1000' },
      'min-top-depth': { value: '10' },
      'duplicate-window': { value: 500 },
      'cancel-fill-ratio': { value: '50' },
      'loss-streak': { value: 20 },
      'max-volatility': { value: '500', onBreach: 'resize' },
    };
    const ofBots = Object.fromEntries(this.#bots.map(({ botId }) => [botId, botLimits(names)]));
    this.#limits = new LimitBook(
      parseLimits({ version: 1, portfolio, exchanges: {}, accounts: {}, bots: ofBots, symbols: {}, overrides: [] }),
    );
    this.limitCount = Object.keys(portfolio).length + bots * Object.keys(botLimits(names)).length;
    this.#watch = new RiskWatch({ accountIds: this.#bots.map(({ accountId }) => accountId), zone: 'UTC', now: 0 });
    this.#markets = names.map((symbol, at) => {
      const price = decimal(10 + (at % 40) * 25);
      const market = {
        rules: { ...RULES, symbol, base: `C${at}` },
        price,
        reference: undefined as unknown as Reference,
      };
      this.#tick(market);
      return market;
    });
    this.#bySymbol = new Map(this.#markets.map((market) => [market.rules.symbol, market]));
    for (const [at, { accountId, botId }] of this.#bots.entries()) {
      this.#watch.beginEquity(accountId, decimal('200000'));
      for (const { rules, price } of this.#marketsOf(at)) {
        const quantity = this.#units(20, '1');
        const cost = ((quantity * price) / 10n ** 18n) as Decimal;
        const money = { quantity, cost, realised: ZERO, unexplained: ZERO };
        this.#watch.setPosition(accountId, botId, rules.symbol, money, '');
      }
    }
  }

  /** The markets a bot trades on: some of all, other ones for other bots. */
  #marketsOf(bot: number): readonly BenchMarket[] {
    const all = this.#markets;
    return Array.from({ length: SYMBOLS_OF_A_BOT }, (_, at) => all[(bot * 7 + at) % all.length] as BenchMarket);
  }

  /** Something happens between decisions: time goes on, a price comes, an order is made up. */
  next(): OrderIntent {
    this.#nowMs += 5;
    const ticking = this.#markets[this.#ticked % this.#markets.length];
    this.#ticked += 1;
    if (ticking !== undefined) this.#tick(ticking);
    const random = this.#random;
    const at = Math.floor(random() * this.#bots.length);
    const bot = this.#bots[at] as BenchBot;
    const market = this.#marketsOf(at)[Math.floor(random() * SYMBOLS_OF_A_BOT)] as BenchMarket;
    const isMarket = random() < 0.1;
    const away = BigInt(9_850 + Math.floor(random() * 300));
    const price = ((((market.price * away) / 10_000n) as bigint) -
      (((market.price * away) / 10_000n) % decimal('0.01'))) as Decimal;
    this.#names += 1;
    const { botId, accountId } = bot;
    // No spread: each object that one makes has a shape of its own here, and reading it would be what is measured.
    return {
      botId,
      accountId,
      botOrderId: `o-${this.#names}`,
      symbol: market.rules.symbol,
      side: random() < 0.6 ? 'buy' : 'sell',
      type: isMarket ? 'market' : 'limit',
      price: isMarket ? undefined : price,
      stopPrice: undefined,
      quantity: (decimal('0.1') + this.#units(60, '0.01')) as Decimal,
      timeInForce: 'GTC',
      reduceOnly: false,
    };
  }

  /** One full decision. */
  decide(intent: OrderIntent): Evaluation {
    return evaluate(intent, this.snapshot(intent));
  }

  /** What that decision knows. */
  snapshot(intent: OrderIntent): RiskSnapshot {
    const nowMs = this.#nowMs;
    const { accountId, botId, symbol } = intent;
    const limits = this.#limits.resolve({ exchange: 'binance', accountId, botId, symbol }, nowMs);
    const seen = this.#watch.look(intent, limits, nowMs, nowMs);
    const { buys, sells } = this.#watch.working(accountId, symbol);
    const market = this.#bySymbol.get(symbol);
    return {
      tradingState: 'ACTIVE',
      isAccountLocked: false,
      stage: 'paper',
      environment: 'paper',
      limits,
      rules: market?.rules,
      reference: market?.reference,
      now: nowMs,
      nowMonotonicMs: nowMs,
      position: seen.cell?.position,
      workingBuys: buys,
      workingSells: sells,
      availableBase: AVAILABLE,
      availableQuote: AVAILABLE,
      availableMargin: undefined,
      leverage: undefined,
      isNameTaken: false,
      watched: seen,
    };
  }

  /** What follows a decision: meters count it, and now and then an order stands on the book for a while. */
  after(intent: OrderIntent, { verdict }: Evaluation): void {
    if (verdict === 'deny') return;
    const { accountId, botId, symbol } = intent;
    const limits = this.#limits.resolve({ exchange: 'binance', accountId, botId, symbol }, this.#nowMs);
    if (this.#watch.noteAdmitted(intent, limits, this.#nowMs)) this.#watch.rearm(accountId, botId);
  }

  #tick(market: BenchMarket): void {
    const moved = BigInt(9_995 + Math.floor(this.#random() * 11));
    market.price = (((market.price * moved) / 10_000n / 10n ** 15n) * 10n ** 15n) as Decimal;
    const half = (market.price / 4_000n) as Decimal;
    market.reference = {
      symbol: market.rules.symbol,
      bid: (market.price - half) as Decimal,
      ask: (market.price + half) as Decimal,
      last: market.price,
      bidQuantity: decimal('100'),
      askQuantity: decimal('100'),
      volume24h: decimal('1000000'),
      receivedMonotonicMs: this.#nowMs,
      exchangeTime: this.#nowMs,
    };
    this.#watch.onReference(market.reference, this.#nowMs);
  }

  #units(most: number, unit: string): Decimal {
    return (BigInt(Math.floor(this.#random() * most)) * decimal(unit)) as Decimal;
  }
}

const AVAILABLE = decimal('100000');
