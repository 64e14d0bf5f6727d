import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { account, type PaperProcess, refusalOf, startPaper } from '../support/paper-process';

type Exchange = Awaited<ReturnType<PaperProcess['connect']>>;
const BTC = 'BTC/USDT';

let paper: PaperProcess;
let alice: Exchange;
let bob: Exchange;
let bid = 0;

beforeAll(async () => {
  const reader = { ...account('reader'), permissions: { canTradeSpot: false } };
  const blind = { ...account('blind'), permissions: { canRead: false } };
  paper = await startPaper({ accounts: [account('alice'), account('bob'), account('flow'), reader, blind] });
  alice = await paper.connect('alice');
  bob = await paper.connect('bob');
  bid = (await alice.fetchTicker(BTC)).bid ?? 0;
});
afterAll(() => paper.stop());

/** A price so far below the market that it rests. */
const low = (): number => Math.round(bid * 0.9);

describe('through unmodified ccxt an operator sees', () => {
  it('six USDT markets with the filters Binance has', async () => {
    expect(Object.keys(alice.markets ?? {}).sort()).toEqual([
      'BNB/USDT',
      'BTC/USDT',
      'DOGE/USDT',
      'ETH/USDT',
      'SOL/USDT',
      'XRP/USDT',
    ]);
    const { precision, limits, info } = alice.market(BTC);
    expect([precision.price, precision.amount, limits.cost?.min, limits.amount?.min]).toEqual([
      0.01, 0.00001, 5, 0.00001,
    ]);
    const filters = (info as { filters: Array<{ filterType: string }> }).filters.map((filter) => filter.filterType);
    expect(filters).toEqual([
      'PRICE_FILTER',
      'LOT_SIZE',
      'MARKET_LOT_SIZE',
      'PERCENT_PRICE_BY_SIDE',
      'NOTIONAL',
      'MAX_NUM_ORDERS',
      'MAX_NUM_ALGO_ORDERS',
    ]);
  });

  it('the exchange time, status, and the balances of that account alone', async () => {
    expect(Math.abs(((await alice.fetchTime()) ?? 0) - Date.now())).toBeLessThan(1_000);
    expect((await alice.fetchStatus()).status).toBe('ok');
    expect((await bob.fetchBalance()).total).toEqual({ USDT: 100_000, BTC: 5 });
  });

  it('tickers, best prices, book, candles and trades that agree with each other', async () => {
    const tickers = await alice.fetchTickers([BTC, 'ETH/USDT']);
    expect(Object.keys(tickers)).toEqual([BTC, 'ETH/USDT']);
    const book = await alice.fetchOrderBook(BTC, 20);
    expect(book.bids.length).toBe(20);
    expect((book.bids[0]?.[0] ?? 0) < (book.asks[0]?.[0] ?? 0)).toBe(true);
    const best = (await alice.fetchBidsAsks([BTC]))[BTC];
    expect(Math.abs((best?.bid ?? 0) / bid - 1)).toBeLessThan(0.02);
    const candles = await alice.fetchOHLCV(BTC, '5m', undefined, 10);
    expect(candles.length).toBe(10);
    expect(
      candles.every(
        ([, open = 0, high = 0, low = 0, close = 0]) => low <= open && open <= high && low <= close && close <= high,
      ),
    ).toBe(true);
    // The market has only just opened: its first trade comes within moments.
    await expect
      .poll(async () => (await alice.fetchTrades(BTC, undefined, 5)).length, { timeout: 10_000 })
      .toBeGreaterThan(0);
  });

  it('what the key may do', async () => {
    const restrictions = (await alice.sapiGetAccountApiRestrictions()) as Record<string, unknown>;
    expect([
      restrictions.ipRestrict,
      restrictions.enableReading,
      restrictions.enableSpotAndMarginTrading,
      restrictions.enableWithdrawals,
    ]).toEqual([true, true, true, false]);
    const reader = await paper.connect('reader');
    expect(((await reader.sapiGetAccountApiRestrictions()) as Record<string, unknown>).enableSpotAndMarginTrading).toBe(
      false,
    );
  });

  it('prices and trades as they happen', async () => {
    const book = await alice.watchOrderBook(BTC);
    const best = (await alice.watchBidsAsks([BTC, 'ETH/USDT'])) as Record<string, { bid?: number }>;
    expect(Object.values(best)[0]?.bid).toBeGreaterThan(0);
    expect((await alice.watchTicker(BTC)).last).toBeGreaterThan(0);
    expect((await alice.watchTrades(BTC))[0]?.symbol).toBe(BTC);
    expect((await alice.watchOHLCV(BTC, '1m'))[0]?.[4]).toBeGreaterThan(0);
    for (let i = 0; i < 5; i += 1) await alice.watchOrderBook(BTC);
    expect((book.bids[0]?.[0] ?? 0) < (book.asks[0]?.[0] ?? 0)).toBe(true);
  });
});

