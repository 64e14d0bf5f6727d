import { decimal, ZERO } from '#shared/model/decimal';
import { type LimitValue, NO_LIMITS, type ResolvedLimit, type ResolvedLimits } from '#shared/model/limit-values';
import type { LimitId } from '#shared/model/limits';
import type { MarketRules, Reference } from '#shared/model/market';
import { ORDER_TYPES, type OrderIntent } from '#shared/model/order';
import type { RiskSnapshot, ScopeExposure, ScopeLoss, Watched } from '../../electron/domains/risk/index';

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
  minQuantity: decimal('0.0001'),
  maxQuantity: decimal('100'),
  minNotional: decimal('5'),
  maxNotional: decimal('9000000'),
};

/** Bid 9,999, ask 10,000: round numbers to reckon with. */
export const REFERENCE: Reference = {
  symbol: SYMBOL,
  bid: decimal('9999'),
  ask: decimal('10000'),
  last: decimal('9999.5'),
  bidQuantity: decimal('2'),
  askQuantity: decimal('2'),
  volume24h: decimal('50000000'),
  receivedMonotonicMs: 1_000,
  exchangeTime: 0,
};

/** What a test may write for a limit: its value, a value that resizes, `null` for not watched, undefined for missing. */
export type LimitChange = {
  readonly [K in LimitId]?: LimitValue<K> | { readonly resize: LimitValue<K> } | null | undefined;
};

const isResize = (value: unknown): value is { readonly resize: LimitValue } =>
  typeof value === 'object' && value !== null && 'resize' in value;

/** Resolved limits, all set at the bot; those not named are missing. */
export function resolved(values: LimitChange): ResolvedLimits {
  const limits: Record<string, ResolvedLimit | undefined> = { ...NO_LIMITS };
  for (const [id, given] of Object.entries(values)) {
    if (given === undefined) continue;
    const value = given === null ? undefined : isResize(given) ? given.resize : given;
    limits[id] = {
      value: value as LimitValue,
      onBreach: isResize(given) ? 'resize' : 'deny',
      level: 'bot',
      key: 'grid-1',
      overrideId: undefined,
      unwatchedReason: given === null ? 'a test says so' : '',
    };
  }
  return limits as unknown as ResolvedLimits;
}

const WIDE = decimal('9e9');
const WORDS = { types: ORDER_TYPES, times: ['GTC', 'IOC', 'FOK'] };

/** Every limit, the five that the small world is about tight, the others wide. */
export const LIMIT_VALUES = {
  'symbol-allowlist': new Set([SYMBOL, 'ETH/USDT']),
  'order-types': new Set(WORDS.types),
  'times-in-force': new Set(WORDS.times),
  'operating-hours': null,
  'max-order-quantity': WIDE,
  'max-order-notional': decimal('1000'),
  'max-position': decimal('6000'),
  'gross-exposure-bot': WIDE,
  'gross-exposure-account': WIDE,
  'gross-exposure-portfolio': WIDE,
  'net-exposure-bot': WIDE,
  'net-exposure-account': WIDE,
  'net-exposure-portfolio': WIDE,
  'max-leverage': decimal('125'),
  'price-collar': decimal('100'),
  'reference-max-age': 3_000,
  'reference-jump': 2,
  'max-spread': decimal('10000'),
  'min-volume-24h': decimal('1'),
  'min-top-depth': decimal('1'),
  'orders-per-second': 1_000,
  'orders-per-minute': 60_000,
  'orders-per-day': 1_000_000,
  'messages-per-second': 1_000,
  'cancel-fill-ratio': decimal('1000'),
  'repeat-executions': 1_000,
  'repeat-window': 60_000,
  'duplicate-window': 1,
  'stacked-orders': 200,
  'daily-loss-bot': WIDE,
  'daily-loss-account': WIDE,
  'daily-loss-portfolio': WIDE,
  'drawdown-bot': decimal('100'),
  'drawdown-account': decimal('100'),
  'drawdown-portfolio': decimal('100'),
  'loss-streak': 1_000,
  'worst-case-move': decimal('100'),
  'max-volatility': decimal('100000'),
} as const satisfies LimitChange;

export const LIMITS: ResolvedLimits = resolved(LIMIT_VALUES);

