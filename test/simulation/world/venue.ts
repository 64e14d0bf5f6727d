import { add, type Decimal, decimal, formatDecimal, mul, sub } from '#shared/model/decimal';
import { Engine, openAccount } from '../../../electron/domains/paper/engine/engine';
import type { PerpMarket } from '../../../electron/domains/paper/engine/futures/market';
import type { QuotedMarket } from '../../../electron/domains/paper/engine/market';
import { type PricePath, SyntheticPath } from '../../../electron/domains/paper/engine/market-model';
import { createRandom, type Random } from '../../../electron/domains/paper/engine/random';
import { outcomeUnknown, outsideRecvWindow, type Rejection } from '../../../electron/domains/paper/engine/rejections';
import { PAPER_SYMBOLS, type SymbolSpec } from '../../../electron/domains/paper/engine/symbols';
import { emptyCandle, MINUTE_MS } from '../../../electron/domains/paper/engine/tape';
import type { EngineSink } from '../../../electron/domains/paper/engine/types';
import { accountPosition, executionReport } from '../../../electron/domains/paper/server/account-payloads';
import type { IssuedKey } from '../../../electron/domains/paper/server/auth';
import type { ExchangeServices } from '../../../electron/domains/paper/server/exchange';
import { Faults } from '../../../electron/domains/paper/server/faults';
import { Params } from '../../../electron/domains/paper/server/params';
import { Publication } from '../../../electron/domains/paper/server/publication';
import { DEFAULT_LIMITS, RateLimits, spotLimits } from '../../../electron/domains/paper/server/rate-limits';
import { REST_ROUTES } from '../../../electron/domains/paper/server/routes';
import type { RestCall } from '../../../electron/platform/venue/binance/connection';
import { marketIdOf } from '../../../electron/platform/venue/binance/symbols';
import { VenueError, type VenueFailure } from '../../../electron/platform/venue/venue-error';
import { PerpExchange } from './perp-exchange';
import type { Life, VirtualTime } from './time';
import type { Trace } from './trace';
import { isPlacementCall, VENUE_ROUTES } from './venue-calls';
import type { VenueWatcher } from './watch-ports';
import { fairWeather, latencyOf, type Weather } from './weather';

/** Binance's default recvWindow: a request that arrives later than this after its stamp is refused. */
const RECEIVE_WINDOW_MS = 5_000;
/** A market step is 100 ms of market time; one each 400 ms keeps a run cheap and its prices moving. */
const TICK_MS = 400;
const SPEED = 100 / TICK_MS;
/** Makes up for the few steps of a run. */
const VOLATILITY = 8;

/** How long a stream message may be held up, and all behind it. */
const MOST_HELD_UP_MS = 500;

export interface VenueOptions {
  readonly seed: number;
  readonly time: VirtualTime;
  readonly random: Random;
  readonly trace: Trace;
  readonly watcher: VenueWatcher;
  readonly accounts: readonly string[];
  readonly symbols: readonly string[];
  readonly perpAccounts: readonly string[];
  readonly perpSymbols: readonly string[];
  readonly balances: Readonly<Record<string, string>>;
  /** Exchange clock less ours, milliseconds. */
  readonly skewMs: number;
}

export interface Price {
  readonly marketId: string;
  readonly bid: string;
  readonly ask: string;
  readonly last: string;
  readonly isPerp: boolean;
  /** Of a perpetual. */
  readonly mark?: string;
}

/** One stream to a reader. What it carries arrives late, but in the order it was sent: it is one TCP connection. */
interface Stream<T> {
  readonly life: Life;
  readonly deliver: (message: T) => void;
  /** When the last message sent arrives. */
  lastAt: number;
}

interface Follower extends Stream<unknown> {
  readonly lost: (why: string) => void;
  isOpen: boolean;
}

export interface RequestOptions {
  readonly limitMs: number;
  /** When its timestamp was set, monotonic; now when not told. */
  readonly signedAt?: number;
  /** Asked in the moment of writing to the socket. */
  readonly mayWrite?: () => boolean;
  readonly onWritten?: () => void;
}

