import { err, messageOf, type Result } from '#shared/model/result';
import { internalError, outcomeUnknown, type Rejection, tooManyParams, unreadParams } from '../engine/rejections';
import { authenticate, type IssuedKey, type SignedRequest } from './auth';
import type { ExchangeServices } from './exchange';
import { Params } from './params';
import type { RateLimits } from './rate-limits';
import { type Answer, type Route, weightOf } from './route';

export interface Call {
  readonly route: Route;
  readonly values: ReadonlyMap<string, string>;
  readonly signed: SignedRequest;
  readonly address: string;
  /** What the transport itself found wrong with the parameters. */
  readonly refused: Rejection | undefined;
}

/** How a call ended. `cut`: no answer, the connection is to be broken. */
export type Outcome =
  | { readonly kind: 'cut' }
  | { readonly kind: 'answer'; readonly answer: Answer; readonly key: IssuedKey | undefined };

/** The budget a route is charged to. */
export const limitsOf = (services: ExchangeServices, { api }: Route): RateLimits =>
  api === 'futures' ? services.futures.limits : services.limits;

const SIGNING = new Set(['timestamp', 'recvWindow', 'signature']);

/** The fixed answers of the fault "status". */
const FORCED: Readonly<Record<429 | 418, (now: number, limit: number) => Rejection>> = {
  429: (_now, limit) => ({
    status: 429,
    code: -1003,
    message: `Too many requests; current limit is ${limit} request weight per 1 MINUTE.`,
    retryAfterS: 5,
  }),
  418: (now) => ({
    status: 418,
    code: -1003,
    message: `Way too much request weight used; IP banned until ${now + 120_000}. Please use WebSocket Streams for live updates to avoid bans.`,
    retryAfterS: 120,
  }),
};

/** One request through limits, parameters, keys and the engine: the same for REST and the WebSocket API. */
export function dispatch(services: ExchangeServices, call: Call): Outcome {
  const now = services.now();
  const params = new Params(call.values);
  const limited = admit(services, call, params, now);
  if (limited !== undefined) return { kind: 'answer', answer: err(limited), key: undefined };
  const identified = identify(services, call, now);
  if (!identified.ok) return { kind: 'answer', answer: identified, key: undefined };
  const key = identified.value;
  const { route } = call;
  if (route.isPlacement === true && services.faults.take('cutBeforeAccept')) return { kind: 'cut' };
  const answer = run(services, route, new Params(call.values), key);
  if (route.isPlacement === true && answer.ok) {
    if (services.faults.take('cutAfterAccept')) return { kind: 'cut' };
    if (services.faults.take('unknownOutcome')) return { kind: 'answer', answer: err(outcomeUnknown), key };
  }
  return { kind: 'answer', answer, key };
}

function admit(
  services: ExchangeServices,
  { route, address }: Call,
  params: Params,
  now: number,
): Rejection | undefined {
  const forced = services.faults.status;
  const limits = limitsOf(services, route);
  if (forced !== undefined) return FORCED[forced](now, limits.limits.weightPerMinute);
  return limits.charge(address, weightOf(route, params), now);
}

function identify(services: ExchangeServices, call: Call, now: number): Result<IssuedKey | undefined, Rejection> {
  const { route, values } = call;
  if (call.refused !== undefined) return err(call.refused);
  let unread = 0;
  for (const name of values.keys())
    if (!route.params.includes(name) && !(route.security !== 'NONE' && SIGNING.has(name))) unread += 1;
  if (route.security === 'NONE') {
    return unread > 0 ? err(tooManyParams(route.params.length, values.size)) : { ok: true, value: undefined };
  }
  const who = authenticate(
    services.keys,
    call.signed,
    route.security,
    now,
    (key) => isAllowed(key, route),
    (apiKey) => services.faults.isRevoked(apiKey),
  );
  return who.ok && unread > 0 ? err(unreadParams(values.size - unread, values.size)) : who;
}

function isAllowed(key: IssuedKey, { api, security }: Route): boolean {
  if (api === 'futures') return key.hasFutures && (security === 'TRADE' ? key.canTradeFutures : key.canRead);
  return security === 'TRADE' ? key.canTradeSpot : key.canRead;
}

/** A bug in a handler answers -1000 and is told on stderr; the exchange goes on. */
function run(services: ExchangeServices, route: Route, params: Params, key: IssuedKey | undefined): Answer {
  try {
    return route.handle({ services, params, key });
  } catch (thrown) {
    process.stderr.write(`paper exchange: ${route.wsMethod ?? route.path} failed: ${messageOf(thrown)}\n`);
    return err(internalError);
  }
}
