import type { SymbolOf } from '../../../platform/venue/binance/raw';
import { amountOf, isRaw, positiveOf, type Raw, signedOf, textOf, timeOf } from '../../../platform/venue/binance/raw';
import type { ExchangeProtocol } from '../protocol';

type ReferenceMessage = ExchangeProtocol['events']['reference'];

/** At most 20 a second and symbol. */
const MIN_GAP_MS = 50;

interface Held {
  bid: string | undefined;
  ask: string | undefined;
  last: string | undefined;
  bidQuantity: string | null;
  askQuantity: string | null;
  volume24h: string | null;
  mark: string | undefined;
  fundingRate: string | null;
  nextFundingAt: number | null;
  exchangeTime: number;
  sentAt: number;
  isScheduled: boolean;
}

/**
 * Best bid, best ask and last trade of each symbol, joined and sent on at most 20 times a second and symbol, the newest
 * always last. Nothing is sent before all three are known. A value that is not a positive finite number is dropped,
 * counted, and leaves the one before it in place; a crossed book is sent as it is.
 */
export class References {
  readonly #symbolOf: SymbolOf;
  readonly #exchangeNow: () => number;
  readonly #send: (reference: ReferenceMessage) => void;
  readonly #onDropped: (count: number) => void;
  readonly #needsMark: boolean;
  readonly #held = new Map<string, Held>();

  constructor(options: {
    readonly symbolOf: SymbolOf;
    /** The exchange's clock as far as it is known: spot book tickers carry no time. */
    readonly exchangeNow: () => number;
    readonly send: (reference: ReferenceMessage) => void;
    readonly onDropped: (count: number) => void;
    /** On perpetuals: nothing is sent before the mark price is known. */
    readonly needsMark?: boolean;
  }) {
    this.#needsMark = options.needsMark ?? false;
    this.#symbolOf = options.symbolOf;
    this.#exchangeNow = options.exchangeNow;
    this.#send = options.send;
    this.#onDropped = options.onDropped;
  }

  onBookTicker(raw: unknown): void {
    this.#take(raw, { bid: 'b', ask: 'a' }, (held, book) => {
      held.exchangeTime = timeOf(book, 'T') ?? this.#exchangeNow();
      held.bidQuantity = amountOf(book, 'B') ?? null;
      held.askQuantity = amountOf(book, 'A') ?? null;
    });
  }

  /** Mark price and funding rate of a perpetual, from `markPriceUpdate` or `premiumIndex`. Age is judged by bid and ask: this is no proof of a live book. */
  onMarkPrice(raw: unknown): void {
    const marketId = isRaw(raw) ? textOf(raw, raw.s === undefined ? 'symbol' : 's') : undefined;
    const mark = isRaw(raw) ? positiveOf(raw, raw.p === undefined ? 'markPrice' : 'p') : undefined;
    if (!isRaw(raw) || marketId === undefined || mark === undefined) {
      this.#onDropped(1);
      return;
    }
    const held = this.#heldOf(this.#symbolOf(marketId));
    held.mark = mark;
    held.fundingRate = signedOf(raw, raw.r === undefined ? 'lastFundingRate' : 'r') ?? null;
    held.nextFundingAt = timeOf(raw, 'T', 'nextFundingTime') ?? null;
  }

  onTrade(raw: unknown): void {
    // On USD-M the stream also tells what did not trade in the market (insurance fund, auto-deleveraging), at price 0.
    if (isRaw(raw) && raw.X !== undefined && raw.X !== 'MARKET') return;
    this.#take(raw, { last: 'p' }, (held, trade) => {
      held.exchangeTime = timeOf(trade, 'T', 'E') ?? this.#exchangeNow();
    });
  }

  /**
   * A 24-hour ticker by REST: tells the volume, and the last trade of a market in which none has happened since. Never sent on
   * by itself: only the stream makes a price fresh.
   */
  onTicker(raw: unknown): void {
    const marketId = isRaw(raw) ? textOf(raw, 'symbol') : undefined;
    const last = isRaw(raw) ? positiveOf(raw, 'lastPrice') : undefined;
    if (marketId === undefined || last === undefined) {
      this.#onDropped(1);
      return;
    }
    const held = this.#heldOf(this.#symbolOf(marketId));
    held.last ??= last;
    held.volume24h = (isRaw(raw) ? amountOf(raw, 'quoteVolume') : undefined) ?? null;
  }

  #take(
    raw: unknown,
    keys: { readonly bid?: string; readonly ask?: string; readonly last?: string },
    takeRest: (held: Held, raw: Raw) => void,
  ): void {
    const marketId = isRaw(raw) ? textOf(raw, 's') : undefined;
    if (!isRaw(raw) || marketId === undefined) {
      this.#onDropped(1);
      return;
    }
    const values = {
      bid: keys.bid === undefined ? null : positiveOf(raw, keys.bid),
      ask: keys.ask === undefined ? null : positiveOf(raw, keys.ask),
      last: keys.last === undefined ? null : positiveOf(raw, keys.last),
    };
    const absurd = Object.values(values).filter((value) => value === undefined).length;
    if (absurd > 0) {
      this.#onDropped(absurd);
      return;
    }
    const symbol = this.#symbolOf(marketId);
    const held = this.#heldOf(symbol);
    held.bid = values.bid ?? held.bid;
    held.ask = values.ask ?? held.ask;
    held.last = values.last ?? held.last;
    takeRest(held, raw);
    this.#sendSoon(symbol, held);
  }

  #heldOf(symbol: string): Held {
    const held = this.#held.get(symbol) ?? newHeld();
    this.#held.set(symbol, held);
    return held;
  }

  #sendSoon(symbol: string, held: Held): void {
    const waitMs = held.sentAt + MIN_GAP_MS - performance.now();
    if (waitMs <= 0) this.#sendNow(symbol, held);
    else if (!held.isScheduled) {
      held.isScheduled = true;
      setTimeout(() => {
        held.isScheduled = false;
        this.#sendNow(symbol, held);
      }, waitMs);
    }
  }

  #sendNow(symbol: string, held: Held): void {
    const { bid, ask, last, mark = null, isScheduled: _, sentAt: __, ...rest } = held;
    if (bid === undefined || ask === undefined || last === undefined || (this.#needsMark && mark === null)) return;
    held.sentAt = performance.now();
    this.#send({ symbol, ...rest, bid, ask, last, mark });
  }
}

const newHeld = (): Held => ({
  bid: undefined,
  ask: undefined,
  last: undefined,
  bidQuantity: null,
  askQuantity: null,
  volume24h: null,
  mark: undefined,
  fundingRate: null,
  nextFundingAt: null,
  exchangeTime: 0,
  sentAt: Number.NEGATIVE_INFINITY,
  isScheduled: false,
});