/** The paper exchange with its real engine and its real routes, and the network between it and everybody. */
export class Venue {
  readonly engine: Engine;
  readonly weather: Weather = fairWeather();
  readonly specs: readonly SymbolSpec[];
  readonly perps: PerpExchange;
  /** The price's factor after all jumps. */
  #jumped = 1;
  readonly #options: VenueOptions;
  readonly #services: ExchangeServices;
  readonly #followers = new Map<string, Set<Follower>>();
  readonly #priceFollowers = new Set<Stream<Price>>();
  #isTicking = true;

  constructor(options: VenueOptions) {
    const { seed, time, symbols, accounts, balances, skewMs } = options;
    this.#options = options;
    this.specs = PAPER_SYMBOLS.filter(({ base, quote }) => symbols.includes(`${base}/${quote}`));
    const startAt = time.utc(skewMs);
    this.engine = new Engine({
      seed,
      startAt,
      speed: SPEED,
      sink: this.#sink(),
      markets: this.specs.map((spec) => ({
        spec,
        path: this.#pathOf(spec),
        history: [emptyCandle(startAt - (startAt % MINUTE_MS), decimal(spec.model.startPrice), 0)],
      })),
    });
    for (const name of accounts) openAccount(this.engine, name, balances);
    this.perps = new PerpExchange({
      seed,
      spot: this.engine,
      accounts: options.perpAccounts,
      marketIds: options.perpSymbols.map(marketIdOf),
      watcher: options.watcher,
      send: (account, raw) => this.#send(account, raw),
      note: (what) => this.#note(what),
    });
    this.#services = {
      engine: this.engine,
      specs: this.specs,
      publication: new Publication(this.engine),
      futures: this.perps.services,
      limits: new RateLimits(spotLimits(DEFAULT_LIMITS)),
      faults: new Faults(),
      keys: new Map(),
      now: () => this.now(),
    };
    this.engine.advance(startAt);
    time.in(TICK_MS, () => this.#tick());
  }

  /** The exchange's own clock. */
  now(): number {
    return this.#options.time.utc(this.#options.skewMs);
  }

  /** Closes the market for good: its participants do nothing any more, and only what somebody asks for happens. */
  stopMarket(): void {
    this.#isTicking = false;
    this.perps.stop();
    for (const { id } of this.specs)
      Object.assign(this.engine.market(id) ?? {}, { liquidity: { step: () => undefined } });
  }

  /** One HTTP request over the network as it is now. Rejects with a VenueError; for a process that ends, never settles. */
  request(
    life: Life,
    account: string,
    call: RestCall,
    values: Readonly<Record<string, string>>,
    { limitMs, signedAt, mayWrite, onWritten }: RequestOptions,
  ): Promise<unknown> {
    const { time, random, watcher } = this.#options;
    return new Promise((resolve, reject) => {
      let isSettled = false;
      const settle = (how: () => void): void =>
        life.run(() => {
          if (isSettled) return;
          isSettled = true;
          how();
        });
      const fail = (failure: VenueFailure): void => settle(() => reject(new VenueError(failure)));
      const silence = (ms: number): void =>
        void time.in(ms, () => fail({ kind: 'no-answer', message: 'the connection was cut' }));
      const isPlacement = isPlacementCall(call);
      const clientOrderId = values.newClientOrderId ?? (isPlacement ? values.clientAlgoId : undefined) ?? '';

      life.after(random.between(0.02, 0.4), () => {
        if (mayWrite?.() === false) return fail({ kind: 'not-sent', message: 'orders are frozen' });
        if (this.weather.refusesConnections)
          return void time.in(1, () => fail({ kind: 'not-sent', message: 'the exchange refuses the connection' }));
        onWritten?.();
        if (isPlacement) watcher.placementWritten(clientOrderId);
        life.after(limitMs, () => fail({ kind: 'no-answer', message: `no answer in ${limitMs} ms` }));
        if (random.chance(this.weather.lostBefore)) {
          this.#note(`${call} ${clientOrderId} of ${account} is lost on its way`);
          if (isPlacement) watcher.placementGone(clientOrderId);
          return silence(random.between(1, limitMs));
        }
        const stampedAt = signedAt ?? time.nowMs;
        time.in(latencyOf(this.weather, random), () => {
          const answer = this.#arrive(account, call, values, stampedAt);
          if (isPlacement) watcher.placementGone(clientOrderId);
          if (random.chance(this.weather.lostAfter)) {
            this.#note(`the answer to ${call} ${clientOrderId} of ${account} is lost`);
            return silence(random.between(1, limitMs));
          }
          time.in(latencyOf(this.weather, random), () => {
            if (answer.ok) settle(() => resolve(answer.value));
            else fail(failureOfRejection(answer.error));
          });
        });
      });
    });
  }

