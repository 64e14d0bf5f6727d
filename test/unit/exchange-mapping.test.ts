import { describe, expect, it } from 'vitest';
import type { PlaceOrder } from '../../electron/domains/exchange/protocol';
import { readMarketRules } from '../../electron/domains/exchange/worker/market-rules';
import { placeParameters } from '../../electron/domains/exchange/worker/place-parameters';
import { References } from '../../electron/domains/exchange/worker/references';
import { SeenKeys } from '../../electron/domains/exchange/worker/seen';
import { readAnswerFills, readRestFill, readStreamFill } from '../../electron/platform/venue/binance/raw-fills';
import { readRestOrder, readRestOrders, readStreamOrder } from '../../electron/platform/venue/binance/raw-orders';
import { symbolReader } from '../../electron/platform/venue/binance/symbols';

const symbolOf = symbolReader(['BTC/USDT']);
const REST = {
  symbol: 'BTCUSDT',
  orderId: 28,
  orderListId: -1,
  clientOrderId: 'h-1',
  price: '0.00000012',
  origQty: '0.00012000',
  executedQty: '0.00004000',
  cummulativeQuoteQty: '0.00000480',
  status: 'PARTIALLY_FILLED',
  timeInForce: 'GTC',
  type: 'LIMIT',
  side: 'SELL',
  stopPrice: '0.0',
  time: 1_499_827_319_559,
  updateTime: 1_499_827_319_560,
};
const STREAM = {
  e: 'executionReport',
  E: 1_499_405_658_658,
  s: 'BTCUSDT',
  c: 'h-2',
  S: 'BUY',
  o: 'LIMIT',
  f: 'GTC',
  q: '1.00000000',
  p: '0.10264410',
  P: '0.00000000',
  C: '',
  x: 'TRADE',
  X: 'FILLED',
  r: 'NONE',
  i: 4_293_153,
  l: '1.00000000',
  z: '1.00000000',
  L: '0.10264410',
  n: '0.00100000',
  N: 'BTC',
  T: 1_499_405_658_657,
  t: 77,
  m: true,
  O: 1_499_405_658_600,
  Z: '0.10264410',
};
const ORDER: PlaceOrder = {
  accountId: 'a',
  clientOrderId: 'h-1',
  symbol: 'BTC/USDT',
  side: 'buy',
  type: 'limit',
  quantity: '0.00012',
  price: '100.10',
  stopPrice: null,
  timeInForce: 'GTC',
  reduceOnly: false,
};

describe('what the exchange says, digit for digit', () => {
  it('an order by REST keeps every digit, and an absent price is absent', () => {
    expect(readRestOrder(REST, symbolOf)).toEqual({
      symbol: 'BTC/USDT',
      exchangeOrderId: '28',
      clientOrderId: 'h-1',
      side: 'sell',
      status: 'partially-filled',
      type: 'limit',
      reduceOnly: false,
      quantity: '0.00012000',
      price: '0.00000012',
      stopPrice: null,
      filledQuantity: '0.00004000',
      filledNotional: '0.00000480',
      createdAt: 1_499_827_319_559,
      updatedAt: 1_499_827_319_560,
    });
    expect(readRestOrder({ ...REST, type: 'MARKET', price: '0.00000000' }, symbolOf)?.price).toBeNull();
  });

  it('a cancel is told of the order it cancelled, not of itself', () => {
    expect(
      readRestOrder({ ...REST, origClientOrderId: 'h-1', clientOrderId: 'cancel-9' }, symbolOf)?.clientOrderId,
    ).toBe('h-1');
    expect(readStreamOrder({ ...STREAM, C: 'h-2', c: 'cancel-9' }, symbolOf)?.clientOrderId).toBe('h-2');
  });

  it('a fill on the stream carries its order, its fee and who was the maker', () => {
    const order = readStreamOrder(STREAM, symbolOf);
    expect(order?.status).toBe('filled');
    expect(order && readStreamFill(STREAM, order)).toEqual({
      tradeId: '77',
      symbol: 'BTC/USDT',
      exchangeOrderId: '4293153',
      clientOrderId: 'h-2',
      side: 'buy',
      price: '0.10264410',
      quantity: '1.00000000',
      fee: '0.00100000',
      feeAsset: 'BTC',
      isMaker: true,
      realised: null,
      at: 1_499_405_658_657,
    });
    expect(order && readStreamFill({ ...STREAM, x: 'NEW' }, order)).toBeUndefined();
  });

  it('the same fill by stream, by answer and by listing has the same name', () => {
    const order = readRestOrder(REST, symbolOf);
    const entry = { price: '1', qty: '1', commission: '0', commissionAsset: 'BNB', tradeId: 77 };
    expect(order && readAnswerFills({ fills: [entry] }, order)[0]?.tradeId).toBe('77');
    const row = {
      symbol: 'BTCUSDT',
      id: 77,
      orderId: 28,
      price: '1',
      qty: '1',
      commission: '0',
      commissionAsset: 'BNB',
      time: 5,
      isBuyer: true,
      isMaker: true,
    };
    expect(readRestFill(row, symbolOf)).toMatchObject({
      tradeId: '77',
      clientOrderId: null,
      side: 'buy',
      isMaker: true,
    });
  });

  it.each([
    ['executedQty', 'NaN'],
    ['executedQty', '-1'],
    ['origQty', 'Infinity'],
    ['status', 'SHINY'],
    ['orderId', null],
    ['cummulativeQuoteQty', '1e999'],
  ])('an order whose %s is %s is not believed', (key, value) => {
    expect(readRestOrder({ ...REST, [key]: value }, symbolOf)).toBeUndefined();
  });

  it('order lists are taken apart, and what cannot be read is counted', () => {
    const { orders, dropped } = readRestOrders(
      [REST, { orderListId: 3, orderReports: [REST, REST] }, { nonsense: 1 }],
      symbolOf,
    );
    expect(orders).toHaveLength(3);
    expect(dropped).toBe(1);
  });

  it('a market without a tick size does not exist for us', () => {
    const lot = { filterType: 'LOT_SIZE', minQty: '0.00001000', maxQty: '9000.00000000', stepSize: '0.00001000' };
    const raw = { symbol: 'BTCUSDT', status: 'TRADING', baseAsset: 'BTC', quoteAsset: 'USDT', filters: [lot] };
    expect(readMarketRules('BTC/USDT', raw)).toBeUndefined();
    const price = {
      filterType: 'PRICE_FILTER',
      minPrice: '0.01000000',
      maxPrice: '0.00000000',
      tickSize: '0.01000000',
    };
    expect(readMarketRules('BTC/USDT', { ...raw, filters: [lot, price] })).toMatchObject({
      tickSize: '0.01000000',
      minNotional: '0',
      maxNotional: null,
      maxPrice: '1000000000000',
    });
  });

  it('a market that was never loaded is still read by its quote asset', () => {
    expect(symbolOf('ETHUSDT')).toBe('ETH/USDT');
    expect(symbolOf('1000SATSFDUSD')).toBe('1000SATS/FDUSD');
    expect(symbolOf('STRANGE')).toBe('STRANGE');
  });
});

