import { isRaw, type Raw } from './binance/raw';
import type { Pace, Quiet } from './cancel-plan';
import type { CancelAnswer, CancelTrouble } from './cancel-port';
import { type Redact, redactor } from './redact';
import { failureOf, orTimeOut, VenueError } from './venue-error';
import { type SocketPool, VenueHttp } from './venue-http';

/** A request before it is signed. */
export interface PlainRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query?: string;
  readonly body?: string;
  readonly isSigned: boolean;
}

/** What an exchange said, as far as a canceller has to know it. `done` hands on the answer. */
export type Reading =
  | { readonly kind: 'done' }
  /** It did nothing and wants quiet. */
  | { readonly kind: 'limited'; readonly quiet: Quiet; readonly message: string }
  /** The key may not do this, or is no key. */
  | { readonly kind: 'refused'; readonly message: string }
  /** It knows no such working order. */
  | { readonly kind: 'unknown-order'; readonly message: string }
  /** The request's time was not right for it. */
  | { readonly kind: 'clock'; readonly message: string }
  | { readonly kind: 'again'; readonly message: string };

export interface SignedCallerOptions {
  readonly pool: SocketPool;
  /** Where it lives: `https://api.kraken.com`. Nothing else is ever talked to. */
  readonly base: string;
  readonly secrets: readonly string[];
  readonly pace: Pace;
  /** `POST /0/private/CancelAll` and so on: no other request is ever written. */
  readonly allowed: ReadonlySet<string>;
  /** Paths that cancel: those are told to `onCancelWritten` in the tick in which they are written. */
  readonly cancels: ReadonlySet<string>;
  readonly onCancelWritten: () => void;
  /** Headers of a signed request. */
  readonly sign: (request: PlainRequest) => Readonly<Record<string, string>>;
  readonly read: (status: number, body: Raw, header: (name: string) => string | undefined) => Reading;
  /** Called when the exchange refused a request for its time; then the request is worth trying again. */
  readonly onClock?: () => Promise<void>;
}

/** Thrown for every answer but `done`. */
export class ReadingError extends Error {
  readonly reading: Exclude<Reading, { kind: 'done' }>;
  constructor(reading: Exclude<Reading, { kind: 'done' }>) {
    super(reading.message);
    this.name = 'ReadingError';
    this.reading = reading;
  }
}

/** A request that was given up keeps its socket at most this long. */
const SOCKET_LIMIT_MS = 10_000;

/**
 * Asks an exchange by requests signed here: no library stands between a halt and its exchange, so none has to be loaded for it, and
 * the paper exchange checks that what is signed here is what ccxt signs. Paced, redacted, on warm sockets, and never repeated.
 */
export class SignedCaller {
  readonly #options: SignedCallerOptions;
  readonly #http: VenueHttp;
  readonly #redact: Redact;
  #keepAliveMs: number | undefined;

  constructor(options: SignedCallerOptions) {
    this.#options = options;
    this.#redact = redactor(options.secrets);
    this.#http = new VenueHttp({
      pool: options.pool,
      origins: new Set([new URL(options.base).origin]),
      timeoutMs: () => SOCKET_LIMIT_MS,
      mayWrite: (method, path) => options.allowed.has(`${method} ${path}`),
      onWritten: (_method, path) => {
        if (options.cancels.has(path)) options.onCancelWritten();
      },
      onAnswer: (headers) => {
        const hint = /timeout=(\d+)/.exec(String(headers['keep-alive'] ?? ''))?.[1];
        if (hint !== undefined) this.#keepAliveMs = Number(hint) * 1_000;
      },
    });
  }

  readonly keepAliveMs = (): number | undefined => this.#keepAliveMs;

  /** One request, made when it may go (nonces and times are of that moment); its answer as an object. Rejects with a VenueError or a ReadingError. */
  async call(planned: string, request: () => PlainRequest, limitMs: number, orders = 0): Promise<Raw> {
    const ended = await this.#options.pace.start(planned, orders);
    let quiet: Quiet | undefined;
    try {
      return await orTimeOut(this.#send(request()), limitMs);
    } catch (thrown) {
      if (thrown instanceof ReadingError && thrown.reading.kind === 'limited') quiet = thrown.reading.quiet;
      throw thrown;
    } finally {
      ended(quiet);
    }
  }

  async #send(request: PlainRequest): Promise<Raw> {
    const { base, sign, read } = this.#options;
    const query = request.query === undefined || request.query === '' ? '' : `?${request.query}`;
    const response = await this.#http.send(`${base}${request.path}${query}`, {
      method: request.method,
      headers: {
        ...(request.isSigned ? sign(request) : {}),
        ...(request.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(request.body)) }),
      },
      body: request.body,
    });
    const body = parsed(await response.text());
    const header = (name: string): string | undefined => {
      const value = response.headers[name];
      return typeof value === 'string' ? value : undefined;
    };
    const reading = read(response.status, body ?? {}, header);
    if (reading.kind !== 'done') throw new ReadingError(reading);
    if (body === undefined) throw new VenueError({ kind: 'no-answer', message: 'unreadable answer' });
    return body;
  }

  /** What `work` comes to, and every failure as trouble in redacted words. What it cannot read it answers as undefined. */
  async answered<T>(work: () => Promise<T | undefined>): Promise<CancelAnswer<T>> {
    try {
      const value = await work();
      if (value !== undefined) return { ok: true, value };
      return trouble('again', 'the answer could not be read');
    } catch (thrown) {
      if (!(thrown instanceof ReadingError)) {
        const failure = failureOf(thrown);
        const message = failure.kind === 'answered' ? failure.exchangeMessage : failure.message;
        return trouble('again', this.#redact(message));
      }
      const { reading } = thrown;
      if (reading.kind === 'clock') await this.#options.onClock?.().catch(() => undefined);
      const waitMs = reading.kind === 'limited' ? reading.quiet.ms : 0;
      return trouble(reading.kind === 'refused' ? 'refused' : 'again', this.#redact(reading.message), waitMs);
    }
  }
}

const trouble = (kind: CancelTrouble['kind'], message: string, waitMs = 0): CancelAnswer<never> => ({
  ok: false,
  error: { kind, waitMs, message },
});

function parsed(text: string): Raw | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRaw(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Nothing, when the exchange said that it knows no such order; any other failure stays one. */
export function noneIfUnknown(thrown: unknown): readonly never[] {
  if (thrown instanceof ReadingError && thrown.reading.kind === 'unknown-order') return [];
  throw thrown;
}