  /** Follows an account's stream; resolves when it is open. */
  follow(account: string, life: Life, deliver: Follower['deliver'], lost: Follower['lost']): Promise<() => void> {
    const { time, random } = this.#options;
    return new Promise((resolve, reject) => {
      time.in(latencyOf(this.weather, random) * 2, () =>
        life.run(() => {
          if (this.weather.refusesConnections)
            return reject(new VenueError({ kind: 'not-sent', message: 'the exchange refuses the connection' }));
          const follower: Follower = { life, deliver, lost, isOpen: true, lastAt: 0 };
          const followers = this.#followers.get(account) ?? new Set<Follower>();
          this.#followers.set(account, followers);
          followers.add(follower);
          resolve(() => {
            follower.isOpen = false;
            followers.delete(follower);
          });
        }),
      );
    });
  }

  /** The whole market jumps, for good: by this share of the price, signed. */
  jump(share: number): void {
    this.#jumped *= 1 + share;
    this.#note(`prices jump by ${(share * 100).toFixed(2)} %`);
  }

  #pathOf(spec: SymbolSpec): PricePath {
    const model = { ...spec.model, volatility: spec.model.volatility * VOLATILITY };
    const path = new SyntheticPath(model, createRandom(this.#options.seed, `${spec.id}/path`));
    return {
      next: () => {
        const step = path.next();
        return { ...step, fair: step.fair * this.#jumped };
      },
    };
  }

  followPrices(life: Life, deliver: (price: Price) => void): void {
    this.#priceFollowers.add({ life, deliver, lastAt: 0 });
  }

  /** Cuts an account's stream: what is on its way is lost, and its reader hears of it a while later. */
  cutStream(account: string): void {
    const { time, random } = this.#options;
    for (const follower of this.#followers.get(account) ?? []) {
      follower.isOpen = false;
      time.in(random.between(1, 2_500), () => follower.life.run(() => follower.lost('the stream was cut')));
    }
    this.#followers.get(account)?.clear();
  }

  #arrive(
    account: string,
    call: RestCall,
    values: Readonly<Record<string, string>>,
    stampedAt: number,
  ): { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: Rejection } {
    const { time, random } = this.#options;
    const refused = (error: Rejection) => {
      this.#note(
        `${call} ${values.newClientOrderId ?? values.origClientOrderId ?? values.clientAlgoId ?? ''} refused: ${error.message}`,
      );
      return { ok: false, error } as const;
    };
    if (this.weather.status !== undefined) return refused(limited(this.weather.status));
    if (time.nowMs - stampedAt > RECEIVE_WINDOW_MS && !call.endsWith('Ping')) return refused(outsideRecvWindow);
    const isUnknown = random.chance(this.weather.unknownOutcome);
    if (isUnknown && random.chance(0.5)) return refused(outcomeUnknown);
    if (random.chance(this.weather.fillDuringCancel)) this.#services.faults.set({ fillDuringCancel: { count: 1 } });
    const route = REST_ROUTES.get(VENUE_ROUTES[call] ?? '');
    if (route === undefined) throw new Error(`no route for ${call}`);
    const key = { account, canRead: true, canTradeSpot: true, canTradeFutures: true } as IssuedKey;
    const answer = route.handle({ services: this.#services, params: new Params(new Map(Object.entries(values))), key });
    this.#services.faults.set({ fillDuringCancel: { count: 0 } });
    if (isUnknown) return refused(outcomeUnknown);
    return answer.ok ? answer : refused(answer.error);
  }

  #sink(): EngineSink {
    const { watcher } = this.#options;
    return {
      order: (event) => {
        const { order, account, execution, trade } = event;
        this.#note(
          `${execution} ${order.clientOrderId} ${order.status} ${formatDecimal(order.executed)} of ${formatDecimal(order.quantity)}`,
        );
        if (execution === 'NEW' && order.time === event.at) this.#services.limits.orderPlaced(account, event.at);
        watcher.engineOrder(event);
        if (trade !== undefined) watcher.engineTrade(trade, order.clientOrderId);
        this.#send(account, executionReport(event));
      },
      rejected: () => undefined,
      balances: (account, assets, at) => {
        const held = [...this.engine.accounts.assets(account)].filter(([asset]) => assets.has(asset));
        this.#send(account, accountPosition(new Map(held), at));
      },
      trade: () => undefined,
      levelChanged: () => undefined,
      committed: () => undefined,
    };
  }