describe('what we say to the exchange', () => {
  it('quantity and price go out as the text that was decided', () => {
    expect(placeParameters(ORDER)).toEqual({
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'LIMIT',
      quantity: '0.00012',
      price: '100.10',
      timeInForce: 'GTC',
      newClientOrderId: 'h-1',
      newOrderRespType: 'FULL',
    });
  });

  it('a post-only order is one the exchange refuses rather than lets it take', () => {
    expect(placeParameters({ ...ORDER, type: 'post-only' })).toMatchObject({ type: 'LIMIT_MAKER', price: '100.10' });
    expect(placeParameters({ ...ORDER, type: 'post-only' })).not.toHaveProperty('timeInForce');
  });

  it.each(['1e-7', '-1', 'NaN', '', '0x10', '1.'])('a quantity of "%s" is never sent', (quantity) => {
    expect(() => placeParameters({ ...ORDER, quantity })).toThrow(expect.objectContaining({ code: 'not-sent' }));
  });
});

describe('reference prices', () => {
  const rig = () => {
    const sent: Array<{ bid: string; ask: string; last: string }> = [];
    let dropped = 0;
    const references = new References({
      symbolOf,
      exchangeNow: () => 1,
      send: (message) => sent.push(message),
      onDropped: (count) => (dropped += count),
    });
    return { references, sent, dropped: () => dropped };
  };

  it('are not told before bid, ask and last trade are all known', () => {
    const { references, sent } = rig();
    references.onBookTicker({ s: 'BTCUSDT', b: '1', a: '2' });
    expect(sent).toHaveLength(0);
    references.onTrade({ s: 'BTCUSDT', p: '1.5', T: 9 });
    expect(sent).toEqual([expect.objectContaining({ bid: '1', ask: '2', last: '1.5', exchangeTime: 9 })]);
  });

  it('are made fresh by the stream alone: what REST tells is not sent on', () => {
    const { references, sent } = rig();
    references.onBookTicker({ s: 'BTCUSDT', b: '1', a: '2' });
    references.onTicker({ symbol: 'BTCUSDT', lastPrice: '1.5' });
    expect(sent).toEqual([]);
    references.onBookTicker({ s: 'BTCUSDT', b: '1', a: '3' });
    expect(sent).toEqual([expect.objectContaining({ ask: '3', last: '1.5' })]);
  });

  it('that are absurd are dropped and counted; crossed ones are told as they are', () => {
    const { references, sent, dropped } = rig();
    references.onTicker({ symbol: 'BTCUSDT', lastPrice: '2.5' });
    references.onBookTicker({ s: 'BTCUSDT', b: '3', a: '2' });
    for (const price of ['NaN', '-1', '0', 'Infinity', null]) references.onTrade({ s: 'BTCUSDT', p: price, T: 9 });
    expect(sent).toEqual([expect.objectContaining({ bid: '3', ask: '2', last: '2.5' })]);
    expect(dropped()).toBe(5);
  });

  it('come at most twenty times a second, and the newest is never the one left out', async () => {
    const { references, sent } = rig();
    references.onTicker({ symbol: 'BTCUSDT', lastPrice: '1' });
    references.onBookTicker({ s: 'BTCUSDT', b: '1', a: '2' });
    for (let price = 2; price <= 100; price += 1) references.onTrade({ s: 'BTCUSDT', p: String(price), T: 9 });
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(sent.map((message) => message.last)).toEqual(['1', '100']);
  });
});

describe('fills already told', () => {
  it('are known again until many newer ones have come', () => {
    const seen = new SeenKeys(2);
    expect([seen.add('a'), seen.add('a'), seen.add('b'), seen.add('c'), seen.add('b'), seen.add('a')]).toEqual([
      true,
      false,
      true,
      true,
      false,
      true,
    ]);
  });
});
