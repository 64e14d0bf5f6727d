/** What a grid wants in a given state: the orders that should work, and the steps from those that do. */
import { type Decimal, decimal, floorTo, formatDecimal, min, mul, sub, ZERO } from '#shared/model/decimal';
import { followMarket } from './grid-follow';
import { type Grid, isTradable, lineAt } from './grid-lines';
import { type GridAction, type GridOrder, type GridState, type GridStep, isQuiet, type SavedGrid } from './grid-state';

/** Orders placed in one step at most: the rest follows with the next event. */
const PLACES_PER_STEP = 20;
/** How far above the best ask an inventory purchase may go: enough to fill, not enough to hurt. */
const PURCHASE_LIMIT = decimal('1.001');
const PURCHASE_TRIES = 5;

/** The state after planning, and what to do. While HALTED or blocked, or without a price, that is nothing. */
export function plan(before: GridState, atMs: number): GridStep {
  if (before.hasFailed) return { state: before, actions: [] };
  const actions: GridAction[] = [];
  let state = followMarket(before, atMs, actions);
  if (state.grid === undefined || isQuiet(state) || state.resync !== 'done' || state.hasFailed) {
    return { state, actions };
  }
  const { grid } = state;
  state = cancelStrays(state, grid, atMs, actions);
  state = buildInventory(state, grid, atMs, actions);
  state = placeMissing(state, grid, atMs, actions);
  return { state: save(state, grid, actions), actions };
}

const sideOf = (state: GridState, line: number): 'buy' | 'sell' => (line < state.gap ? 'buy' : 'sell');
/** While REDUCING only what makes the position smaller. */
const isWanted = (state: GridState, line: number): boolean =>
  line !== state.gap && (state.trading === 'ACTIVE' || sideOf(state, line) === 'sell');

/** Cancels working orders that are not of this grid, stand on the wrong side, or stand twice on a line. */
function cancelStrays(state: GridState, grid: Grid, atMs: number, actions: GridAction[]): GridState {
  const taken = new Set<number>();
  const orders = new Map(state.orders);
  for (const [botOrderId, order] of state.orders) {
    const line = order.isInventory ? undefined : lineAt(grid, order.price);
    const fits = line !== undefined && !taken.has(line) && isWanted(state, line) && sideOf(state, line) === order.side;
    if (fits && order.phase !== 'cancelling') taken.add(line);
    else if (order.phase === 'working' && !order.isInventory) {
      actions.push({ kind: 'cancel', botOrderId });
      orders.set(botOrderId, { ...order, phase: 'cancelling', sinceMs: atMs });
    }
  }
  return { ...state, orders };
}

/** Buys, step by step, what the sell side of the grid needs and the account does not hold. */
function buildInventory(state: GridState, grid: Grid, atMs: number, actions: GridAction[]): GridState {
  if (!state.isBuilding || state.trading !== 'ACTIVE' || atMs < state.buildAfterMs) return state;
  for (const order of state.orders.values()) if (order.isInventory) return state;
  const needed = (grid.quantity * BigInt(Math.max(0, grid.levels - state.gap))) as Decimal;
  const quantity = min(grid.quantity, floorTo(sub(needed, min(needed, state.base)), state.rules.stepSize));
  const belowOwn = lowestSell(state);
  const highest = floorTo(mul(state.ask, PURCHASE_LIMIT), state.rules.tickSize);
  const price = belowOwn === undefined ? highest : min(highest, sub(belowOwn, state.rules.tickSize));
  // Its own sell stands where it would buy: that one goes first, or the price moves away.
  if (price < state.ask) return state;
  const gaveUp = state.buildFailures >= PURCHASE_TRIES;
  if (gaveUp || !isTradable(state.rules, quantity, price) || mul(quantity, price) > quoteLeft(state)) {
    const why = gaveUp ? 'purchases were refused; it sells what it holds' : 'done';
    actions.push({ kind: 'log', level: gaveUp ? 'warn' : 'info', message: `building inventory: ${why}` });
    return { ...state, isBuilding: false };
  }
  return place(state, { side: 'buy', price, quantity, isInventory: true }, atMs, actions);
}

