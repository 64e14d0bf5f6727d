import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { connectFutures, type FuturesExchange, futuresAccount, ownEvents } from '../support/paper-futures';
import { type PaperProcess, refusalOf, startPaper } from '../support/paper-process';
import { steadyMarket } from '../support/steady-market';

const BTC = 'BTC/USDT:USDT';
const folder = mkdtempSync(join(tmpdir(), 'paper-futures-'));
const opened: FuturesExchange[] = [];
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const connect = async (paper: PaperProcess, name: string): Promise<FuturesExchange> => {
  const exchange = await connectFutures(paper, name);
  opened.push(exchange);
  return exchange;
};
const stop = async (paper: PaperProcess): Promise<void> => {
  await Promise.all(opened.splice(0).map((exchange) => exchange.close().catch(() => undefined)));
  await paper.stop();
};
const refusal = (exchange: FuturesExchange, call: Promise<unknown>) => refusalOf(exchange as never, call);
const until = (what: () => boolean | Promise<boolean>, timeout = 20_000) => expect.poll(what, { timeout }).toBe(true);
const has = (events: ReadonlyArray<Record<string, unknown>>, e: string, more = ''): boolean =>
  events.some((event) => event.e === e && JSON.stringify(event).includes(more));

describe('a fault of the exchange reaches futures as it reaches spot', () => {
  let paper: PaperProcess;
  let alice: FuturesExchange;
  let low = 0;
  beforeAll(async () => {
    paper = await startPaper({
      accounts: [futuresAccount('alice'), futuresAccount('bob')],
      futuresLimits: { ordersPer10s: 60 },
    });
    alice = await connect(paper, 'alice');
    low = Math.round(((await alice.fetchTicker(BTC)).last ?? 0) * 0.97);
  });
  afterAll(() => stop(paper));

  const place = (newClientOrderId: string) => alice.createOrder(BTC, 'limit', 'buy', 0.01, low, { newClientOrderId });
  const find = (origClientOrderId: string) => alice.fetchOrder('', BTC, { origClientOrderId });

  it('unknown outcome and cuts: the order works, or never came in', async () => {
    await paper.setFaults({ unknownOutcome: { count: 1 } });
    expect(await refusal(alice, place('unknown'))).toContain('-1007');
    expect((await find('unknown')).status).toBe('open');
    await paper.setFaults({ cutAfterAccept: { count: 1 } });
    await expect(place('cut-after')).rejects.toThrow();
    expect((await find('cut-after')).status).toBe('open');
    await paper.setFaults({ cutBeforeAccept: { count: 1 } });
    await expect(place('cut-before')).rejects.toThrow();
    expect(await refusal(alice, find('cut-before'))).toContain('-2013');
    await alice.cancelAllOrders(BTC);
  });

  it('a fill during the cancel: the cancel comes too late, and the position is there', async () => {
    const order = await place('raced');
    await paper.setFaults({ fillDuringCancel: { count: 1 } });
    expect(await refusal(alice, alice.cancelOrder(order.id ?? '', BTC))).toContain('-2011');
    expect((await alice.fetchPositions([BTC]))[0]).toMatchObject({ side: 'long', contracts: 0.01 });
    await alice.createOrder(BTC, 'market', 'sell', 0.01, undefined, { reduceOnly: true });
  });

  it('refused by status, slow, with absurd prices: the mark price too', async () => {
    await paper.setFaults({ status: 429 });
    await expect(alice.fetchOpenOrders(BTC)).rejects.toThrow('429');
    await paper.setFaults({ status: undefined, latencyMs: 80 } as never);
    const before = performance.now();
    await alice.fetchTime();
    expect(performance.now() - before).toBeGreaterThanOrEqual(79);
    const { markPrice = 0 } = await alice.fetchFundingRate(BTC);
    await paper.setFaults({ latencyMs: 0, prices: 'absurd' });
    expect((await alice.fetchFundingRate(BTC)).markPrice).toBeGreaterThan((markPrice ?? 0) * 9);
    expect((await alice.fetchTicker(BTC)).last).toBeGreaterThan((markPrice ?? 0) * 9);
    await paper.setFaults({ prices: undefined } as never);
  });

  it('too many orders: the futures API counts its own, and spot goes on', async () => {
    // Twice as many and more, at once: however the ten seconds are cut, one part of them has over 60.
    const names = Array.from({ length: 140 }, (_, i) => `many-${i}`);
    const outcomes = await Promise.allSettled(names.map(place));
    const said = outcomes.flatMap((each) => (each.status === 'rejected' ? [String(each.reason)] : []));
    expect(said.length).toBeGreaterThan(0);
    expect(said.length).toBeLessThan(names.length);
    for (const words of said)
      expect(words).toContain('{"code":-1015,"msg":"Too many new orders; current limit is 60 orders per 10 SECOND."}');
    const spot = await paper.connect('alice');
    expect((await spot.createOrder('BTC/USDT', 'limit', 'buy', 0.001, low)).status).toBe('open');
    await alice.cancelAllOrders(BTC);
  });

  it('a revoked key: -2015 and the end of its stream', async () => {
    const bob = await connect(paper, 'bob');
    const events = await ownEvents(bob);
    await paper.setFaults({ revokedKeys: [bob.apiKey] });
    await until(() => has(events, 'listenKeyExpired'));
    expect(await refusal(bob, bob.fetchBalance())).toContain('-2015');
    expect(await refusal(bob, bob.fapiPrivatePostListenKey())).toContain('-2015');
  });
});

