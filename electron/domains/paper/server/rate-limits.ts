import type { UtcMs } from '#shared/model/time';
import { banned, type Rejection, tooManyOrders, tooMuchWeight } from '../engine/rejections';

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

export const DEFAULT_LIMITS: PaperLimits = {
  weightPerMinute: 6_000,
  ordersPer10s: 100,
  ordersPerDay: 200_000,
  refusalsBeforeBan: 20,
  firstBanMs: 120_000,
};

const MINUTE = 60_000;
const TEN_SECONDS = 10_000;
const DAY = 86_400_000;
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

interface Orders {
  tenWindow: number;
  ten: number;
  dayWindow: number;
  day: number;
}

/** Counts weight per address and orders per account in Binance's fixed windows (they begin at whole minutes, days…). */
export class RateLimits {
  readonly limits: PaperLimits;
  readonly #addresses = new Map<string, Address>();
  readonly #orders = new Map<string, Orders>();

  constructor(limits: PaperLimits) {
    this.limits = limits;
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
    if (used.refusals > this.limits.refusalsBeforeBan) {
      const ms = Math.min(LONGEST_BAN_MS, this.limits.firstBanMs * 2 ** used.bans);
      used.bans += 1;
      used.refusals = 0;
      used.bannedUntil = now + ms;
      return banned(used.bannedUntil, Math.ceil(ms / 1_000));
    }
    return tooMuchWeight(this.limits.weightPerMinute, Math.ceil((MINUTE - (now % MINUTE)) / 1_000));
  }

  orderCounts(account: string, now: UtcMs): { readonly ten: number; readonly day: number } {
    const { ten, day } = this.#account(account, now);
    return { ten, day };
  }

  /** Whether one more order fits; to be asked before placing. */
  checkOrder(account: string, now: UtcMs): Rejection | undefined {
    const used = this.#account(account, now);
    if (used.ten >= this.limits.ordersPer10s) return tooManyOrders(this.limits.ordersPer10s, '10 SECOND');
    if (used.day >= this.limits.ordersPerDay) return tooManyOrders(this.limits.ordersPerDay, '1 DAY');
    return undefined;
  }

  /** An accepted order counts until it first trades. */
  orderPlaced(account: string, now: UtcMs): void {
    const used = this.#account(account, now);
    used.ten += 1;
    used.day += 1;
  }

  orderFirstFilled(account: string, isMaker: boolean, now: UtcMs): void {
    const used = this.#account(account, now);
    const credit = isMaker ? MAKER_FILL_CREDIT : 1;
    used.ten = Math.max(0, used.ten - credit);
    used.day = Math.max(0, used.day - credit);
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

  #account(account: string, now: UtcMs): Orders {
    const tenWindow = Math.floor(now / TEN_SECONDS);
    const dayWindow = Math.floor(now / DAY);
    const used = this.#orders.get(account) ?? { tenWindow, ten: 0, dayWindow, day: 0 };
    if (used.tenWindow !== tenWindow) {
      used.tenWindow = tenWindow;
      used.ten = 0;
    }
    if (used.dayWindow !== dayWindow) {
      used.dayWindow = dayWindow;
      used.day = 0;
    }
    this.#orders.set(account, used);
    return used;
  }
}
