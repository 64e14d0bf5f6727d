import { type Decimal, decimal } from '#shared/model/decimal';
import { PAPER_SYMBOLS, type SymbolSpec } from '../symbols';
import { type Bracket, bracketsOf } from './margin';

/** One USDT perpetual: filters as on USD-M in 2025 (exchangeInfo), brackets in the shape of leverageBracket. */
export interface PerpSpec extends SymbolSpec {
  readonly brackets: readonly Bracket[];
  /** Liquidation clearance fee, a fraction of what is liquidated. */
  readonly liquidationFee: Decimal;
  /** PERCENT_PRICE: a limit price may be this many times the mark price. */
  readonly multiplierUp: Decimal;
  readonly multiplierDown: Decimal;
  /** Mark prices are multiples of this: fine enough, and position × mark stays within 8 decimals. */
  readonly markStep: Decimal;
}

interface Row {
  readonly tick: string;
  readonly step: string;
  readonly maxQuantity: string;
  readonly maxMarketQuantity: string;
  readonly minNotional: string;
  readonly liquidationFee: string;
  readonly multiplier: readonly [up: string, down: string];
  /** The ladder's grid, in ticks of the perpetual. */
  readonly gridTicks: number;
  readonly brackets: ReadonlyArray<readonly [number, string, string]>;
}

const BTC_BRACKETS = [
  [125, '300000', '0.004'],
  [100, '800000', '0.005'],
  [75, '3000000', '0.0065'],
  [50, '12000000', '0.01'],
  [25, '70000000', '0.02'],
  [20, '100000000', '0.025'],
  [10, '230000000', '0.05'],
  [5, '480000000', '0.1'],
  [4, '600000000', '0.125'],
  [3, '800000000', '0.15'],
  [2, '1200000000', '0.25'],
  [1, '1800000000', '0.5'],
] as const;

/** Smaller coins: half the leverage, a tenth of the notional. */
const ALT_BRACKETS = [
  [75, '30000', '0.005'],
  [50, '90000', '0.0065'],
  [40, '400000', '0.01'],
  [25, '1500000', '0.02'],
  [20, '3000000', '0.025'],
  [10, '15000000', '0.05'],
  [5, '30000000', '0.1'],
  [4, '37500000', '0.125'],
  [2, '75000000', '0.25'],
  [1, '150000000', '0.5'],
] as const;

const alt = (row: Pick<Row, 'tick' | 'step' | 'maxQuantity' | 'maxMarketQuantity' | 'gridTicks'>): Row => ({
  ...row,
  minNotional: '5',
  liquidationFee: '0.015',
  multiplier: ['1.1', '0.9'],
  brackets: ALT_BRACKETS,
});

const ROWS: Readonly<Record<string, Row>> = {
  BTCUSDT: {
    tick: '0.1',
    step: '0.001',
    maxQuantity: '1000',
    maxMarketQuantity: '120',
    minNotional: '100',
    liquidationFee: '0.0125',
    multiplier: ['1.05', '0.95'],
    gridTicks: 10,
    brackets: BTC_BRACKETS,
  },
  ETHUSDT: {
    tick: '0.01',
    step: '0.001',
    maxQuantity: '10000',
    maxMarketQuantity: '2000',
    minNotional: '20',
    liquidationFee: '0.0125',
    multiplier: ['1.05', '0.95'],
    gridTicks: 6,
    brackets: BTC_BRACKETS,
  },
  SOLUSDT: alt({ tick: '0.01', step: '0.01', maxQuantity: '100000', maxMarketQuantity: '5000', gridTicks: 1 }),
  BNBUSDT: alt({ tick: '0.01', step: '0.01', maxQuantity: '10000', maxMarketQuantity: '2000', gridTicks: 2 }),
  XRPUSDT: alt({ tick: '0.0001', step: '0.1', maxQuantity: '10000000', maxMarketQuantity: '2000000', gridTicks: 1 }),
  DOGEUSDT: alt({ tick: '0.00001', step: '1', maxQuantity: '50000000', maxMarketQuantity: '30000000', gridTicks: 1 }),
};

function perpOf(spot: SymbolSpec, row: Row): PerpSpec {
  const tick = decimal(row.tick);
  const [up, down] = row.multiplier.map(decimal) as [Decimal, Decimal];
  return {
    ...spot,
    tickSize: tick,
    minPrice: tick,
    stepSize: decimal(row.step),
    minQuantity: decimal(row.step),
    maxQuantity: decimal(row.maxQuantity),
    maxMarketQuantity: decimal(row.maxMarketQuantity),
    minNotional: decimal(row.minNotional),
    maxStopOrders: 10,
    model: { ...spot.model, gridTicks: row.gridTicks },
    brackets: bracketsOf(row.brackets),
    liquidationFee: decimal(row.liquidationFee),
    multiplierUp: up,
    multiplierDown: down,
    markStep: (tick / 100n) as Decimal,
  };
}

/** The perpetual of each spot market that has one. */
export const perpSpecOf = (symbol: string): PerpSpec | undefined => {
  const spot = PAPER_SYMBOLS.find((spec) => spec.id === symbol);
  const row = ROWS[symbol];
  return spot === undefined || row === undefined ? undefined : perpOf(spot, row);
};