describe('through unmodified ccxt an operator trades', () => {
  it('a limit order: placed, found by either id, listed, cancelled', async () => {
    const placed = await alice.createOrder(BTC, 'limit', 'buy', 0.01, low(), { newClientOrderId: 'life-1' });
    expect([placed.status, placed.clientOrderId, placed.filled]).toEqual(['open', 'life-1', 0]);
    expect((await alice.fetchOrder(placed.id ?? '', BTC)).clientOrderId).toBe('life-1');
    expect((await alice.fetchOrder('', BTC, { origClientOrderId: 'life-1' })).id).toBe(placed.id);
    expect((await alice.fetchOpenOrders(BTC)).map((order) => order.id)).toEqual([placed.id]);
    expect((await alice.fetchOpenOrders()).map((order) => order.id)).toEqual([placed.id]);
    expect((await alice.fetchBalance()).used).toMatchObject({ USDT: low() / 100 });
    const cancelled = await alice.cancelOrder('', BTC, { origClientOrderId: 'life-1' });
    expect([cancelled.id, cancelled.status]).toEqual([placed.id, 'canceled']);
    expect((await alice.fetchOrder(placed.id ?? '', BTC)).status).toBe('canceled');
    expect(await alice.fetchOpenOrders()).toEqual([]);
  });

  it('a market order by quantity and by money, with fills, fees and own trades', async () => {
    const byQuantity = await alice.createOrder(BTC, 'market', 'buy', 0.02);
    expect([byQuantity.status, byQuantity.filled]).toEqual(['closed', 0.02]);
    expect((byQuantity as { fees?: unknown[] }).fees?.[0]).toMatchObject({ currency: 'BTC', cost: 0.00002 });
    const byMoney = await alice.createOrder(BTC, 'market', 'buy', 0, undefined, { quoteOrderQty: 500 });
    expect(byMoney.status).toBe('closed');
    expect(byMoney.cost).toBeLessThanOrEqual(500);
    expect(byMoney.cost).toBeGreaterThan(499);
    const trades = await alice.fetchMyTrades(BTC);
    expect(
      trades.filter((trade) => trade.order === byQuantity.id).reduce((sum, trade) => sum + (trade.amount ?? 0), 0),
    ).toBeCloseTo(0.02, 8);
    expect((await alice.fetchClosedOrders(BTC)).map((order) => order.id)).toContain(byMoney.id);
    expect((await alice.fetchOrders(BTC)).length).toBeGreaterThan(2);
  });

  it('stop-limit orders that wait, post-only orders that rest, IOC and FOK that expire', async () => {
    const stop = await alice.createOrder(BTC, 'limit', 'sell', 0.01, low(), { stopPrice: low() + 10 });
    const profit = await alice.createOrder(BTC, 'limit', 'sell', 0.01, Math.round(bid * 1.2), {
      takeProfitPrice: Math.round(bid * 1.2),
    });
    expect((await alice.fetchOrder(stop.id ?? '', BTC)).info).toMatchObject({
      type: 'STOP_LOSS_LIMIT',
      isWorking: false,
    });
    expect((await alice.fetchOrder(profit.id ?? '', BTC)).info).toMatchObject({
      type: 'TAKE_PROFIT_LIMIT',
      status: 'NEW',
    });
    const maker = await alice.createOrder(BTC, 'limit', 'buy', 0.01, low(), { postOnly: true });
    expect((await alice.fetchOrder(maker.id ?? '', BTC)).postOnly).toBe(true);
    const ioc = await alice.createOrder(BTC, 'limit', 'buy', 0.01, low(), { timeInForce: 'IOC' });
    const fok = await alice.createOrder(BTC, 'limit', 'buy', 0.01, low(), { timeInForce: 'FOK' });
    expect([ioc.status, fok.status]).toEqual(['expired', 'expired']);
    const cancelled = await alice.cancelAllOrders(BTC);
    expect(cancelled.map((order) => order.id).sort()).toEqual([stop.id, profit.id, maker.id].sort());
    expect(await alice.fetchOpenOrders()).toEqual([]);
  });

  it('over the WebSocket API as well', async () => {
    const placed = await alice.createOrderWs(BTC, 'limit', 'buy', 0.01, low());
    expect(placed.status).toBe('open');
    expect((await alice.fetchOpenOrdersWs(BTC)).map((order) => order.id)).toEqual([placed.id]);
    expect((await alice.cancelOrderWs(placed.id ?? '', BTC)).status).toBe('canceled');
    await alice.createOrderWs(BTC, 'limit', 'buy', 0.01, low());
    expect((await alice.cancelAllOrdersWs(BTC)).length).toBe(1);
    expect(JSON.stringify((await alice.fetchBalanceWs()).info)).toContain('"asset":"USDT"');
    await expect(alice.createOrderWs(BTC, 'limit', 'buy', 100, low())).rejects.toThrow('insufficient balance');
  });

  it('and hears of own orders, fills and balances while it happens', async () => {
    const flow = await paper.connect('flow');
    const orders = flow.watchOrders(BTC);
    const trades = flow.watchMyTrades(BTC);
    const balance = flow.watchBalance();
    // The subscription stands once the first of these three resolves its handshake; an order made before is not told.
    await flow.fetchBalanceWs();
    const placed = await flow.createOrder(BTC, 'market', 'sell', 0.01);
    expect((await orders).map((order) => order.id)).toEqual([placed.id]);
    const [trade] = await trades;
    expect([trade?.order, trade?.side, trade?.takerOrMaker, trade?.fee?.currency]).toEqual([
      placed.id,
      'sell',
      'taker',
      'USDT',
    ]);
    expect(((await balance).free as unknown as Record<string, number>).BTC).toBe(4.99);
    const told: string[] = [];
    const following = (async () => {
      while (told.at(-1) !== 'canceled') {
        for (const order of await flow.watchOrders(BTC))
          if (order.clientOrderId === 'flow-2') told.push(order.status ?? '');
      }
    })();
    const resting = await flow.createOrder(BTC, 'limit', 'buy', 0.01, low(), { newClientOrderId: 'flow-2' });
    await flow.cancelOrder(resting.id ?? '', BTC);
    await following;
    expect((await flow.fetchOrder(resting.id ?? '', BTC)).status).toBe('canceled');
  });

  it('and is filled near the touch within seconds, as maker', async () => {
    const fills = bob.watchMyTrades(BTC);
    await bob.fetchBalanceWs();
    const { bid: best = 0, ask = 0 } = await bob.fetchTicker(BTC);
    await bob.createOrder(BTC, 'limit', 'buy', 0.005, (best ?? 0) * 0.9998);
    await bob.createOrder(BTC, 'limit', 'sell', 0.005, (ask ?? 0) * 1.0002);
    const [trade] = await fills;
    expect([trade?.takerOrMaker, trade?.fee?.currency]).toEqual(['maker', trade?.side === 'buy' ? 'BTC' : 'USDT']);
    await bob.cancelAllOrders(BTC).catch(() => undefined);
  });
});