describe('on a falling market', () => {
  let paper: PaperProcess;
  beforeAll(async () => {
    paper = await startPaper({
      accounts: [futuresAccount('long', '1000'), futuresAccount('calm')],
      recording: { file: steadyMarket(folder, -0.025, 60, 3), symbol: 'BTC/USDT' },
      // A minute each second.
      speed: 60,
      // Two minutes of market time: two seconds here.
      fundingEveryHours: 1 / 30,
    });
  });
  afterAll(() => stop(paper));

  it('a long that is too large is called and liquidated, seen over its stream, in its orders and in its wallet', async () => {
    const [long, calm] = [await connect(paper, 'long'), await connect(paper, 'calm')];
    const [events, ofCalm] = [await ownEvents(long), await ownEvents(calm)];
    await long.setLeverage(50, BTC);
    await long.createOrder(BTC, 'market', 'buy', 0.5);
    await calm.createOrder(BTC, 'market', 'buy', 0.01);
    await until(() => has(events, 'MARGIN_CALL'));
    await until(() => has(events, 'ORDER_TRADE_UPDATE', '"o":"LIQUIDATION"'));
    await until(() => has(events, 'ACCOUNT_UPDATE', '"m":"INSURANCE_CLEAR"'));
    expect(await long.fetchPositions([BTC])).toEqual([]);
    const last = (await long.fetchOrders(BTC)).at(-1);
    expect([last?.info, last?.clientOrderId]).toMatchObject([
      { type: 'LIQUIDATION' },
      expect.stringMatching(/^autoclose-/),
    ]);
    expect((await long.fetchMyLiquidations(BTC)).length).toBe(1);
    const wallet = (await long.fetchBalance()).total as unknown as Record<string, number>;
    expect(wallet.USDT).toBeGreaterThanOrEqual(0);
    const rows = (await long.fapiPrivateGetIncome({ limit: 1_000 })) as Array<{ income: string }>;
    expect(rows.reduce((sum, { income }) => sum + Number(income), 0)).toBeCloseTo(wallet.USDT ?? -1, 6);
    expect((await calm.fetchPositions([BTC]))[0]).toMatchObject({ contracts: 0.01, side: 'long' });
    await until(() => has(ofCalm, 'ACCOUNT_UPDATE', '"m":"FUNDING_FEE"'));
    const [funding] = await calm.fetchFundingHistory(BTC);
    expect(Math.abs(funding?.amount ?? 0)).toBeGreaterThan(0);
    expect((await calm.fetchFundingRateHistory(BTC)).length).toBeGreaterThan(0);
  });
});

