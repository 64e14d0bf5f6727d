import type { Decimal } from '#shared/model/decimal';
import type { UtcMs } from '#shared/model/time';
import { aggregate } from '../engine/intervals';
import type { MarketHost, QuotedMarket } from '../engine/market';
import type { PublicTrade, Side } from '../engine/types';
import { DepthDiff } from './depth-diff';
import type { Distortion, MarketView } from './market-view';
import type { Publication } from './publication';
import type { StreamDialect } from './stream-dialect';
import type { StreamKind } from './stream-names';
import * as payload from './stream-payloads';

/** Someone who follows streams. `wrapped`: gets `{"stream":…,"data":…}` (combined streams). */
export interface Follower {
  readonly wrapped: boolean;
  send(text: string): void;
}

interface Feed {
  readonly name: string;
  readonly kind: StreamKind;
  readonly followers: Set<Follower>;
  /** For book tickers: what was sent last, by symbol. */
  readonly lastSent: Map<string, string>;
  lastOpenTime: UtcMs;
}

interface Diffs {
  readonly fast: DepthDiff;
  readonly slow: DepthDiff;
}

/** Market data streams: each event is made once and sent to all who follow it. */
export class Streams {
  readonly #engine: MarketHost;
  readonly #dialect: StreamDialect;
  readonly #publication: Publication;
  readonly #feeds = new Map<string, Feed>();
  readonly #diffs = new Map<string, Diffs>();

  constructor(engine: MarketHost, publication: Publication, dialect: StreamDialect) {
    this.#engine = engine;
    this.#dialect = dialect;
    this.#publication = publication;
    for (const symbol of engine.symbols) {
      const market = engine.market(symbol);
      if (market !== undefined) this.#diffs.set(symbol, { fast: new DepthDiff(market), slow: new DepthDiff(market) });
    }
  }

  /** What a stream name asks for; undefined when there is no such stream here. */
  kindOf(name: string): StreamKind | undefined {
    return this.#dialect.parse(name, this.#engine.symbols);
  }

  follow(name: string, kind: StreamKind, follower: Follower): void {
    const followers = new Set<Follower>();
    const feed = this.#feeds.get(name) ?? { name, kind, followers, lastSent: new Map(), lastOpenTime: 0 };
    feed.followers.add(follower);
    this.#feeds.set(name, feed);
  }

  unfollow(name: string, follower: Follower): void {
    const feed = this.#feeds.get(name);
    feed?.followers.delete(follower);
    if (feed?.followers.size === 0) this.#feeds.delete(name);
  }

  levelChanged(symbol: string, side: Side, price: Decimal): void {
    const diffs = this.#diffs.get(symbol);
    diffs?.fast.levelChanged(side, price);
    diffs?.slow.levelChanged(side, price);
  }

