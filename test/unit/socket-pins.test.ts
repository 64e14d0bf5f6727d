import { createServer, get, type Server } from 'node:http';
import { get as getSecure } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { HostRefusedError, pinOf, pinSockets, pinsIn } from '../../electron/platform/socket-pins';

const failureOf = (emitter: { once(event: 'error', listener: (error: Error) => void): unknown }): Promise<Error> =>
  new Promise((resolve) => emitter.once('error', resolve));

describe('a process with pinned sockets', () => {
  let allowed: Server;
  let other: Server;
  let reached: string[];
  let refused: string[];
  let change: ReturnType<typeof pinSockets>;
  const addressOf = (server: Server): string => `127.0.0.1:${(server.address() as AddressInfo).port}`;

  beforeEach(async () => {
    reached = [];
    refused = [];
    other = createServer((_request, response) => response.end('other'));
    other.on('connection', () => reached.push('other'));
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    allowed = createServer((request, response) => {
      if (request.url === '/away') response.writeHead(302, { location: `http://${addressOf(other)}/` }).end();
      else response.end('allowed');
    });
    await new Promise<void>((done) => allowed.listen(0, '127.0.0.1', done));
    change = pinSockets([addressOf(allowed)], (host) => refused.push(host));
  });
  afterEach(async () => {
    change();
    for (const server of [allowed, other]) {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    }
  });

  it('reaches its exchange', async () => {
    expect(await (await fetch(`http://${addressOf(allowed)}/`)).text()).toBe('allowed');
    expect(refused).toEqual([]);
  });

  it('opens no socket to another host, whoever asks for it', async () => {
    const host = addressOf(other);
    const [name = '', port = ''] = host.split(':');
    expect(await failureOf(get(`http://${host}/`))).toBeInstanceOf(HostRefusedError);
    expect(await failureOf(connect(Number(port), name))).toBeInstanceOf(HostRefusedError);
    expect(await failureOf(connect({ host: name, port: Number(port) }))).toBeInstanceOf(HostRefusedError);
    expect(await failureOf(new WebSocket(`ws://${host}/`))).toBeInstanceOf(HostRefusedError);
    await expect(fetch(`http://${host}/`)).rejects.toMatchObject({ cause: { code: 'EHOSTREFUSED' } });
    expect(refused).toEqual([host, host, host, host, host]);
    expect(reached).toEqual([]);
  });

  it('refuses before any name is looked up, over TLS and for local sockets too', async () => {
    expect(await failureOf(getSecure('https://api.exchange.invalid/'))).toBeInstanceOf(HostRefusedError);
    expect(await failureOf(new WebSocket('wss://stream.exchange.invalid:9443/'))).toBeInstanceOf(HostRefusedError);
    expect(await failureOf(connect('/run/some.sock'))).toBeInstanceOf(HostRefusedError);
    expect(refused).toEqual(['api.exchange.invalid', 'stream.exchange.invalid:9443', 'local socket /run/some.sock']);
  });

  it('does not follow a redirect away', async () => {
    await expect(fetch(`http://${addressOf(allowed)}/away`)).rejects.toMatchObject({ cause: { code: 'EHOSTREFUSED' } });
    expect(refused).toEqual([addressOf(other)]);
    expect(reached).toEqual([]);
  });

  it('reaches a host by its name, and the same machine by no other', async () => {
    const port = addressOf(allowed).split(':')[1];
    change([`localhost:${port}`]);
    expect(await (await fetch(`http://localhost:${port}/`)).text()).toBe('allowed');
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({ cause: { code: 'EHOSTREFUSED' } });
  });

  it('takes a new list', async () => {
    change([addressOf(other)]);
    expect(await (await fetch(`http://${addressOf(other)}/`)).text()).toBe('other');
    await expect(fetch(`http://${addressOf(allowed)}/`)).rejects.toMatchObject({ cause: { code: 'EHOSTREFUSED' } });
  });
});

it('reads hosts out of addresses as they are pinned', () => {
  expect(pinOf('https://API.kraken.com/0')).toBe('api.kraken.com');
  expect(pinOf('http://api.kraken.com/0')).toBe('api.kraken.com:80');
  expect(pinOf('wss://stream.binance.com:9443/ws')).toBe('stream.binance.com:9443');
  expect(pinOf('ws://[::1]:8080')).toBe('::1:8080');
  expect(pinsIn({ a: 'http://127.0.0.1:9/x', ws: { b: 'ws://127.0.0.1:9', c: 'wss://host' }, n: 1 })).toEqual([
    '127.0.0.1:9',
    'host',
  ]);
});