describe('a listen key that nobody keeps alive', () => {
  it('ends: its stream says so, and it cannot be kept alive any more', async () => {
    const paper = await startPaper({ accounts: [futuresAccount('alice')], listenKeyMs: 3_000 });
    try {
      const alice = await connect(paper, 'alice');
      const { listenKey } = (await alice.fapiPrivatePostListenKey()) as { listenKey: string };
      const socket = new WebSocket(`${paper.urls.ws}/fstream/private/ws/${listenKey}`);
      const said: string[] = [];
      socket.on('message', (data) => said.push((JSON.parse(String(data)) as { e: string }).e));
      await until(() => said.includes('listenKeyExpired'));
      expect(await refusal(alice, alice.fapiPrivatePutListenKey())).toContain('-1125');
      socket.close();
    } finally {
      await stop(paper);
    }
  });
});

describe('after a restart', () => {
  it('the futures account is as it was: wallet, position, settings, orders, stops, trades, incomes and the dead-man timer', async () => {
    const stateFile = join(folder, 'ledger.jsonl');
    const accounts = [futuresAccount('alice')];
    let paper = await startPaper({ accounts, stateFile });
    let alice = await connect(paper, 'alice');
    await alice.setMarginMode('isolated', BTC);
    await alice.setLeverage(25, BTC);
    await alice.createOrder(BTC, 'market', 'buy', 0.02);
    const { last = 0 } = await alice.fetchTicker(BTC);
    const [low, high] = [Math.round((last ?? 0) * 0.97), Math.round((last ?? 0) * 1.03)];
    const resting = await alice.createOrder(BTC, 'limit', 'sell', 0.01, high, { reduceOnly: true });
    const stopped = await alice.createOrder(BTC, 'market', 'sell', 0.01, undefined, { stopLossPrice: low });
    await alice.fapiPrivatePostCountdownCancelAll({ symbol: 'BTCUSDT', countdownTime: 6_000 });
    const state = async (exchange: FuturesExchange) => ({
      wallet: ((await exchange.fapiPrivateV3GetAccount()) as { totalWalletBalance: string }).totalWalletBalance,
      position: (({ positionAmt, entryPrice, isolatedWallet }) => [positionAmt, entryPrice, isolatedWallet])(
        ((await exchange.fapiPrivateV3GetPositionRisk({ symbol: 'BTCUSDT' })) as Array<Record<string, string>>)[0] ??
          {},
      ),
      config: await exchange.fapiPrivateGetSymbolConfig({ symbol: 'BTCUSDT' }),
      open: (await exchange.fetchOpenOrders(BTC)).map(({ id }) => id),
      stops: (await exchange.fetchOpenOrders(BTC, undefined, undefined, { trigger: true })).map(({ id }) => id),
      trades: (await exchange.fetchMyTrades(BTC)).map(({ id, cost }) => [id, cost]),
      incomes: await exchange.fapiPrivateGetIncome(),
    });
    const before = await state(alice);
    expect([before.open, before.stops]).toEqual([[resting.id], [stopped.id]]);
    await stop(paper);
    expect(readFileSync(stateFile, 'utf8')).not.toContain(accounts[0]?.secret);
    paper = await startPaper({ accounts, stateFile });
    alice = await connect(paper, 'alice');
    expect(await state(alice)).toEqual(before);
    await until(async () => (await alice.fetchOpenOrders(BTC)).length === 0);
    const next = await alice.createOrder(BTC, 'limit', 'buy', 0.01, low);
    expect(Number(next.id)).toBeGreaterThan(Number(resting.id));
    await stop(paper);
  });
});
