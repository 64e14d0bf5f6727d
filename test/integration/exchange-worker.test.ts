import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { decimal, floorTo, formatDecimal, mul, parseDecimal } from '#shared/model/decimal';
import type { Fill } from '#shared/model/order';
import type { Result } from '#shared/model/result';
import type { ExchangeFailure, ExchangeOrder, ExchangeSnapshot } from '../../electron/domains/exchange/index';
import {
  allUp,
  apiKeyOf,
  CANARY,
  type ExchangeWorld,
  type PaperWorld,
  startExchange,
  startPaper,
  until,
} from '../support/exchange-world';

const ACCOUNTS = ['sub-1', 'sub-2'];
const SYMBOLS = ['BTC/USDT', 'ETH/USDT'];
/** Configured, but the exchange does not have it: it must not keep the others dark. */
const DELISTED = 'NOPE/USDT';

let paper: PaperWorld;
let world: ExchangeWorld;
let next = 0;
const newId = (): string => `t${next++}`;
/** Everything that came out of the worker: no secret may be in it. */
const said: string[] = [];

beforeAll(async () => {
  paper = await startPaper(ACCOUNTS);
  world = await startExchange(paper, ACCOUNTS, [...SYMBOLS, DELISTED], SYMBOLS);
  for (const subscribe of [
    world.exchange.onLink,
    world.exchange.onOrder,
    world.exchange.onFill,
    world.exchange.onSnapshot,
  ]) {
    (subscribe as (listener: (value: unknown) => void) => void)((value) => said.push(toText(value)));
  }
});
afterAll(async () => {
  await world.exchange.stop();
  await paper.stop();
});
afterEach(async () => {
  await Promise.all(SYMBOLS.flatMap((symbol) => ACCOUNTS.map((account) => world.exchange.cancelAll(account, symbol))));
});

const toText = (value: unknown): string =>
  JSON.stringify(value, (_key, part) => (typeof part === 'bigint' ? String(part) : part)) ?? '';

function failure(result: Result<unknown, ExchangeFailure>): ExchangeFailure {
  said.push(toText(result));
  if (result.ok) throw new Error('it was expected to fail');
  return result.error;
}

