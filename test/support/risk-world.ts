import fc from 'fast-check';
import { abs, add, type Decimal, decimal, mul, neg, sub, ZERO } from '#shared/model/decimal';
import { type LimitValue, NO_LIMITS, type ResolvedLimit, type ResolvedLimits } from '#shared/model/limit-values';
import { LIMIT_IDS, type LimitId, limitDefinition } from '#shared/model/limits';
import type { MarketRules, Reference } from '#shared/model/market';
import type { OrderIntent } from '#shared/model/order';
import type { OperatingHours } from '#shared/model/zoned-time';
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
const WORDS = { types: ['limit', 'market', 'stop-limit', 'post-only'], times: ['GTC', 'IOC', 'FOK'] };

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

/** Any decimal the type allows: huge, tiny, negative, zero. */
export const anyDecimal: fc.Arbitrary<Decimal> = fc.oneof(
  fc.constantFrom('0', '1', '-1', '0.01', '0.00001', '5', '9999', '10000', '1000000').map(decimal),
  fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }).map((value) => value as Decimal),
  fc.bigInt({ min: -1_000n, max: 1_000n }).map((value) => value as Decimal),
);
const anyNumber = fc.oneof(fc.integer({ min: -10, max: 100_000 }), fc.double());
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });
const anySymbol = fc.constantFrom(SYMBOL, 'ETH/USDT', 'DOGE/BTC', '', 'constructor');

export const anyIntent: fc.Arbitrary<OrderIntent> = fc.record({
  botId: fc.string(),
  accountId: fc.string(),
  botOrderId: fc.string(),
  symbol: anySymbol,
  side: fc.constantFrom('buy' as const, 'sell' as const),
  type: fc.constantFrom('limit' as const, 'market' as const, 'stop-limit' as const, 'post-only' as const),
  quantity: anyDecimal,
  price: maybe(anyDecimal),
  stopPrice: maybe(anyDecimal),
  timeInForce: fc.constantFrom('GTC' as const, 'IOC' as const, 'FOK' as const),
  reduceOnly: fc.boolean(),
});

const anyContract = fc.record({
  settle: fc.constantFrom('USDT', ''),
  contractSize: anyDecimal,
  maxLeverage: anyDecimal,
  brackets: fc.array(fc.record({ notionalCap: anyDecimal, maxLeverage: anyDecimal, maintenanceRate: anyDecimal }), {
    maxLength: 2,
  }),
});

const anyRules: fc.Arbitrary<MarketRules> = fc.record(
  {
    symbol: anySymbol,
    base: fc.constantFrom('BTC', 'ETH', ''),
    quote: fc.constantFrom('USDT', ''),
    isTrading: fc.boolean(),
    tickSize: anyDecimal,
    minPrice: anyDecimal,
    maxPrice: anyDecimal,
    stepSize: anyDecimal,
    minQuantity: anyDecimal,
    maxQuantity: anyDecimal,
    minNotional: anyDecimal,
    maxNotional: maybe(anyDecimal),
    contract: anyContract,
  },
  {
    requiredKeys: [
      'symbol',
      'base',
      'quote',
      'isTrading',
      'tickSize',
      'minPrice',
      'maxPrice',
      'stepSize',
      'minQuantity',
      'maxQuantity',
      'minNotional',
      'maxNotional',
    ],
  },
);

const anyReference: fc.Arbitrary<Reference> = fc.record(
  {
    symbol: anySymbol,
    bid: anyDecimal,
    ask: anyDecimal,
    last: anyDecimal,
    bidQuantity: anyDecimal,
    askQuantity: anyDecimal,
    volume24h: anyDecimal,
    receivedMonotonicMs: anyNumber,
    exchangeTime: fc.nat(),
  },
  { requiredKeys: ['symbol', 'bid', 'ask', 'last', 'receivedMonotonicMs', 'exchangeTime'] },
);

/** By day in Berlin, on two days. */
export const HOURS: OperatingHours = {
  zone: 'Europe/Berlin',
  windows: [{ days: ['mon', 'thu'], fromMinute: 480, toMinute: 1_320 }],
};

