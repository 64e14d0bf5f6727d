import type { WebSocket } from 'ws';
import { illegalCharacters, type Rejection } from '../engine/rejections';
import { dispatch } from './dispatch';
import type { ExchangeServices } from './exchange';
import { rateLimitsOf } from './market-payloads';
import type { Route } from './route';
import { WS_ROUTES } from './routes';
import { Connection } from './socket';
import type { UserFollower, UserStreams } from './user-streams';

/** The WebSocket API is limited by weight, not by messages; this only stops a flood. */
const MAX_MESSAGES_PER_SECOND = 1_000;

interface ApiRequest {
  readonly id: unknown;
  readonly method: string;
  readonly values: ReadonlyMap<string, string>;
}

type Reply = { readonly result: unknown } | { readonly rejection: Rejection } | 'cut';

/** Subscriptions of one connection. */
interface Session {
  readonly connection: Connection;
  readonly address: string;
  readonly followers: Map<number, { readonly account: string; readonly follower: UserFollower }>;
  nextSubscriptionId: number;
}

const USER_STREAM: Route = { weight: 2, security: 'USER_DATA', params: [], handle: () => ({ ok: true, value: null }) };
const UNSUBSCRIBE: Route = {
  weight: 2,
  security: 'NONE',
  params: ['subscriptionId'],
  handle: () => ({ ok: true, value: {} }),
};

/** One connection to the WebSocket API (web-socket-api.md): the same routes as REST, and the user data stream. */
export function serveApi(
  socket: WebSocket,
  address: string,
  services: ExchangeServices,
  users: UserStreams,
  onSigned: () => void,
): Connection {
  const connection = new Connection(socket, MAX_MESSAGES_PER_SECOND);
  const session: Session = { connection, address, followers: new Map(), nextSubscriptionId: 0 };
  socket.on('close', () => {
    for (const { account, follower } of session.followers.values()) users.unfollow(account, follower);
  });
  socket.on('message', (data, isBinary) => {
    if (!connection.admits(performance.now())) return;
    const request = isBinary ? undefined : parseRequest(data.toString());
    if (request === undefined) {
      return connection.send('{"id":null,"status":400,"error":{"code":-1135,"msg":"Invalid JSON Request"}}');
    }
    if (request.values.has('apiKey')) onSigned();
    const half = services.faults.halfLatencyMs;
    const act = (): void => {
      const reply = perform(request, session, services, users);
      if (half > 0) setTimeout(() => respond(session, request, reply, services), half);
      else respond(session, request, reply, services);
    };
    if (half > 0) setTimeout(act, half);
    else act();
  });
  return connection;
}

function parseRequest(text: string): ApiRequest | undefined {
  try {
    const value = JSON.parse(text) as { id?: unknown; method?: unknown; params?: unknown } | null;
    if (value === null || typeof value !== 'object' || typeof value.method !== 'string') return undefined;
    const { params = {} } = value;
    if (typeof params !== 'object' || params === null) return undefined;
    const values = new Map<string, string>();
    for (const [name, item] of Object.entries(params))
      values.set(name, typeof item === 'object' ? JSON.stringify(item) : String(item));
    return { id: value.id ?? null, method: value.method, values };
  } catch {
    return undefined;
  }
}

/** Signed are all parameters but the signature, sorted by name, joined like a query (web-socket-api.md, "SIGNED request"). */
function signedPayload(values: ReadonlyMap<string, string>): string {
  return [...values]
    .filter(([name]) => name !== 'signature')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function perform(request: ApiRequest, session: Session, services: ExchangeServices, users: UserStreams): Reply {
  const { method, values } = request;
  const route =
    method === 'userDataStream.subscribe.signature'
      ? USER_STREAM
      : method === 'userDataStream.unsubscribe'
        ? UNSUBSCRIBE
        : WS_ROUTES.get(method);
  if (route === undefined)
    return {
      rejection: {
        ...illegalCharacters('method', 'a method of the WebSocket API'),
        code: -1000,
        message: `Unknown method '${method.slice(0, 60)}'.`,
      },
    };
  const signed = {
    apiKey: values.get('apiKey'),
    payload: signedPayload(values),
    signature: values.get('signature'),
    timestamp: values.get('timestamp'),
    recvWindow: values.get('recvWindow'),
  };
  const rest = new Map([...values].filter(([name]) => name !== 'apiKey' && name !== 'returnRateLimits'));
  if (route.security === 'NONE') for (const name of ['timestamp', 'signature', 'recvWindow']) rest.delete(name);
  const outcome = dispatch(services, { route, values: rest, signed, address: session.address, refused: undefined });
  if (outcome.kind === 'cut') return 'cut';
  if (!outcome.answer.ok) return { rejection: outcome.answer.error };
  if (route === USER_STREAM && outcome.key !== undefined)
    return { result: subscribe(session, users, outcome.key.account, outcome.key.apiKey) };
  if (route === UNSUBSCRIBE) unsubscribe(session, users, values.get('subscriptionId'));
  return { result: outcome.answer.value };
}

function subscribe(session: Session, users: UserStreams, account: string, apiKey: string): { subscriptionId: number } {
  const subscriptionId = session.nextSubscriptionId;
  session.nextSubscriptionId += 1;
  const follower: UserFollower = { apiKey, subscriptionId, send: (text) => session.connection.send(text) };
  session.followers.set(subscriptionId, { account, follower });
  users.follow(account, follower);
  return { subscriptionId };
}

function unsubscribe(session: Session, users: UserStreams, wanted: string | undefined): void {
  for (const [id, { account, follower }] of session.followers) {
    if (wanted !== undefined && wanted !== String(id)) continue;
    users.unfollow(account, follower);
    session.followers.delete(id);
  }
}

function respond(session: Session, request: ApiRequest, reply: Reply, services: ExchangeServices): void {
  if (reply === 'cut') session.connection.cut();
  else session.connection.send(JSON.stringify(responseTo(session, request, reply, services)));
}

function responseTo(
  session: Session,
  { id, values }: ApiRequest,
  reply: Exclude<Reply, 'cut'>,
  services: ExchangeServices,
): object {
  const [weight] = rateLimitsOf(services.limits.limits);
  const count = services.limits.usedWeight(session.address, services.now());
  const rateLimits = values.get('returnRateLimits') === 'false' ? {} : { rateLimits: [{ ...weight, count }] };
  if ('result' in reply) return { id, status: 200, result: reply.result, ...rateLimits };
  const { status, code, message, retryAfterS } = reply.rejection;
  const now = services.now();
  const data = retryAfterS === undefined ? {} : { data: { serverTime: now, retryAfter: now + retryAfterS * 1_000 } };
  return { id, status, error: { code, msg: message, ...data }, ...rateLimits };
}
