import type { MarketHost, QuotedMarket } from '../engine/market';
import {
  type Distortion,
  distortionFor,
  frozenView,
  liveView,
  type MarketView,
  type PriceFault,
  UNDISTORTED,
} from './market-view';

/** What the exchange tells the world about its markets, with the price faults applied. */
export class Publication {
  readonly #engine: MarketHost;
  #fault: PriceFault;
  #only: readonly string[] | undefined;
  #views = new Map<string, MarketView>();
  #distortions = new Map<string, Distortion>();

  constructor(engine: MarketHost) {
    this.#engine = engine;
    this.#build();
  }

  /** While true nothing about markets is sent on streams. */
  get isStale(): boolean {
    return this.#fault === 'stale';
  }

  view(symbol: string): MarketView | undefined {
    return this.#views.get(symbol);
  }

  get symbols(): readonly string[] {
    return this.#engine.symbols;
  }

  distortion(symbol: string): Distortion {
    return this.#distortions.get(symbol) ?? UNDISTORTED;
  }

  /** Changes the price fault, of `only` these markets where they are named. `beforeChange` sees each market still under the old one. */
  setFault(
    fault: PriceFault,
    only: readonly string[] | undefined,
    beforeChange: (market: QuotedMarket, old: Distortion) => void,
  ): void {
    if (fault === this.#fault && only === this.#only) return;
    for (const symbol of this.#engine.symbols) {
      const market = this.#engine.market(symbol);
      if (market !== undefined) beforeChange(market, this.distortion(symbol));
    }
    this.#fault = fault;
    this.#only = only;
    this.#build();
  }

  #build(): void {
    for (const symbol of this.#engine.symbols) {
      const market = this.#engine.market(symbol);
      if (market === undefined) continue;
      const isMeant = this.#only?.includes(symbol) ?? true;
      const distortion = isMeant ? distortionFor(this.#fault, market) : UNDISTORTED;
      this.#distortions.set(symbol, distortion);
      this.#views.set(
        symbol,
        this.#fault === 'stale' ? frozenView(market, this.#engine.now) : liveView(market, distortion),
      );
    }
  }
}
