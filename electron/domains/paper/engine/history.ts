import { type Decimal, mul, ZERO } from '#shared/model/decimal';
import type { UtcMs } from '#shared/model/time';
import type { Random } from './random';
import type { SymbolSpec } from './symbols';
import { type Candle, emptyCandle, MINUTE_MS } from './tape';

const MINUTES = 1_500;
const SIGMA_PER_MINUTE = 0.0012;

/**
 * Minutes before the exchange opened, so that charts and the 24 h ticker have something to show: a walk that ends at
 * `endPrice`. Nobody traded them.
 */
export function inventHistory(spec: SymbolSpec, random: Random, endPrice: number, now: UtcMs): Candle[] {
  const closes: number[] = [endPrice];
  for (let i = 0; i < MINUTES; i += 1) {
    const earlier = closes[i] as number;
    closes.push(earlier / (1 + SIGMA_PER_MINUTE * random.normal() * spec.model.volatility));
  }
  closes.reverse();
  const tick = Number(spec.tickSize) / 1e18;
  const price = (value: number): Decimal => (BigInt(Math.max(1, Math.round(value / tick))) * spec.tickSize) as Decimal;
  const firstMinute = now - (now % MINUTE_MS) - MINUTES * MINUTE_MS;
  const candles: Candle[] = [];
  for (let i = 0; i < MINUTES; i += 1) {
    const open = closes[i] as number;
    const close = closes[i + 1] as number;
    const trades = 60 + Math.floor(random.next() * 80);
    const candle = emptyCandle(firstMinute + i * MINUTE_MS, price(open), i * 200);
    candle.close = price(close);
    candle.high = price(Math.max(open, close) * (1 + random.next() * 0.0005));
    candle.low = price(Math.min(open, close) * (1 - random.next() * 0.0005));
    candle.volume = volumeOf(spec, (random.between(10_000, 60_000) * spec.model.size) / close);
    candle.quoteVolume = mul(candle.volume, candle.close);
    candle.takerBuyVolume = halfOf(candle.volume, spec);
    candle.takerBuyQuote = mul(candle.takerBuyVolume, candle.close);
    candle.trades = trades;
    candle.lastTradeId = i * 200 + trades - 1;
    candles.push(candle);
  }
  return candles;
}

function volumeOf(spec: SymbolSpec, quantity: number): Decimal {
  const step = Number(spec.stepSize) / 1e18;
  return (BigInt(Math.max(1, Math.floor(quantity / step))) * spec.stepSize) as Decimal;
}

const halfOf = (volume: Decimal, spec: SymbolSpec): Decimal => {
  const half = (volume / 2n) as Decimal;
  return half < spec.stepSize ? ZERO : ((half - (half % spec.stepSize)) as Decimal);
};
