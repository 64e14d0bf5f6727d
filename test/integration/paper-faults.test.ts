import { type ChildProcess, fork, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { PaperUrls } from '../../electron/domains/paper/index';
import { account, connectTo, PAPER_ENTRY, type PaperProcess, refusalOf, startPaper } from '../support/paper-process';

type Exchange = Awaited<ReturnType<PaperProcess['connect']>>;
const BTC = 'BTC/USDT';
const folder = mkdtempSync(join(tmpdir(), 'paper-faults-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const restingPrice = async (exchange: Exchange): Promise<number> =>
  Math.round(((await exchange.fetchTicker(BTC)).bid ?? 0) * 0.9);

describe('a fault of the exchange', () => {
  let paper: PaperProcess;
  let alice: Exchange;
  let low = 0;
  beforeAll(async () => {
    paper = await startPaper();
    alice = await paper.connect('alice');
    low = await restingPrice(alice);
  });
  afterAll(() => paper.stop());

  const place = (clientOrderId: string) =>
    alice.createOrder(BTC, 'limit', 'buy', 0.01, low, { newClientOrderId: clientOrderId });
  const find = (clientOrderId: string) => alice.fetchOrder('', BTC, { origClientOrderId: clientOrderId });

  it('outage: nothing answers and streams break, until it is lifted on the same port', async () => {
    const order = await place('before-outage');
    await alice.watchOrderBook(BTC);
    const streamed = (async () => {
      for (;;) await alice.watchOrderBook(BTC);
    })();
    await Promise.all([expect(streamed).rejects.toThrow(), paper.setFaults({ outage: true })]);
    await expect(alice.fetchTime()).rejects.toThrow('ECONNREFUSED');
    await paper.setFaults({ outage: false });
    expect((await alice.fetchOpenOrders(BTC)).map((open) => open.id)).toEqual([order.id]);
    expect((await alice.watchOrderBook(BTC)).bids.length).toBeGreaterThan(0);
    await alice.cancelAllOrders(BTC);
  });

  it('latency: every answer takes that much longer', async () => {
    await paper.setFaults({ latencyMs: 60 });
    const before = performance.now();
    await alice.fetchTime();
    expect(performance.now() - before).toBeGreaterThanOrEqual(59);
    await paper.setFaults({ latencyMs: 0 });
  });

  it.each([429, 418] as const)('status %d: REST is refused with Binance’s code', async (status) => {
    await paper.setFaults({ status });
    expect(await refusalOf(alice, alice.fetchOpenOrders(BTC))).toContain('-1003 ');
    expect(Object.keys(alice.last_response_headers as object).map((name) => name.toLowerCase())).toContain(
      'retry-after',
    );
    await paper.setFaults({ status: undefined } as never);
    expect(await alice.fetchOpenOrders(BTC)).toEqual([]);
  });

  it('unknown outcome: the order works although the answer says nobody knows', async () => {
    await paper.setFaults({ unknownOutcome: { count: 1 } });
    expect(await refusalOf(alice, place('unknown-1'))).toBe(
      '-1007 Timeout waiting for response from backend server. Send status unknown; execution status unknown.',
    );
    expect((await find('unknown-1')).status).toBe('open');
    expect((await place('unknown-2')).status).toBe('open');
    expect((await alice.cancelAllOrders(BTC)).length).toBe(2);
  });

  it('cut after accept: no answer, and the order works', async () => {
    await paper.setFaults({ cutAfterAccept: { count: 1 } });
    await expect(place('cut-after')).rejects.toThrow();
    expect((await find('cut-after')).status).toBe('open');
    await alice.cancelAllOrders(BTC);
  });

  it('cut before accept: no answer, and no order', async () => {
    await paper.setFaults({ cutBeforeAccept: { count: 1 } });
    await expect(place('cut-before')).rejects.toThrow();
    expect(await refusalOf(alice, find('cut-before'))).toBe('-2013 Order does not exist.');
  });

  it('duplicate acknowledgement: the first report of an order comes twice', async () => {
    await alice.fetchBalanceWs();
    const heard: string[] = [];
    const first = alice.watchOrders(BTC);
    await alice.fetchBalanceWs();
    const client = alice.client(
      (alice.urls as unknown as { api: { ws: { 'ws-api': { spot: string } } } }).api.ws['ws-api'].spot,
    ) as unknown as {
      onMessage: (event: unknown) => void;
      connection: { on(event: 'message', listener: (data: Buffer) => void): void };
    };
    const twice = new Promise<void>((resolve) => {
      client.connection.on('message', (data) => {
        const { event } = JSON.parse(String(data)) as { event?: { e: string; x: string; c: string } };
        if (event?.e === 'executionReport' && event.x === 'NEW' && heard.push(event.c) === 2) resolve();
      });
    });
    await paper.setFaults({ duplicateAck: true });
    await place('twice');
    await Promise.all([first, twice]);
    expect(heard).toEqual(['twice', 'twice']);
    await paper.setFaults({ duplicateAck: false });
    await alice.cancelAllOrders(BTC);
  });

  it('fill during cancel: the cancel comes too late and the order is filled', async () => {
    const order = await place('raced');
    await paper.setFaults({ fillDuringCancel: { count: 1 } });
    expect(await refusalOf(alice, alice.cancelOrder(order.id ?? '', BTC))).toBe('-2011 Unknown order sent.');
    expect(await find('raced')).toMatchObject({ status: 'closed', filled: 0.01 });
  });

  it('fill during cancel-all: one of three is filled, the others are cancelled', async () => {
    for (const name of ['all-1', 'all-2', 'all-3']) await place(name);
    await paper.setFaults({ fillDuringCancel: { count: 1 } });
    expect((await alice.cancelAllOrders(BTC)).length).toBe(2);
    expect((await find('all-1')).status).toBe('closed');
  });

  it('crossed prices: the published bid stands above the ask, on REST and on the stream, and orders still trade right', async () => {
    await alice.watchOrderBook(BTC);
    await paper.setFaults({ prices: 'crossed' });
    const book = await alice.fetchOrderBook(BTC, 5);
    expect(book.bids[0]?.[0]).toBeGreaterThan(book.asks[0]?.[0] ?? 0);
    let live = await alice.watchOrderBook(BTC);
    while ((live.bids[0]?.[0] ?? 0) <= (live.asks[0]?.[0] ?? 0)) live = await alice.watchOrderBook(BTC);
    expect((await alice.createOrder(BTC, 'market', 'buy', 0.001)).average).toBeLessThan(book.bids[0]?.[0] ?? 0);
    await paper.setFaults({ prices: undefined } as never);
    while ((live.bids[0]?.[0] ?? 0) >= (live.asks[0]?.[0] ?? 0)) live = await alice.watchOrderBook(BTC);
    const snapshot = await alice.fetchOrderBook(BTC, 50);
    expect((snapshot.bids[0]?.[0] ?? 0) < (snapshot.asks[0]?.[0] ?? 0)).toBe(true);
  });

  it('absurd prices: ten times the real ones', async () => {
    const before = (await alice.fetchTicker(BTC)).last ?? 0;
    await paper.setFaults({ prices: 'absurd' });
    const ticker = await alice.fetchTicker(BTC);
    expect((ticker.last ?? 0) / before).toBeGreaterThan(9);
    expect((ticker.bid ?? 0) / before).toBeGreaterThan(9);
    await paper.setFaults({ prices: undefined } as never);
    expect(((await alice.fetchTicker(BTC)).last ?? 0) / before).toBeLessThan(1.1);
  });

  it('stale prices: nothing published moves while orders still trade', async () => {
    await paper.setFaults({ prices: 'stale' });
    const before = JSON.stringify((await alice.fetchOrderBook(BTC, 100)).asks);
    const bought = await alice.createOrder(BTC, 'market', 'buy', 0.5);
    expect(bought.status).toBe('closed');
    expect(JSON.stringify((await alice.fetchOrderBook(BTC, 100)).asks)).toBe(before);
    expect((await alice.fetchTrades(BTC, undefined, 1_000)).some((trade) => trade.timestamp === bought.timestamp)).toBe(
      false,
    );
    await paper.setFaults({ prices: undefined } as never);
    expect(JSON.stringify((await alice.fetchOrderBook(BTC, 100)).asks)).not.toBe(before);
  });

  it('revoked key: every signed call is refused, its stream ends, other keys go on', async () => {
    const bob = await paper.connect('bob');
    await bob.fetchBalance();
    await paper.setFaults({ revokedKeys: [account('bob').apiKey] });
    expect(await refusalOf(bob, bob.fetchBalance())).toBe('-2015 Invalid API-key, IP, or permissions for action.');
    await expect(bob.createOrderWs(BTC, 'limit', 'buy', 0.01, low)).rejects.toThrow('-2015');
    expect((await alice.fetchBalance()).total).toBeDefined();
    await paper.setFaults({ revokedKeys: [] });
    expect((await bob.fetchBalance()).total).toBeDefined();
  });

  it('garbage on the wire: answered or dropped, never the end of the exchange', async () => {
    const port = Number(new URL(paper.urls.rest).port);
    const send = (bytes: string | Buffer): Promise<void> =>
      new Promise((resolve) => {
        const socket = connect(port, '127.0.0.1', () => socket.end(bytes));
        socket.on('close', () => resolve());
        socket.on('error', () => resolve());
        socket.resume();
      });
    await send('GET / HTTP/9.9\r\n\r\n');
    await send(Buffer.alloc(100_000, 0xff));
    await send(`GET /api/v3/time?${'x'.repeat(9_000)} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
    await send('POST /api/v3/order HTTP/1.1\r\nHost: a\r\nContent-Length: 50000\r\nConnection: close\r\n\r\nabc');
    const statuses = await Promise.all([
      fetch(`${paper.urls.rest}/api/v3/order`, { method: 'POST', body: 'x'.repeat(20_000) }).then(
        (response) => response.status,
        () => 0,
      ),
      fetch(`${paper.urls.rest}/nowhere`).then((response) => response.status),
      fetch(`${paper.urls.rest}/api/v3/klines?symbol=BTCUSDT&interval=7m`).then((response) => response.status),
      fetch(`${paper.urls.rest}/api/v3/depth?symbol=%FF%00`).then((response) => response.status),
      fetch(`${paper.urls.rest}/api/v3/ticker/24hr?symbols=[[[`).then((response) => response.status),
    ]);
    expect(statuses).toEqual([413, 404, 400, 400, 400]);
    const socket = new WebSocket(`${paper.urls.ws}/ws-api/v3`);
    const answers = await new Promise<string[]>((resolve) => {
      const got: string[] = [];
      socket.onmessage = (message) => {
        got.push(String(message.data));
        if (got.length === 3) resolve(got);
      };
      socket.onopen = () => {
        for (const text of ['{', '{"id":1,"method":"no.such"}', '{"id":2,"method":"depth","params":[1,2,3]}'])
          socket.send(text);
      };
    });
    expect(answers.map((text) => (JSON.parse(text) as { status: number }).status)).toEqual([400, 400, 400]);
    socket.close();
    expect(paper.process.isReady).toBe(true);
  });
});

describe('limits', () => {
  let paper: PaperProcess;
  beforeAll(async () => {
    paper = await startPaper({
      limits: { weightPerMinute: 200, refusalsBeforeBan: 3, firstBanMs: 60_000, ordersPer10s: 5 },
    });
  });
  afterAll(() => paper.stop());

  /** Both tests count within one window: begin well inside of one. */
  const windowWithRoom = async (ms: number): Promise<void> => {
    const left = ms - (Date.now() % ms);
    if (left < 2_500) await new Promise((resolve) => setTimeout(resolve, left + 20));
  };

  it('the sixth unfilled order in ten seconds is refused, and says so', async () => {
    const alice = await paper.connect('alice');
    const low = await restingPrice(alice);
    await windowWithRoom(10_000);
    for (let i = 0; i < 5; i += 1) await alice.createOrder(BTC, 'limit', 'buy', 0.01, low);
    expect((alice.last_response_headers as Record<string, string>)['X-Mbx-Order-Count-10s']).toBe('5');
    expect(await refusalOf(alice, alice.createOrder(BTC, 'limit', 'buy', 0.01, low))).toBe(
      '-1015 Too many new orders; current limit is 5 orders per 10 SECOND.',
    );
    expect((await alice.cancelAllOrders(BTC)).length).toBe(5);
  });

  it('too much weight answers 429 with Retry-After, and going on is a ban: 418', async () => {
    const bob = await paper.connect('bob');
    await windowWithRoom(60_000);
    const statuses: number[] = [];
    let retryAfter: string | null = null;
    for (let i = 0; i < 9; i += 1) {
      const response = await fetch(`${paper.urls.rest}/api/v3/depth?symbol=BTCUSDT&limit=1000`);
      statuses.push(response.status);
      retryAfter = response.headers.get('retry-after') ?? retryAfter;
    }
    expect(statuses.indexOf(429)).toBeGreaterThan(0);
    expect(statuses.slice(-2)).toEqual([418, 418]);
    expect(Number(retryAfter)).toBeGreaterThan(50);
    expect(await refusalOf(bob, bob.fetchBalance())).toContain(
      '-1003 Way too much request weight used; IP banned until ',
    );
  });
});

describe('the exchange remembers', () => {
  const stateFile = join(folder, 'ledger.jsonl');
  const records = (): Array<Record<string, unknown>> =>
    readFileSync(stateFile, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  it('orders, trades and balances when it is killed, and its ledger tells what happened', async () => {
    const first = await startPaper({ stateFile });
    const alice = await first.connect('alice');
    const low = await restingPrice(alice);
    const open = await alice.createOrder(BTC, 'limit', 'buy', 0.01, low, { newClientOrderId: 'survivor' });
    const gone = await alice.createOrder(BTC, 'limit', 'buy', 0.02, low);
    await alice.cancelOrder(gone.id ?? '', BTC);
    await alice.createOrder(BTC, 'market', 'buy', 0.03);
    await refusalOf(alice, alice.createOrder(BTC, 'limit', 'buy', 100, low));
    const before = await alice.fetchBalance();
    first.process.kill();
    await first.stop();

    const again = await startPaper({ stateFile });
    const back = await again.connect('alice');
    expect((await back.fetchOpenOrders()).map((order) => [order.id, order.clientOrderId])).toEqual([
      [open.id, 'survivor'],
    ]);
    expect((await back.fetchBalance()).total).toEqual(before.total);
    expect((await back.fetchBalance()).used).toEqual(before.used);
    expect((await back.fetchMyTrades(BTC)).length).toBeGreaterThan(0);
    const next = await back.createOrder(BTC, 'limit', 'buy', 0.01, low);
    expect(Number(next.id)).toBeGreaterThan(Number(gone.id));
    expect((await back.cancelAllOrders(BTC)).length).toBe(2);
    await again.stop();

    const told = records()
      .filter((line) => line.type === 'order' && line.orderId === Number(gone.id))
      .map((line) => [line.event, line.status, line.account]);
    expect(told).toEqual([
      ['new', 'NEW', 'alice'],
      ['cancel', 'CANCELED', 'alice'],
    ]);
    expect(records().some((line) => line.type === 'reject' && line.code === -2010)).toBe(true);
    expect(readFileSync(stateFile, 'utf8')).not.toContain(account('alice').secret);
  });
});

describe('when its parent is gone', () => {
  it('it answers the guard for as long as it signs requests, and then ends by itself', async () => {
    const child = fork(PAPER_ENTRY, {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const urls = await new Promise<PaperUrls>((resolve) => {
      child.on('message', (message: { k: string; p: PaperUrls }) => {
        if (message.k === 'hello')
          child.send({ k: 'init', v: 1, p: { seed: 7, port: 0, accounts: [account('alice')] } });
        if (message.k === 'ready') resolve(message.p);
      });
    });
    const alice = connectTo(urls.urls, { apiKey: account('alice').apiKey, secret: account('alice').secret });
    await alice.loadMarkets();
    await alice.createOrder(BTC, 'limit', 'buy', 0.01, 60_000 - 10_000);
    const ended = new Promise<number>((resolve) => child.once('exit', () => resolve(performance.now())));
    child.disconnect();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect((await alice.cancelAllOrders(BTC)).length).toBe(1);
    expect(await alice.fetchOpenOrders()).toEqual([]);
    const lastSigned = performance.now();
    const quiet = (await ended) - lastSigned;
    expect(quiet).toBeGreaterThan(2_500);
    expect(quiet).toBeLessThan(5_000);
  });
});

describe('alone', () => {
  const script = resolve(import.meta.dirname, '../../scripts/paper-exchange.mjs');
  const run = (...args: string[]): ChildProcess =>
    spawn(process.execPath, [script, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  const result = (child: ChildProcess): Promise<{ code: number | null; out: string; err: string }> =>
    new Promise((resolve) => {
      let [out, err] = ['', ''];
      child.stdout?.on('data', (chunk) => (out += chunk));
      child.stderr?.on('data', (chunk) => (err += chunk));
      child.once('close', (code) => resolve({ code, out, err }));
    });

  it('it prints one line of JSON that ccxt can use, outlives the end of its input, and ends on SIGTERM', async () => {
    const child = run('--seed', '7', '--port', '0', '--accounts', '3', '--json', '--balance', 'USDT=500,BTC=0.1');
    const ended = result(child);
    const line = await new Promise<string>((resolve) => child.stdout?.once('data', (chunk) => resolve(String(chunk))));
    child.stdin?.end();
    const told = JSON.parse(line) as PaperUrls & { accounts: Array<{ name: string; apiKey: string; secret: string }> };
    expect(told.accounts.map(({ name }) => name)).toEqual(['sub-1', 'sub-2', 'sub-3']);
    const exchange = connectTo(told.urls, { apiKey: told.accounts[1]?.apiKey, secret: told.accounts[1]?.secret });
    expect((await exchange.fetchBalance()).total).toEqual({ USDT: 500, BTC: 0.1 });
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 0, out: line, err: '' });
  });

  it('it says in one line what is wrong with its use, and exits 2', async () => {
    const { code, out, err } = await result(run('--turbo'));
    expect([code, out]).toEqual([2, '']);
    expect(err.trim().split('\n')).toEqual([
      'paper-exchange: Unknown option --turbo: nothing was started. See --help for those there are.',
    ]);
  });

  it('it says when the port is taken, and takes no other', async () => {
    const taken = createServer();
    const port = await new Promise<number>((resolve) => {
      taken.listen(0, '127.0.0.1', () => resolve((taken.address() as { port: number }).port));
    });
    const { code, err } = await result(run('--port', String(port)));
    taken.close();
    expect([code, err.includes(`Port ${port} is taken by another program`)]).toEqual([2, true]);
  });
});
