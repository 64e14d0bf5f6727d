import type { Credential, ExchangeId } from '#shared/model/account';
import { EXCHANGE_TIMERS, type TimerPlan } from '../exchange-timers';
import { redactor } from '../redact';
import { failureOf, VenueError, type VenueFailure } from '../venue-error';
import { type SocketPool, VenueHttp } from '../venue-http';
import { CANCEL_CALLS, type GuardAsk } from './cancel-calls';
import { holdMs, meaningOf } from './codes';
import { restOrigins } from './connection';
import { openConnection } from './open-connection';
import type { VenueOrder } from './raw-orders';
import { symbolReader } from './symbols';

/**
 * Why one request of a halt did not do its work:
 * - `again`: worth trying again at once or after `waitMs` (cut, slow, busy, limited, clock corrected).
 * - `refused`: the exchange refuses this key; trying again will hardly help.
 */
export interface CancelTrouble {
  readonly kind: 'again' | 'refused';
  readonly waitMs: number;
  /** In words, redacted. */
  readonly message: string;
}

export type CancelAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: CancelTrouble };

/** The exchange's own dead-man timer, as one account may set it. */
export interface AccountTimer {
  readonly plan: TimerPlan;
  /** Sets the timer of one symbol to `timeoutMs` from now; 0 takes it away. */
  set(symbol: string, timeoutMs: number, limitMs: number): Promise<CancelAnswer<null>>;
}

/**
 * All that the guard can do on an account: cancel, list, ask, ping, and set the exchange's own dead-man timer. There is nothing
 * here that places an order, and the transport beneath refuses every HTTP method but GET and DELETE, save for a POST to that
 * timer's address. No method ever rejects.
 */
export interface CancelOnlyPort {
  /** Cancels all working orders of one symbol; the answer names them, and is empty when there were none. */
  cancelSymbol(symbol: string, limitMs: number): Promise<CancelAnswer<readonly VenueOrder[]>>;
  /** All working orders of the account. A listing that could not be read in full is trouble, never an empty one. */
  list(limitMs: number): Promise<CancelAnswer<readonly VenueOrder[]>>;
  /** One order; undefined when the exchange does not know it. */
  query(symbol: string, clientOrderId: string, limitMs: number): Promise<CancelAnswer<VenueOrder | undefined>>;
  /** A signed request, to know that a cancel would be accepted now: key, address and clock. */
  check(limitMs: number): Promise<CancelAnswer<null>>;
  /** A public request that keeps one socket warm. */
  ping(limitMs: number): Promise<CancelAnswer<null>>;
  /** Undefined where the exchange has none. */
  readonly timer?: AccountTimer | undefined;
  /** Milliseconds for which the exchange promises to keep an idle socket; undefined when it does not say. */
  readonly keepAliveMs: () => number | undefined;
}

export interface CancelOnlyOptions {
  readonly exchange: ExchangeId;
  readonly urls: Readonly<Record<string, unknown>>;
  readonly credential: Credential;
  readonly symbols: readonly string[];
  readonly pool: SocketPool;
  /** Called in the tick in which a cancel is written to its socket. */
  readonly onCancelWritten: () => void;
}

/** A request that was given up keeps its socket at most this long. */
const SOCKET_LIMIT_MS = 10_000;

