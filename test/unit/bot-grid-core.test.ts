import { expect, test } from 'vitest';
import type { HelloResult, WireMarket } from '#shared/bot-protocol';
import { toWireMarket } from '#shared/bot-protocol';
import { startGrid, step } from '../../sdk/typescript/bots/grid-core';
import { parseGridParams } from '../../sdk/typescript/bots/grid-params';
import type { GridAction, GridEvent, GridState } from '../../sdk/typescript/bots/grid-state';
import { RULES, SYMBOL } from '../support/bot-world';

const SETTINGS = { symbol: SYMBOL, levelsPerSide: 2, spacingBps: 10, orderNotional: '100', inventory: 'none' };

function begin(settings: Record<string, unknown> = {}, base = '1', market: Partial<WireMarket> = {}): GridState {
  const params = parseGridParams({ ...SETTINGS, ...settings });
  if (!params.ok) throw new Error(params.error);
  const wire = { ...toWireMarket(RULES), ...market };
  const hello = {
    session: 's',
    savedState: null,
    tradingState: { state: 'ACTIVE', reason: '' },
    workingSet: {
      orders: [],
      positions: [],
      recentFills: [],
      balances: [
        { asset: 'BTC', free: base, locked: '0' },
        { asset: 'USDT', free: '10000', locked: '0' },
      ],
    },
  } as unknown as HelloResult;
  return startGrid(params.value, wire, hello, 0);
}

const price = (bid: string, ask: string, atMs = 0): GridEvent => ({ kind: 'ticker', bid, ask, atMs });
const places = (actions: readonly GridAction[]) =>
  actions.flatMap((a) => (a.kind === 'place' ? [`${a.side} ${a.quantity} @ ${a.price}`] : []));

test('the first price lays a grid on both sides, nearest first, on the market’s ticks and steps', () => {
  const { actions } = step(begin(), price('49999.99', '50000.01'));
  expect(places(actions)).toEqual([
    'sell 0.002 @ 50050',
    'buy 0.002 @ 49950.04',
    'sell 0.002 @ 50100.05',
    'buy 0.002 @ 49900.14',
  ]);
});

test('the same price again places nothing again', () => {
  const first = step(begin(), price('49999.99', '50000.01'));
  expect(places(step(first.state, price('49999.99', '50000.01', 10)).actions)).toEqual([]);
});

test('it never sells more than it holds', () => {
  const { actions } = step(begin({}, '0.003'), price('49999.99', '50000.01'));
  expect(places(actions).filter((text) => text.startsWith('sell'))).toEqual([
    'sell 0.002 @ 50050',
    'sell 0.001 @ 50100.05',
  ]);
  expect(
    places(step(begin({}, '0'), price('49999.99', '50000.01')).actions).filter((t) => t.startsWith('sell')),
  ).toEqual([]);
});

test('a crossed or missing price lays no grid', () => {
  expect(step(begin(), price('50001', '50000')).actions).toEqual([]);
  expect(step(begin(), { kind: 'tick', atMs: 0 }).actions).toEqual([]);
});

test('a refused order is tried again ever more slowly', () => {
  let { state } = step(begin({ levelsPerSide: 1 }, '0'), price('49999.99', '50000.01'));
  const tries: number[] = [];
  let name = 's-1';
  state = step(state, { kind: 'place-failed', botOrderId: name, outcome: 'none', reason: '', atMs: 0 }).state;
  for (let atMs = 250; atMs < 20_000; atMs += 250) {
    const next = step(state, { kind: 'tick', atMs });
    state = next.state;
    for (const action of next.actions) {
      if (action.kind !== 'place') continue;
      tries.push(atMs);
      name = action.botOrderId;
      state = step(state, { kind: 'place-failed', botOrderId: name, outcome: 'none', reason: '', atMs }).state;
    }
  }
  expect(tries).toEqual([1_000, 3_000, 7_000, 15_000]);
});

