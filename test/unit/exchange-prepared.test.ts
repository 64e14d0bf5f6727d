import { describe, expect, it, vi } from 'vitest';
import type { PlaceOrder } from '../../electron/domains/exchange/protocol';
import { PreparedOrders } from '../../electron/domains/exchange/worker/prepared-orders';

const ORDER: PlaceOrder = {
  accountId: 'sub-1',
  clientOrderId: 'habc1231',
  symbol: 'BTC/USDT',
  side: 'buy',
  type: 'limit',
  quantity: '0.01',
  price: '9990',
  stopPrice: null,
  timeInForce: 'GTC',
  reduceOnly: false,
};

/** Makes requests that answer when they are told to go, and fail when they are dropped. */
function requests() {
  const written: string[] = [];
  const dropped: string[] = [];
  const make = async (order: PlaceOrder, mayGo: Promise<boolean>): Promise<string> => {
    if (await mayGo) {
      written.push(order.clientOrderId);
      return 'placed';
    }
    dropped.push(order.clientOrderId);
    throw new Error('not released');
  };
  return { written, dropped, make };
}

describe('Prepared orders', () => {
  it('leave once, by the very order they were made for', async () => {
    const { written, make } = requests();
    const prepared = new PreparedOrders(make);
    prepared.prepare(ORDER);
    expect(await prepared.release({ ...ORDER })).toBe('placed');
    expect(prepared.release(ORDER)).toBeUndefined();
    expect(written).toEqual(['habc1231']);
  });

  it.each([
    ['quantity', { quantity: '0.02' }],
    ['price', { price: '9991' }],
    ['side', { side: 'sell' as const }],
    ['account', { accountId: 'sub-2' }],
  ])('are dropped unsent when the order has another %s', async (_what, other) => {
    const { written, dropped, make } = requests();
    const prepared = new PreparedOrders(make);
    prepared.prepare(ORDER);
    expect(prepared.release({ ...ORDER, ...other })).toBeUndefined();
    await vi.waitFor(() => expect(dropped).toEqual(['habc1231']));
    expect(prepared.release(ORDER)).toBeUndefined();
    expect(written).toEqual([]);
  });

  it('that failed while they were held are not there to be released', async () => {
    const prepared = new PreparedOrders(() => Promise.reject(new Error('connection refused')));
    prepared.prepare(ORDER);
    await Promise.resolve().then(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(prepared.release(ORDER)).toBeUndefined();
  });

  it('are too old to be used after a second', async () => {
    vi.useFakeTimers();
    try {
      const { written, make } = requests();
      const prepared = new PreparedOrders(make);
      prepared.prepare(ORDER);
      await vi.advanceTimersByTimeAsync(1_001);
      expect(prepared.release(ORDER)).toBeUndefined();
      expect(written).toEqual([]);
    } finally {
      vi.useRealTimers();
    }
  });
});