function value<T>(result: Result<T, ExchangeFailure>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

const streamed = (clientOrderId: string, status: ExchangeOrder['status']): Promise<ExchangeOrder> =>
  until(world.exchange.onOrder, (order) => order.clientOrderId === clientOrderId && order.status === status);

describe('orders', () => {
  it('stand at the exchange with exactly the digits that were decided', async () => {
    const order = world.orders.resting('sub-1', newId());
    const echo = streamed(order.clientOrderId, 'open');
    const placed = value(await world.entry.place(order));
    expect(placed).toMatchObject({
      clientOrderId: order.clientOrderId,
      status: 'open',
      quantity: parseDecimal(order.quantity),
      price: parseDecimal(order.price ?? ''),
    });
    expect(await echo).toMatchObject({
      exchangeOrderId: placed.exchangeOrderId,
      price: placed.price,
      quantity: placed.quantity,
    });
    const listed = value(await world.exchange.openOrders('sub-1')).find(
      (one) => one.clientOrderId === order.clientOrderId,
    );
    expect(formatDecimal(listed?.quantity ?? placed.filledQuantity)).toBe(order.quantity);
    expect(value(await world.exchange.openOrders('sub-2'))).toEqual([]);
  });

  it('that fill are told with each fill once, whatever way it came', async () => {
    const fills: Fill[] = [];
    const stop = world.exchange.onFill((fill) => fills.push(fill));
    const order = world.orders.market('sub-1', newId());
    const echo = streamed(order.clientOrderId, 'filled');
    const placed = value(await world.entry.place(order));
    expect(placed.status).toBe('filled');
    const last = await echo;
    stop();
    expect(last.filledQuantity).toBe(parseDecimal(order.quantity));
    expect(new Set(fills.map((fill) => fill.tradeId)).size).toBe(fills.length);
    expect(fills.reduce((sum, fill) => sum + fill.quantity, 0n)).toBe(last.filledQuantity);
    const snapshot = value(await world.exchange.snapshot('sub-1'));
    expect(
      snapshot.fills.filter((fill) => fill.exchangeOrderId === placed.exchangeOrderId).map((fill) => fill.tradeId),
    ).toEqual(fills.map((fill) => fill.tradeId));
  });

  it('of every type are understood by the exchange and told back as what they are', async () => {
    const base = world.orders.resting('sub-1', newId());
    expect(value(await world.entry.place({ ...base, clientOrderId: newId(), type: 'post-only' }))).toMatchObject({
      type: 'post-only',
      status: 'open',
    });
    const stop = { ...base, clientOrderId: newId(), type: 'stop-limit', side: 'sell', stopPrice: base.price } as const;
    const told = { type: 'stop-limit', status: 'waiting', stopPrice: parseDecimal(base.price ?? '') };
    expect(value(await world.entry.place(stop))).toMatchObject(told);
    expect(value(await world.entry.query(stop))).toMatchObject(told);
    // One on each side of the market: the next trades set one of them off, and it is an order of the book from then on.
    const { last } = await until(world.exchange.onReference, ({ symbol }) => symbol === base.symbol);
    const beside = (type: 'stop-limit' | 'take-profit-limit', factor: string) => ({
      ...base,
      clientOrderId: newId(),
      type,
      stopPrice: formatDecimal(floorTo(mul(last, decimal(factor)), decimal('0.01'))),
    });
    const both = [beside('stop-limit', '1.0002'), beside('take-profit-limit', '0.9998')];
    const gone = until(
      world.exchange.onOrder,
      ({ clientOrderId, status }) => status === 'open' && both.some((one) => one.clientOrderId === clientOrderId),
    );
    for (const one of both) expect(value(await world.entry.place(one)).status).toBe('waiting');
    const { clientOrderId } = await gone;
    const placed = both.find((one) => one.clientOrderId === clientOrderId);
    expect(await gone).toMatchObject({
      type: placed?.type,
      status: 'open',
      stopPrice: decimal(placed?.stopPrice ?? ''),
    });
  });

  it('are cancelled one by one and all of a symbol, and a second cancel finds nothing', async () => {
    const [a, b, c] = [newId(), newId(), newId()].map((id) => world.orders.resting('sub-1', id));
    if (!a || !b || !c) throw new Error('three orders');
    for (const order of [a, b, c]) value(await world.entry.place(order));
    expect(value(await world.exchange.cancelOrder(a))).toMatchObject({
      clientOrderId: a.clientOrderId,
      status: 'cancelled',
    });
    expect(failure(await world.exchange.cancelOrder(a)).code).toBe('unknown-order');
    const rest = value(await world.exchange.cancelAll('sub-1', a.symbol));
    expect(rest.map((order) => order.clientOrderId).sort()).toEqual([b.clientOrderId, c.clientOrderId].sort());
    expect(value(await world.exchange.cancelAll('sub-1', a.symbol))).toEqual([]);
    expect(value(await world.exchange.queryOrder(b)).status).toBe('cancelled');
  });

  it('have one way through: order entry is handed out once', () => {
    expect(() => world.exchange.takeOrderEntry()).toThrow('one way through');
  });
});

describe('what can go wrong with an order', () => {
  it('too little money is a rejection with the exchange’s own code', async () => {
    const order = { ...world.orders.resting('sub-1', newId(), 'ETH/USDT'), side: 'sell', quantity: '1100' } as const;
    expect(failure(await world.entry.place(order))).toMatchObject({ code: 'rejected', exchangeCode: -2010 });
  });

  it('a price off the grid is a rejection', async () => {
    const order = { ...world.orders.resting('sub-1', newId()), price: '1.123456789' };
    expect(failure(await world.entry.place(order))).toMatchObject({ code: 'rejected' });
  });

  it('a key that is revoked is a rejection, and the other account goes on', async () => {
    await paper.faults({ revokedKeys: [apiKeyOf('sub-2')] });
    await until(world.exchange.onLink, (link) => link.accountId === 'sub-2' && link.state === 'down');
    expect(failure(await world.entry.place(world.orders.resting('sub-2', newId())))).toMatchObject({
      code: 'rejected',
      exchangeCode: -2015,
    });
    expect(value(await world.entry.place(world.orders.resting('sub-1', newId()))).status).toBe('open');
    const back = until(world.exchange.onLink, (link) => link.accountId === 'sub-2' && link.state === 'up');
    await paper.faults({ revokedKeys: [] });
    await back;
  });

  it('a time-out inside the exchange leaves the outcome unknown, and asking finds the order', async () => {
    await paper.faults({ unknownOutcome: { count: 1 } });
    const order = world.orders.resting('sub-1', newId());
    expect(failure(await world.entry.place(order))).toMatchObject({ code: 'outcome-unknown', exchangeCode: -1007 });
    expect(value(await world.exchange.queryOrder(order)).status).toBe('open');
  });

  it('a socket cut after the exchange took the order leaves the outcome unknown, and it was sent once', async () => {
    await paper.faults({ cutAfterAccept: { count: 1 } });
    const order = world.orders.resting('sub-1', newId());
    expect(failure(await world.entry.place(order)).code).toBe('outcome-unknown');
    const open = value(await world.exchange.openOrders('sub-1'));
    expect(open.filter((one) => one.clientOrderId === order.clientOrderId)).toHaveLength(1);
  });

  it('a socket cut before the exchange took the order looks the same from here, and asking finds nothing', async () => {
    await paper.faults({ cutBeforeAccept: { count: 1 } });
    const order = world.orders.resting('sub-1', newId());
    expect(failure(await world.entry.place(order)).code).toBe('outcome-unknown');
    expect(failure(await world.exchange.queryOrder(order)).code).toBe('unknown-order');
  });

  it('the same client order id twice is unknown, not rejected: the exchange does hold such an order', async () => {
    const order = world.orders.resting('sub-1', newId());
    value(await world.entry.place(order));
    expect(failure(await world.entry.place(order))).toMatchObject({ code: 'outcome-unknown', exchangeCode: -2010 });
  });

  it('an acknowledgement that comes twice is one order', async () => {
    await paper.faults({ duplicateAck: true });
    const order = world.orders.resting('sub-1', newId());
    value(await world.entry.place(order));
    await paper.faults({ duplicateAck: false });
    const open = value(await world.exchange.openOrders('sub-1'));
    expect(open.filter((one) => one.clientOrderId === order.clientOrderId)).toHaveLength(1);
  });

  it('an order that fills while it is cancelled is told as filled', async () => {
    const order = world.orders.resting('sub-1', newId());
    value(await world.entry.place(order));
    await paper.faults({ fillDuringCancel: { count: 1 } });
    const echo = streamed(order.clientOrderId, 'filled');
    expect(failure(await world.exchange.cancelOrder(order)).code).toBe('unknown-order');
    expect((await echo).filledQuantity).toBe(parseDecimal(order.quantity));
  });
});

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('a prepared order', () => {
  it('leaves only when it is placed, and then once', async () => {
    const order = world.orders.resting('sub-1', newId());
    world.entry.prepare(order);
    await pause(150);
    expect(await paper.openOrders()).toBe(0);
    expect(value(await world.entry.place(order)).status).toBe('open');
    expect(await paper.openOrders()).toBe(1);
    value(await world.exchange.cancelOrder(order));
  });

  it('that another order of the same name replaces, or that waited too long, is sent afresh and once', async () => {
    const order = world.orders.resting('sub-1', newId());
    world.entry.prepare({ ...order, quantity: `${order.quantity}1` });
    expect(value(await world.entry.place(order)).quantity).toBe(parseDecimal(order.quantity));
    const late = world.orders.resting('sub-1', newId());
    world.entry.prepare(late);
    await pause(1_200);
    expect(value(await world.entry.place(late)).status).toBe('open');
    expect(await paper.openOrders()).toBe(2);
    for (const one of [order, late]) value(await world.exchange.cancelOrder(one));
  });

  it('is dropped by a freeze, and sent afresh when it is placed after the thaw', async () => {
    const order = world.orders.resting('sub-1', newId());
    world.entry.prepare(order);
    await pause(50);
    world.exchange.freeze();
    world.exchange.thaw();
    await pause(50);
    expect(await paper.openOrders()).toBe(0);
    expect(value(await world.entry.place(order)).status).toBe('open');
    expect(await paper.openOrders()).toBe(1);
    value(await world.exchange.cancelOrder(order));
  });
});

describe('a freeze', () => {
  it('stops orders that have not reached the wire, and cancels go on', async () => {
    const resting = world.orders.resting('sub-1', newId());
    value(await world.entry.place(resting));
    world.exchange.freeze();
    const refused = await Promise.all(
      Array.from({ length: 20 }, () => world.entry.place(world.orders.resting('sub-1', newId()))),
    );
    expect(refused.map((result) => failure(result).code)).toEqual(Array(20).fill('not-sent'));
    expect(value(await world.exchange.cancelOrder(resting)).status).toBe('cancelled');
    expect(await paper.openOrders()).toBe(0);
    world.exchange.thaw();
    expect(value(await world.entry.place(world.orders.resting('sub-1', newId()))).status).toBe('open');
  });

  it('in the tick after many orders were handed over lets none through later', async () => {
    await paper.faults({ latencyMs: 40 });
    const sent = Array.from({ length: 30 }, () => world.entry.place(world.orders.resting('sub-1', newId())));
    world.exchange.freeze();
    const results = await Promise.all(sent);
    await paper.faults({ latencyMs: 0 });
    const accepted = results.filter((result) => result.ok).length;
    for (const result of results) if (!result.ok) expect(result.error.code).toBe('not-sent');
    expect(value(await world.exchange.openOrders('sub-1'))).toHaveLength(accepted);
    world.exchange.thaw();
  });

  it('outlives the worker: one that is started again during a halt is frozen, too', async () => {
    world.exchange.freeze();
    const up = allUp(world.exchange, 3);
    world.exchange.restart();
    await up;
    expect(failure(await world.entry.place(world.orders.resting('sub-1', newId()))).code).toBe('not-sent');
    world.exchange.thaw();
    expect(value(await world.entry.place(world.orders.resting('sub-1', newId()))).status).toBe('open');
  });
});

describe('the connection', () => {
  it('is told as down when it is cut, comes back by itself, and brings a snapshot of what was missed', async () => {
    const order = world.orders.resting('sub-1', newId());
    value(await world.entry.place(order));
    const down = Promise.all(
      [undefined, ...ACCOUNTS].map((id) =>
        until(world.exchange.onLink, (link) => link.accountId === id && link.state === 'down'),
      ),
    );
    await paper.faults({ outage: true });
    await down;
    const missed = await world.entry.place(world.orders.resting('sub-1', newId()));
    expect(failure(missed).code).toBe('not-sent');
    expect(failure(await world.exchange.queryOrder(order)).code).toBe('unreachable');
    const snapshot = until<ExchangeSnapshot>(world.exchange.onSnapshot, (one) => one.accountId === 'sub-1');
    const up = allUp(world.exchange, 3);
    await paper.faults({ outage: false });
    expect((await snapshot).openOrders.map((one) => one.clientOrderId)).toContain(order.clientOrderId);
    await up;
    const echo = streamed(order.clientOrderId, 'cancelled');
    value(await world.exchange.cancelOrder(order));
    await echo;
  });

  it('fails closed when the worker is killed: links go down at once, and it comes back', async () => {
    const down = until(world.exchange.onLink, (link) => link.accountId === 'sub-1' && link.state === 'down');
    const up = allUp(world.exchange, 3);
    world.exchange.restart();
    expect((await down).message).toContain('SIGKILL');
    expect(failure(await world.entry.place(world.orders.resting('sub-1', newId()))).code).toBe('not-sent');
    await up;
    expect(value(await world.exchange.openOrders('sub-1'))).toEqual([]);
  });

  it('drops absurd prices and passes crossed ones on', async () => {
    await paper.faults({ prices: 'crossed' });
    const crossed = await until(world.exchange.onReference, (reference) => reference.bid > reference.ask);
    expect(crossed.bid).toBeGreaterThan(crossed.ask);
    await paper.faults({ prices: 'absurd' });
    const seen: bigint[] = [];
    const stop = world.exchange.onReference(({ bid, ask, last }) => seen.push(bid, ask, last));
    await paper.lift('prices');
    await until(world.exchange.onReference, (reference) => reference.bid < reference.ask);
    stop();
    expect(seen.every((price) => price > 0n)).toBe(true);
  });

  it('reads candles as the exchange has them', async () => {
    const candles = value(await world.exchange.candles('BTC/USDT', '1m', 3));
    expect(candles.length).toBeGreaterThan(0);
    for (const candle of candles) expect(candle.high).toBeGreaterThanOrEqual(candle.low);
  });
});

describe('limits of the exchange', () => {
  it('429 fails orders as rate-limited, here, until it is over; cancels are still tried', async () => {
    const order = world.orders.resting('sub-1', newId());
    value(await world.entry.place(order));
    await paper.faults({ status: 429 });
    expect(failure(await world.entry.place(world.orders.resting('sub-1', newId())))).toMatchObject({
      code: 'rate-limited',
      retryAfterMs: 5_000,
    });
    await paper.lift('status');
    const local = failure(await world.entry.place(world.orders.resting('sub-1', newId())));
    expect(local).toMatchObject({ code: 'rate-limited' });
    expect(local.message).toContain('asked for quiet');
    expect(value(await world.exchange.cancelOrder(order)).status).toBe('cancelled');
    expect(await paper.openOrders()).toBe(0);
  });

  it('418 fails everything as rate-limited without another request', async () => {
    await paper.faults({ status: 418 });
    expect(failure(await world.exchange.cancelAll('sub-1', 'BTC/USDT')).code).toBe('rate-limited');
    await paper.lift('status');
    const local = failure(await world.exchange.cancelAll('sub-1', 'BTC/USDT'));
    expect(local.code).toBe('rate-limited');
    expect(local.retryAfterMs).toBeGreaterThan(100_000);
  });
});

describe('secrets', () => {
  it('are in nothing that came out of the worker', () => {
    expect(said.length).toBeGreaterThan(20);
    expect(
      [...said, ...world.output].filter((text) => text.includes(CANARY) || /signature=[0-9a-f]/.test(text)),
    ).toEqual([]);
  });
});
