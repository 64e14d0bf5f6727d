import { add, type Decimal, div, max, min, mul, ZERO } from '#shared/model/decimal';
import type { UtcMs } from '#shared/model/time';
import type { PublicTrade } from './types';

export const MINUTE_MS = 60_000;
const KEEP_TRADES = 2_000;
const KEEP_MINUTES = 4_320;
const DAY_MINUTES = 1_440;

/** One minute of trading, in exchange time. */
export interface Candle {
  readonly openTime: UtcMs;
  open: Decimal;
  high: Decimal;
  low: Decimal;
  close: Decimal;
  volume: Decimal;
  quoteVolume: Decimal;
  trades: number;
  takerBuyVolume: Decimal;
  takerBuyQuote: Decimal;
  firstTradeId: number;
  lastTradeId: number;
}

/** The last 24 hours, as Binance's 24hr ticker tells them. */
export interface DayStats {
  readonly open: Decimal;
  readonly high: Decimal;
  readonly low: Decimal;
  readonly volume: Decimal;
  readonly quoteVolume: Decimal;
  readonly trades: number;
  readonly openTime: UtcMs;
  readonly firstTradeId: number;
  readonly lastTradeId: number;
}

/** Public trades of one symbol and what is computed from them: minutes, the day, the 5 minute average. */
export class Tape {
  last: Decimal = ZERO;
  lastQuantity: Decimal = ZERO;
  #nextTradeId: number;
  readonly #trades: PublicTrade[] = [];
  readonly #minutes: Candle[] = [];

  constructor(firstTradeId: number, history: readonly Candle[]) {
    this.#nextTradeId = firstTradeId;
    this.#minutes.push(...history);
    this.last = history.at(-1)?.close ?? ZERO;
  }

  get minutes(): readonly Candle[] {
    return this.#minutes;
  }

  get trades(): readonly PublicTrade[] {
    return this.#trades;
  }

  print(price: Decimal, quantity: Decimal, time: UtcMs, isBuyerMaker: boolean): PublicTrade {
    const trade: PublicTrade = { id: this.#nextTradeId, price, quantity, time, isBuyerMaker };
    this.#nextTradeId += 1;
    this.last = price;
    this.lastQuantity = quantity;
    this.#trades.push(trade);
    if (this.#trades.length > KEEP_TRADES * 2) this.#trades.splice(0, KEEP_TRADES);
    this.#count(trade);
    return trade;
  }

  /** Quote volume over base volume of the last five minutes, the average Binance's price and notional filters use. */
  averagePrice(): Decimal {
    let volume = ZERO;
    let quote = ZERO;
    for (const candle of this.#minutes.slice(-5)) {
      volume = add(volume, candle.volume);
      quote = add(quote, candle.quoteVolume);
    }
    return volume === ZERO ? this.last : div(quote, volume);
  }

  day(now: UtcMs): DayStats {
    const from = now - DAY_MINUTES * MINUTE_MS;
    const minutes = this.#minutes.slice(-DAY_MINUTES).filter((candle) => candle.openTime >= from);
    const first = minutes[0];
    if (first === undefined) {
      const price = this.last;
      return {
        open: price,
        high: price,
        low: price,
        volume: ZERO,
        quoteVolume: ZERO,
        trades: 0,
        openTime: from,
        firstTradeId: -1,
        lastTradeId: -1,
      };
    }
    let { high, low } = first;
    let volume = ZERO;
    let quoteVolume = ZERO;
    let trades = 0;
    for (const candle of minutes) {
      high = max(high, candle.high);
      low = min(low, candle.low);
      volume = add(volume, candle.volume);
      quoteVolume = add(quoteVolume, candle.quoteVolume);
      trades += candle.trades;
    }
    const lastTradeId = minutes.at(-1)?.lastTradeId ?? -1;
    return {
      open: first.open,
      high,
      low,
      volume,
      quoteVolume,
      trades,
      openTime: first.openTime,
      firstTradeId: first.firstTradeId,
      lastTradeId,
    };
  }

  #count(trade: PublicTrade): void {
    const openTime = trade.time - (trade.time % MINUTE_MS);
    const quote = mul(trade.price, trade.quantity);
    let candle = this.#minutes.at(-1);
    if (candle === undefined || candle.openTime < openTime) {
      candle = emptyCandle(openTime, trade.price, trade.id);
      this.#minutes.push(candle);
      if (this.#minutes.length > KEEP_MINUTES * 1.2) this.#minutes.splice(0, this.#minutes.length - KEEP_MINUTES);
    }
    candle.high = max(candle.high, trade.price);
    candle.low = min(candle.low, trade.price);
    candle.close = trade.price;
    candle.volume = add(candle.volume, trade.quantity);
    candle.quoteVolume = add(candle.quoteVolume, quote);
    candle.trades += 1;
    candle.lastTradeId = trade.id;
    if (!trade.isBuyerMaker) {
      candle.takerBuyVolume = add(candle.takerBuyVolume, trade.quantity);
      candle.takerBuyQuote = add(candle.takerBuyQuote, quote);
    }
  }
}

export function emptyCandle(openTime: UtcMs, price: Decimal, tradeId: number): Candle {
  return {
    openTime,
    open: price,
    high: price,
    low: price,
    close: price,
    volume: ZERO,
    quoteVolume: ZERO,
    trades: 0,
    takerBuyVolume: ZERO,
    takerBuyQuote: ZERO,
    firstTradeId: tradeId,
    lastTradeId: tradeId,
  };
}
