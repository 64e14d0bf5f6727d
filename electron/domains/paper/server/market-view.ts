import { add, type Decimal, decimal, floorTo, mul, sub, ZERO } from '#shared/model/decimal';
import type { UtcMs } from '#shared/model/time';
import type { QuotedMarket } from '../engine/market';
import type { SymbolSpec } from '../engine/symbols';
import type { Candle, DayStats } from '../engine/tape';
import type { PublicTrade, Side } from '../engine/types';

export type PriceFault = 'stale' | 'crossed' | 'absurd' | undefined;
export type LevelText = readonly [price: Decimal, quantity: Decimal];

/** One symbol as the world is told about it: prices pass through the price faults, the engine's own do not. */
export interface MarketView {
  readonly spec: SymbolSpec;
  readonly updateId: number;
  /** Best first. */
  levels(side: Side, limit: number): readonly LevelText[];
  readonly last: Decimal;
  readonly lastQuantity: Decimal;
  readonly averagePrice: Decimal;
  day(now: UtcMs): DayStats;
  readonly trades: readonly PublicTrade[];
  readonly minutes: readonly Candle[];
}

/** How published prices differ from real ones. Additive or a factor, so that distinct levels stay distinct. */
export interface Distortion {
  quote(side: Side, price: Decimal): Decimal;
  traded(price: Decimal): Decimal;
}

export const UNDISTORTED: Distortion = { quote: (_side, price) => price, traded: (price) => price };
const TEN = decimal('10');
const ABSURD: Distortion = { quote: (_side, price) => mul(price, TEN), traded: (price) => mul(price, TEN) };

/** Bids 0.5 % up and asks 0.5 % down: the best bid stands above the best ask. */
export function distortionFor(fault: PriceFault, market: QuotedMarket): Distortion {
  if (fault === 'absurd') return ABSURD;
  if (fault !== 'crossed') return UNDISTORTED;
  const shift = floorTo(mul(market.tape.last, decimal('0.005')), market.spec.tickSize);
  return { quote: (side, price) => (side === 'BUY' ? add(price, shift) : sub(price, shift)), traded: (price) => price };
}

export function liveView(market: QuotedMarket, distortion: Distortion): MarketView {
  const { book, tape, spec } = market;
  return {
    spec,
    get updateId() {
      return book.updateId;
    },
    levels: (side, limit) => topLevels(market, side, limit, distortion),
    get last() {
      return distortion.traded(tape.last);
    },
    get lastQuantity() {
      return tape.lastQuantity;
    },
    get averagePrice() {
      return distortion.traded(tape.averagePrice());
    },
    day: (now) => {
      const day = tape.day(now);
      return {
        ...day,
        open: distortion.traded(day.open),
        high: distortion.traded(day.high),
        low: distortion.traded(day.low),
      };
    },
    get trades() {
      return distortion === UNDISTORTED
        ? tape.trades
        : tape.trades.map((trade) => ({ ...trade, price: distortion.traded(trade.price) }));
    },
    get minutes() {
      return distortion === UNDISTORTED
        ? tape.minutes
        : tape.minutes.map((candle) => distortCandle(candle, distortion));
    },
  };
}

const distortCandle = (candle: Candle, { traded }: Distortion): Candle => ({
  ...candle,
  open: traded(candle.open),
  high: traded(candle.high),
  low: traded(candle.low),
  close: traded(candle.close),
});

/** What was published at this moment, kept: the fault "stale". */
export function frozenView(market: QuotedMarket, now: UtcMs): MarketView {
  const { book, tape, spec } = market;
  const bids = topLevels(market, 'BUY', Number.POSITIVE_INFINITY, UNDISTORTED);
  const asks = topLevels(market, 'SELL', Number.POSITIVE_INFINITY, UNDISTORTED);
  const day = tape.day(now);
  return {
    spec,
    updateId: book.updateId,
    levels: (side, limit) => (side === 'BUY' ? bids : asks).slice(0, limit),
    last: tape.last,
    lastQuantity: tape.lastQuantity,
    averagePrice: tape.averagePrice(),
    day: () => day,
    trades: [...tape.trades],
    minutes: tape.minutes.map((candle) => ({ ...candle })),
  };
}

function topLevels(market: QuotedMarket, side: Side, limit: number, distortion: Distortion): LevelText[] {
  const levels = market.book.levels(side);
  const top: LevelText[] = [];
  for (let i = levels.length - 1; i >= 0 && top.length < limit; i -= 1) {
    const level = levels[i];
    if (level !== undefined && level.total > ZERO) top.push([distortion.quote(side, level.price), level.total]);
  }
  return top;
}
