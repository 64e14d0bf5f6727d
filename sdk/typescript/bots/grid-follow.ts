/** How a grid keeps up with the market and with the console: where it lies, which line is the gap, what to ask. */
import { formatDecimal } from '#shared/model/decimal';
import { type Grid, hasLeft, layGrid, lineAt, nearestLine } from './grid-lines';
import { type GridAction, type GridState, isQuiet, midOf } from './grid-state';

/** The price must stay outside this long before the grid moves: one bad price moves nothing. */
const OUTSIDE_MS = 2_000;
/** An answer to `list` is asked for again after this. */
const ASK_AGAIN_MS = 5_000;
/** An order that is neither working nor gone for this long makes the bot ask what works. */
const UNCLEAR_MS = 5_000;

export function followMarket(before: GridState, atMs: number, actions: GridAction[]): GridState {
  if (isQuiet(before)) return before;
  let state = askWhatWorks(before, atMs, actions);
  if (state.bid <= 0n || state.ask <= state.bid || state.resync === 'asked') return state;
  state = moveGrid(state, atMs, actions);
  if (state.grid === undefined) return state;
  if (state.resync === 'apply') return { ...state, gap: gapAmongOrders(state, state.grid), resync: 'done' };
  return { ...state, gap: gapWithoutOrders(state, state.grid) };
}

function askWhatWorks(state: GridState, atMs: number, actions: GridAction[]): GridState {
  const isDue = atMs - state.askedAtMs >= ASK_AGAIN_MS;
  const isUnclear = [...state.orders.values()].some(
    ({ phase, sinceMs }) => (phase === 'unknown' || phase === 'cancelling') && atMs - sinceMs > UNCLEAR_MS,
  );
  const ask =
    state.resync === 'ask' || (state.resync === 'asked' && isDue) || (state.resync === 'done' && isUnclear && isDue);
  if (!ask) return state;
  actions.push({ kind: 'list' });
  return { ...state, resync: 'asked', askedAtMs: atMs };
}

/** Lays the first grid, or a new one around the price when that has left the old one for good. */
function moveGrid(state: GridState, atMs: number, actions: GridAction[]): GridState {
  const mid = midOf(state);
  if (state.grid !== undefined) {
    if (!hasLeft(state.grid, mid)) return { ...state, outsideSinceMs: undefined };
    if (state.outsideSinceMs === undefined) return { ...state, outsideSinceMs: atMs };
    if (atMs - state.outsideSinceMs < OUTSIDE_MS) return state;
  }
  const laid = layGrid(state.params, state.rules, mid);
  if (!laid.ok) {
    actions.push({ kind: 'fail', reason: laid.error });
    return { ...state, hasFailed: true };
  }
  actions.push({ kind: 'log', level: 'info', message: `grid laid around ${formatDecimal(mid)}` });
  return {
    ...state,
    grid: laid.value,
    gap: 0,
    isBuilding: state.params.inventory === 'half',
    buildFailures: 0,
    outsideSinceMs: undefined,
    coolDown: new Map(),
  };
}

/**
 * After a restart or a halt: the gap lies between the highest buy and the lowest sell that still work, at the line
 * nearest to the price. So orders that stand are kept, and none is placed a second time.
 */
function gapAmongOrders(state: GridState, grid: Grid): number {
  let above = -grid.levels - 1;
  let below = grid.levels + 1;
  for (const order of state.orders.values()) {
    const line = order.isInventory ? undefined : lineAt(grid, order.price);
    if (line === undefined) continue;
    if (order.side === 'buy') above = Math.max(above, line);
    else below = Math.min(below, line);
  }
  if (below - above < 2) return Math.max(-grid.levels, Math.min(grid.levels, state.gap));
  return nearestLine(grid, midOf(state), above + 1, below - 1);
}

/** Where the market has passed a line that carries no order, nothing can fill there: the gap moves on with the price. */
function gapWithoutOrders(state: GridState, grid: Grid): number {
  const taken = new Set<number | undefined>();
  for (const order of state.orders.values()) if (!order.isInventory) taken.add(lineAt(grid, order.price));
  let { gap } = state;
  const priceAt = (line: number) => grid.prices.get(line);
  for (
    let next = priceAt(gap + 1);
    next !== undefined && next <= state.bid && !taken.has(gap + 1);
    next = priceAt(gap + 1)
  )
    gap += 1;
  for (
    let next = priceAt(gap - 1);
    next !== undefined && next >= state.ask && !taken.has(gap - 1);
    next = priceAt(gap - 1)
  )
    gap -= 1;
  return gap;
}