  #send(account: string, raw: { readonly e: string }): void {
    const { time, random } = this.#options;
    for (const follower of this.#followers.get(account) ?? []) {
      const copies = random.chance(this.weather.streamTwice) ? 2 : 1;
      for (let copy = 0; copy < copies; copy += 1) {
        const heldUpMs = random.chance(this.weather.streamHeldUp) ? random.next() * MOST_HELD_UP_MS : 0;
        const at = this.#inTurn(follower, heldUpMs);
        time.at(at, () => {
          if (follower.isOpen) follower.life.run(() => follower.deliver(raw));
        });
      }
    }
  }

  /** When a message sent now arrives: never before the one sent ahead of it. */
  #inTurn(stream: { lastAt: number }, heldUpMs = 0): number {
    const { time, random } = this.#options;
    stream.lastAt = Math.max(stream.lastAt, time.nowMs + latencyOf(this.weather, random) + heldUpMs);
    return stream.lastAt;
  }

  #tick(): void {
    if (!this.#isTicking) return;
    const { time } = this.#options;
    this.engine.advance(this.now());
    if (this.weather.prices !== 'stale') {
      for (const spec of this.specs) this.#publish(this.priceOf(spec));
      for (const market of this.perps.markets) this.#publish(this.perpPriceOf(market));
    }
    time.in(TICK_MS, () => this.#tick());
  }

  #publish(price: Price | undefined): void {
    const { time } = this.#options;
    if (price === undefined) return;
    for (const follower of this.#priceFollowers)
      time.at(this.#inTurn(follower), () => follower.life.run(() => follower.deliver(price)));
  }

  /** Best bid, best ask and last trade as published now, faults included. */
  priceOf(spec: SymbolSpec): Price | undefined {
    const market = this.engine.market(spec.id);
    return market === undefined ? undefined : this.#quoted(spec, market, undefined);
  }

  /** The same of a perpetual, with its mark price. */
  perpPriceOf(market: PerpMarket): Price | undefined {
    return this.#quoted(market.spec, market, market.price.mark);
  }

  #quoted(spec: SymbolSpec, { book, tape }: QuotedMarket, mark: Decimal | undefined): Price | undefined {
    const bid = book.best('BUY')?.price;
    const ask = book.best('SELL')?.price;
    if (bid === undefined || ask === undefined) return undefined;
    const { last } = tape;
    const text = (one: Decimal, other: Decimal, third: Decimal, factor = ONE): Price => ({
      marketId: spec.id,
      isPerp: mark !== undefined,
      bid: formatDecimal(one),
      ask: formatDecimal(other),
      last: formatDecimal(third),
      ...(mark === undefined ? {} : { mark: formatDecimal(mul(mark, factor)) }),
    });
    switch (this.weather.prices) {
      case 'good':
      case 'stale':
        return text(bid, ask, last);
      case 'crossed':
        return text(add(ask, spec.tickSize), sub(bid, spec.tickSize), last);
      case 'absurdly high':
        return text(mul(bid, ABSURD), mul(ask, ABSURD), last, ABSURD);
      case 'absurdly low':
        return text(mul(bid, TINY), mul(ask, TINY), last, TINY);
    }
  }

  #note(what: string): void {
    this.#options.trace.note('exchange', what);
  }
}

const ONE = decimal(1);
const ABSURD = decimal(10_000);
const TINY = decimal('0.0001');

const limited = (status: 429 | 418): Rejection => ({
  status,
  code: -1003,
  message: status === 429 ? 'Too many requests.' : 'Way too much request weight used; IP banned.',
  retryAfterS: status === 429 ? 1 : 3,
});

const failureOfRejection = ({ status, code, message, retryAfterS }: Rejection): VenueFailure => ({
  kind: 'answered',
  status,
  exchangeCode: code,
  exchangeMessage: message,
  retryAfterMs: retryAfterS === undefined ? null : retryAfterS * 1_000,
});