describe('the paper exchange refuses in Binance’s words', () => {
  const order = (more: Record<string, unknown>) => ({
    symbol: 'BTCUSDT',
    side: 'BUY',
    type: 'LIMIT',
    timeInForce: 'GTC',
    quantity: '0.01',
    price: '50000',
    ...more,
  });

  it.each([
    ['a price off the tick', order({ price: '50000.001' }), '-1013 Filter failure: PRICE_FILTER'],
    ['a quantity off the step', order({ quantity: '0.000001' }), '-1013 Filter failure: LOT_SIZE'],
    ['a tiny order', order({ quantity: '0.00001' }), '-1013 Filter failure: NOTIONAL'],
    ['a price far from the market', order({ price: '1000' }), '-1013 Filter failure: PERCENT_PRICE_BY_SIDE'],
    ['more than there is', order({ quantity: '100' }), '-2010 Account has insufficient balance for requested action.'],
    [
      'a post-only order that would take',
      { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT_MAKER', quantity: '0.01', price: '90000' },
      '-2010 Order would immediately match and take.',
    ],
    [
      'a stop that would go off at once',
      order({ type: 'STOP_LOSS_LIMIT', side: 'SELL', stopPrice: '90000' }),
      '-2010 Order would trigger immediately.',
    ],
    ['an unknown symbol', order({ symbol: 'NOSUCH' }), '-1121 Invalid symbol.'],
    [
      'an illegal symbol',
      order({ symbol: 'btc/usdt' }),
      "-1100 Illegal characters found in parameter 'symbol'; legal range is '^[A-Z0-9-_.]{1,20}$'.",
    ],
    [
      'a negative quantity',
      order({ quantity: '-1' }),
      "-1100 Illegal characters found in parameter 'quantity'; legal range is '^([0-9]{1,20})(\\.[0-9]{1,20})?$'.",
    ],
    [
      'a parameter too much',
      order({ leverage: '10' }),
      "-1104 Not all sent parameters were read; read '10' parameter(s) but was sent '11'.",
    ],
    [
      'a missing price',
      order({ price: undefined }),
      "-1102 Mandatory parameter 'price' was not sent, was empty/null, or malformed.",
    ],
    [
      'an empty price',
      order({ price: '' }),
      "-1102 Mandatory parameter 'price' was not sent, was empty/null, or malformed.",
    ],
    [
      'a time in force on a market order',
      order({ type: 'MARKET', price: undefined }),
      "-1106 Parameter 'timeInForce' sent when not required.",
    ],
    ['too many decimals', order({ quantity: '0.0100000001' }), "-1111 Parameter 'quantity' has too much precision."],
    ['an unknown time in force', order({ timeInForce: 'DAY' }), '-1115 Invalid timeInForce.'],
    ['an unknown order type', order({ type: 'ICEBERG' }), '-1116 Invalid orderType.'],
    ['an unknown side', order({ side: 'LONG' }), '-1117 Invalid side.'],
    [
      'a market order without quantity',
      { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET' },
      "-1102 Param 'quantity' or 'quoteOrderQty' must be sent, but both were empty/null!",
    ],
  ])('%s', async (_what, request, words) => {
    const sent = Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));
    expect(await refusalOf(alice, alice.privatePostOrder(sent))).toBe(words);
  });

  it('a second open order with the same client id', async () => {
    await alice.createOrder(BTC, 'limit', 'buy', 0.01, low(), { newClientOrderId: 'twice' });
    const again = alice.createOrder(BTC, 'limit', 'buy', 0.01, low(), { newClientOrderId: 'twice' });
    expect(await refusalOf(alice, again)).toBe('-2010 Duplicate order sent.');
    await alice.cancelAllOrders(BTC);
  });

  it('orders it does not know, its own and other accounts’', async () => {
    const foreign = await bob.createOrder(BTC, 'limit', 'buy', 0.01, low());
    expect(await refusalOf(alice, alice.cancelOrder(foreign.id ?? '', BTC))).toBe('-2011 Unknown order sent.');
    expect(await refusalOf(alice, alice.fetchOrder(foreign.id ?? '', BTC))).toBe('-2013 Order does not exist.');
    expect(await refusalOf(alice, alice.cancelAllOrders(BTC))).toBe('-2011 Unknown order sent.');
    expect(await refusalOf(alice, alice.privateDeleteOrder({ symbol: 'BTCUSDT' }))).toContain(
      "-1102 Param 'origClientOrderId' or 'orderId'",
    );
    await bob.cancelAllOrders(BTC);
  });

  it('wrong signatures, unknown and malformed keys, and what a key may not do', async () => {
    const forged = await paper.connect('alice', { secret: 'wrong' });
    expect(await refusalOf(forged, forged.fetchBalance())).toBe('-1022 Signature for this request is not valid.');
    const stranger = await paper.connect('alice', { apiKey: 'x'.repeat(64) });
    expect(await refusalOf(stranger, stranger.fetchBalance())).toBe(
      '-2015 Invalid API-key, IP, or permissions for action.',
    );
    const garbled = await paper.connect('alice', { apiKey: 'no key!' });
    expect(await refusalOf(garbled, garbled.fetchBalance())).toBe('-2014 API-key format invalid.');
    const reader = await paper.connect('reader');
    expect((await reader.fetchOpenOrders()).length).toBe(0);
    expect(await refusalOf(reader, reader.createOrder(BTC, 'market', 'buy', 0.01))).toBe(
      '-2015 Invalid API-key, IP, or permissions for action.',
    );
    const blind = await paper.connect('blind');
    expect(await refusalOf(blind, blind.fetchBalance())).toBe('-2015 Invalid API-key, IP, or permissions for action.');
  });

  it('clocks that run behind or ahead, and windows that are too wide', async () => {
    const skewed = await paper.connect('alice');
    // ccxt sends a window of 10 s where nothing else is said.
    skewed.options.timeDifference = 12_000;
    expect(await refusalOf(skewed, skewed.fetchBalance())).toBe(
      '-1021 Timestamp for this request is outside of the recvWindow.',
    );
    expect(await refusalOf(skewed, skewed.fetchBalance({ recvWindow: 20_000 }))).toBe('accepted');
    skewed.options.timeDifference = -2_000;
    expect(await refusalOf(skewed, skewed.fetchBalance())).toBe(
      "-1021 Timestamp for this request was 1000ms ahead of the server's time.",
    );
    skewed.options.timeDifference = 0;
    expect(await refusalOf(skewed, skewed.fetchBalance({ recvWindow: 60_001 }))).toBe(
      "-1131 'recvWindow' must be less than 60000.",
    );
  });

  it('what it does not have, without reaching any real exchange', async () => {
    const api = paper.urls.urls as Record<string, unknown>;
    const hosts = JSON.stringify(api).match(/(https?|wss?):\/\/[^/"]+/g) ?? [];
    expect(new Set(hosts)).toEqual(new Set([paper.urls.rest, paper.urls.ws]));
    const missing = Object.keys((alice.describe() as { urls: { api: Record<string, unknown> } }).urls.api).filter(
      (name) => !(name in api),
    );
    expect(missing).toEqual([]);
  });
});

describe('weights', () => {
  const weightOf = async (call: Promise<unknown>): Promise<number> => {
    const before = Number((alice.last_response_headers as Record<string, string>)['X-Mbx-Used-Weight-1m']);
    await call.catch(() => undefined);
    return Number((alice.last_response_headers as Record<string, string>)['X-Mbx-Used-Weight-1m']) - before;
  };

  it('are charged as Binance’s documents say', async () => {
    await alice.fetchTime();
    const charged = [
      await weightOf(alice.fetchTime()),
      await weightOf(alice.publicGetExchangeInfo()),
      await weightOf(alice.fetchBalance()),
      await weightOf(alice.fetchOpenOrders()),
      await weightOf(alice.fetchOpenOrders(BTC)),
      await weightOf(alice.fetchOrder('999', BTC)),
      await weightOf(alice.createOrder(BTC, 'limit', 'buy', 0.01, low())),
      await weightOf(alice.cancelAllOrders(BTC)),
      await weightOf(alice.fetchMyTrades(BTC)),
      await weightOf(alice.fetchOrderBook(BTC, 100)),
      await weightOf(alice.fetchOrderBook(BTC, 500)),
      await weightOf(alice.fetchOrderBook(BTC, 1_000)),
      await weightOf(alice.fetchOrderBook(BTC, 5_000)),
    ];
    expect(charged).toEqual([1, 20, 20, 80, 6, 4, 1, 1, 20, 5, 25, 50, 250]);
  });
});
