import { type Decimal, decimal } from '#shared/model/decimal';

/**
 * One market: the filters Binance publishes for it (values as on spot in 2025, exchangeInfo) and how the synthetic
 * market moves and fills it.
 */
export interface SymbolSpec {
  /** Binance's id: `BTCUSDT`. */
  readonly id: string;
  readonly base: string;
  readonly quote: string;
  readonly tickSize: Decimal;
  readonly minPrice: Decimal;
  readonly maxPrice: Decimal;
  readonly stepSize: Decimal;
  readonly minQuantity: Decimal;
  readonly maxQuantity: Decimal;
  /** MARKET_LOT_SIZE's upper bound; its step is 0 (LOT_SIZE's applies). */
  readonly maxMarketQuantity: Decimal;
  readonly minNotional: Decimal;
  readonly maxNotional: Decimal;
  readonly maxOrders: number;
  readonly maxStopOrders: number;
  /** PERCENT_PRICE_BY_SIDE: a price may be this many times above or below the 5 minute average, per side. */
  readonly percentPrice: {
    readonly bidUp: Decimal;
    readonly bidDown: Decimal;
    readonly askUp: Decimal;
    readonly askDown: Decimal;
  };
  readonly model: SymbolModel;
}

/** The synthetic market's own numbers, in doubles: they shape it, no balance is computed from them. */
export interface SymbolModel {
  readonly startPrice: number;
  /** Multiplies every regime's volatility; 1 gives about 0.03 % per √second. */
  readonly volatility: number;
  /** Half the usual spread, as a fraction of the price. */
  readonly halfSpread: number;
  /** Distance between neighbouring price levels of the ladder, in ticks. */
  readonly gridTicks: number;
  /** Multiplies ladder and taker sizes; 1 suits BTC. */
  readonly size: number;
}

interface Row {
  readonly base: string;
  readonly tick: string;
  readonly step: string;
  readonly maxPrice: string;
  readonly maxQuantity: string;
  readonly maxMarketQuantity: string;
  readonly model: SymbolModel;
}

const spec = (row: Row): SymbolSpec => ({
  id: `${row.base}USDT`,
  base: row.base,
  quote: 'USDT',
  tickSize: decimal(row.tick),
  minPrice: decimal(row.tick),
  maxPrice: decimal(row.maxPrice),
  stepSize: decimal(row.step),
  minQuantity: decimal(row.step),
  maxQuantity: decimal(row.maxQuantity),
  maxMarketQuantity: decimal(row.maxMarketQuantity),
  minNotional: decimal('5'),
  maxNotional: decimal('9000000'),
  maxOrders: 200,
  maxStopOrders: 5,
  percentPrice: { bidUp: decimal('5'), bidDown: decimal('0.2'), askUp: decimal('5'), askDown: decimal('0.2') },
  model: row.model,
});

const model = (startPrice: number, gridTicks: number, volatility = 1, size = 1, halfSpread = 0.00002): SymbolModel => ({
  startPrice,
  volatility,
  halfSpread,
  gridTicks,
  size,
});

/** The markets of the paper exchange. */
export const PAPER_SYMBOLS: readonly SymbolSpec[] = [
  spec({
    base: 'BTC',
    tick: '0.01',
    step: '0.00001',
    maxPrice: '1000000',
    maxQuantity: '9000',
    maxMarketQuantity: '120',
    model: model(64_000, 100),
  }),
  spec({
    base: 'ETH',
    tick: '0.01',
    step: '0.0001',
    maxPrice: '1000000',
    maxQuantity: '9000',
    maxMarketQuantity: '2500',
    model: model(3_200, 6, 1.1),
  }),
  spec({
    base: 'SOL',
    tick: '0.01',
    step: '0.001',
    maxPrice: '100000',
    maxQuantity: '90000',
    maxMarketQuantity: '20000',
    model: model(150, 1, 1.2, 0.6, 0.00004),
  }),
  spec({
    base: 'BNB',
    tick: '0.01',
    step: '0.001',
    maxPrice: '100000',
    maxQuantity: '900000',
    maxMarketQuantity: '8000',
    model: model(600, 2, 0.8, 0.5, 0.00003),
  }),
  spec({
    base: 'XRP',
    tick: '0.0001',
    step: '0.1',
    maxPrice: '10000',
    maxQuantity: '9222449',
    maxMarketQuantity: '700000',
    model: model(2.2, 1, 1.1, 0.4, 0.00005),
  }),
  spec({
    base: 'DOGE',
    tick: '0.00001',
    step: '1',
    maxPrice: '1000',
    maxQuantity: '9000000',
    maxMarketQuantity: '9000000',
    model: model(0.18, 1, 1.3, 0.3, 0.00006),
  }),
];

/** Base precision in decimals that Binance reports for every asset and in every text. */
export const ASSET_DECIMALS = 8;
