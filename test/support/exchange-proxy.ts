import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { PaperUrls } from '../../electron/domains/paper/index';
import type { ChildMessage, Launch } from '../../electron/platform/process/wire';
import { intercepted } from './intercept';

/** Starts the process as it is, but what it tells when it is ready goes through `change` first. */
export const withReady = <T>(launch: Launch, change: (ready: T) => T): Launch =>
  intercepted(launch, {
    told: (listener) => (message) => {
      const told = message as ChildMessage;
      listener(told.k === 'ready' ? { ...told, p: change(told.p as T) } : told);
    },
  });

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  /** UTC milliseconds. */
  readonly at: number;
  readonly wasBanned: boolean;
}

/** Stands between the console and the paper exchange: counts every REST request, and can ban the address as Binance does. */
export class ExchangeProxy {
  readonly seen: SeenRequest[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #port = 0;
  #bannedUntil = 0;

  constructor() {
    this.#server = createServer((incoming, outgoing) => this.#serve(incoming, outgoing));
    this.#server.on('connection', (socket) => this.#keep(socket));
    this.#server.on('upgrade', (incoming: IncomingMessage, socket: Socket, head: Buffer) => {
      const upstream = connect(this.#port, '127.0.0.1', () => {
        const headers = incoming.rawHeaders.flatMap((name, index, all) =>
          index % 2 === 0 ? [`${name}: ${all[index + 1]}`] : [],
        );
        upstream.write(`GET ${incoming.url} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`);
        upstream.write(head);
        socket.pipe(upstream).pipe(socket);
      });
      this.#keep(upstream);
      upstream.on('close', () => socket.destroy());
      socket.on('close', () => upstream.destroy());
    });
  }

  open(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  /** The same addresses, by way of this proxy. */
  through(urls: PaperUrls): PaperUrls {
    this.#port = Number(new URL(urls.rest).port);
    const { port } = this.#server.address() as AddressInfo;
    return JSON.parse(JSON.stringify(urls).replaceAll(`127.0.0.1:${this.#port}`, `127.0.0.1:${port}`));
  }

  /** From now on, for so long, every request is answered 418. Returns when it ends, UTC milliseconds. */
  ban(ms: number): number {
    this.#bannedUntil = Date.now() + ms;
    return this.#bannedUntil;
  }

  /** Requests answered 418 so far. */
  get duringBan(): readonly SeenRequest[] {
    return this.seen.filter(({ wasBanned }) => wasBanned);
  }

  #serve(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const leftMs = this.#bannedUntil - Date.now();
    const { method = '', url = '', headers } = incoming;
    this.seen.push({ method, path: url.split('?')[0] ?? '', at: Date.now(), wasBanned: leftMs > 0 });
    if (leftMs > 0) {
      const msg = `Way too much request weight used; IP banned until ${this.#bannedUntil}. Please use WebSocket Streams for live updates to avoid bans.`;
      outgoing.writeHead(418, { 'content-type': 'application/json', 'retry-after': String(Math.ceil(leftMs / 1_000)) });
      outgoing.end(JSON.stringify({ code: -1003, msg }));
      return;
    }
    const upstream = request({ host: '127.0.0.1', port: this.#port, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    upstream.on('error', () => outgoing.destroy());
    incoming.pipe(upstream);
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
  }
}
