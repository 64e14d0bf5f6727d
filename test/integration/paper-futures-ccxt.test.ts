import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectFutures, type FuturesExchange, futuresAccount, ownEvents } from '../support/paper-futures';
import { account, type PaperProcess, refusalOf, startPaper } from '../support/paper-process';

const BTC = 'BTC/USDT:USDT';
const ETH = 'ETH/USDT:USDT';

let paper: PaperProcess;
const opened: FuturesExchange[] = [];
const connect = async (name: string, more: Record<string, unknown> = {}): Promise<FuturesExchange> => {
  const exchange = await connectFutures(paper, name, more);
  opened.push(exchange);
  return exchange;
};
let alice: FuturesExchange;
let mark = 0;

beforeAll(async () => {
  const names = ['alice', 'bob', 'flow', 'settings', 'stops', 'dead', 'raw'];
  const reader = { ...futuresAccount('reader'), permissions: { canTradeFutures: false } };
  const whale = futuresAccount('whale', '100000000');
  const others = [reader, account('spotonly'), whale];
  paper = await startPaper({ accounts: [...names.map((name) => futuresAccount(name)), ...others] });
  alice = await connect('alice');
  mark = (await alice.fetchFundingRate(BTC)).markPrice ?? 0;
});
afterAll(async () => {
  await Promise.all(opened.map((exchange) => exchange.close().catch(() => undefined)));
  await paper.stop();
});

/** A price so far below the market that it rests, on the tick. */
const low = (): number => Math.round(mark * 0.97);
const high = (): number => Math.round(mark * 1.03);
const refusal = (exchange: FuturesExchange, call: Promise<unknown>) => refusalOf(exchange as never, call);
const until = (what: () => boolean | Promise<boolean>) => expect.poll(what, { timeout: 10_000 }).toBe(true);

describe('through unmodified ccxt.pro.binanceusdm an operator sees', () => {
  it('the same six symbols as perpetuals, with their filters, brackets and fees', async () => {
    expect(Object.keys(alice.markets ?? {}).sort()).toEqual(
      ['BNB', 'BTC', 'DOGE', 'ETH', 'SOL', 'XRP'].map((base) => `${base}/USDT:USDT`),
    );
    const market = alice.market(BTC);
    expect([market.swap, market.linear, market.precision.price, market.precision.amount]).toEqual([
      true,
      true,
      0.1,
      0.001,
    ]);
    const tiers = (await alice.fetchLeverageTiers([BTC]))[BTC] ?? [];
    expect([tiers[0]?.maxLeverage, tiers[0]?.maintenanceMarginRate, tiers.at(-1)?.maxLeverage]).toEqual([
      125, 0.004, 1,
    ]);
    expect(await alice.fetchTradingFee(BTC)).toMatchObject({ maker: 0.0002, taker: 0.0005 });
    expect(Math.abs(((await alice.fetchTime()) ?? 0) - Date.now())).toBeLessThan(1_000);
  });

  it('a mark price near the index and apart from the last price, a funding rate and when it is settled next', async () => {
    const rate = await alice.fetchFundingRate(BTC);
    expect(Math.abs((rate.markPrice ?? 0) / (rate.indexPrice ?? 1) - 1)).toBeLessThan(0.005);
    expect(Math.abs(rate.fundingRate ?? 1)).toBeLessThan(0.003);
    expect((rate.fundingTimestamp ?? 0) % (8 * 3_600_000)).toBe(0);
    expect(Object.keys(await alice.fetchFundingRates()).length).toBe(6);
    const spot = await (await paper.connect('alice')).fetchTicker('BTC/USDT');
    expect(Math.abs((rate.indexPrice ?? 0) / (spot.last ?? 1) - 1)).toBeLessThan(0.01);
  });

  it('tickers, books, candles, best prices and trades', async () => {
    expect((await alice.fetchTicker(BTC)).last).toBeGreaterThan(0);
    const book = await alice.fetchOrderBook(BTC, 20);
    expect([book.bids.length, (book.bids[0]?.[0] ?? 0) < (book.asks[0]?.[0] ?? 0)]).toEqual([20, true]);
    expect((await alice.fetchBidsAsks([BTC, ETH]))[ETH]?.bid).toBeGreaterThan(0);
    expect((await alice.fetchOHLCV(BTC, '5m', undefined, 10)).length).toBe(10);
    await until(async () => (await alice.fetchTrades(BTC, undefined, 5)).length > 0);
  });

  it('prices, books, trades and mark prices as they happen', async () => {
    expect((await alice.watchTicker(BTC)).last).toBeGreaterThan(0);
    expect(Object.values(await alice.watchBidsAsks([BTC]))[0]).toMatchObject({ symbol: BTC, bid: expect.any(Number) });
    expect((await alice.watchTrades(BTC))[0]?.symbol).toBe(BTC);
    expect((await alice.watchMarkPrice(BTC)) as unknown).toMatchObject({ symbol: BTC, markPrice: expect.any(Number) });
    expect((await alice.watchOHLCV(BTC, '1m')).length).toBeGreaterThan(0);
    for (let i = 0; i < 8; i += 1) {
      const book = await alice.watchOrderBook(BTC);
      expect((book.bids[0]?.[0] ?? 0) < (book.asks[0]?.[0] ?? 0)).toBe(true);
    }
  });

  it('what a key may do; without a futures wallet the futures API does not know it', async () => {
    const futures = async (name: string) =>
      ((await (await paper.connect(name)).sapiGetAccountApiRestrictions()) as Record<string, unknown>).enableFutures;
    expect([await futures('alice'), await futures('reader'), await futures('spotonly')]).toEqual([true, false, false]);
    const reader = await connect('reader');
    expect((await reader.fetchBalance()).total).toMatchObject({ USDT: 100_000 });
    expect(await refusal(reader, reader.createOrder(BTC, 'market', 'buy', 0.01))).toContain('-2015');
    const none = await connect('spotonly');
    expect(await refusal(none, none.fetchBalance())).toContain('-2015');
    expect(await refusal(none, none.fapiPrivatePostListenKey())).toContain('-2015');
    const forged = await connect('alice', { secret: 'wrong' });
    expect(await refusal(forged, forged.fetchBalance())).toContain('-1022');
  });
});

