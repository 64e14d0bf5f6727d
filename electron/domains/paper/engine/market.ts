import { ZERO } from '#shared/model/decimal';
import { Book, type BookView } from './book';
import { Liquidity, type MarketAccess } from './liquidity';
import type { PricePath } from './market-model';
import { createRandom } from './random';
import type { SymbolSpec } from './symbols';
import type { Candle } from './tape';
import { Tape } from './tape';
import type { EngineSink, Order } from './types';

/** Whoever has markets: the spot engine, the perpetual engine. */
export interface MarketHost {
  readonly now: number;
  readonly symbols: readonly string[];
  market(symbol: string): QuotedMarket | undefined;
}

/** A market, spot or perpetual, as the world is told about it. */
export interface QuotedMarket {
  readonly spec: SymbolSpec;
  readonly book: BookView;
  readonly tape: Tape;
}

/** One symbol: its rules, book, tape, the orders that wait for a trigger, and what moves it. */
export interface Market extends QuotedMarket {
  readonly book: Book;
  readonly path: PricePath;
  readonly waitingStops: Set<Order>;
  liquidity: Liquidity;
}

export interface MarketSource {
  readonly spec: SymbolSpec;
  readonly path: PricePath;
  readonly history: readonly Candle[];
}

/** Builds a market; `access` lends the synthetic participants the engine's own order handling. */
export function openMarket(
  source: MarketSource,
  seed: number,
  startAt: number,
  sink: EngineSink,
  access: (market: Market) => Omit<MarketAccess, 'book'>,
): Market {
  const { spec, path, history } = source;
  const book = new Book(startAt, (side, price) => sink.levelChanged(spec.id, side, price));
  const tape = new Tape(startAt, history);
  const market = { spec, book, tape, path, waitingStops: new Set<Order>() } as Omit<Market, 'liquidity'> as Market;
  market.liquidity = new Liquidity(spec, createRandom(seed, `${spec.id}/liquidity`), { book, ...access(market) });
  if (tape.last === ZERO) throw new Error(`no first price for ${spec.id}`);
  return market;
}
