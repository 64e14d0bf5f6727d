import { Socket } from 'node:net';

/** Thrown into a socket that wanted to go to a host that is not on the list. It was never opened. */
export class HostRefusedError extends Error {
  readonly code = 'EHOSTREFUSED';
  constructor(readonly host: string) {
    super(`${host} is not an address of this environment`);
    this.name = 'HostRefusedError';
  }
}

interface Target {
  readonly host?: unknown;
  readonly port?: unknown;
  readonly path?: unknown;
}

/** What a socket is asked to connect to, in every form that Node's `connect` takes; `host`, or `host:port` where it is not 443. */
export function targetOf(args: readonly unknown[]): string {
  // Node hands on arguments it has already read as one list.
  const given: readonly unknown[] = Array.isArray(args[0]) ? args[0] : args;
  const first = given[0];
  const options: Target =
    typeof first === 'object' && first !== null
      ? first
      : typeof first === 'string' && Number.isNaN(Number(first))
        ? { path: first }
        : { port: first, host: typeof given[1] === 'string' ? given[1] : undefined };
  if (typeof options.path === 'string' && options.path !== '') return `local socket ${options.path}`;
  const host = typeof options.host === 'string' && options.host !== '' ? options.host : 'localhost';
  return hostAndPort(host, Number(options.port));
}

function hostAndPort(host: string, port: number): string {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  return port === 443 ? bare : `${bare}:${port}`;
}

/** The host of an address, as pins are written. */
export function pinOf(address: string): string {
  const { hostname, port, protocol } = new URL(address);
  const isPlain = protocol === 'http:' || protocol === 'ws:';
  return hostAndPort(hostname, port === '' ? (isPlain ? 80 : 443) : Number(port));
}

/** Hosts of all addresses in an object, however deep: ccxt's `urls.api`. */
export function pinsIn(urls: unknown): readonly string[] {
  if (typeof urls === 'string') return [pinOf(urls)];
  if (typeof urls !== 'object' || urls === null) return [];
  return [...new Set(Object.values(urls).flatMap(pinsIn))];
}

/**
 * Pins this process's sockets (K9): from now on none is opened to any other host, whoever asks: our transport, ccxt's streams, a
 * library's own default, the target of a redirect. Below all of them, where Node connects. Local sockets are refused too. The refused
 * socket fails with a HostRefusedError and nothing is looked up or sent. For processes of one purpose alone: it holds for all of them.
 * @param onRefused told the host, in the tick in which it was asked for
 * @returns replaces the list, or takes the pins away when called without one (tests)
 */
export function pinSockets(
  hosts: Iterable<string>,
  onRefused: (host: string) => void,
): (hosts?: Iterable<string>) => void {
  let allowed: ReadonlySet<string> = new Set(hosts);
  const connect = Socket.prototype.connect;
  const pinned = function (this: Socket, ...args: unknown[]): Socket {
    const target = targetOf(args);
    if (allowed.has(target)) return Reflect.apply(connect, this, args);
    onRefused(target);
    process.nextTick(() => this.destroy(new HostRefusedError(target)));
    return this;
  };
  Socket.prototype.connect = pinned as typeof connect;
  return (changed) => {
    if (changed === undefined) Socket.prototype.connect = connect;
    else allowed = new Set(changed);
  };
}