describe('through unmodified ccxt.pro.binanceusdm an operator trades', () => {
  it('limit orders: placed, found by either id, listed, cancelled one by one, ten at once, and all', async () => {
    const placed = await alice.createOrder(BTC, 'limit', 'buy', 0.01, low(), { newClientOrderId: 'life-1' });
    expect([placed.status, placed.clientOrderId]).toEqual(['open', 'life-1']);
    expect((await alice.fetchOrder(placed.id ?? '', BTC)).clientOrderId).toBe('life-1');
    expect((await alice.fetchOrder('', BTC, { origClientOrderId: 'life-1' })).id).toBe(placed.id);
    expect((await alice.fetchOpenOrder(placed.id ?? '', BTC)).id).toBe(placed.id);
    expect((await alice.fetchOpenOrders()).map(({ id }) => id)).toEqual([placed.id]);
    expect((await alice.cancelOrder('', BTC, { origClientOrderId: 'life-1' })).status).toBe('canceled');
    const ids: string[] = [];
    for (let i = 0; i < 12; i += 1) ids.push((await alice.createOrder(BTC, 'limit', 'buy', 0.01, low() - i)).id ?? '');
    const rows = await alice.cancelOrders([...ids.slice(0, 9), '999999'], BTC);
    // ccxt drops the row of what could not be cancelled; the answer has it.
    expect(rows.map(({ status }) => status)).toEqual(Array.from({ length: 9 }, () => 'canceled'));
    expect(String(alice.last_http_response)).toContain('{"code":-2011,"msg":"Unknown order sent."}');
    expect(await refusal(alice, alice.cancelOrders(ids.slice(0, 11), BTC))).toContain('-4083');
    await alice.cancelAllOrders(BTC);
    expect(await alice.fetchOpenOrders(BTC)).toEqual([]);
    // Unlike on spot, cancelling nothing is no error.
    await alice.cancelAllOrders(BTC);
    expect((await alice.fetchOrders(BTC)).length).toBe(13);
  });

  it('market orders that open and close a position, with trades, fees and realised profit', async () => {
    await alice.setLeverage(10, BTC);
    const bought = await alice.createOrder(BTC, 'market', 'buy', 0.02);
    expect([bought.status, bought.filled]).toEqual(['closed', 0.02]);
    const [position] = await alice.fetchPositions([BTC]);
    expect([position?.side, position?.contracts, position?.marginMode]).toEqual(['long', 0.02, 'cross']);
    expect(position?.initialMargin).toBeCloseTo((position?.notional ?? 0) / 10, 4);
    const [v2] = await alice.fetchPositions([BTC], { useV2: true });
    expect([v2?.leverage, v2?.entryPrice]).toEqual([10, position?.entryPrice]);
    const sold = await alice.createOrder(BTC, 'market', 'sell', 0.02);
    expect(await alice.fetchPositions([BTC])).toEqual([]);
    const trades = (await alice.fetchMyTrades(BTC)).filter(({ order }) => order === bought.id || order === sold.id);
    expect(trades.every(({ fee }) => fee?.currency === 'USDT')).toBe(true);
    const fees = trades.reduce((sum, { fee }) => sum + (fee?.cost ?? 0), 0);
    const pnl = trades.reduce((sum, { info }) => sum + Number((info as { realizedPnl: string }).realizedPnl), 0);
    expect((await alice.fetchBalance()).total).toMatchObject({ USDT: expect.closeTo(100_000 + pnl - fees, 6) });
    const incomes = (await alice.fetchLedger(undefined, undefined, 1_000)).map(({ type }) => type);
    expect(incomes).toEqual(expect.arrayContaining(['transfer', 'commission']));
  });

  it('post-only, IOC and FOK orders', async () => {
    const maker = await alice.createOrder(BTC, 'limit', 'buy', 0.01, low(), { postOnly: true });
    expect((await alice.fetchOrder(maker.id ?? '', BTC)).postOnly).toBe(true);
    expect(await refusal(alice, alice.createOrder(BTC, 'limit', 'buy', 0.01, high(), { postOnly: true }))).toContain(
      '-5022',
    );
    expect((await alice.createOrder(BTC, 'limit', 'buy', 0.01, low(), { timeInForce: 'IOC' })).status).toBe('expired');
    expect(await refusal(alice, alice.createOrder(BTC, 'limit', 'buy', 0.01, low(), { timeInForce: 'FOK' }))).toContain(
      '-5021',
    );
    await alice.cancelAllOrders(BTC);
  });

  it('reduce-only orders that never increase a position', async () => {
    const bob = await connect('bob');
    const reduce = { reduceOnly: true };
    expect(await refusal(bob, bob.createOrder(BTC, 'market', 'sell', 0.01, undefined, reduce))).toContain('-2022');
    await bob.createOrder(BTC, 'market', 'buy', 0.01);
    expect(await refusal(bob, bob.createOrder(BTC, 'limit', 'buy', 0.01, low(), reduce))).toContain('-2022');
    const resting = await bob.createOrder(BTC, 'limit', 'sell', 0.05, high(), reduce);
    expect([resting.amount, resting.reduceOnly]).toEqual([0.01, true]);
    const closed = await bob.createOrder(BTC, 'market', 'sell', 0.5, undefined, reduce);
    expect([closed.filled, closed.status]).toEqual([0.01, 'closed']);
    expect((await bob.fetchOrder(resting.id ?? '', BTC)).status).toBe('expired');
  });

  it('with leverage, margin type and position mode as the account set them', async () => {
    const settings = await connect('settings');
    expect(await settings.setLeverage(50, ETH)).toMatchObject({ leverage: 50 });
    expect(await refusal(settings, settings.setLeverage(77, 'SOL/USDT:USDT'))).toContain(
      '-4028 Leverage 77 is not valid',
    );
    expect(await settings.setMarginMode('isolated', ETH)).toMatchObject({ code: 200 });
    expect(await refusal(settings, settings.setMarginMode('isolated', ETH))).toContain('-4046');
    expect(await settings.fetchMarginMode(ETH)).toMatchObject({ marginMode: 'isolated' });
    expect((await settings.fetchLeverages([ETH]))[ETH]).toMatchObject({ longLeverage: 50, marginMode: 'isolated' });
    expect(await settings.fetchPositionMode()).toMatchObject({ hedged: false });
    expect(await refusal(settings, settings.setPositionMode(true))).toContain('-4084');
    expect(await refusal(settings, settings.setPositionMode(false))).toContain('-4059');
    const hedged = settings.createOrder(ETH, 'market', 'buy', 0.1, undefined, { positionSide: 'LONG' });
    expect(await refusal(settings, hedged)).toContain('-4061');
    await settings.createOrder(ETH, 'market', 'buy', 1);
    const [position] = await settings.fetchPositions([ETH]);
    expect([position?.marginMode, (position?.liquidationPrice ?? 0) > 0]).toEqual(['isolated', true]);
    expect(await refusal(settings, settings.setMarginMode('cross', ETH))).toContain('-4048');
    expect(await refusal(settings, settings.setLeverage(5, ETH))).toContain('-4161');
    await settings.addMargin(ETH, 10);
    const [larger] = await settings.fetchPositions([ETH]);
    expect((larger?.collateral ?? 0) - (position?.collateral ?? 0)).toBeGreaterThan(0);
    expect(await refusal(settings, settings.createOrder(BTC, 'limit', 'buy', 500, low()))).toContain('-2019');
  });

  it('conditional orders, which are a service of their own: cancel-all of the book leaves them', async () => {
    const stops = await connect('stops');
    await stops.createOrder(BTC, 'market', 'buy', 0.01);
    const stop = await stops.createOrder(BTC, 'market', 'sell', 0.01, undefined, {
      stopLossPrice: low(),
      reduceOnly: true,
    });
    const profit = await stops.createOrder(BTC, 'limit', 'sell', 0.01, high(), { takeProfitPrice: high() });
    expect([stop.status, stop.triggerPrice, profit.type]).toEqual(['open', low(), 'limit']);
    await stops.cancelAllOrders(BTC);
    expect(await stops.fetchOpenOrders(BTC)).toEqual([]);
    const trigger = { trigger: true };
    expect((await stops.fetchOpenOrders(BTC, undefined, undefined, trigger)).map(({ id }) => id)).toEqual([
      stop.id,
      profit.id,
    ]);
    expect((await stops.cancelOrder(profit.id ?? '', BTC, trigger)).info).toMatchObject({ msg: 'success' });
    expect((await stops.fetchOrder(profit.id ?? '', BTC, trigger)).status).toBe('canceled');
    await stops.cancelAllOrders(BTC, trigger);
    expect(await stops.fetchOpenOrders(BTC, undefined, undefined, trigger)).toEqual([]);
    // The endpoint of plain orders no longer takes them.
    const plain = { symbol: 'BTCUSDT', side: 'SELL', type: 'STOP_MARKET', stopPrice: low(), closePosition: 'true' };
    expect(await refusal(stops, stops.fapiPrivatePostOrder(plain))).toContain('-4120');
    expect(
      await refusal(stops, stops.createOrder(BTC, 'market', 'sell', 0.01, undefined, { stopLossPrice: high() })),
    ).toContain('-2021');
  });

  it('a stop that goes off places its order, which carries its client id', async () => {
    const stops = await connect('stops');
    const whale = await connect('whale');
    const events = await ownEvents(stops);
    const { last = 0 } = await stops.fetchTicker(BTC);
    const near = Math.round((last ?? 0) + 40);
    const params = { stopLossPrice: near, clientAlgoId: 'near-stop' };
    await stops.createOrder(BTC, 'market', 'buy', 0.002, undefined, params);
    // Buying through the book lifts the last price past the trigger.
    for (let i = 0; i < 40 && !events.some(({ e }) => e === 'ORDER_TRADE_UPDATE'); i += 1)
      await whale.createOrder(
        BTC,
        'limit',
        i % 2 === 0 ? 'buy' : 'sell',
        2,
        Math.round(near + (i % 2 === 0 ? 30 : -30)),
        {
          timeInForce: 'IOC',
        },
      );
    await until(() => events.some(({ e, o }) => e === 'ALGO_UPDATE' && (o as { X: string }).X === 'FINISHED'));
    const order = await stops.fetchOrder('', BTC, { origClientOrderId: 'near-stop' });
    expect([order.status, (order.info as { origType: string }).origType]).toEqual(['closed', 'STOP_MARKET']);
    const algo = (await stops.fapiPrivateGetAlgoOrder({ clientAlgoId: 'near-stop' })) as Record<string, unknown>;
    expect([algo.algoStatus, algo.actualOrderId]).toEqual(['FINISHED', order.id]);
  });

  it('and the dead-man timer cancels its symbol’s orders when it runs out, unless it is set to zero', async () => {
    const dead = await connect('dead');
    const countdown = (countdownTime: number) =>
      dead.fapiPrivatePostCountdownCancelAll({ symbol: 'BTCUSDT', countdownTime });
    await dead.createOrder(BTC, 'limit', 'buy', 0.01, low());
    await dead.createOrder(ETH, 'limit', 'buy', 1, Math.round(((await dead.fetchTicker(ETH)).last ?? 0) * 0.97));
    const armed = performance.now();
    expect(await countdown(1_500)).toEqual({ symbol: 'BTCUSDT', countdownTime: '1500' });
    expect((await dead.fetchOpenOrders(BTC)).length).toBe(1);
    await until(async () => (await dead.fetchOpenOrders(BTC)).length === 0);
    expect(performance.now() - armed).toBeGreaterThanOrEqual(1_450);
    expect((await dead.fetchOpenOrders(ETH)).length).toBe(1);
    await dead.createOrder(BTC, 'limit', 'buy', 0.01, low());
    await countdown(1_000);
    await countdown(0);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect((await dead.fetchOpenOrders(BTC)).length).toBe(1);
  });
});