/** Places what is missing, nearest to the price first, as far as the account's money and holdings go. */
function placeMissing(start: GridState, grid: Grid, atMs: number, actions: GridAction[]): GridState {
  let state = start;
  const taken = new Set<number | undefined>();
  for (const order of state.orders.values()) if (!order.isInventory) taken.add(lineAt(grid, order.price));
  const lines = [...grid.prices.keys()].sort((a, b) => Math.abs(a - state.gap) - Math.abs(b - state.gap));
  let quote = quoteLeft(state);
  let base = baseLeft(state);
  let placed = 0;
  for (const line of lines) {
    const price = grid.prices.get(line);
    if (price === undefined || taken.has(line) || !isWanted(state, line) || placed >= PLACES_PER_STEP) continue;
    const side = sideOf(state, line);
    if (atMs < (state.coolDown.get(`${side} ${formatDecimal(price)}`)?.untilMs ?? 0)) continue;
    if (side === 'buy' ? price >= state.ask : price <= state.bid) continue;
    if (wouldMeetOwn(state, side, price)) continue;
    const quantity = side === 'buy' ? grid.quantity : min(grid.quantity, floorTo(base, state.rules.stepSize));
    const cost = mul(quantity, price);
    if (!isTradable(state.rules, quantity, price) || (side === 'buy' && cost > quote)) continue;
    if (side === 'buy') quote = sub(quote, cost);
    else base = sub(base, quantity);
    placed += 1;
    state = place(state, { side, price, quantity, isInventory: false }, atMs, actions);
  }
  return state;
}

/** The lowest price at which an own order sells, one that is being cancelled included; undefined without any. */
function lowestSell({ orders }: GridState): Decimal | undefined {
  const sells = [...orders.values()].flatMap(({ side, price }) => (side === 'sell' ? [price] : []));
  return sells.length === 0 ? undefined : sells.reduce(min);
}

/** Whether an order at this price would trade with one of its own: the console refuses that, so it is not asked for. */
const wouldMeetOwn = ({ orders }: GridState, side: 'buy' | 'sell', price: Decimal): boolean =>
  [...orders.values()].some((own) => own.side !== side && (side === 'buy' ? own.price <= price : own.price >= price));

const rest = (order: GridOrder): Decimal => sub(order.quantity, order.filled);

/** Quote asset not held by buys, those on their way included. */
function quoteLeft(state: GridState): Decimal {
  let left = state.quote;
  for (const order of state.orders.values()) if (order.side === 'buy') left = sub(left, mul(rest(order), order.price));
  return left < 0n ? ZERO : left;
}

/** Base asset not held by sells: a bot on spot sells only what it holds. */
function baseLeft(state: GridState): Decimal {
  let left = state.base;
  for (const order of state.orders.values()) if (order.side === 'sell') left = sub(left, rest(order));
  return left < 0n ? ZERO : left;
}

function place(
  state: GridState,
  wanted: Pick<GridOrder, 'side' | 'price' | 'quantity' | 'isInventory'>,
  atMs: number,
  actions: GridAction[],
): GridState {
  const botOrderId = `${state.session}-${state.nextName}`;
  actions.push({
    kind: 'place',
    botOrderId,
    side: wanted.side,
    type: wanted.isInventory ? 'limit' : state.params.orderType,
    timeInForce: wanted.isInventory ? 'IOC' : 'GTC',
    price: formatDecimal(wanted.price),
    quantity: formatDecimal(wanted.quantity),
  });
  const order: GridOrder = { ...wanted, filled: ZERO, phase: 'placing', sinceMs: atMs };
  return { ...state, nextName: state.nextName + 1, orders: new Map(state.orders).set(botOrderId, order) };
}

function save(state: GridState, grid: Grid, actions: GridAction[]): GridState {
  const toSave: SavedGrid = {
    symbol: state.params.symbol,
    centre: formatDecimal(grid.centre),
    gap: state.gap,
    isBuilding: state.isBuilding,
  };
  const saved = JSON.stringify(toSave);
  if (saved === state.saved) return state;
  actions.push({ kind: 'save', state: toSave });
  return { ...state, saved };
}
