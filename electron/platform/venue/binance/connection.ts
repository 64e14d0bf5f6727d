import type { default as CcxtBinance, CcxtClient } from 'ccxt-binance';
import type { Credential } from '#shared/model/account';
import type { Redact } from '../redact';
import { failureOf, VenueError } from '../venue-error';
import type { VenueHttp, VenueRequest } from '../venue-http';
import { retryAfterOf } from './codes';
import { isRaw, type Raw } from './raw';

/** Raw stream messages, in the order in which the exchange sent them. */
export interface StreamTap {
  readonly onExecutionReport?: (raw: unknown) => void;
  readonly onAccountPosition?: (raw: unknown) => void;
  readonly onBookTicker?: (raw: unknown) => void;
  readonly onTrade?: (raw: unknown) => void;
  /** Mark price and funding rate; perpetuals only. */
  readonly onMarkPrice?: (raw: unknown) => void;
  /** What the account's stream says besides orders and money: leverage set, margin call; perpetuals only. */
  readonly onAccountNotice?: (raw: unknown) => void;
  /** Request weight that an address may use in a minute, as `exchangeInfo` tells it. */
  readonly onWeightLimit?: (limit: number) => void;
}

export interface BinanceOptions {
  /** Taken as `urls.api`, in full: ccxt's own live endpoints are not kept for what it leaves out. */
  readonly urls: Readonly<Record<string, unknown>>;
  /** Null for public data. */
  readonly credential: Credential | null;
  readonly http: VenueHttp;
  readonly redact: Redact;
  readonly tap?: StreamTap;
}

export type Parameters = Readonly<Record<string, string | number | boolean>>;

/** A request that is made and must not be written before `mayGo` says true; `gone` when it has ended one way or the other. */
interface Held {
  readonly mayGo: Promise<boolean>;
  readonly gone: Promise<void>;
}

/** REST calls of the spot API as ccxt names them. */
export type SpotCall =
  | 'publicGetPing'
  | 'publicGetTime'
  | 'publicGetKlines'
  | 'publicGetTicker24hr'
  | 'privateGetAccount'
  | 'privateGetOpenOrders'
  | 'privateGetOrder'
  | 'privateGetMyTrades'
  | 'privatePostOrder'
  | 'privateDeleteOrder'
  | 'privateDeleteOpenOrders';

/** REST calls of the USD-M futures API as ccxt names them. The version is in the name only where it is not the first. */
export type UsdmCall =
  | 'fapiPublicGetPing'
  | 'fapiPublicGetTime'
  | 'fapiPublicGetKlines'
  | 'fapiPublicGetTicker24hr'
  | 'fapiPublicGetPremiumIndex'
  | 'fapiPrivateV3GetAccount'
  | 'fapiPrivateV3GetPositionRisk'
  | 'fapiPrivateGetSymbolConfig'
  | 'fapiPrivateGetLeverageBracket'
  | 'fapiPrivateGetOpenOrders'
  | 'fapiPrivateGetOpenAlgoOrders'
  | 'fapiPrivateGetAllOrders'
  | 'fapiPrivateGetAllAlgoOrders'
  | 'fapiPrivateGetOrder'
  | 'fapiPrivateGetAlgoOrder'
  | 'fapiPrivateGetUserTrades'
  | 'fapiPrivateGetIncome'
  | 'fapiPrivatePostOrder'
  | 'fapiPrivatePostLeverage'
  | 'fapiPrivatePostMarginType'
  | 'fapiPrivatePostListenKey'
  | 'fapiPrivatePutListenKey'
  | 'fapiPrivatePostCountdownCancelAll'
  | 'fapiPrivateDeleteOrder'
  | 'fapiPrivateDeleteAlgoOrder'
  | 'fapiPrivateDeleteAllOpenOrders'
  | 'fapiPrivateDeleteAlgoOpenOrders';

export type RestCall = SpotCall | UsdmCall;

/** What one connection can do, whichever of Binance's exchanges it speaks to. */
export interface BinanceConnection {
  /** Loads what ccxt loads lazily, so that the first order does not pay for it. */
  prepare(): Promise<void>;
  /**
   * One REST call, one HTTP request. Rejects with a VenueError whose text is redacted. With `mayGo`, for an order alone, the request
   * is signed and given its connection at once, and written only when that says true.
   */
  rest(call: RestCall, parameters?: Parameters, mayGo?: Promise<boolean>): Promise<unknown>;
  /**
   * Local minus exchange clock in milliseconds: of three requests, the one with the shortest round trip, since half of
   * that is the error. Signed requests are stamped by it afterwards.
   */
  measureClockSkew(): Promise<number>;
  useClockSkew(skewMs: number): void;
  /** The markets of these symbols with the exchange's own description, and by the way what ccxt needs for its streams. */
  readMarkets(symbols: readonly string[]): Promise<Readonly<Record<string, { readonly info: unknown }>>>;
  /**
   * Opens the account's own stream: one subscription that carries orders, fills and balances. Resolves when the exchange
   * confirmed it, with a promise that rejects when the connection is lost. Rejects when it cannot be opened.
   */
  openUserData(): Promise<{ readonly lost: Promise<never> }>;
  /** Opens the symbols' price streams; the markets must be loaded. Rejects when any of them is lost. */
  openMarketData(symbols: readonly string[]): { readonly lost: Promise<never> };
  /** Ends all streams at once, without waiting for the other side's farewell; whoever waits on `lost` is told. */
  dropStreams(why: string): void;
}