/** Any value that the type of the limit allows, sane or not. */
function anyValue(id: LimitId): fc.Arbitrary<LimitValue> {
  const { kind, words = [] } = limitDefinition(id);
  if (kind === 'decimal') return anyDecimal;
  if (kind === 'number') return anyNumber;
  if (kind === 'hours') return fc.constantFrom([], [HOURS], [{ ...HOURS, zone: 'No/Where' }]);
  if (kind === 'symbols') return fc.array(anySymbol, { maxLength: 3 }).map((list) => new Set(list));
  return fc.subarray([...words]).map((list) => new Set(list));
}

export const anyLimits: fc.Arbitrary<ResolvedLimits> = fc
  .tuple(
    ...LIMIT_IDS.map((id) =>
      fc.option(
        fc.oneof(
          anyValue(id),
          anyValue(id).map((resize) => ({ resize })),
          fc.constant(null),
        ),
        {
          nil: undefined,
        },
      ),
    ),
  )
  .map((values) => resolved(Object.fromEntries(LIMIT_IDS.map((id, at) => [id, values[at]])) as LimitChange));

const anyExposure = fc.record({ gross: anyDecimal, netLong: anyDecimal, netShort: anyDecimal });
const anyLoss = fc.record({ dayLoss: anyDecimal, equity: anyDecimal, peak: anyDecimal, lossStreak: anyNumber });
const scopes = <T>(value: fc.Arbitrary<T>) =>
  fc.record({ bot: maybe(value), account: maybe(value), portfolio: maybe(value) });

const anyWatched: fc.Arbitrary<Watched> = fc.record({
  cell: maybe(
    fc.record({
      position: anyDecimal,
      workingBuys: anyDecimal,
      workingSells: anyDecimal,
      longest: anyDecimal,
      deepestShort: anyDecimal,
      mark: anyDecimal,
      worst: anyDecimal,
    }),
  ),
  exposure: scopes(anyExposure),
  loss: scopes(anyLoss),
  ordersInSecond: anyNumber,
  ordersInMinute: anyNumber,
  ordersInDay: anyNumber,
  messagesInSecond: anyNumber,
  cancelsInHour: anyNumber,
  fillsInHour: anyNumber,
  sameInWindow: anyNumber,
  sameAgeMs: maybe(anyNumber),
  isCutOff: fc.boolean(),
  stackedOrders: anyNumber,
  ownOppositePrice: maybe(anyDecimal),
  jump: maybe(anyNumber),
  volatilityBps: maybe(anyDecimal),
});

/** Everything the snapshot's types allow, sane or not. */
export const anySnapshot: fc.Arbitrary<RiskSnapshot> = fc.record({
  tradingState: fc.constantFrom('ACTIVE' as const, 'REDUCING' as const, 'HALTED' as const),
  isAccountLocked: fc.boolean(),
  stage: maybe(fc.constantFrom('draft' as const, 'paper' as const, 'limited-live' as const, 'live' as const)),
  environment: maybe(fc.constantFrom('paper' as const, 'testnet' as const, 'live' as const)),
  limits: maybe(anyLimits),
  rules: maybe(anyRules),
  reference: maybe(anyReference),
  now: anyNumber,
  nowMonotonicMs: anyNumber,
  position: maybe(anyDecimal),
  workingBuys: anyDecimal,
  workingSells: anyDecimal,
  availableBase: maybe(anyDecimal),
  availableQuote: maybe(anyDecimal),
  availableMargin: maybe(anyDecimal),
  leverage: maybe(anyDecimal),
  isNameTaken: fc.boolean(),
  watched: maybe(anyWatched),
});

export const between = (from: number, to: number, scale: string): fc.Arbitrary<Decimal> =>
  fc.integer({ min: from, max: to }).map((steps) => (BigInt(steps) * decimal(scale)) as Decimal);

/** Orders and snapshots near the limits, so that about half are allowed. */
export const likelyIntent: fc.Arbitrary<OrderIntent> = fc
  .record({
    side: fc.constantFrom('buy' as const, 'sell' as const),
    type: fc.constantFrom('limit' as const, 'market' as const, 'post-only' as const),
    quantity: between(1, 120, '0.001'),
    price: between(9_850, 10_150, '1'),
  })
  .map(({ side, type, quantity, price }) =>
    order({ side, type, quantity, price: type === 'market' ? undefined : price }),
  );

const orResizing = (value: fc.Arbitrary<Decimal>): fc.Arbitrary<Decimal | { readonly resize: Decimal }> =>
  fc.oneof(
    value,
    value.map((resize) => ({ resize })),
  );

