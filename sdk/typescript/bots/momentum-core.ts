/**
 * What the momentum bot decides, without clock, console or random: it follows the price with a fast and a slow average, goes long
 * while the fast one is above and short while it is below, and ends a position by reduce-only orders. One order at a time.
 */
import { z } from 'zod';
import type { HelloResult, WireFill, WireMarket, WireOrder, WireTicker } from '#shared/bot-protocol';
import {
  abs,
  add,
  type Decimal,
  decimal,
  div,
  floorTo,
  formatDecimal,
  mul,
  neg,
  parseDecimal,
  ZERO,
} from '#shared/model/decimal';
import { type Side, WORKING_STATES } from '#shared/model/order';
import type { TradingState } from '#shared/model/trading-state';

const positive = z
  .string()
  .refine((text) => (parseDecimal(text) ?? 0n) > 0n, 'must be a decimal above zero, written as text, such as "250"');

/** The operator's settings. */
export const momentumParams = z
  .strictObject({
    symbol: z.string().regex(/^[A-Z0-9]+\/[A-Z0-9]+:[A-Z0-9]+$/, 'must be a perpetual, such as "BTC/USDT:USDT"'),
    /** Size of the position, quote asset. */
    notional: positive,
    /** Half of a lasting move is in the average after so many seconds. */
    fastSeconds: z.number().min(1).max(3_600).default(20),
    slowSeconds: z.number().min(2).max(86_400).default(120),
    /** How far apart the averages must be before it takes a side, basis points. */
    thresholdBps: z.number().min(0).max(1_000).default(5),
    /** Between one order and the next, seconds. */
    pauseSeconds: z.number().min(1).max(3_600).default(10),
  })
  .refine(({ fastSeconds, slowSeconds }) => fastSeconds < slowSeconds, {
    message: 'must be above fastSeconds',
    path: ['slowSeconds'],
  });
export type MomentumParams = z.infer<typeof momentumParams>;

/** Reads settings; the error names the first wrong one and says what it must be. */
export function parseMomentumParams(
  params: unknown,
): { ok: true; value: MomentumParams } | { ok: false; error: string } {
  const parsed = momentumParams.safeParse(params);
  if (parsed.success) return { ok: true, value: parsed.data };
  const issue = parsed.error.issues[0];
  return { ok: false, error: `setting ${issue?.path.join('.') || 'list'}: ${issue?.message ?? 'not valid'}` };
}

export interface MomentumState {
  readonly params: MomentumParams;
  readonly market: WireMarket;
  readonly session: string;
  readonly nextName: number;
  readonly trading: TradingState;
  readonly isBlocked: boolean;
  /** Averages of the middle price; undefined before the first price. A signal, not money: doubles. */
  readonly averages: { readonly fast: number; readonly slow: number; readonly atMs: number } | undefined;
  /** Signed: below zero is short. */
  readonly position: Decimal;
  /** The one order whose end is not known yet. */
  readonly pending: string | undefined;
  readonly quietUntilMs: number;
}

/** A market order; reduce-only when it ends a position. */
export interface MomentumOrder {
  readonly botOrderId: string;
  readonly side: Side;
  readonly quantity: string;
  readonly reduceOnly: boolean;
}

const amount = (text: string): Decimal => decimal(text);

/** Where the bot stands when it starts: its position is the exchange's, and an order that still works is waited for. */
export function startMomentum(params: MomentumParams, market: WireMarket, hello: HelloResult): MomentumState {
  const { workingSet, tradingState, session } = hello;
  const held = workingSet.positions.find(({ symbol }) => symbol === params.symbol)?.quantity ?? '0';
  return {
    params,
    market,
    session,
    nextName: 1,
    trading: tradingState.state,
    isBlocked: tradingState.blocked !== undefined,
    averages: undefined,
    position: amount(held),
    pending: workingSet.orders.find(({ symbol }) => symbol === params.symbol)?.botOrderId,
    quietUntilMs: 0,
  };
}

export const withTrading = (state: MomentumState, trading: TradingState, isBlocked: boolean): MomentumState => ({
  ...state,
  trading,
  isBlocked,
});

