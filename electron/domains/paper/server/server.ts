import { createServer, type RequestListener, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ExchangeServices } from './exchange';
import { serveListenKey } from './futures/user-socket';
import { serveStreams } from './stream-socket';
import type { Streams } from './streams';
import type { UserStreams } from './user-streams';
import { serveApi } from './ws-api';

const HOST = '127.0.0.1';
const MAX_WS_MESSAGE = 64 * 1024;
const MAX_HEADERS = 16 * 1024;
const KEEP_ALIVE_MS = 120_000;
const PING_EVERY_MS = 20_000;

export interface PaperServer {
  readonly port: number;
  /** Stops accepting and cuts everything that stands; the port is free afterwards. */
  close(): Promise<void>;
  /** Takes the same port again after `close`. Fails when someone else has it by now. */
  reopen(): Promise<void>;
}

/** What is sent over WebSockets. */
export interface Feeds {
  readonly streams: Streams;
  readonly users: UserStreams;
  readonly futuresStreams: Streams;
}

/** Through what the world comes in. */
export interface Doors {
  readonly rest: RequestListener;
  /** Whether there are WebSockets; else each is answered 404. */
  readonly hasStreams: boolean;
}

/** Listens on 127.0.0.1 only. Rejects with the system's error (EADDRINUSE, EACCES) when the port is not to be had. */
export async function listen(
  services: ExchangeServices,
  feeds: Feeds,
  port: number,
  { rest, hasStreams }: Doors,
  onSigned: () => void,
): Promise<PaperServer> {
  const sockets = new Set<Socket>();
  const alive = new WeakSet<WebSocket>();
  const webSockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_WS_MESSAGE,
    perMessageDeflate: false,
    clientTracking: true,
  });
  const server = createHttp(rest);
  server.on('connection', (socket) => {
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => undefined);
    const url = request.url ?? '';
    const address = request.socket.remoteAddress ?? '';
    const open = hasStreams ? wsTarget(url, services, feeds, address, onSigned) : undefined;
    if (open === undefined) {
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
      return;
    }
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      alive.add(webSocket);
      webSocket.on('pong', () => alive.add(webSocket));
      open(webSocket);
    });
  });
  const pings = setInterval(() => ping(webSockets, alive), PING_EVERY_MS);
  pings.unref();
  const actualPort = await bind(server, port);
  return {
    port: actualPort,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const webSocket of webSockets.clients) webSocket.terminate();
        for (const socket of sockets) socket.destroy();
      }),
    reopen: async () => {
      await bind(server, actualPort);
    },
  };
}

function createHttp(handler: RequestListener): Server {
  const server = createServer(
    { noDelay: true, keepAlive: true, maxHeaderSize: MAX_HEADERS, requestTimeout: 30_000 },
    handler,
  );
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.headersTimeout = KEEP_ALIVE_MS + 1_000;
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    else socket.destroy();
  });
  return server;
}

/** Whoever did not answer the last ping is gone (Binance: a pong within a minute). */
function ping(webSockets: WebSocketServer, alive: WeakSet<WebSocket>): void {
  for (const webSocket of webSockets.clients) {
    if (!alive.has(webSocket)) {
      webSocket.terminate();
      continue;
    }
    alive.delete(webSocket);
    webSocket.ping();
  }
}

/** What a WebSocket path leads to; undefined for paths that lead nowhere. */
function wsTarget(
  url: string,
  services: ExchangeServices,
  { streams, users, futuresStreams }: Feeds,
  address: string,
  onSigned: () => void,
): ((socket: WebSocket) => void) | undefined {
  if (url.length > 16_384) return undefined;
  const [path = '', query = ''] = url.split('?');
  if (path === '/ws-api/v3') return (socket) => void serveApi(socket, address, services, users, onSigned);
  const listenKey = /^\/fstream\/private\/ws(?:\/([^/]+))?$/.exec(path);
  if (listenKey !== null) {
    const key = listenKey[1] ?? new URLSearchParams(query).get('listenKey') ?? '';
    return (socket) => serveListenKey(socket, services.futures.users, key, services.now());
  }
  // Spot: /ws/a/b, /stream/ws/0, /stream?streams=a/b. Futures: the same below /fstream, with or without /public or /market.
  const stream = /^(\/fstream(?:\/public|\/market)?)?(?:\/stream)?\/ws(?:\/(.*))?$/.exec(path);
  if (stream !== null) {
    const from = stream[1] === undefined ? streams : futuresStreams;
    return (socket) => void serveStreams(socket, from, namesIn(stream[2] ?? ''), false);
  }
  const combined = /^(\/fstream(?:\/public|\/market)?)?\/stream$/.exec(path);
  if (combined === null) return undefined;
  const from = combined[1] === undefined ? streams : futuresStreams;
  return (socket) => void serveStreams(socket, from, namesIn(new URLSearchParams(query).get('streams') ?? ''), true);
}

const namesIn = (list: string): readonly string[] => list.split('/').filter((name) => name !== '');

function bind(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: HOST, port, exclusive: true }, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