/** Limits in the reach of those orders; most of those that may resize do. */
export const likelyLimits: fc.Arbitrary<LimitChange> = fc.record({
  'symbol-allowlist': fc.constantFrom(new Set([SYMBOL]), new Set([SYMBOL, 'ETH/USDT'])),
  'max-order-quantity': orResizing(between(50, 500, '0.001')),
  'max-order-notional': orResizing(between(300, 3_000, '1')),
  'max-position': orResizing(between(2_000, 20_000, '1')),
  'gross-exposure-bot': orResizing(between(4_000, 30_000, '1')),
  'gross-exposure-account': orResizing(between(4_000, 30_000, '1')),
  'gross-exposure-portfolio': orResizing(between(4_000, 30_000, '1')),
  'net-exposure-bot': orResizing(between(4_000, 30_000, '1')),
  'net-exposure-portfolio': orResizing(between(4_000, 30_000, '1')),
  'price-collar': between(80, 300, '1'),
  'reference-max-age': fc.integer({ min: 1_800, max: 5_000 }),
  'orders-per-second': fc.integer({ min: 6, max: 20 }),
  'repeat-executions': fc.integer({ min: 6, max: 20 }),
  'stacked-orders': fc.integer({ min: 2, max: 10 }),
  'daily-loss-bot': between(300, 2_000, '1'),
  'drawdown-account': between(5, 100, '1'),
  'max-volatility': orResizing(between(8, 100, '1')),
});

/** One to a few limits that make orders smaller, everything else wide. */
const resizingLimits: fc.Arbitrary<LimitChange> = fc.record(
  {
    'max-order-quantity': between(2, 80, '0.001').map((resize) => ({ resize })),
    'max-order-notional': between(10, 900, '1').map((resize) => ({ resize })),
    'max-position': between(3_000, 9_000, '1').map((resize) => ({ resize })),
    'gross-exposure-bot': between(4_000, 12_000, '1').map((resize) => ({ resize })),
    'gross-exposure-account': between(4_000, 12_000, '1').map((resize) => ({ resize })),
    'net-exposure-portfolio': between(4_000, 12_000, '1').map((resize) => ({ resize })),
    'max-volatility': between(2, 30, '1').map((resize) => ({ resize })),
  },
  { requiredKeys: [] },
);

/** A desk in which the numbers agree with each other: the bot is alone on its account, with a few other positions. */
export const likelySnapshot: fc.Arbitrary<RiskSnapshot> = fc
  .record({
    position: between(60, 700, '0.001'),
    workingBuys: between(0, 100, '0.001'),
    workingSells: between(0, 60, '0.001'),
    availableBase: between(100, 900, '0.001'),
    availableQuote: between(800, 5_000, '1'),
    nowMonotonicMs: fc.integer({ min: 1_000, max: 3_000 }),
    others: between(0, 3_000, '1'),
    dayLoss: between(-500, 300, '1'),
    count: fc.integer({ min: 0, max: 6 }),
    volatilityBps: between(1, 30, '1'),
    limits: fc.oneof(likelyLimits, resizingLimits),
  })
  .map(({ limits, others, dayLoss, count, volatilityBps, ...change }) => {
    const mark = REFERENCE.ask;
    const { position, workingBuys, workingSells } = change;
    const [longest, shortest] = [add(position, workingBuys), sub(position, workingSells)];
    const worst = mul(longest > -shortest ? longest : neg(shortest), mark);
    const exposure: ScopeExposure = {
      gross: add(worst, others),
      netLong: add(mul(longest, mark), others),
      netShort: neg(add(mul(shortest, mark), others)),
    };
    const loss: ScopeLoss = {
      dayLoss,
      equity: decimal('20000'),
      peak: add(decimal('20500'), abs(dayLoss)),
      lossStreak: 0,
    };
    return snapshot({
      ...change,
      limits: limitsWith(limits),
      watched: watched({
        cell: { position, workingBuys, workingSells, longest, deepestShort: neg(shortest), mark, worst },
        exposure: { bot: exposure, account: exposure, portfolio: exposure },
        loss: { bot: loss, account: loss, portfolio: loss },
        ordersInSecond: count,
        sameInWindow: count,
        stackedOrders: count % 3,
        volatilityBps,
      }),
    });
  });
