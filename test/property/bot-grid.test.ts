import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type HelloResult, toWireMarket, type WireOrder } from '#shared/bot-protocol';
import { decimal, formatDecimal, isMultipleOf, mul } from '#shared/model/decimal';
import { startGrid, step } from '../../sdk/typescript/bots/grid-core';
import { parseGridParams } from '../../sdk/typescript/bots/grid-params';
import type { GridAction, GridEvent, GridState } from '../../sdk/typescript/bots/grid-state';
import { RULES, SYMBOL } from '../support/bot-world';

/** A market by hand: what the grid asks for is accepted, refused, filled or lost as the dice say. */
const dice = fc.array(
  fc.record({
    move: fc.integer({ min: -30, max: 30 }),
    refuse: fc.integer({ min: 0, max: 9 }),
    what: fc.constantFrom('price', 'price', 'price', 'halt', 'resume', 'listed', 'tick'),
  }),
  { minLength: 20, maxLength: 120 },
);

type PlaceAction = Extract<GridAction, { kind: 'place' }>;

const wire = (action: PlaceAction, state: WireOrder['state'], filled = '0'): WireOrder => ({
  botOrderId: action.botOrderId,
  clientOrderId: action.botOrderId,
  symbol: SYMBOL,
  side: action.side,
  type: action.type,
  quantity: action.quantity,
  price: action.price,
  stopPrice: null,
  timeInForce: action.timeInForce,
  state,
  filledQuantity: filled,
  filledNotional: '0',
  reason: null,
  decidedAt: 0,
  updatedAt: 0,
});

test('whatever the market does, the grid keeps to the rules, to its money, and to one order a line', () => {
  fc.assert(
    fc.property(dice, fc.constantFrom('half', 'none'), (rolls, inventory) => {
      const params = parseGridParams({
        symbol: SYMBOL,
        levelsPerSide: 4,
        spacingBps: 10,
        orderNotional: '100',
        inventory,
      });
      if (!params.ok) throw new Error(params.error);
      let base = decimal('0.01');
      let quote = decimal('1000');
      let mid = 5_000_000;
      let halted = false;
      let atMs = 0;
      const working = new Map<string, PlaceAction>();
      const balances = () => [
        { asset: 'BTC', free: formatDecimal(base), locked: '0' },
        { asset: 'USDT', free: formatDecimal(quote), locked: '0' },
      ];
      const hello = {
        session: 's',
        savedState: null,
        tradingState: { state: 'ACTIVE', reason: '' },
        workingSet: { orders: [], positions: [], recentFills: [], balances: balances() },
      } as unknown as HelloResult;
      let state: GridState = startGrid(params.value, toWireMarket(RULES), hello, atMs);
      const names = new Set<string>();

      const happen = (event: GridEvent): void => {
        const next = step(state, event);
        state = next.state;
        if (halted) expect(next.actions.filter(({ kind }) => kind === 'place')).toEqual([]);
        for (const action of next.actions) carryOut(action);
      };
      let refuse = 0;
      const carryOut = (action: GridAction): void => {
        if (action.kind === 'list') {
          happen({ kind: 'listed', orders: [...working.values()].map((order) => wire(order, 'acknowledged')), atMs });
        } else if (action.kind === 'cancel') {
          const order = working.get(action.botOrderId);
          working.delete(action.botOrderId);
          if (order !== undefined) happen({ kind: 'order', order: wire(order, 'cancelled'), atMs });
        } else if (action.kind === 'place') {
          const [price, quantity] = [decimal(action.price), decimal(action.quantity)];
          expect(names.has(action.botOrderId)).toBe(false);
          names.add(action.botOrderId);
          expect(isMultipleOf(price, RULES.tickSize) && isMultipleOf(quantity, RULES.stepSize)).toBe(true);
          expect(mul(price, quantity) >= RULES.minNotional).toBe(true);
          const isBuy = action.side === 'buy';
          const met = [...working.values()].filter(
            (own) => own.side !== action.side && (isBuy ? decimal(own.price) <= price : decimal(own.price) >= price),
          );
          expect(met).toEqual([]);
          if (refuse === 0) {
            happen({ kind: 'place-failed', botOrderId: action.botOrderId, outcome: 'none', reason: 'dice', atMs });
            return;
          }
          working.set(action.botOrderId, action);
          happen({ kind: 'order', order: wire(action, 'acknowledged'), atMs });
        }
      };
      const fills = (): void => {
        for (const order of [...working.values()]) {
          const price = Number(order.price) * 100;
          if (!(order.side === 'buy' ? price >= mid : price <= mid)) continue;
          working.delete(order.botOrderId);
          const [at, quantity] = [decimal(order.price), decimal(order.quantity)];
          const notional = mul(at, quantity);
          base = (order.side === 'buy' ? base + mul(quantity, decimal('0.999')) : base - quantity) as typeof base;
          quote = (order.side === 'buy' ? quote - notional : quote + notional) as typeof quote;
          expect(base >= 0n && quote >= 0n).toBe(true);
          happen({ kind: 'order', order: wire(order, 'filled', order.quantity), atMs });
          happen({ kind: 'balance', balances: balances(), atMs });
        }
      };

      for (const roll of rolls) {
        atMs += 700;
        refuse = roll.refuse;
        if (roll.what === 'halt') {
          halted = true;
          happen({ kind: 'trading-state', state: 'HALTED', isBlocked: false, atMs });
          for (const order of [...working.values()]) {
            working.delete(order.botOrderId);
            happen({ kind: 'order', order: wire(order, 'cancelled'), atMs });
          }
        } else if (roll.what === 'resume') {
          halted = false;
          happen({ kind: 'trading-state', state: 'ACTIVE', isBlocked: false, atMs });
        } else if (roll.what === 'listed') {
          happen({ kind: 'listed', orders: [...working.values()].map((order) => wire(order, 'acknowledged')), atMs });
        } else if (roll.what === 'price') {
          mid += roll.move * 200;
          happen({ kind: 'ticker', bid: ((mid - 1) / 100).toFixed(2), ask: ((mid + 1) / 100).toFixed(2), atMs });
        } else happen({ kind: 'tick', atMs });
        fills();
        const lines = [...working.values()].filter((o) => o.timeInForce === 'GTC').map((o) => `${o.side} ${o.price}`);
        expect(new Set(lines).size).toBe(lines.length);
      }
    }),
    { numRuns: 150 },
  );
});
