import { describe, expect, it } from 'vitest';
import { formatDecimal } from '#shared/model/decimal';
import { accepted, held, paperBench, refusal, START, still } from '../support/paper-engine';

const quiet = () => paperBench({ btc: still(64_000) });

describe('an order on the paper exchange', () => {
  it('locks what it could spend and gives it back when it is cancelled', () => {
    const { engine, place } = quiet();
    const { order } = accepted(place('alice', { price: '60000', quantity: '0.5' }));
    expect(held(engine, 'alice', 'USDT')).toBe('70000/30000');
    expect(engine.cancel('alice', order, 'c-1', START).ok).toBe(true);
    expect(held(engine, 'alice', 'USDT')).toBe('100000/0');
    expect(order.status).toBe('CANCELED');
  });

  it('cannot be cancelled by another account, nor twice', () => {
    const { engine, place } = quiet();
    const { order } = accepted(place('alice', { price: '60000', quantity: '0.1' }));
    expect(refusal(engine.cancel('bob', order, 'c', START))).toBe('-2011 Unknown order sent.');
    engine.cancel('alice', order, 'c', START);
    expect(refusal(engine.cancel('alice', order, 'c', START))).toBe('-2011 Unknown order sent.');
  });

  it('pays 0.1 % of what it receives as a fee, as taker and as maker', () => {
    const { engine, place } = quiet();
    // Between bid and ask nobody quotes: alice rests there, bob takes her.
    const maker = accepted(place('alice', { side: 'SELL', price: '64000', quantity: '0.5' })).order;
    const taken = accepted(place('bob', { side: 'BUY', price: '64000', quantity: '0.5', timeInForce: 'IOC' }));
    expect(maker.status).toBe('FILLED');
    expect(taken.trades.map((trade) => [formatDecimal(trade.fee), trade.feeAsset, trade.isMaker])).toEqual([
      ['0.0005', 'BTC', false],
    ]);
    expect(held(engine, 'bob', 'BTC')).toBe('10.4995/0');
    expect(held(engine, 'bob', 'USDT')).toBe('68000/0');
    expect(held(engine, 'alice', 'USDT')).toBe('131968/0');
  });

  it('is filled at the better price when it crosses, and gets back what it locked too much', () => {
    const { engine, place } = quiet();
    place('alice', { side: 'SELL', price: '63999', quantity: '0.1' });
    const taken = accepted(place('bob', { side: 'BUY', price: '64001', quantity: '0.1' }));
    expect(taken.trades.map((trade) => formatDecimal(trade.price))).toEqual(['63999']);
    expect(held(engine, 'bob', 'USDT')).toBe('93600.1/0');
  });

  it('goes to whoever came first at a price, and to the better price before that', () => {
    const { place } = quiet();
    const first = accepted(place('alice', { side: 'SELL', price: '64000', quantity: '0.1' })).order;
    const second = accepted(place('bob', { side: 'SELL', price: '64000', quantity: '0.1' })).order;
    const better = accepted(place('bob', { side: 'SELL', price: '63999.5', quantity: '0.1' })).order;
    place('alice', { side: 'BUY', price: '64000', quantity: '0.25', timeInForce: 'IOC', stp: 'NONE' });
    expect([better, first, second].map((order) => formatDecimal(order.executed))).toEqual(['0.1', '0.1', '0.05']);
    expect([better, first, second].map((order) => order.status)).toEqual(['FILLED', 'FILLED', 'PARTIALLY_FILLED']);
  });

  it.each([
    ['a price off the tick', { price: '60000.001', quantity: '0.1' }, '-1013 Filter failure: PRICE_FILTER'],
    ['a quantity off the step', { price: '60000', quantity: '0.000001' }, '-1013 Filter failure: LOT_SIZE'],
    ['too little money', { price: '60000', quantity: '0.00001' }, '-1013 Filter failure: NOTIONAL'],
    [
      'a price six times the average',
      { price: '400000', quantity: '0.1' },
      '-1013 Filter failure: PERCENT_PRICE_BY_SIDE',
    ],
    [
      'a sale at a tenth of the average',
      { side: 'SELL', price: '6000', quantity: '0.1' },
      '-1013 Filter failure: PERCENT_PRICE_BY_SIDE',
    ],
    [
      'a market order above MARKET_LOT_SIZE',
      { type: 'MARKET', quantity: '121' },
      '-1013 Filter failure: MARKET_LOT_SIZE',
    ],
    ['a market order worth a dollar', { type: 'MARKET', quantity: '0.00002' }, '-1013 Filter failure: NOTIONAL'],
    [
      'more than the account has',
      { price: '60000', quantity: '2' },
      '-2010 Account has insufficient balance for requested action.',
    ],
    [
      'a market order beyond the balance',
      { type: 'MARKET', quantity: '9' },
      '-2010 Account has insufficient balance for requested action.',
    ],
    [
      'a post-only order that would take',
      { type: 'LIMIT_MAKER', price: '64100', quantity: '0.1' },
      '-2010 Order would immediately match and take.',
    ],
    [
      'a stop that would go off at once',
      { type: 'STOP_LOSS_LIMIT', side: 'SELL', price: '64000', stopPrice: '65000', quantity: '0.1' },
      '-2010 Order would trigger immediately.',
    ],
  ] as const)('is refused for %s', (_what, order, words) => {
    const { engine, place } = quiet();
    engine.advance(START + 1_000);
    const before = held(engine, 'alice', 'USDT') + held(engine, 'alice', 'BTC');
    expect(refusal(place('alice', order))).toBe(words);
    expect(held(engine, 'alice', 'USDT') + held(engine, 'alice', 'BTC')).toBe(before);
  });

  it('may not carry the client id of an order that is still open, but may once that one is gone', () => {
    const { engine, place } = quiet();
    const { order } = accepted(place('alice', { price: '60000', quantity: '0.1', clientOrderId: 'mine' }));
    expect(refusal(place('alice', { price: '60000', quantity: '0.1', clientOrderId: 'mine' }))).toBe(
      '-2010 Duplicate order sent.',
    );
    expect(place('bob', { price: '60000', quantity: '0.1', clientOrderId: 'mine' }).ok).toBe(true);
    engine.cancel('alice', order, 'c', START);
    expect(place('alice', { price: '60000', quantity: '0.1', clientOrderId: 'mine' }).ok).toBe(true);
  });

  it('expires at once what an IOC could not fill, and all of a FOK that the book cannot fill whole', () => {
    const { place } = quiet();
    place('alice', { side: 'SELL', price: '64000', quantity: '0.1' });
    const fok = accepted(place('bob', { side: 'BUY', price: '64000', quantity: '0.2', timeInForce: 'FOK' })).order;
    expect([fok.status, formatDecimal(fok.executed)]).toEqual(['EXPIRED', '0']);
    const ioc = accepted(place('bob', { side: 'BUY', price: '64000', quantity: '0.2', timeInForce: 'IOC' })).order;
    expect([ioc.status, formatDecimal(ioc.executed)]).toEqual(['EXPIRED', '0.1']);
  });

  it('by quote amount spends at most that amount', () => {
    const { engine, place } = quiet();
    const { order } = accepted(place('alice', { type: 'MARKET', quoteQuantity: '1000' }));
    expect(order.status).toBe('FILLED');
    expect(Number(formatDecimal(order.executedQuote))).toBeGreaterThan(999);
    expect(Number(formatDecimal(order.executedQuote))).toBeLessThanOrEqual(1000);
    expect(held(engine, 'alice', 'USDT').endsWith('/0')).toBe(true);
  });

  it.each([
    ['EXPIRE_MAKER', 'EXPIRED_IN_MATCH', 'NEW'],
    ['EXPIRE_TAKER', 'NEW', 'EXPIRED_IN_MATCH'],
    ['EXPIRE_BOTH', 'EXPIRED_IN_MATCH', 'EXPIRED_IN_MATCH'],
    ['NONE', 'FILLED', 'FILLED'],
  ])('meeting one of its own account under %s leaves the resting one %s and itself %s', (stp, resting, taking) => {
    const { engine, place } = quiet();
    const maker = accepted(place('alice', { side: 'SELL', price: '64000', quantity: '0.1' })).order;
    const taker = accepted(place('alice', { side: 'BUY', price: '64000', quantity: '0.1', stp })).order;
    expect([maker.status, taker.status]).toEqual([resting, taking]);
    for (const order of [maker, taker]) engine.cancel('alice', order, 'c', START);
    expect(held(engine, 'alice', 'USDT').endsWith('/0')).toBe(true);
    expect(held(engine, 'alice', 'BTC').endsWith('/0')).toBe(true);
  });

  it('with a stop waits off the book, goes off when the price trades, and then works as a limit order', () => {
    let price = 64_000;
    const bench = paperBench({ btc: { next: () => ({ fair: price, bias: 0, activity: 5, spread: 1 }) } });
    const { order } = accepted(
      bench.place('alice', {
        type: 'STOP_LOSS_LIMIT',
        side: 'SELL',
        price: '62000',
        stopPrice: '63000',
        quantity: '0.1',
      }),
    );
    bench.engine.advance(START + 5_000);
    expect([order.isWorking, order.status, held(bench.engine, 'alice', 'BTC')]).toEqual([false, 'NEW', '9.9/0.1']);
    price = 62_900;
    bench.engine.advance(START + 10_000);
    expect([order.isWorking, order.status]).toEqual([true, 'FILLED']);
    const told = bench.events.filter((event) => event.orderId === order.id).map((event) => event.execution);
    expect(told.slice(0, 3)).toEqual(['NEW', 'NEW', 'TRADE']);
  });

  it('number 201 on one market is refused, and so is the sixth waiting stop', () => {
    const { place } = quiet();
    const stop = { type: 'STOP_LOSS_LIMIT', side: 'SELL', price: '50000', stopPrice: '51000', quantity: '0.001' };
    for (let i = 0; i < 5; i += 1) accepted(place('alice', stop));
    expect(refusal(place('alice', stop))).toBe('-1013 Filter failure: MAX_NUM_ALGO_ORDERS');
    for (let i = 0; i < 195; i += 1) accepted(place('alice', { price: '60000', quantity: '0.001' }));
    expect(refusal(place('alice', { price: '60000', quantity: '0.001' }))).toBe('-1013 Filter failure: MAX_NUM_ORDERS');
  });

  it('filled just before its cancel leaves the cancel with nothing', () => {
    const { engine, place } = quiet();
    const { order } = accepted(place('alice', { price: '60000', quantity: '0.1' }));
    engine.fillAtOnce(order);
    expect(order.status).toBe('FILLED');
    expect(refusal(engine.cancel('alice', order, 'c', START))).toBe('-2011 Unknown order sent.');
    expect(held(engine, 'alice', 'BTC')).toBe('10.0999/0');
  });
});
