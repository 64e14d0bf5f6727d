import fc from 'fast-check';
import { type Decimal, decimal, ZERO } from '#shared/model/decimal';
import type { BotLimits } from '#shared/model/limits';
import type { MarketRules, Reference } from '#shared/model/market';
import type { OrderIntent } from '#shared/model/order';
import type { RiskSnapshot } from '../../electron/domains/risk/index';

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
  receivedMonotonicMs: 1_000,
  exchangeTime: 0,
};

export const LIMITS: BotLimits = {
  symbolAllowlist: [SYMBOL, 'ETH/USDT'],
  maxOrderNotional: decimal('1000'),
  maxPositionNotional: decimal('6000'),
  priceCollarBps: 100,
  referenceMaxAgeMs: 3_000,
};

/** A snapshot in which `order()` is allowed with room on every side. */
export const snapshot = (change: Partial<RiskSnapshot> = {}): RiskSnapshot => ({
  tradingState: 'ACTIVE',
  limits: LIMITS,
  rules: RULES,
  reference: REFERENCE,
  nowMonotonicMs: 1_500,
  position: ZERO,
  workingBuys: ZERO,
  workingSells: ZERO,
  availableBase: decimal('1'),
  availableQuote: decimal('10000'),
  isNameTaken: false,
  ...change,
});

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
});

const anyRules: fc.Arbitrary<MarketRules> = fc.record({
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
});

const anyReference: fc.Arbitrary<Reference> = fc.record({
  symbol: anySymbol,
  bid: anyDecimal,
  ask: anyDecimal,
  last: anyDecimal,
  receivedMonotonicMs: anyNumber,
  exchangeTime: fc.nat(),
});

export const anyLimits: fc.Arbitrary<BotLimits> = fc.record({
  symbolAllowlist: maybe(fc.array(anySymbol, { maxLength: 3 })),
  maxOrderNotional: maybe(anyDecimal),
  maxPositionNotional: maybe(anyDecimal),
  priceCollarBps: maybe(anyNumber),
  referenceMaxAgeMs: maybe(anyNumber),
});

/** Everything the snapshot's types allow, sane or not. */
export const anySnapshot: fc.Arbitrary<RiskSnapshot> = fc.record({
  tradingState: fc.constantFrom('ACTIVE' as const, 'REDUCING' as const, 'HALTED' as const),
  limits: maybe(anyLimits),
  rules: maybe(anyRules),
  reference: maybe(anyReference),
  nowMonotonicMs: anyNumber,
  position: maybe(anyDecimal),
  workingBuys: anyDecimal,
  workingSells: anyDecimal,
  availableBase: maybe(anyDecimal),
  availableQuote: maybe(anyDecimal),
  isNameTaken: fc.boolean(),
});

const between = (from: number, to: number, scale: string): fc.Arbitrary<Decimal> =>
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

export const likelySnapshot: fc.Arbitrary<RiskSnapshot> = fc
  .record({
    position: between(0, 700, '0.001'),
    workingBuys: between(0, 100, '0.001'),
    workingSells: between(0, 100, '0.001'),
    availableBase: between(0, 700, '0.001'),
    availableQuote: between(0, 3_000, '1'),
    nowMonotonicMs: fc.integer({ min: 1_000, max: 4_500 }),
    limits: fc.record({
      symbolAllowlist: fc.constantFrom([SYMBOL], [SYMBOL, 'ETH/USDT']),
      maxOrderNotional: between(100, 1_500, '1'),
      maxPositionNotional: between(500, 9_000, '1'),
      priceCollarBps: fc.integer({ min: 1, max: 300 }),
      referenceMaxAgeMs: fc.integer({ min: 100, max: 5_000 }),
    }),
  })
  .map((change) => snapshot(change));
