import type { UtcMs } from '#shared/model/time';
import { banned, type Rejection, tooManyOrders, tooMuchWeight } from '../engine/rejections';
import type { Refusals } from './venue/counters';

/** What the exchange allows. Defaults are Binance's spot limits (exchangeInfo.rateLimits, 2025). */
export interface PaperLimits {
  /** Request weight per minute and IP address. */
  readonly weightPerMinute: number;
  /** New unfilled orders per 10 seconds and account. */
  readonly ordersPer10s: number;
  /** New unfilled orders per UTC day and account. */
  readonly ordersPerDay: number;
  /** Requests refused with 429 in one minute before the address is banned (418). Binance does not publish its number. */
  readonly refusalsBeforeBan: number;
  /** First ban, milliseconds; each further one doubles, up to three days. Binance: "from 2 minutes to 3 days". */
  readonly firstBanMs: number;
}

/** The same of the futures API; defaults are USD-M's (exchangeInfo.rateLimits, 2025). It is another host, with its own budget. */
export interface PaperFuturesLimits extends Omit<PaperLimits, 'ordersPerDay'> {
  readonly ordersPerMinute: number;
}

export const DEFAULT_LIMITS: PaperLimits = {
  weightPerMinute: 6_000,
  ordersPer10s: 100,
  ordersPerDay: 200_000,
  refusalsBeforeBan: 20,
  firstBanMs: 120_000,
};

export const DEFAULT_FUTURES_LIMITS: PaperFuturesLimits = {
  weightPerMinute: 2_400,
  ordersPer10s: 300,
  ordersPerMinute: 1_200,
  refusalsBeforeBan: 20,
  firstBanMs: 120_000,
};

const MINUTE = 60_000;
const DAY = 86_400_000;

/** One of the fixed windows in which orders of an account are counted. */
export interface OrderWindow {
  readonly ms: number;
  readonly limit: number;
  readonly interval: 'SECOND' | 'MINUTE' | 'DAY';
  readonly intervalNum: number;
  /** End of the header's name: `x-mbx-order-count-10s`. */
  readonly header: '10s' | '1m' | '1d';
}

/** What one API counts. */
export interface ApiLimits {
  readonly weightPerMinute: number;
  readonly orders: readonly OrderWindow[];
  /** Spot gives orders back when they first fill, futures do not. */
  readonly creditsFills: boolean;
  readonly refusalsBeforeBan: number;
  readonly firstBanMs: number;
}

const tenSeconds = (limit: number): OrderWindow => ({
  ms: 10_000,
  limit,
  interval: 'SECOND',
  intervalNum: 10,
  header: '10s',
});

export const spotLimits = ({ ordersPer10s, ordersPerDay, ...rest }: PaperLimits): ApiLimits => ({
  ...rest,
  creditsFills: true,
  orders: [tenSeconds(ordersPer10s), { ms: DAY, limit: ordersPerDay, interval: 'DAY', intervalNum: 1, header: '1d' }],
});

export const futuresLimits = ({ ordersPer10s, ordersPerMinute, ...rest }: PaperFuturesLimits): ApiLimits => ({
  ...rest,
  creditsFills: false,
  orders: [
    tenSeconds(ordersPer10s),
    { ms: MINUTE, limit: ordersPerMinute, interval: 'MINUTE', intervalNum: 1, header: '1m' },
  ],
});
const LONGEST_BAN_MS = 3 * DAY;
/** First fill as maker gives five orders back, as taker one (faqs/order_count_decrement.md). */
const MAKER_FILL_CREDIT = 5;

interface Address {
  window: number;
  weight: number;
  refusals: number;
  bans: number;
  bannedUntil: UtcMs;
}

interface Counted {
  window: number;
  count: number;
}

/** Counts weight per address and orders per account in Binance's fixed windows (they begin at whole minutes, days…). */
export class RateLimits {
  readonly limits: ApiLimits;
  readonly refusals: Refusals = { limited: 0, banned: 0 };
  readonly #addresses = new Map<string, Address>();
  readonly #orders = new Map<string, Counted[]>();

  constructor(limits: ApiLimits) {
    this.limits = limits;
  }

  /** Everything counted is forgotten, bans too. */
  forget(): void {
    this.#addresses.clear();
    this.#orders.clear();
  }

  usedWeight(address: string, now: UtcMs): number {
    return this.#address(address, now).weight;
  }

  /** Charges a request. A refusal is still charged: who goes on is banned, and for longer each time. */
  charge(address: string, weight: number, now: UtcMs): Rejection | undefined {
    const used = this.#address(address, now);
    if (now < used.bannedUntil) {
      return banned(used.bannedUntil, Math.ceil((used.bannedUntil - now) / 1_000));
    }
    used.weight += weight;
    if (used.weight <= this.limits.weightPerMinute) return undefined;
    used.refusals += 1;
    this.refusals.limited += 1;
    if (used.refusals > this.limits.refusalsBeforeBan) {
      const ms = Math.min(LONGEST_BAN_MS, this.limits.firstBanMs * 2 ** used.bans);
      used.bans += 1;
      this.refusals.banned += 1;
      used.refusals = 0;
      used.bannedUntil = now + ms;
      return banned(used.bannedUntil, Math.ceil(ms / 1_000));
    }
    return tooMuchWeight(this.limits.weightPerMinute, Math.ceil((MINUTE - (now % MINUTE)) / 1_000));
  }

  /** One count for each of `limits.orders`. */
  orderCounts(account: string, now: UtcMs): readonly number[] {
    return this.#account(account, now).map(({ count }) => count);
  }

  /** Whether one more order fits; to be asked before placing. */
  checkOrder(account: string, now: UtcMs): Rejection | undefined {
    const counts = this.orderCounts(account, now);
    const full = this.limits.orders.find((window, i) => (counts[i] ?? 0) >= window.limit);
    return full === undefined ? undefined : tooManyOrders(full.limit, `${full.intervalNum} ${full.interval}`);
  }

  /** An accepted order counts until it first trades. */
  orderPlaced(account: string, now: UtcMs): void {
    for (const used of this.#account(account, now)) used.count += 1;
  }

  orderFirstFilled(account: string, isMaker: boolean, now: UtcMs): void {
    if (!this.limits.creditsFills) return;
    const credit = isMaker ? MAKER_FILL_CREDIT : 1;
    for (const used of this.#account(account, now)) used.count = Math.max(0, used.count - credit);
  }

  #address(address: string, now: UtcMs): Address {
    const window = Math.floor(now / MINUTE);
    const used = this.#addresses.get(address) ?? { window, weight: 0, refusals: 0, bans: 0, bannedUntil: 0 };
    if (used.window !== window) {
      used.window = window;
      used.weight = 0;
      used.refusals = 0;
    }
    this.#addresses.set(address, used);
    return used;
  }

  #account(account: string, now: UtcMs): readonly Counted[] {
    const counted = this.#orders.get(account) ?? this.limits.orders.map(() => ({ window: 0, count: 0 }));
    for (const [i, { ms }] of this.limits.orders.entries()) {
      const window = Math.floor(now / ms);
      const used = counted[i];
      if (used === undefined || used.window === window) continue;
      used.window = window;
      used.count = 0;
    }
    this.#orders.set(account, counted);
    return counted;
  }
}
