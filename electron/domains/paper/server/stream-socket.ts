import type { WebSocket } from 'ws';
import { Connection } from './socket';
import type { Follower, Streams } from './streams';

/** Binance: "A single connection can listen to a maximum of 1024 streams" and takes 5 messages a second. */
const MAX_STREAMS = 1_024;
const MAX_MESSAGES_PER_SECOND = 5;

interface Control {
  readonly method?: unknown;
  readonly params?: unknown;
  readonly id?: unknown;
}

/**
 * One market stream connection. The path may name streams (`/ws/btcusdt@trade`, `/stream?streams=a/b`); the rest comes
 * by SUBSCRIBE. Unknown names in a path are ignored: ccxt numbers its connections `/ws/0`, `/ws/1`.
 */
export function serveStreams(
  socket: WebSocket,
  streams: Streams,
  named: readonly string[],
  wrapped: boolean,
): Connection {
  const connection = new Connection(socket, MAX_MESSAGES_PER_SECOND);
  const follower: Follower = { wrapped, send: (text) => connection.send(text) };
  const followed = new Set<string>();
  const follow = (name: string): boolean => {
    const kind = streams.kindOf(name);
    if (kind === undefined || followed.size >= MAX_STREAMS) return false;
    followed.add(name);
    streams.follow(name, kind, follower);
    return true;
  };
  const unfollow = (name: string): void => {
    followed.delete(name);
    streams.unfollow(name, follower);
  };
  for (const name of named) follow(name);
  socket.on('close', () => {
    for (const name of followed) unfollow(name);
  });
  socket.on('message', (data, isBinary) => {
    if (!connection.admits(performance.now())) return;
    const control = isBinary ? undefined : parse(data.toString());
    if (control === undefined)
      return connection.send('{"error":{"code":3,"msg":"Invalid JSON: expected value at line 1 column 1"}}');
    connection.send(JSON.stringify(obey(control, followed, follow, unfollow)));
  });
  return connection;
}

function parse(text: string): Control | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Control) : undefined;
  } catch {
    return undefined;
  }
}

function obey(
  { method, params, id = null }: Control,
  followed: ReadonlySet<string>,
  follow: (name: string) => boolean,
  unfollow: (name: string) => void,
): object {
  const refuse = (msg: string): object => ({ error: { code: 2, msg: `Invalid request: ${msg}` }, id });
  if (method === 'LIST_SUBSCRIPTIONS') return { result: [...followed], id };
  if (method !== 'SUBSCRIBE' && method !== 'UNSUBSCRIBE') {
    return refuse('unknown variant, expected one of `SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`');
  }
  if (!Array.isArray(params) || params.length > MAX_STREAMS || !params.every((name) => typeof name === 'string'))
    return refuse('params must be a list of stream names');
  for (const name of params as string[]) {
    if (method === 'UNSUBSCRIBE') unfollow(name);
    else if (!followed.has(name) && !follow(name)) return refuse(`invalid stream ${name.slice(0, 60)}`);
  }
  return { result: null, id };
}
