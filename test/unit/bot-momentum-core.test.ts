import { describe, expect, it } from 'vitest';
import { type HelloResult, toWireMarket, type WireFill } from '#shared/bot-protocol';
import {
  type MomentumOrder,
  type MomentumState,
  onTicker,
  parseMomentumParams,
  startMomentum,
  withFailure,
  withFill,
  withOrder,
  withTrading,
} from '../../sdk/typescript/bots/momentum-core';
import { RULES } from '../support/bot-world';

const SYMBOL = 'BTC/USDT:USDT';
const SETTINGS = { symbol: SYMBOL, notional: '250', fastSeconds: 2, slowSeconds: 20, thresholdBps: 4, pauseSeconds: 5 };

function begin(position = '0'): MomentumState {
  const params = parseMomentumParams(SETTINGS);
  if (!params.ok) throw new Error(params.error);
  const hello = {
    session: 's',
    tradingState: { state: 'ACTIVE', reason: '' },
    workingSet: {
      orders: [],
      positions: [{ symbol: SYMBOL, quantity: position, averageCost: null }],
      balances: [],
      recentFills: [],
    },
  } as unknown as HelloResult;
  return startMomentum(params.value, { ...toWireMarket(RULES), symbol: SYMBOL, stepSize: '0.001' }, hello);
}

/** Plays prices a second apart; every order fills at once unless told otherwise. */
function play(state: MomentumState, prices: readonly number[], fills = true) {
  const orders: MomentumOrder[] = [];
  let now = state;
  prices.forEach((price, second) => {
    const next = onTicker(now, { bid: String(price - 1), ask: String(price + 1) }, second * 1_000);
    now = next.state;
    if (next.order === undefined) return;
    orders.push(next.order);
    if (!fills) return;
    const { side, quantity, botOrderId } = next.order;
    now = withFill(now, { symbol: SYMBOL, side, quantity } as WireFill);
    now = withOrder(now, { botOrderId, state: 'filled' });
  });
  return { state: now, orders };
}

const ramp = (from: number, step: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => from + step * index);

describe('the momentum bot', () => {
  it('goes long with a rise and short with a fall, each time out first by an order that can only reduce', () => {
    const up = ramp(50_000, 20, 30);
    const down = ramp(50_600, -40, 40);
    const { orders } = play(begin(), [...up, ...down]);
    expect(orders.map(({ side, reduceOnly }) => `${side}${reduceOnly ? ' to reduce' : ''}`)).toEqual([
      'buy',
      'sell to reduce',
      'sell',
    ]);
    expect(orders[1]?.quantity).toBe(orders[0]?.quantity);
    expect(new Set(orders.map(({ botOrderId }) => botOrderId)).size).toBe(3);
  });

  it('does nothing while the price goes nowhere, and pauses between orders', () => {
    expect(play(begin(), ramp(50_000, 0, 50)).orders).toEqual([]);
    // Rise and fall within the pause: the exit waits for its end.
    const { orders } = play(begin(), [...ramp(50_000, 60, 3), ...ramp(50_000, -300, 2)]);
    expect(orders).toHaveLength(1);
  });

  it('sends nothing more while it does not know what became of its order', () => {
    const { state, orders } = play(begin(), ramp(50_000, 20, 20), false);
    expect(orders).toHaveLength(1);
    expect(play(withFailure(state, true), ramp(51_000, 20, 20), false).orders).toEqual([]);
    expect(withFailure(state, false).pending).toBeUndefined();
  });

  it('goes on from the position that it finds, and only ends it while trading is REDUCING, and rests while it is HALTED', () => {
    const fall = ramp(50_000, -30, 30);
    const exit = expect.objectContaining({ side: 'sell', quantity: '0.004', reduceOnly: true });
    expect(play(withTrading(begin('0.004'), 'REDUCING', false), fall).orders).toEqual([exit]);
    expect(play(withTrading(begin('0.004'), 'HALTED', false), fall).orders).toEqual([]);
    expect(play(withTrading(begin('0.004'), 'ACTIVE', true), fall).orders).toEqual([]);
  });

  it('says which setting makes no sense', () => {
    expect(parseMomentumParams({ ...SETTINGS, symbol: 'BTC/USDT' })).toMatchObject({
      ok: false,
      error: expect.stringContaining('perpetual'),
    });
    expect(parseMomentumParams({ ...SETTINGS, slowSeconds: 2 })).toMatchObject({
      ok: false,
      error: 'setting slowSeconds: must be above fastSeconds',
    });
    expect(parseMomentumParams({ ...SETTINGS, notional: '-1' }).ok).toBe(false);
  });
});