/** Milliseconds within which the exchange must have received a signed request, or refuse it. Binance's own default. */
const RECEIVE_WINDOW_MS = 5_000;
/** WebSocket ping; a connection whose pongs stay away for twice this is dropped. */
const STREAM_PING_MS = 5_000;

/** In what the exchanges differ before anything is asked. */
export interface ConnectionKind {
  readonly options: Readonly<Record<string, unknown>>;
  readonly timeCall: RestCall;
}

/**
 * ccxt's Binance, as it is, with our transport under it and its raw messages handed on before it makes floats of them.
 * Its rate limiter is off (it would hold an order back past a halt) and it never retries. Spot and USD-M are made from it.
 */
export const connectionOn = (Base: typeof CcxtBinance, kind: ConnectionKind) =>
  class Connection extends Base {
    readonly tap: StreamTap;
    readonly #redact: Redact;
    /** Orders whose request is made and must not be written yet, until it has ended one way or the other. */
    readonly #held = new Map<Parameters[string], Held>();

    constructor(options: BinanceOptions) {
      super({
        ...(options.credential === null
          ? {}
          : { apiKey: options.credential.apiKey, secret: options.credential.secret }),
        enableRateLimit: false,
        // Our transport has time limits of its own and says what became of the request; ccxt's must never come first.
        timeout: 120_000,
        streaming: { keepAlive: STREAM_PING_MS },
        options: {
          ...kind.options,
          fetchCurrencies: false,
          fetchMargins: false,
          recvWindow: RECEIVE_WINDOW_MS,
          maxRetriesOnFailure: 0,
          // We back off ourselves, with jitter.
          ws: { backoff: { base: 0, max: 0 } },
        },
      });
      this.#redact = options.redact;
      this.tap = options.tap ?? {};
      this.urls = { ...this.urls, api: options.urls, test: {}, demo: {} };
      const { http } = options;
      this.fetchImplementation = (url: string, request: VenueRequest) => http.send(url, request, this.#heldBy(request));
      this.log = () => undefined;
    }

    /** Loads what ccxt loads lazily, so that the first order does not pay for it. */
    async prepare(): Promise<void> {
      await this.loadHttpProxyAgent();
      await this.loadFetchImplementation();
    }

    /**
     * One REST call, one HTTP request. Rejects with a VenueError whose text is redacted. With `mayGo`, for an order alone, the request
     * is signed and given its connection at once, and written only when that says true.
     */
    async rest(call: RestCall, parameters: Parameters = {}, mayGo?: Promise<boolean>): Promise<unknown> {
      const clientOrderId = parameters.newClientOrderId;
      // A held request of the same order that was given up must be seen to be gone before another is made.
      for (let held = this.#heldOf(clientOrderId); held !== undefined; held = this.#heldOf(clientOrderId))
        await held.gone;
      if (mayGo === undefined || clientOrderId === undefined) return this.#call(call, parameters);
      let tellGone = (): void => undefined;
      const gone = new Promise<void>((resolve) => {
        tellGone = resolve;
      });
      // Held before the call is made: its request must never be met without its hold.
      this.#held.set(clientOrderId, { mayGo, gone });
      try {
        return await this.#call(call, parameters);
      } finally {
        this.#held.delete(clientOrderId);
        tellGone();
      }
    }

    #heldOf(clientOrderId: Parameters[string] | undefined): Held | undefined {
      return clientOrderId === undefined ? undefined : this.#held.get(clientOrderId);
    }

    async #call(call: RestCall, parameters: Parameters): Promise<unknown> {
      const method = (this as unknown as Record<RestCall, (sent: Parameters) => Promise<unknown>>)[call];
      try {
        return await method.call(this, { ...parameters });
      } catch (thrown) {
        throw this.redacted(thrown);
      }
    }

    /** What a request has to wait for before it is written: the order in it tells. */
    #heldBy({ body }: VenueRequest): Promise<boolean> | undefined {
      if (this.#held.size === 0 || body === undefined) return undefined;
      const clientOrderId = /(?:^|&)newClientOrderId=([^&]+)/.exec(body)?.[1];
      return clientOrderId === undefined ? undefined : this.#held.get(clientOrderId)?.mayGo;
    }

    /**
     * Local minus exchange clock in milliseconds: of three requests, the one with the shortest round trip, since half of
     * that is the error. Signed requests are stamped by it afterwards.
     */
    async measureClockSkew(): Promise<number> {
      let best: { readonly skewMs: number; readonly roundTripMs: number } | undefined;
      for (let count = 0; count < 3; count += 1) {
        const before = Date.now();
        const answer = await this.rest(kind.timeCall);
        const after = Date.now();
        const serverTime = isRaw(answer) ? Number(answer.serverTime) : Number.NaN;
        if (!Number.isFinite(serverTime)) throw new VenueError({ kind: 'no-answer', message: 'no time in the answer' });
        const roundTripMs = after - before;
        if (best !== undefined && best.roundTripMs <= roundTripMs) continue;
        best = { skewMs: Math.round((before + after) / 2 - serverTime), roundTripMs };
      }
      const skewMs = best?.skewMs ?? 0;
      this.useClockSkew(skewMs);
      return skewMs;
    }

    useClockSkew(skewMs: number): void {
      this.options.timeDifference = skewMs;
    }

    /** Ends all streams at once, without waiting for the other side's farewell; whoever waits on `lost` is told. */
    dropStreams(why: string): void {
      for (const client of Object.values(this.clients ?? {})) this.end(client, why);
    }

    /** Every error answer, REST or stream, by its status and raw code; ccxt's classes are not used. */
    override handleErrors(
      status: number,
      reason: string,
      _url: string,
      _method: string,
      headers: Record<string, string>,
      body: string,
      response: unknown,
    ): unknown {
      const raw: Raw = isRaw(response) ? response : {};
      const code = Number(raw.code ?? Number.NaN);
      const exchangeCode = Number.isSafeInteger(code) && code < 0 ? code : null;
      if (status >= 200 && status < 300 && exchangeCode === null) {
        // An empty or broken body under 200 is no answer: an order may stand behind it.
        if (response === undefined || response === null)
          throw new VenueError({ kind: 'no-answer', message: 'unreadable answer' });
        if (Array.isArray(raw.rateLimits)) this.#tellWeightLimit(raw.rateLimits);
        return undefined;
      }
      const text = typeof raw.msg === 'string' ? raw.msg : `${status} ${reason || body.slice(0, 80)}`;
      const retryAfterMs = retryAfterOf(headers['Retry-After'], text, Date.now());
      throw new VenueError({
        kind: 'answered',
        status,
        exchangeCode,
        exchangeMessage: this.#redact(text),
        retryAfterMs,
      });
    }

    override handleOrderUpdate(_client: CcxtClient, message: unknown): void {
      this.tap.onExecutionReport?.(message);
    }

    override handleBalance(_client: CcxtClient, message: unknown): void {
      this.tap.onAccountPosition?.(message);
    }

    override handleBidsAsks(_client: CcxtClient, message: unknown): void {
      this.tap.onBookTicker?.(message);
    }

    override handleTrade(_client: CcxtClient, message: unknown): void {
      this.tap.onTrade?.(message);
    }

    // ccxt only forgets the subscription here: whoever waits for orders would wait for ever on a silent connection.
    override handleEventStreamTerminated(client: CcxtClient): void {
      this.end(client, 'the exchange ended the account stream');
    }

    /** Ends one stream at once; whoever waits on it is told why. */
    end(client: CcxtClient, why: string): void {
      client.onError(new Error(why));
      client.connection?.terminate?.();
    }

    #tellWeightLimit(limits: readonly unknown[]): void {
      for (const one of limits) {
        const isWeight = isRaw(one) && one.rateLimitType === 'REQUEST_WEIGHT' && one.interval === 'MINUTE';
        if (isWeight && Number(one.limit) > 0) this.tap.onWeightLimit?.(Number(one.limit));
      }
    }

    /** Rejects when the stream that is watched ends, for whatever reason; never resolves. */
    untilLost(watching: Promise<unknown>): Promise<never> {
      const lost = watching.then(
        () => {
          throw new VenueError({ kind: 'no-answer', message: 'the stream ended' });
        },
        (thrown) => {
          throw this.redacted(thrown);
        },
      );
      lost.catch(() => undefined);
      return lost;
    }

    redacted(thrown: unknown): VenueError {
      if (!(thrown instanceof VenueError)) {
        const message = thrown instanceof Error ? thrown.message : 'the stream was refused';
        return new VenueError({ kind: 'no-answer', message: this.#redact(message) });
      }
      const failure = failureOf(thrown);
      if (failure.kind === 'answered') return thrown;
      return new VenueError({ ...failure, message: this.#redact(failure.message) });
    }
  };

/** Every `scheme://host:port` that `urls.api` names for REST. */
export function restOrigins(urls: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const addresses = Object.values(urls).filter((value): value is string => typeof value === 'string');
  return new Set(addresses.map((address) => new URL(address).origin));
}
