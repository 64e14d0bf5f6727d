import { type Decimal, floorTo } from '#shared/model/decimal';
import type { UtcMs } from '#shared/model/time';
import { Book } from '../book';
import { Liquidity, type MarketAccess } from '../liquidity';
import type { Market, QuotedMarket } from '../market';
import type { MarketStep } from '../market-model';
import { createRandom } from '../random';
import { type Candle, Tape } from '../tape';
import { Basis } from './basis';
import { Funding } from './funding';
import { MarkPrice, midOf } from './mark-price';
import type { PerpSpec } from './specs';
import type { FuturesSink, PerpOrder } from './types';

/** One perpetual: its own book and tape, moved by its spot market and a basis, with a mark price and a funding. */
export interface PerpMarket extends QuotedMarket {
  readonly spec: PerpSpec;
  readonly book: Book<PerpOrder>;
  readonly tape: Tape;
  readonly spot: Market;
  readonly price: MarkPrice;
  readonly funding: Funding;
  /** Moves the synthetic participants as the spot market moved. */
  move(spot: MarketStep): void;
}

export interface PerpMarketOptions {
  readonly seed: number;
  readonly startAt: UtcMs;
  readonly fundingEveryMs: number;
  readonly sink: FuturesSink;
}

/** Builds a perpetual on its spot market; its past is the spot market's, on the perpetual's tick. */
export function openPerpMarket(
  spec: PerpSpec,
  spot: Market,
  { seed, startAt, fundingEveryMs, sink }: PerpMarketOptions,
  access: Omit<MarketAccess<PerpOrder>, 'book'>,
): PerpMarket {
  const book = new Book<PerpOrder>(startAt, (side, price) => sink.levelChanged(spec.id, side, price));
  const liquidity = new Liquidity<PerpOrder>(spec, createRandom(seed, `${spec.id}/perp/liquidity`), {
    book,
    ...access,
  });
  const basis = new Basis(createRandom(seed, `${spec.id}/perp/basis`));
  const funding = new Funding(fundingEveryMs, startAt);
  const tape = new Tape(startAt, spot.tape.minutes.map(onTick(spec.tickSize)));
  return {
    spec,
    book,
    tape,
    spot,
    price: new MarkPrice(spec.markStep, spot.tape.last),
    funding,
    move: (step) => liquidity.step(basis.next(step)),
  };
}

const onTick =
  (tick: Decimal) =>
  (candle: Candle): Candle => ({
    ...candle,
    open: floorTo(candle.open, tick),
    high: floorTo(candle.high, tick),
    low: floorTo(candle.low, tick),
    close: floorTo(candle.close, tick),
  });

/** After a step: index and mark price follow, the premium is sampled. */
export function updateMark({ book, spot, tape, price, funding }: PerpMarket, now: UtcMs): void {
  const mid = midOf(book);
  price.update(midOf(spot.book), mid, tape.last, funding.carry(now));
  funding.sample(mid, price.index);
}
