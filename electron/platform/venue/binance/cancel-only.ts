import type { Credential, ExchangeId } from '#shared/model/account';
import { BINANCE_SPOT_PLAN, BINANCE_USDM_PLAN, type CancelPlan, type Pace, type Quiet, UNPACED } from '../cancel-plan';
import type { CancelAnswer, CancelOnlyPort, CancelTrouble } from '../cancel-port';
import { EXCHANGE_TIMERS } from '../exchange-timers';
import { redactor } from '../redact';
import { failureOf, orTimeOut, type VenueFailure } from '../venue-error';
import { type SocketPool, VenueHttp } from '../venue-http';
import { CANCEL_CALLS, type GuardAsk, type GuardCall } from './cancel-calls';
import { holdMs, meaningOf } from './codes';
import { restOrigins } from './connection';
import { openConnection } from './open-connection';
import type { VenueOrder } from './raw-orders';
import { symbolReader } from './symbols';

export type { CancelAnswer, CancelOnlyPort, CancelTrouble };

export interface CancelOnlyOptions {
  readonly exchange: ExchangeId;
  readonly urls: Readonly<Record<string, unknown>>;
  readonly credential: Credential;
  readonly symbols: readonly string[];
  readonly pool: SocketPool;
  /** Called in the tick in which a cancel is written to its socket. */
  readonly onCancelWritten: () => void;
  /** When its requests may go; at once by default. */
  readonly pace?: Pace;
}

/** A request that was given up keeps its socket at most this long. */
const SOCKET_LIMIT_MS = 10_000;

/** Opens the cancel-only side of one account. Makes no request by itself. */
export async function openCancelOnly(options: CancelOnlyOptions): Promise<CancelOnlyPort> {
  const { apiKey, secret } = options.credential;
  const { pace = UNPACED } = options;
  const plan = options.exchange === 'binance' ? BINANCE_SPOT_PLAN : BINANCE_USDM_PLAN;
  const calls = CANCEL_CALLS[options.exchange];
  const symbolOf = symbolReader(options.symbols, options.exchange);
  const timer = EXCHANGE_TIMERS[options.exchange];
  let keepAliveMs: number | undefined;
  const http = new VenueHttp({
    pool: options.pool,
    origins: restOrigins(options.urls),
    timeoutMs: () => SOCKET_LIMIT_MS,
    mayWrite: (method, path) => method === 'GET' || method === 'DELETE' || (method === 'POST' && path === timer?.path),
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
    const ask: GuardAsk = async (call, parameters) => {
      const ended = await pace.start(planned(call, parameters, plan));
      let quiet: Quiet | undefined;
      try {
        return await orTimeOut(connection.rest(call, parameters), limit);
      } catch (thrown) {
        const failure = failureOf(thrown);
        if (failure.kind === 'answered' && meaningOf(failure) === 'rate-limited')
          quiet = { ms: holdMs(failure), per: 'address' };
        throw thrown;
      } finally {
        ended(quiet);
      }
    };
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

  const { history } = calls;
  /** Where something may have been cancelled without its name. */
  const cancelledOn = new Set(options.symbols);
  const ended = async (ask: GuardAsk): Promise<readonly VenueOrder[]> => {
    const found = await Promise.all([...cancelledOn].map((symbol) => history?.(ask, symbol, symbolOf) ?? []));
    return found.flat().filter(({ status }) => status !== 'open' && status !== 'partially-filled');
  };

  type Found = { readonly order: VenueOrder | undefined };
  const [firstSymbol] = options.symbols;
  return {
    plan,
    // Spot says "unknown order" when there is nothing to cancel.
    cancelSymbol: (symbol, limit) => {
      cancelledOn.add(symbol);
      return answered(limit, (ask) => calls.cancelSymbol(ask, symbol, symbolOf), []);
    },
    ...(history === undefined ? {} : { ended: (_sinceMs: number, limit: number) => answered(limit, ended) }),
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
      timer === undefined
        ? undefined
        : {
            plan: timer,
            set: (symbol, timeoutMs, limit) =>
              answered(limit, () =>
                orTimeOut(connection.rest(timer.call, timer.parameters(symbol, timeoutMs)), limit).then(() => null),
              ),
          },
    keepAliveMs: () => keepAliveMs,
  };
}

/** The plan's name for a request: listings of everything have their own, since they cost more. */
function planned(call: GuardCall, parameters: Readonly<Record<string, string>>, plan: CancelPlan): string {
  const ofAll = `${call} of all`;
  return parameters.symbol === undefined && plan.requests[ofAll] !== undefined ? ofAll : call;
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