/** Opens the cancel-only side of one account. Makes no request by itself. */
export async function openCancelOnly(options: CancelOnlyOptions): Promise<CancelOnlyPort> {
  const { apiKey, secret } = options.credential;
  const calls = CANCEL_CALLS[options.exchange];
  const symbolOf = symbolReader(options.symbols, options.exchange);
  const plan = EXCHANGE_TIMERS[options.exchange];
  let keepAliveMs: number | undefined;
  const http = new VenueHttp({
    pool: options.pool,
    origins: restOrigins(options.urls),
    timeoutMs: () => SOCKET_LIMIT_MS,
    mayWrite: (method, path) => method === 'GET' || method === 'DELETE' || (method === 'POST' && path === plan?.path),
    onWritten: (method) => {
      if (method === 'DELETE') options.onCancelWritten();
    },
    onAnswer: (headers) => {
      const hint = /timeout=(\d+)/.exec(String(headers['keep-alive'] ?? ''))?.[1];
      if (hint !== undefined) keepAliveMs = Number(hint) * 1_000;
    },
  });
  const redact = redactor([apiKey, secret]);
  const { urls, credential } = options;
  const connection = openConnection(options.exchange, { urls, credential, http, redact });
  await connection.prepare();

  /** `none` is what an order that the exchange does not know means; undefined where that cannot be. */
  const answered = async <T>(
    limit: number,
    work: (ask: GuardAsk) => Promise<T | undefined>,
    none?: T,
  ): Promise<CancelAnswer<T>> => {
    const ask: GuardAsk = (call, parameters) => orTimeOut(connection.rest(call, parameters), limit);
    try {
      const value = await work(ask);
      if (value !== undefined) return { ok: true, value };
      return { ok: false, error: { kind: 'again', waitMs: 0, message: 'the answer could not be read' } };
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (none !== undefined && isUnknownOrder(failure)) return { ok: true, value: none };
      if (failure.kind === 'answered' && meaningOf(failure) === 'clock')
        await connection.measureClockSkew().catch(() => 0);
      return { ok: false, error: troubleOf(failure) };
    }
  };

  type Found = { readonly order: VenueOrder | undefined };
  const [firstSymbol] = options.symbols;
  return {
    // Spot says "unknown order" when there is nothing to cancel.
    cancelSymbol: (symbol, limit) => answered(limit, (ask) => calls.cancelSymbol(ask, symbol, symbolOf), []),
    list: (limit) => answered(limit, (ask) => calls.list(ask, symbolOf)),
    query: async (symbol, clientOrderId, limit) => {
      const unknown: Found = { order: undefined };
      for (const query of calls.query) {
        const answer = await answered<Found>(
          limit,
          async (ask) => {
            const order = calls.readOrder(await query(ask, symbol, clientOrderId), symbolOf);
            return order === undefined ? undefined : { order };
          },
          unknown,
        );
        if (!answer.ok) return answer;
        if (answer.value.order !== undefined) return { ok: true, value: answer.value.order };
      }
      return { ok: true, value: undefined };
    },
    check: (limit) => answered(limit, async (ask) => calls.check(ask, firstSymbol).then(() => null)),
    ping: (limit) => answered(limit, async (ask) => ask(calls.ping, {}).then(() => null)),
    timer:
      plan === undefined
        ? undefined
        : {
            plan,
            set: (symbol, timeoutMs, limit) =>
              answered(limit, () =>
                orTimeOut(connection.rest(plan.call, plan.parameters(symbol, timeoutMs)), limit).then(() => null),
              ),
          },
    keepAliveMs: () => keepAliveMs,
  };
}

/** Gives up waiting, not the request: a cancel on its way may still do its work. */
function orTimeOut<T>(promise: Promise<T>, limitMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new VenueError({ kind: 'no-answer', message: `no answer in ${limitMs} ms` })),
      limitMs,
    );
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

const isUnknownOrder = (failure: VenueFailure): boolean =>
  failure.kind === 'answered' && meaningOf(failure) === 'unknown-order';

function troubleOf(failure: VenueFailure): CancelTrouble {
  if (failure.kind !== 'answered') return { kind: 'again', waitMs: 0, message: failure.message };
  const message = `${failure.exchangeMessage} (${failure.exchangeCode ?? `HTTP ${failure.status}`})`;
  switch (meaningOf(failure)) {
    case 'rate-limited':
      return { kind: 'again', waitMs: holdMs(failure), message };
    case 'key':
    case 'refused':
      return { kind: 'refused', waitMs: 0, message };
    case 'unknown':
    case 'unknown-order':
    case 'clock':
      return { kind: 'again', waitMs: 0, message };
  }
}