test('an order of unknown outcome is not placed again but asked for', () => {
  let { state } = step(begin({ levelsPerSide: 1 }, '0'), price('49999.99', '50000.01'));
  state = step(state, { kind: 'place-failed', botOrderId: 's-1', outcome: 'unknown', reason: '', atMs: 0 }).state;
  const later = step(state, { kind: 'tick', atMs: 5_250 });
  expect(later.actions).toEqual([{ kind: 'list' }]);
  const listed = step(later.state, { kind: 'listed', orders: [], atMs: 5_300 });
  expect(places(listed.actions)).toEqual(['buy 0.002 @ 49950.04']);
});

test('one absurd price does not move the grid, a price that stays away does', () => {
  let { state } = step(begin(), price('49999.99', '50000.01'));
  state = step(state, price('99999.99', '100000.01', 100)).state;
  const back = step(state, price('49999.99', '50000.01', 200));
  expect(back.actions.filter(({ kind }) => kind !== 'save')).toEqual([]);
  state = step(back.state, price('51999.99', '52000.01', 300)).state;
  const moved = step(state, price('51999.99', '52000.01', 2_400));
  expect(moved.actions).toContainEqual({ kind: 'log', level: 'info', message: 'grid laid around 52000' });
});

test('while REDUCING it only sells', () => {
  const state = { ...begin(), trading: 'REDUCING' as const };
  expect(places(step(state, price('49999.99', '50000.01')).actions).every((text) => text.startsWith('sell'))).toBe(
    true,
  );
});

test('while blocked it places and cancels nothing; afterwards it asks what works before it goes on', () => {
  const { state } = step(begin(), price('49999.99', '50000.01'));
  const blocked = step(state, { kind: 'trading-state', state: 'ACTIVE', isBlocked: true, atMs: 100 });
  expect(blocked.actions).toEqual([]);
  const away = step(blocked.state, price('51999.99', '52000.01', 9_000));
  expect(away.actions).toEqual([]);
  const free = step(away.state, { kind: 'trading-state', state: 'ACTIVE', isBlocked: false, atMs: 9_100 });
  expect(free.actions).toEqual([{ kind: 'list' }]);
});

test.each([
  [{ spacingBps: 1 }, { tickSize: '100' }, /spacingBps/],
  [{ orderNotional: '4' }, {}, /orderNotional/],
  [{ levelsPerSide: 50, spacingBps: 2_000 }, {}, /levelsPerSide/],
])('settings the market has no room for are named: %o', (settings, market, name) => {
  const { actions } = step(begin(settings, '1', market), price('49999.99', '50000.01'));
  expect(actions).toEqual([{ kind: 'fail', reason: expect.stringMatching(name) }]);
});

test('what it buys to have something to sell never meets its own sells: it bids below them, or waits', () => {
  // It holds enough for one sell and half of the other.
  const first = step(begin({ inventory: 'half' }, '0.003'), price('49999.99', '50000.01'));
  // The purchase may go up to 50,050.01, so that nothing is sold below that while it is on its way.
  expect(places(first.actions)).toEqual([
    'buy 0.001 @ 50050.01',
    'buy 0.002 @ 49950.04',
    'sell 0.002 @ 50100.05',
    'buy 0.002 @ 49900.14',
  ]);
  const failed = step(first.state, { kind: 'place-failed', botOrderId: 's-1', outcome: 'none', reason: '', atMs: 10 });
  expect(places(failed.actions)).toEqual(['sell 0.001 @ 50050']);
  const again = step(failed.state, price('49999.99', '50000.01', 2_000));
  expect(places(again.actions)).toEqual(['buy 0.001 @ 50049.99']);
  // No room is left between the best ask and its own sell.
  expect(places(step(failed.state, price('50049.98', '50050.00', 2_000)).actions)).toEqual([]);
});

test('laid anew above its old orders, it buys nothing until its old sells are gone', () => {
  let { state } = step(begin(), price('49999.99', '50000.01'));
  state = step(state, price('51999.99', '52000.01', 300)).state;
  const moved = step(state, price('51999.99', '52000.01', 2_400));
  expect(moved.actions).toContainEqual({ kind: 'log', level: 'info', message: 'grid laid around 52000' });
  // Its old sells at 50,050 and 50,100.05 may still stand there.
  expect(places(moved.actions).filter((text) => text.startsWith('buy'))).toEqual([]);
});
