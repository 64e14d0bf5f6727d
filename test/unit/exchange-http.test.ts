import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSocketPool, VenueHttp } from '../../electron/platform/venue/venue-http';

let server: Server;
let origin: string;
let received: string[];
let answer: (respond: (status: number, body: string) => void, cut: () => void) => void;

beforeEach(async () => {
  received = [];
  answer = (respond) => respond(200, '{}');
  server = createServer((request, response) => {
    received.push(`${request.method} ${request.url}`);
    const respond = (status: number, body: string): void =>
      void response.writeHead(status, { location: '/elsewhere' }).end(body);
    answer(respond, () => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const http = (more: { mayWrite?: () => boolean; timeoutMs?: number; origins?: string[] } = {}): VenueHttp =>
  new VenueHttp({
    pool: openSocketPool(),
    origins: new Set(more.origins ?? [origin]),
    timeoutMs: () => more.timeoutMs ?? 2_000,
    ...(more.mayWrite === undefined ? {} : { mayWrite: more.mayWrite }),
  });
const kindOf = (sending: Promise<unknown>): Promise<string> =>
  sending.then(
    () => 'answered',
    (error) => error.failure.kind,
  );

describe('whether an order left this machine', () => {
  it('a gate that closes while the connection is being made stops it, in that tick', async () => {
    let open = true;
    const venue = http({ mayWrite: () => open });
    const sending = kindOf(venue.send(`${origin}/order`, { method: 'POST', body: 'a=1' }));
    open = false;
    venue.recheck();
    expect(await sending).toBe('not-sent');
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(received).toEqual([]);
  });

  it('a gate that closed without anyone telling is still seen before the first byte', async () => {
    let open = true;
    const venue = http({ mayWrite: () => open });
    const sending = kindOf(venue.send(`${origin}/order`, { method: 'POST', body: 'a=1' }));
    open = false;
    expect(await sending).toBe('not-sent');
    expect(received).toEqual([]);
  });

  it('a gate that closes after it was written changes nothing about it', async () => {
    let open = true;
    const venue = http({ mayWrite: () => open });
    answer = (respond) => {
      open = false;
      venue.recheck();
      respond(200, 'done');
    };
    const response = await venue.send(`${origin}/order`, { method: 'POST', body: 'a=1' });
    expect(await response.text()).toBe('done');
  });

  it('a refused connection is not sent; a cut one and a silent one have no answer', async () => {
    expect(
      await kindOf(http({ origins: ['http://127.0.0.1:9'] }).send('http://127.0.0.1:9/x', { method: 'GET' })),
    ).toBe('not-sent');
    answer = (_respond, cut) => cut();
    expect(await kindOf(http().send(`${origin}/x`, { method: 'GET' }))).toBe('no-answer');
    answer = () => undefined;
    expect(await kindOf(http({ timeoutMs: 50 }).send(`${origin}/x`, { method: 'GET' }))).toBe('no-answer');
  });

  it('one request is one request: it is never sent again, and no redirect is followed', async () => {
    answer = (_respond, cut) => cut();
    await kindOf(http().send(`${origin}/once`, { method: 'POST' }));
    answer = (respond) => respond(302, '');
    expect((await http().send(`${origin}/moved`, { method: 'GET' })).status).toBe(302);
    expect(received).toEqual(['POST /once', 'GET /moved']);
  });

  it('an address of another environment is never talked to', async () => {
    expect(await kindOf(http({ origins: ['https://elsewhere.example'] }).send(`${origin}/x`, { method: 'GET' }))).toBe(
      'not-sent',
    );
    expect(received).toEqual([]);
  });
});

describe('an order that is held until its decision is durable', () => {
  const holding = () => {
    let go: (mayGo: boolean) => void = () => undefined;
    const mayGo = new Promise<boolean>((resolve) => {
      go = resolve;
    });
    return { mayGo, go };
  };
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  it('is not written before the word, whatever time passes, and then at once', async () => {
    const { mayGo, go } = holding();
    const sending = kindOf(http({ timeoutMs: 40 }).send(`${origin}/order`, { method: 'POST', body: 'a=1' }, mayGo));
    await pause(80);
    expect(received).toEqual([]);
    go(true);
    expect(await sending).toBe('answered');
    expect(received).toEqual(['POST /order']);
  });

  it('is dropped unsent by the other word, and by a gate that closes meanwhile', async () => {
    const refused = holding();
    const dropped = kindOf(http().send(`${origin}/order`, { method: 'POST', body: 'a=1' }, refused.mayGo));
    await pause(10);
    refused.go(false);
    expect(await dropped).toBe('not-sent');

    let open = true;
    const venue = http({ mayWrite: () => open });
    const held = holding();
    const stopped = kindOf(venue.send(`${origin}/order`, { method: 'POST', body: 'a=1' }, held.mayGo));
    await pause(10);
    open = false;
    venue.recheck();
    held.go(true);
    expect(await stopped).toBe('not-sent');
    expect(received).toEqual([]);
  });

  it('is given up in time when it may go but has no connection', async () => {
    const { mayGo, go } = holding();
    answer = () => undefined;
    const sending = kindOf(http({ timeoutMs: 30 }).send(`${origin}/order`, { method: 'POST', body: 'a=1' }, mayGo));
    go(true);
    expect(await sending).toBe('no-answer');
  });
});
