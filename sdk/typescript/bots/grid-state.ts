import { z } from 'zod';
import type { WireMarket, WireOrder } from '#shared/bot-protocol';
import { type Decimal, decimal, ZERO } from '#shared/model/decimal';
import { type Side, WORKING_STATES } from '#shared/model/order';
import type { TradingState } from '#shared/model/trading-state';
import { type Grid, type Rules, readRules } from './grid-lines';
import type { GridParams } from './grid-params';

/** An order as the grid sees it. */
export interface GridOrder {
  readonly side: Side;
  readonly price: Decimal;
  readonly quantity: Decimal;
  readonly filled: Decimal;
  /** `placing` until the console has answered; `cancelling` until the order is gone; `unknown` until the console knows. */
  readonly phase: 'placing' | 'working' | 'cancelling' | 'unknown';
  /** Bought to have something to sell; not a line of the grid. */
  readonly isInventory: boolean;
  /** When it entered its phase, milliseconds of the events' clock. */
  readonly sinceMs: number;
}

export interface GridState {
  readonly params: GridParams;
  readonly market: WireMarket;
  readonly rules: Rules;
  readonly session: string;
  readonly nextName: number;
  readonly trading: TradingState;
  /** No order is taken for the moment, whatever the trading state. */
  readonly isBlocked: boolean;
  readonly bid: Decimal;
  readonly ask: Decimal;
  /** Undefined until the first price. */
  readonly grid: Grid | undefined;
  /** Line without an order. */
  readonly gap: number;
  /**
   * `ask`: the console is to be asked what works; `asked`: it has been; `apply`: the answer is in and the gap is to be
   * worked out anew at the next price; `done`: nothing to do.
   */
  readonly resync: 'ask' | 'asked' | 'apply' | 'done';
  readonly askedAtMs: number;
  /** Buying what the sell side needs. */
  readonly isBuilding: boolean;
  readonly buildAfterMs: number;
  readonly buildFailures: number;
  readonly orders: ReadonlyMap<string, GridOrder>;
  /** All there is of each asset, free and locked. */
  readonly base: Decimal;
  readonly quote: Decimal;
  /** A refused order is not tried again at its price before this; the wait doubles with each refusal. */
  readonly coolDown: ReadonlyMap<string, { readonly untilMs: number; readonly waitMs: number }>;
  /** Since when the price has been outside the grid; undefined while it is inside. */
  readonly outsideSinceMs: number | undefined;
  /** What was saved last, as text: saved again only when it changes. */
  readonly saved: string;
  /** The settings do not fit the market: the bot has said so and does nothing more. */
  readonly hasFailed: boolean;
}

/** What outlives a restart of the bot; everything else is learned from the console. */
export const savedGrid = z.strictObject({
  symbol: z.string(),
  centre: z.string(),
  gap: z.number().int(),
  isBuilding: z.boolean(),
});
export type SavedGrid = z.infer<typeof savedGrid>;

export type GridAction =
  | {
      readonly kind: 'place';
      readonly botOrderId: string;
      readonly side: Side;
      readonly type: 'post-only' | 'limit';
      readonly timeInForce: 'GTC' | 'IOC';
      readonly price: string;
      readonly quantity: string;
    }
  | { readonly kind: 'cancel'; readonly botOrderId: string }
  | { readonly kind: 'list' }
  | { readonly kind: 'save'; readonly state: SavedGrid }
  | { readonly kind: 'log'; readonly level: 'info' | 'warn' | 'error'; readonly message: string }
  | { readonly kind: 'fail'; readonly reason: string };

export type GridEvent = { readonly atMs: number } & (
  | { readonly kind: 'ticker'; readonly bid: string; readonly ask: string }
  | { readonly kind: 'tick' }
  | { readonly kind: 'trading-state'; readonly state: TradingState; readonly isBlocked: boolean }
  | { readonly kind: 'balance'; readonly balances: readonly { asset: string; free: string; locked: string }[] }
  | { readonly kind: 'order'; readonly order: WireOrder }
  /** The working orders as the console knows them: the answer to `list`. */
  | { readonly kind: 'listed'; readonly orders: readonly WireOrder[] }
  | {
      readonly kind: 'place-failed';
      readonly botOrderId: string;
      readonly outcome: 'none' | 'unknown';
      readonly reason: string;
    }
);

export interface GridStep {
  readonly state: GridState;
  readonly actions: readonly GridAction[];
}

/** Where a grid begins: nothing known but its settings and its market. */
export function emptyGrid(params: GridParams, market: WireMarket, session: string): GridState {
  return {
    params,
    market,
    rules: readRules(market),
    session,
    nextName: 1,
    trading: 'HALTED',
    isBlocked: false,
    bid: ZERO,
    ask: ZERO,
    grid: undefined,
    gap: 0,
    resync: 'apply',
    askedAtMs: Number.NEGATIVE_INFINITY,
    isBuilding: params.inventory === 'half',
    buildAfterMs: 0,
    buildFailures: 0,
    orders: new Map(),
    base: ZERO,
    quote: ZERO,
    coolDown: new Map(),
    outsideSinceMs: undefined,
    saved: '',
    hasFailed: false,
  };
}

/** Whether nothing is taken from the bot at the moment, so that it waits. */
export const isQuiet = ({ trading, isBlocked }: GridState): boolean => trading === 'HALTED' || isBlocked;

export const midOf = (state: GridState): Decimal => ((state.bid + state.ask) / 2n) as Decimal;

/** Where the console's word is more than that the order works. */
const PHASES: Readonly<Partial<Record<WireOrder['state'], GridOrder['phase']>>> = {
  unknown: 'unknown',
  'cancel-pending': 'cancelling',
};

/** Working orders as the grid sees them. Orders on their way to being gone are left out. */
export function toGridOrder(order: WireOrder, atMs: number): GridOrder | undefined {
  if (!WORKING_STATES.has(order.state) || order.price === null) return undefined;
  return {
    side: order.side,
    price: decimal(order.price),
    quantity: decimal(order.quantity),
    filled: decimal(order.filledQuantity),
    phase: PHASES[order.state] ?? 'working',
    isInventory: order.timeInForce === 'IOC',
    sinceMs: atMs,
  };
}
