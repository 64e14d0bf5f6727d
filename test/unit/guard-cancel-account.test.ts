import { describe, expect, it } from 'vitest';
import { cancelAccount } from '../../electron/domains/halt/guard/cancel-account';
import type { KnownOrder } from '../../electron/domains/halt/guard-protocol';
import type { CancelAnswer, CancelOnlyPort } from '../../electron/platform/venue/binance/cancel-only';
import type { VenueOrder } from '../../electron/platform/venue/binance/raw-orders';
import { BINANCE_SPOT_PLAN } from '../../electron/platform/venue/cancel-plan';

const order = (clientOrderId: string, status: VenueOrder['status'], symbol = 'BTC/USDT'): VenueOrder => ({
  symbol,
  exchangeOrderId: `x-${clientOrderId}`,
  clientOrderId,
  side: 'buy',
  status,
  type: 'limit',
  reduceOnly: false,
  quantity: '1',
  price: '1',
  stopPrice: null,
  filledQuantity: status === 'filled' ? '1' : '0',
  filledNotional: '0',
  createdAt: 1,
  updatedAt: 1,
});
const known = (clientOrderId: string): KnownOrder => ({
  accountId: 'a',
  symbol: 'BTC/USDT',
  clientOrderId,
  quantity: '1',
});
const good = <T>(value: T): CancelAnswer<T> => ({ ok: true, value });
const again: CancelAnswer<never> = { ok: false, error: { kind: 'again', waitMs: 0, message: 'cut' } };
const refused: CancelAnswer<never> = {
  ok: false,
  error: { kind: 'refused', waitMs: 0, message: 'Invalid API-key (-2015)' },
};

function portOf(parts: Partial<CancelOnlyPort>): CancelOnlyPort {
  return {
    plan: BINANCE_SPOT_PLAN,
    cancelSymbol: async () => good([]),
    list: async () => good([]),
    query: async () => good(undefined),
    check: async () => good(null),
    ping: async () => good(null),
    keepAliveMs: () => undefined,
    ...parts,
  };
}

const run = (parts: Partial<CancelOnlyPort>, orders: readonly KnownOrder[] = [], deadlineMs = 2_000) =>
  cancelAccount({
    accountId: 'a',
    port: portOf(parts),
    symbols: ['BTC/USDT', 'ETH/USDT'],
    known: orders,
    deadlineMs,
    onProgress: () => undefined,
  });

/** Answers one after the other, then the last for ever. */
const inTurn = <T>(...answers: T[]) => {
  let next = 0;
  return async () => answers[Math.min(next++, answers.length - 1)] as T;
};

describe('cancelling everything of one account', () => {
  it('an account without trouble takes one wave of cancels and one listing', async () => {
    const result = await run({ cancelSymbol: async (symbol) => good([order(`o-${symbol}`, 'cancelled', symbol)]) });
    expect(result).toMatchObject({ state: 'verified-empty', listings: 1, problem: null });
    expect(result.orders.map((one) => one.outcome)).toEqual(['cancelled', 'cancelled']);
  });

  it('an order filled before its cancel is named as filled, with its quantity', async () => {
    const result = await run({ query: async () => good(order('k', 'filled')) }, [known('k')]);
    expect(result.orders).toEqual([
      expect.objectContaining({ clientOrderId: 'k', outcome: 'filled', filledQuantity: '1', evidence: 'order query' }),
    ]);
  });

  it('an order that is still listed is cancelled again until it is not', async () => {
    const result = await run({
      cancelSymbol: async () => good([]),
      list: inTurn(good([order('late', 'open')]), good([order('late', 'open')]), good([])),
      query: inTurn(good(order('late', 'open')), good(order('late', 'cancelled'))),
    });
    expect(result).toMatchObject({ state: 'verified-empty', listings: 3 });
    expect(result.orders).toEqual([expect.objectContaining({ clientOrderId: 'late', outcome: 'cancelled' })]);
  });

  it('an order on its way when the halt came is waited for and cancelled', async () => {
    let arrived = false;
    let cancelled = false;
    const result = await run(
      {
        cancelSymbol: async () => {
          if (!arrived || cancelled) return good([]);
          cancelled = true;
          return good([order('k', 'cancelled')]);
        },
        query: async () => {
          setTimeout(() => {
            arrived = true;
          }, 20);
          return good(undefined);
        },
        list: async () => good(arrived && !cancelled ? [order('k', 'open')] : []),
      },
      [known('k')],
    );
    expect(result.state).toBe('verified-empty');
    expect(result.orders).toEqual([expect.objectContaining({ clientOrderId: 'k', outcome: 'cancelled' })]);
  });

  it('cuts and limits are tried through until the listing is empty', async () => {
    const result = await run({
      cancelSymbol: inTurn<CancelAnswer<VenueOrder[]>>(again, again, again, good([])),
      list: inTurn<CancelAnswer<VenueOrder[]>>(again, again, good([])),
    });
    expect(result.state).toBe('verified-empty');
  });

  it('a key that is refused is told within seconds, not at the deadline', async () => {
    const result = await run(
      { cancelSymbol: async () => refused, list: async () => refused, query: async () => refused },
      [known('k')],
      30_000,
    );
    expect(result).toMatchObject({ state: 'not-verified', problem: 'Invalid API-key (-2015)', listings: 0 });
    expect(result.orders).toEqual([expect.objectContaining({ clientOrderId: 'k', outcome: 'unknown' })]);
    expect(result.finishedMs).toBeLessThan(3_000);
  });

  it('an exchange that never answers is given up at the deadline, and every order is named unknown', async () => {
    const result = await run(
      { cancelSymbol: async () => again, list: async () => again, query: async () => again },
      [known('k')],
      300,
    );
    expect(result).toMatchObject({ state: 'not-verified', problem: 'cut' });
    expect(result.orders).toEqual([expect.objectContaining({ outcome: 'unknown', quantity: '1' })]);
  });

  it('an empty listing stands although one order could not be asked about', async () => {
    const result = await run({ query: async () => again }, [known('k')], 300);
    expect(result).toMatchObject({ state: 'verified-empty' });
    expect(result.orders).toEqual([expect.objectContaining({ outcome: 'unknown' })]);
  });
});