/** A fill of its own: the position is the sum of them. */
export function withFill(state: MomentumState, { symbol, side, quantity }: WireFill): MomentumState {
  if (symbol !== state.params.symbol) return state;
  const change = side === 'buy' ? amount(quantity) : neg(amount(quantity));
  return { ...state, position: add(state.position, change) };
}

/** How the order stands; once it has ended another may follow. */
export const withOrder = (state: MomentumState, order: Pick<WireOrder, 'botOrderId' | 'state'>): MomentumState =>
  order.botOrderId === state.pending && !WORKING_STATES.has(order.state) ? { ...state, pending: undefined } : state;

/** The order came to nothing, or nobody knows: then its end is waited for. */
export const withFailure = (state: MomentumState, isUnknown: boolean): MomentumState =>
  isUnknown ? state : { ...state, pending: undefined };

/** Moves an average towards a price: half of the way after so many seconds. */
const toward = (average: number, price: number, seconds: number, halfLife: number): number =>
  average + (price - average) * (1 - 2 ** (-seconds / halfLife));

/** Long (1), short (−1) or neither, as the averages say it. Half the threshold keeps a side that is held. */
function wanted({ params, averages, position }: MomentumState): 1 | 0 | -1 {
  if (averages === undefined) return 0;
  const bps = ((averages.fast - averages.slow) / averages.slow) * 10_000;
  const keeps = (side: 1 | -1): boolean => (side > 0 ? position > 0n : position < 0n);
  for (const side of [1, -1] as const)
    if (bps * side > (keeps(side) ? params.thresholdBps / 2 : params.thresholdBps)) return side;
  return 0;
}

/** A price: the averages follow, and there may be an order. */
export function onTicker(
  before: MomentumState,
  ticker: Pick<WireTicker, 'bid' | 'ask'>,
  nowMs: number,
): { readonly state: MomentumState; readonly order: MomentumOrder | undefined } {
  const mid = (Number(ticker.bid) + Number(ticker.ask)) / 2;
  const { params, averages } = before;
  const gone = averages === undefined ? 0 : Math.max(0, nowMs - averages.atMs) / 1_000;
  const state: MomentumState = {
    ...before,
    averages: {
      fast: averages === undefined ? mid : toward(averages.fast, mid, gone, params.fastSeconds),
      slow: averages === undefined ? mid : toward(averages.slow, mid, gone, params.slowSeconds),
      atMs: nowMs,
    },
  };
  const order = nextOrder(state, ticker, nowMs);
  if (order === undefined) return { state, order };
  const quietUntilMs = nowMs + params.pauseSeconds * 1_000;
  return { state: { ...state, pending: order.botOrderId, nextName: state.nextName + 1, quietUntilMs }, order };
}

function nextOrder(state: MomentumState, { ask }: Pick<WireTicker, 'ask'>, nowMs: number): MomentumOrder | undefined {
  const { trading, isBlocked, pending, position, market, params } = state;
  if (trading === 'HALTED' || isBlocked || pending !== undefined || nowMs < state.quietUntilMs) return undefined;
  const botOrderId = `${state.session}-${state.nextName}`;
  const side = wanted(state);
  const isWrongSide = position > 0n ? side <= 0 : side >= 0;
  if (position !== ZERO) {
    // First out, by an order that cannot turn the position; the other side only once it is flat.
    if (!isWrongSide) return undefined;
    const exit: Side = position > 0n ? 'sell' : 'buy';
    return { botOrderId, side: exit, quantity: formatDecimal(abs(position)), reduceOnly: true };
  }
  if (side === 0 || trading === 'REDUCING') return undefined;
  const quantity = floorTo(div(amount(params.notional), amount(ask)), amount(market.stepSize));
  const isEnough = quantity >= amount(market.minQuantity) && mul(quantity, amount(ask)) >= amount(market.minNotional);
  if (quantity <= 0n || !isEnough) return undefined;
  return { botOrderId, side: side > 0 ? 'buy' : 'sell', quantity: formatDecimal(quantity), reduceOnly: false };
}
