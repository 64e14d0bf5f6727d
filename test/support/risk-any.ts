/* Arbitraries of everything that the gate's types allow, sane or not. */
import fc from 'fast-check';
import { type Decimal, decimal } from '#shared/model/decimal';
import type { LimitValue, ResolvedLimits } from '#shared/model/limit-values';
import { LIMIT_IDS, type LimitId, limitDefinition } from '#shared/model/limits';
import type { MarketRules, Reference } from '#shared/model/market';
import { ORDER_TYPES, type OrderIntent } from '#shared/model/order';
import type { OperatingHours } from '#shared/model/zoned-time';
import type { RiskSnapshot, Watched } from '../../electron/domains/risk/index';
import { type LimitChange, resolved, SYMBOL } from './risk-world';

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
  type: fc.constantFrom(...ORDER_TYPES),
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
