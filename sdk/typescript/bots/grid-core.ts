/** The grid as a pure function: what happened in, what to do out. Nothing here waits, sends or reads a clock. */

import type { HelloResult, WireMarket, WireOrder } from '#shared/bot-protocol';
import { add, type Decimal, decimal, formatDecimal, max, mul, parseDecimal, sub, ZERO } from '#shared/model/decimal';
import { assertNever } from '#shared/model/result';
import { layGrid, lineAt } from './grid-lines';
import type { GridParams } from './grid-params';
import { plan } from './grid-plan';
import {
  emptyGrid,
  type GridEvent,
  type GridOrder,
  type GridState,
  type GridStep,
  savedGrid,
  toGridOrder,
} from './grid-state';

const FIRST_COOL_DOWN_MS = 1_000;
const LONGEST_COOL_DOWN_MS = 60_000;

/** Takes up where the console says the bot stands: working orders, balances, and the grid it saved itself. */
export function startGrid(params: GridParams, market: WireMarket, hello: HelloResult, atMs: number): GridState {
  let state = emptyGrid(params, market, hello.session);
  const saved = savedGrid.safeParse(hello.savedState);
  const centre = saved.success && saved.data.symbol === params.symbol ? parseDecimal(saved.data.centre) : undefined;
  if (saved.success && centre !== undefined && centre > 0n) {
    const grid = layGrid(params, state.rules, centre);
    if (grid.ok) state = { ...state, grid: grid.value, gap: saved.data.gap, isBuilding: saved.data.isBuilding };
  }
  return applyList(
    {
      ...applyBalances(state, hello.workingSet.balances),
      trading: hello.tradingState.state,
      isBlocked: hello.tradingState.blocked !== undefined,
    },
    hello.workingSet.orders,
    atMs,
  );
}

/** One event. The actions are to be carried out in order; what comes of them comes back as further events. */
export function step(before: GridState, event: GridEvent): GridStep {
  return plan(apply(before, event), event.atMs);
}

function apply(state: GridState, event: GridEvent): GridState {
  switch (event.kind) {
    case 'tick':
      return state;
    case 'ticker':
      return { ...state, bid: decimal(event.bid), ask: decimal(event.ask) };
    case 'balance':
      // News of a balance ends the wait after a purchase: what it brought is counted now.
      return { ...applyBalances(state, event.balances), buildAfterMs: Math.min(state.buildAfterMs, event.atMs + 200) };
    case 'trading-state':
      if (event.state === state.trading && event.isBlocked === state.isBlocked) return state;
      // What happened to the orders meanwhile is asked, not guessed.
      return { ...state, trading: event.state, isBlocked: event.isBlocked, resync: 'ask', coolDown: new Map() };
    case 'order':
      return applyOrder(state, event.order, event.atMs);
    case 'listed':
      return applyList(state, event.orders, event.atMs);
    case 'place-failed':
      return applyPlaceFailed(state, event.botOrderId, event.outcome, event.atMs);
    default:
      return assertNever(event);
  }
}

/** What an order has spent since is not there any more, whether or not the balances have told so yet. They tell it exactly. */
function withoutSpent(state: GridState, { side, price, filled }: GridOrder, nowFilled: Decimal): GridState {
  if (nowFilled <= filled) return state;
  const more = sub(nowFilled, filled);
  return side === 'sell'
    ? { ...state, base: max(sub(state.base, more), ZERO) }
    : { ...state, quote: max(sub(state.quote, mul(more, price)), ZERO) };
}

function applyOrder(before: GridState, order: WireOrder, atMs: number): GridState {
  if (order.symbol !== before.params.symbol) return before;
  const known = before.orders.get(order.botOrderId);
  const state = known === undefined ? before : withoutSpent(before, known, decimal(order.filledQuantity));
  const working = toGridOrder(order, atMs);
  if (working !== undefined) {
    // A late update must not bring back an order that is gone, nor undo the wish to cancel it.
    if (known === undefined) return state;
    return withOrder(state, order.botOrderId, {
      ...working,
      phase: known.phase === 'cancelling' ? 'cancelling' : working.phase,
    });
  }
  if (known === undefined) return state;
  const gone = withoutOrder(state, order.botOrderId);
  if (known.isInventory) {
    const bought = order.filledQuantity !== '0';
    return { ...gone, buildAfterMs: atMs + 1_000, buildFailures: bought ? 0 : state.buildFailures + 1 };
  }
  const line = state.grid === undefined ? undefined : lineAt(state.grid, known.price);
  if (order.state === 'filled' && line !== undefined) {
    // News of several fills may come in any order: the furthest one counts.
    const gap = known.side === 'buy' ? Math.min(state.gap, line) : Math.max(state.gap, line);
    return { ...gone, gap, coolDown: new Map() };
  }
  return coolDown(gone, known, atMs);
}

function applyList(state: GridState, orders: readonly WireOrder[], atMs: number): GridState {
  const listed = new Map<string, GridOrder>();
  for (const order of orders) {
    const seen = order.symbol === state.params.symbol ? toGridOrder(order, atMs) : undefined;
    if (seen !== undefined) listed.set(order.botOrderId, seen);
  }
  // Orders just asked for may not be in the list yet.
  for (const [name, order] of state.orders) if (order.phase === 'placing') listed.set(name, listed.get(name) ?? order);
  return { ...state, orders: listed, resync: 'apply' };
}

function applyPlaceFailed(state: GridState, name: string, outcome: 'none' | 'unknown', atMs: number): GridState {
  const order = state.orders.get(name);
  if (order === undefined) return state;
  if (outcome === 'unknown') return withOrder(state, name, { ...order, phase: 'unknown', sinceMs: atMs });
  const gone = withoutOrder(state, name);
  if (order.isInventory) return { ...gone, buildFailures: state.buildFailures + 1, buildAfterMs: atMs + 1_000 };
  return coolDown(gone, order, atMs);
}

function coolDown(state: GridState, order: GridOrder, atMs: number): GridState {
  const key = `${order.side} ${formatDecimal(order.price)}`;
  const waitMs = Math.min((state.coolDown.get(key)?.waitMs ?? FIRST_COOL_DOWN_MS / 2) * 2, LONGEST_COOL_DOWN_MS);
  return { ...state, coolDown: new Map(state.coolDown).set(key, { untilMs: atMs + waitMs, waitMs }) };
}

function applyBalances(
  state: GridState,
  balances: readonly { asset: string; free: string; locked: string }[],
): GridState {
  const total = (asset: string, known = ZERO) => {
    const found = balances.find((balance) => balance.asset === asset);
    return found === undefined ? known : add(decimal(found.free), decimal(found.locked));
  };
  return { ...state, base: total(state.market.base, state.base), quote: total(state.market.quote, state.quote) };
}

function withOrder(state: GridState, name: string, order: GridOrder): GridState {
  return { ...state, orders: new Map(state.orders).set(name, order) };
}

function withoutOrder(state: GridState, name: string): GridState {
  const orders = new Map(state.orders);
  orders.delete(name);
  return { ...state, orders };
}
