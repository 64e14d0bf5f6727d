import type { UtcMs } from '#shared/model/time';
import { isOpen, type Order } from '../../engine/types';
import { DecayCounter, type Refusals } from '../venue/counters';

/** Kraken spot, the lowest verified tier ("starter"), which is what a new account has. */
export interface KrakenLimits {
  /** REST counter of a key: its ceiling, and how much of it falls away in a second. */
  readonly rest: number;
  readonly restPerSecond: number;
  /** Trading counter of an account and pair, the same. */
  readonly trading: number;
  readonly tradingPerSecond: number;
  /** Refused requests in a row, without a pause of ten seconds, before the key is locked out. Kraken does not publish its number. */
  readonly refusalsBeforeLockout: number;
  readonly lockoutMs: number;
}

export const KRAKEN_LIMITS: KrakenLimits = {
  rest: 15,
  restPerSecond: 0.33,
  trading: 60,
  tradingPerSecond: 1,
  refusalsBeforeLockout: 20,
  lockoutMs: 15 * 60_000,
};

/** What cancelling one order costs by its age: the younger, the dearer ("Spot Trading Limits"). */
const CANCEL_COST: ReadonlyArray<readonly [olderThanMs: number, cost: number]> = [
  [90_000, 0],
  [45_000, 2],
  [15_000, 4],
  [10_000, 5],
  [5_000, 6],
  [0, 8],
];

const FORGIVEN_AFTER_MS = 10_000;

export const cancelCost = (order: Order, now: UtcMs): number =>
  CANCEL_COST.find(([olderThanMs]) => now - order.time >= olderThanMs)?.[1] ?? 8;

/** Kraken's three brakes: the REST counter of a key, the trading counter of a pair, and the lockout of who does not listen. */
export class KrakenCounters {
  readonly refusals: Refusals = { limited: 0, banned: 0 };
  readonly #limits: KrakenLimits;
  readonly #rest: DecayCounter;
  readonly #trading: DecayCounter;
  readonly #lockouts = new Map<string, { count: number; at: UtcMs; until: UtcMs }>();

  constructor(limits: KrakenLimits) {
    this.#limits = limits;
    this.#rest = new DecayCounter(limits.rest, limits.restPerSecond);
    this.#trading = new DecayCounter(limits.trading, limits.tradingPerSecond);
  }

  forget(): void {
    this.#rest.forget();
    this.#trading.forget();
    this.#lockouts.clear();
  }

  isLockedOut(key: string, now: UtcMs): boolean {
    return now < (this.#lockouts.get(key)?.until ?? 0);
  }

  /** Charges the REST counter; false when it is full. */
  rest(key: string, cost: number, now: UtcMs): boolean {
    if (this.#rest.take(key, cost, now)) return true;
    this.refuse(key, now);
    return false;
  }

  /** Charges the trading counter of a pair; false when it is full. */
  trading(account: string, symbol: string, cost: number, now: UtcMs): boolean {
    if (cost === 0 || this.#trading.take(`${account}\n${symbol}`, cost, now)) return true;
    this.refusals.limited += 1;
    return false;
  }

  cancel(account: string, order: Order, now: UtcMs): boolean {
    return !isOpen(order) || this.trading(account, order.symbol, cancelCost(order, now), now);
  }

  /** Notes a refusal: who goes on asking is locked out. */
  refuse(key: string, now: UtcMs): void {
    this.refusals.limited += 1;
    const seen = this.#lockouts.get(key) ?? { count: 0, at: now, until: 0 };
    seen.count = now - seen.at > FORGIVEN_AFTER_MS ? 1 : seen.count + 1;
    seen.at = now;
    if (seen.count > this.#limits.refusalsBeforeLockout) {
      seen.count = 0;
      seen.until = now + this.#limits.lockoutMs;
      this.refusals.banned += 1;
    }
    this.#lockouts.set(key, seen);
  }
}