describe('over the user data stream an operator hears of', () => {
  it('own orders, fills, positions and balances while they happen', async () => {
    const flow = await connect('flow');
    await ownEvents(flow);
    const [orders, trades, balance] = [flow.watchOrders(BTC), flow.watchMyTrades(BTC), flow.watchBalance()];
    const positions = flow.watchPositions([BTC]);
    const placed = await flow.createOrder(BTC, 'market', 'sell', 0.01);
    expect((await orders)[0]).toMatchObject({ id: placed.id, symbol: BTC });
    expect((await trades)[0]).toMatchObject({
      order: placed.id,
      side: 'sell',
      takerOrMaker: 'taker',
      fee: { currency: 'USDT' },
    });
    expect((await positions)[0]).toMatchObject({ symbol: BTC, side: 'short', contracts: 0.01 });
    expect(((await balance) as unknown as { USDT: { total: number } }).USDT.total).toBeLessThan(100_000);
    const told: string[] = [];
    const following = (async () => {
      while (told.at(-1) !== 'canceled')
        for (const order of await flow.watchOrders(BTC))
          if (order.clientOrderId === 'flow-2') told.push(order.status ?? '');
    })();
    const resting = await flow.createOrder(BTC, 'limit', 'buy', 0.01, low(), { newClientOrderId: 'flow-2' });
    await flow.cancelOrder(resting.id ?? '', BTC);
    await following;
    expect(told.at(-1)).toBe('canceled');
  });

  it('changed leverage, and the end of a listen key that was closed', async () => {
    const raw = await connect('raw');
    const events = await ownEvents(raw);
    await raw.setLeverage(7, BTC);
    await until(() => events.some(({ e, ac }) => e === 'ACCOUNT_CONFIG_UPDATE' && (ac as { l: number }).l === 7));
    const first = (await raw.fapiPrivatePostListenKey()) as { listenKey: string };
    const again = (await raw.fapiPrivatePostListenKey()) as { listenKey: string };
    const kept = (await raw.fapiPrivatePutListenKey()) as { listenKey: string };
    expect([again.listenKey, kept.listenKey]).toEqual([first.listenKey, first.listenKey]);
    await raw.fapiPrivateDeleteListenKey();
    expect(await refusal(raw, raw.fapiPrivatePutListenKey())).toContain('-1125');
  });
});