  trade(symbol: string, trade: PublicTrade): void {
    if (this.#publication.isStale) return;
    const lower = symbol.toLowerCase();
    const price = this.#publication.distortion(symbol).traded(trade.price);
    const feed = this.#feeds.get(`${lower}@trade`);
    if (feed !== undefined) send(feed, this.#dialect.trade(symbol, trade, price));
    const aggregated = this.#feeds.get(`${lower}@aggTrade`);
    if (aggregated !== undefined) send(aggregated, this.#dialect.aggTrade(symbol, trade, price));
  }

  /** To be called for each market before its published prices change by a fault. */
  republish(market: QuotedMarket, old: Distortion): void {
    const diffs = this.#diffs.get(market.spec.id);
    market.book.updateId += 1;
    diffs?.fast.republish(old);
    diffs?.slow.republish(old);
  }

  /** Each 100 ms of exchange time. */
  fastTick(now: UtcMs): void {
    this.#tick(now, 100);
  }

  /** Each second of exchange time. */
  slowTick(now: UtcMs): void {
    this.#tick(now, 1_000);
  }

  /** Sends an event of the engine to whoever follows one of these names. */
  event(names: readonly string[], event: object): void {
    if (this.#publication.isStale) return;
    for (const name of names) {
      const feed = this.#feeds.get(name);
      if (feed !== undefined) send(feed, event);
    }
  }

  /** Best bid and ask, as soon as they change (Binance: real time). */
  bookTickers(now: UtcMs): void {
    if (this.#publication.isStale) return;
    for (const feed of this.#feeds.values()) {
      if (feed.kind.kind === 'bookTicker') this.#sendTouch(feed, feed.kind.symbol, now);
      if (feed.kind.kind === 'allBookTickers')
        for (const symbol of this.#engine.symbols) this.#sendTouch(feed, symbol, now);
    }
  }

  #sendTouch(feed: Feed, symbol: string, now: UtcMs): void {
    const view = this.#publication.view(symbol);
    if (view === undefined) return;
    const touch = JSON.stringify([view.levels('BUY', 1), view.levels('SELL', 1)].flat(2).map(String));
    if (touch === feed.lastSent.get(symbol)) return;
    feed.lastSent.set(symbol, touch);
    send(feed, this.#dialect.bookTicker(view, now));
  }

  #tick(now: UtcMs, everyMs: 100 | 1_000): void {
    if (this.#publication.isStale) return;
    for (const [symbol, diffs] of this.#diffs) this.#sendDepth(symbol, diffs, everyMs, now);
    for (const feed of this.#feeds.values()) this.#sendPeriodic(feed, everyMs, now);
  }

  #sendDepth(symbol: string, diffs: Diffs, everyMs: 100 | 1_000, now: UtcMs): void {
    const event = (everyMs === 100 ? diffs.fast : diffs.slow).flush(this.#publication.distortion(symbol), now);
    if (event === undefined) return;
    const lower = symbol.toLowerCase();
    for (const name of this.#dialect.depthNames[everyMs]) {
      const feed = this.#feeds.get(`${lower}@${name}`);
      if (feed !== undefined) send(feed, this.#dialect.depth(event));
    }
  }

  #sendPeriodic(feed: Feed, everyMs: 100 | 1_000, now: UtcMs): void {
    const { kind } = feed;
    if (kind.kind === 'partialDepth') {
      const view = this.#publication.view(kind.symbol);
      if (view !== undefined && kind.everyMs === everyMs)
        send(feed, this.#dialect.partialDepth(view, kind.levels, now));
      return;
    }
    if (everyMs !== 1_000) return;
    if (kind.kind === 'ticker' || kind.kind === 'miniTicker') {
      const view = this.#publication.view(kind.symbol);
      if (view !== undefined)
        send(feed, kind.kind === 'ticker' ? this.#dialect.ticker(view, now) : payload.miniTickerEvent(view, now));
    } else if (kind.kind === 'allTickers') {
      send(
        feed,
        this.#views().map((view) => this.#dialect.ticker(view, now)),
      );
    } else if (kind.kind === 'allMiniTickers') {
      send(
        feed,
        this.#views().map((view) => payload.miniTickerEvent(view, now)),
      );
    } else if (kind.kind === 'kline') {
      this.#sendKline(feed, kind.symbol, kind.interval, now);
    } else if (kind.kind === 'markPrice') {
      send(feed, this.#dialect.markPrice(kind.symbol, now));
    } else if (kind.kind === 'allMarkPrices') {
      send(
        feed,
        this.#engine.symbols.map((symbol) => this.#dialect.markPrice(symbol, now)),
      );
    }
  }

  /** The candle in progress each second; when a new one began, the finished one first, marked closed. */
  #sendKline(feed: Feed, symbol: string, interval: string, now: UtcMs): void {
    const view = this.#publication.view(symbol);
    if (view === undefined) return;
    const [previous, current] = aggregate(view.minutes.slice(interval === '1m' ? -2 : 0), interval).slice(-2);
    const newest = current ?? previous;
    if (newest === undefined) return;
    if (current !== undefined && previous !== undefined && feed.lastOpenTime === previous.openTime) {
      send(feed, payload.klineEvent(symbol, interval, previous, true, now));
    }
    feed.lastOpenTime = newest.openTime;
    send(feed, payload.klineEvent(symbol, interval, newest, false, now));
  }

  #views(): MarketView[] {
    return this.#engine.symbols.flatMap((symbol) => this.#publication.view(symbol) ?? []);
  }
}

function send(feed: Feed, event: object): void {
  const raw = JSON.stringify(event);
  let wrapped: string | undefined;
  for (const follower of feed.followers) {
    if (follower.wrapped) {
      wrapped ??= `{"stream":"${feed.name}","data":${raw}}`;
      follower.send(wrapped);
    } else {
      follower.send(raw);
    }
  }
}