/** The small world's limits with some of them changed. */
export const limitsWith = (change: LimitChange): ResolvedLimits => resolved({ ...LIMIT_VALUES, ...change });

/** A bot that holds nothing, has lost nothing and has sent nothing, with a million of equity. */
export const watched = (change: Partial<Watched> = {}): Watched => {
  const exposure: ScopeExposure = { gross: ZERO, netLong: ZERO, netShort: ZERO };
  const loss: ScopeLoss = { dayLoss: ZERO, equity: decimal('1000000'), peak: decimal('1000000'), lossStreak: 0 };
  return {
    cell: {
      position: ZERO,
      workingBuys: ZERO,
      workingSells: ZERO,
      longest: ZERO,
      deepestShort: ZERO,
      mark: decimal('10000'),
      worst: ZERO,
    },
    exposure: { bot: exposure, account: exposure, portfolio: exposure },
    loss: { bot: loss, account: loss, portfolio: loss },
    ordersInSecond: 0,
    ordersInMinute: 0,
    ordersInDay: 0,
    messagesInSecond: 0,
    cancelsInHour: 0,
    fillsInHour: 0,
    sameInWindow: 0,
    sameAgeMs: undefined,
    isCutOff: false,
    stackedOrders: 0,
    ownOppositePrice: undefined,
    jump: 1,
    volatilityBps: decimal('10'),
    ...change,
  };
};

/** A snapshot in which `order()` is allowed with room on every side. */
export const snapshot = (change: Partial<RiskSnapshot> = {}): RiskSnapshot => ({
  tradingState: 'ACTIVE',
  isAccountLocked: false,
  stage: 'paper',
  environment: 'paper',
  limits: LIMITS,
  rules: RULES,
  reference: REFERENCE,
  now: Date.UTC(2026, 0, 1, 12),
  nowMonotonicMs: 1_500,
  position: ZERO,
  workingBuys: ZERO,
  workingSells: ZERO,
  availableBase: decimal('1'),
  availableQuote: decimal('10000'),
  availableMargin: undefined,
  leverage: undefined,
  isNameTaken: false,
  watched: watched(),
  ...change,
});

/** BTC/USDT:USDT, a perpetual of 0.001 BTC a contract; whole contracts, 20 times leverage, brackets at 50,000 and 250,000. */
export const PERPETUAL: MarketRules = {
  ...RULES,
  symbol: 'BTC/USDT:USDT',
  stepSize: decimal('1'),
  minQuantity: decimal('1'),
  maxQuantity: decimal('100000'),
  contract: {
    settle: 'USDT',
    contractSize: decimal('0.001'),
    maxLeverage: decimal('20'),
    brackets: [
      { notionalCap: decimal('50000'), maxLeverage: decimal('20'), maintenanceRate: decimal('0.004') },
      { notionalCap: decimal('250000'), maxLeverage: decimal('10'), maintenanceRate: decimal('0.005') },
    ],
  },
};

/** A snapshot on the perpetual with 1,000 of margin at 5 times, in which `contracts()` is allowed. */
export const perpetual = (change: Partial<RiskSnapshot> = {}): RiskSnapshot =>
  snapshot({
    rules: PERPETUAL,
    limits: limitsWith({ 'symbol-allowlist': new Set([PERPETUAL.symbol]) }),
    availableBase: undefined,
    availableQuote: undefined,
    availableMargin: decimal('1000'),
    leverage: decimal('5'),
    ...change,
  });

/** A limit buy of 10 contracts (0.01 BTC) at 9,990. */
export const contracts = (change: Partial<OrderIntent> = {}): OrderIntent =>
  order({ symbol: PERPETUAL.symbol, quantity: decimal('10'), ...change });

/** A limit buy of 0.01 at 9,990. */
export const order = (change: Partial<OrderIntent> = {}): OrderIntent => ({
  botId: 'grid-1',
  accountId: 'sub-1',
  botOrderId: 'b-1',
  symbol: SYMBOL,
  side: 'buy',
  type: 'limit',
  quantity: decimal('0.01'),
  price: decimal('9990'),
  stopPrice: undefined,
  timeInForce: 'GTC',
  reduceOnly: false,
  ...change,
});
