import * as http from 'node:http';
import * as https from 'node:https';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { VenueError } from './venue-error';

/** Keep-alive sockets shared by all connections of one process to one exchange; Nagle is off. */
export interface SocketPool {
  readonly http: http.Agent;
  readonly https: https.Agent;
}

/** Opens a pool. `maxSockets` is per host; `fifo` uses sockets in turn so that all stay warm. */
export function openSocketPool(maxSockets = 256): SocketPool {
  const options = {
    keepAlive: true,
    noDelay: true,
    maxSockets,
    maxFreeSockets: maxSockets,
    scheduling: 'fifo',
  } as const;
  return { http: new http.Agent(options), https: new https.Agent(options) };
}

export interface VenueRequest {
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
}

/** The part of a fetch response that ccxt reads. */
export interface VenueResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: http.IncomingHttpHeaders;
  text(): Promise<string>;
}

export interface VenueHttpOptions {
  readonly pool: SocketPool;
  /** The only `scheme://host:port` it talks to; anything else fails `not-sent`. */
  readonly origins: ReadonlySet<string>;
  /** How long one request may take in all, milliseconds, by method and path. */
  readonly timeoutMs: (method: string, path: string) => number;
  /** Asked when the request comes in, and again in the tick in which it is written; false fails it `not-sent`. */
  readonly mayWrite?: (method: string, path: string) => boolean;
  /** Called in the tick in which a request is written to its socket. */
  readonly onWritten?: (method: string, path: string) => void;
  /** Called with the headers of each answer. */
  readonly onAnswer?: (headers: http.IncomingHttpHeaders) => void;
}

const MAX_BODY_BYTES = 64 * 1024 * 1024;

interface Unwritten {
  readonly method: string;
  readonly path: string;
  readonly refuse: (message: string) => void;
}

/**
 * The HTTP transport under ccxt (its `fetchImplementation` hook). It knows for each request whether it was written to
 * a socket, which ccxt's own cannot tell, and nothing is written before the connection stands: so a gate that closes
 * meanwhile still stops it. Never retries, never follows a redirect.
 */
export class VenueHttp {
  readonly #options: VenueHttpOptions;
  readonly #unwritten = new Set<Unwritten>();

  constructor(options: VenueHttpOptions) {
    this.#options = options;
  }

  /** Fails, in this tick, every request that is not written yet and that `mayWrite` now refuses. */
  recheck(): void {
    const { mayWrite } = this.#options;
    if (mayWrite === undefined) return;
    for (const waiting of [...this.#unwritten]) {
      if (!mayWrite(waiting.method, waiting.path)) waiting.refuse('the gate closed before it was sent');
    }
  }

  /**
   * One request. Rejects with a VenueError of kind `not-sent` or `no-answer`; every HTTP status resolves. With `mayGo` it waits on
   * its connection, unwritten, until that says true; false fails it `not-sent`. Its time runs from then on.
   */
  send(address: string, request: VenueRequest, mayGo?: Promise<boolean>): Promise<VenueResponse> {
    return new Promise((resolve, reject) => {
      const url = new URL(address);
      const { method } = request;
      const path = url.pathname;
      const { pool, origins, mayWrite, onWritten, onAnswer } = this.#options;
      if (!origins.has(url.origin)) {
        reject(new VenueError({ kind: 'not-sent', message: `${url.origin} is not an address of this environment` }));
        return;
      }
      if (mayWrite !== undefined && !mayWrite(method, path)) {
        reject(new VenueError({ kind: 'not-sent', message: `${method} ${path} is not allowed now` }));
        return;
      }
      const isTls = url.protocol === 'https:';
      const options = {
        method,
        hostname: url.hostname.replace(/^\[|\]$/g, ''),
        port: url.port,
        path: path + url.search,
        headers: { ...request.headers },
        agent: isTls ? pool.https : pool.http,
      };
      const outgoing = isTls ? https.request(options) : http.request(options);
      let written = false;
      let timer: NodeJS.Timeout | undefined;
      const settle = (): void => {
        clearTimeout(timer);
        this.#unwritten.delete(waiting);
      };
      const fail = (message: string): void => {
        settle();
        outgoing.destroy();
        reject(new VenueError({ kind: written ? 'no-answer' : 'not-sent', message: `${method} ${path}: ${message}` }));
      };
      const waiting: Unwritten = { method, path, refuse: fail };
      this.#unwritten.add(waiting);
      const limitMs = this.#options.timeoutMs(method, path);
      const startTimer = (): void => {
        timer = setTimeout(() => fail(`no answer in ${limitMs} ms`), limitMs);
      };
      const write = (): void => {
        if (!this.#unwritten.has(waiting)) return;
        if (mayWrite !== undefined && !mayWrite(method, path)) {
          fail('the gate closed before it was sent');
          return;
        }
        this.#unwritten.delete(waiting);
        written = true;
        onWritten?.(method, path);
        outgoing.end(request.body);
      };
      let isConnected = false;
      let isTold = mayGo === undefined;
      const proceed = (): void => {
        if (isConnected && isTold) write();
      };
      if (mayGo === undefined) startTimer();
      else
        void mayGo.then((isToGo) => {
          if (!this.#unwritten.has(waiting)) return;
          if (!isToGo) return fail('it was not released');
          isTold = true;
          startTimer();
          proceed();
        });
      outgoing.once('socket', (socket) =>
        whenConnected(socket, isTls, () => {
          isConnected = true;
          proceed();
        }),
      );
      outgoing.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.message));
      outgoing.once('response', (incoming) => {
        onAnswer?.(incoming.headers);
        readBody(incoming).then(
          (body) => {
            settle();
            resolve({
              status: incoming.statusCode ?? 0,
              statusText: incoming.statusMessage ?? '',
              headers: incoming.headers,
              text: () => Promise.resolve(body),
            });
          },
          (thrown: Error) => fail(thrown.message),
        );
      });
    });
  }
}

function whenConnected(socket: Socket, isTls: boolean, callback: () => void): void {
  const isReady =
    !socket.connecting && !(isTls && (socket as TLSSocket & { secureConnecting?: boolean }).secureConnecting);
  if (isReady) callback();
  else socket.once(isTls ? 'secureConnect' : 'connect', callback);
}

function readBody(incoming: http.IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    incoming.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_BODY_BYTES) reject(new Error('answer too large'));
      else chunks.push(chunk);
    });
    incoming.once('end', () => {
      if (incoming.complete)
        resolve(chunks.length === 1 && chunks[0] ? chunks[0].toString() : Buffer.concat(chunks).toString());
      else reject(new Error('the connection was cut inside the answer'));
    });
    incoming.once('error', (error) => reject(error));
    incoming.once('close', () => reject(new Error('the connection was cut inside the answer')));
  });
}
