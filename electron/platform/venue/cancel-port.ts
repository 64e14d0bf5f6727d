import type { VenueOrder } from './binance/raw-orders';
import type { CancelPlan } from './cancel-plan';
import type { TimerPlan } from './exchange-timers';

/**
 * Why one request of a halt did not do its work:
 * - `again`: worth trying again at once or after `waitMs` (cut, slow, busy, limited, clock corrected).
 * - `refused`: the exchange refuses this key; trying again will hardly help.
 */
export interface CancelTrouble {
  readonly kind: 'again' | 'refused';
  readonly waitMs: number;
  /** In words, redacted. */
  readonly message: string;
}

export type CancelAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: CancelTrouble };

/** What names an order: its own id where it is known, else the one it was sent with. */
export interface OrderName {
  readonly symbol: string;
  readonly clientOrderId: string;
  readonly exchangeOrderId?: string | undefined;
  /** Waits for a trigger: some exchanges keep such orders apart. */
  readonly isConditional?: boolean | undefined;
}

/** The exchange's own dead-man timer, as one account may set it. */
export interface AccountTimer {
  readonly plan: TimerPlan;
  /** Sets the timer of one symbol to `timeoutMs` from now; 0 takes it away. */
  set(symbol: string, timeoutMs: number, limitMs: number): Promise<CancelAnswer<null>>;
}

/**
 * All that the guard can do on an account: cancel, list, ask, ping, and set the exchange's own dead-man timer. There is nothing
 * here that places an order, and the transport beneath refuses every request that is not of these. No method ever rejects.
 * Which of the cancels there are, the plan says.
 */
export interface CancelOnlyPort {
  readonly plan: CancelPlan;
  /** Cancels all working orders of one symbol; the answer names those it tells of, and is empty when there were none. */
  cancelSymbol(symbol: string, limitMs: number): Promise<CancelAnswer<readonly VenueOrder[]>>;
  /** Cancels all working orders of the account. */
  cancelAccount?(limitMs: number): Promise<CancelAnswer<readonly VenueOrder[]>>;
  /** Cancels these, at most `plan.batch`. One that does not work any more is no trouble: the listing tells. */
  cancelOrders?(orders: readonly OrderName[], limitMs: number): Promise<CancelAnswer<readonly VenueOrder[]>>;
  /**
   * All working orders of the account. A listing that could not be read in full is trouble, never an empty one. Where it comes in
   * pages, `onPage` hears of each as it comes.
   */
  list(limitMs: number, onPage?: (orders: readonly VenueOrder[]) => void): Promise<CancelAnswer<readonly VenueOrder[]>>;
  /** One order; undefined when the exchange does not know it. */
  query(symbol: string, clientOrderId: string, limitMs: number): Promise<CancelAnswer<VenueOrder | undefined>>;
  /** Orders that ended since (UTC milliseconds), where cancels name none: asked once, instead of a query for each order. */
  ended?(sinceMs: number, limitMs: number): Promise<CancelAnswer<readonly VenueOrder[]>>;
  /** A signed request, to know that a cancel would be accepted now: key, address and clock. */
  check(limitMs: number): Promise<CancelAnswer<null>>;
  /** A public request that keeps one socket warm. */
  ping(limitMs: number): Promise<CancelAnswer<null>>;
  /** Undefined where the exchange has none. */
  readonly timer?: AccountTimer | undefined;
  /** Milliseconds for which the exchange promises to keep an idle socket; undefined when it does not say. */
  readonly keepAliveMs: () => number | undefined;
}
