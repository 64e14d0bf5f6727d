import type { Budget, CancelPlan, Pace, Quiet, RequestCost } from '../../../platform/venue/cancel-plan';
import { VenueError } from '../../../platform/venue/venue-error';

/** Who waits longer than this for its turn is told so, and asks anew. */
const GIVE_UP_MS = 30_000;
/** A cost is remembered for so much longer than the exchange says: two clocks do not run equally fast, and timers end early. */
const MARGIN_MS = 10;

/**
 * Of each budget, what looks may use that are not part of a halt: a check before a resume, a rehearsal. The rest is kept: twenty
 * accounts on Binance spot need 1,660 of 5,400 to be cancelled and listed empty.
 */
const LOOK_SHARE = 0.6;

/** The time and the timers a pacer runs on; milliseconds that only ever grow. */
export interface PacerClock {
  nowMs(): number;
  after(ms: number, callback: () => void): () => void;
}

const REAL_CLOCK: PacerClock = {
  nowMs: () => performance.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/**
 * What one budget has given out. An exchange counts a request when it arrives, which is somewhere between its start and its end:
 * two that start a whole window apart may arrive together, when the first was held up. So a cost falls away from the end on.
 */
class Purse {
  readonly #budget: Budget;
  /** Cost of requests that have not ended: the exchange may count them at any time from now on. */
  #onWire = 0;
  /** Window: each cost with the time its request ended, oldest first. */
  #spent: { readonly at: number; readonly cost: number }[] = [];
  #level = 0;
  #levelAt = 0;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  /**
   * Milliseconds until so much fits into this share of it; 0 now. What is on its way is taken as if it ended now, so the answer
   * may be too early, and holds until the next request ends. What never fits is let through alone.
   */
  waitMs(cost: number, now: number, share = 1): number {
    const { refill } = this.#budget;
    const limit = this.#budget.limit * share;
    const wanted = Math.min(cost, limit);
    if ('perSecond' in refill) {
      const over = this.#settle(now, refill.perSecond) + this.#onWire + wanted - limit;
      return over <= 1e-9 ? 0 : Math.ceil((over / refill.perSecond) * 1_000);
    }
    const windowMs = refill.windowMs + MARGIN_MS;
    this.#spent = this.#spent.filter(({ at }) => at > now - windowMs);
    let over = this.#spent.reduce((sum, entry) => sum + entry.cost, this.#onWire) + wanted - limit;
    for (const { at, cost: freed } of [...this.#spent, { at: now, cost: this.#onWire }]) {
      if (over <= 0) break;
      over -= freed;
      if (over <= 0) return Math.max(1, Math.ceil(at + windowMs - now));
    }
    return 0;
  }

  /** A request of this cost starts. The answer is to be called once, with the time at which it has ended. */
  spend(cost: number): (now: number) => void {
    const { refill, limit } = this.#budget;
    const counted = Math.min(cost, limit);
    this.#onWire += counted;
    return (now) => {
      this.#onWire -= counted;
      if ('perSecond' in refill) this.#level = this.#settle(now, refill.perSecond) + counted;
      else this.#spent.push({ at: now, cost: counted });
    };
  }

  #settle(now: number, perSecond: number): number {
    this.#level = Math.max(0, this.#level - ((now - this.#levelAt) / 1_000) * perSecond);
    this.#levelAt = now;
    return this.#level;
  }
}

interface Waiting {
  readonly priority: number;
  readonly costs: ReadonlyArray<readonly [purse: Purse, cost: number, per: Budget['per']]>;
  readonly go: () => void;
}

/** One account at an exchange. */
interface Lane {
  readonly purses: ReadonlyMap<string, Purse>;
  readonly waiting: Waiting[][];
  onWire: number;
  quietUntil: number;
}

/** One exchange: the budgets that all accounts behind this address share, and the accounts in turn. */
class Counter {
  readonly #plan: CancelPlan;
  readonly #clock: PacerClock;
  readonly #shared: ReadonlyMap<string, Purse>;
  readonly #lanes = new Map<string, Lane>();
  /** Accounts in the order in which they are next. */
  #turn: Lane[] = [];
  #quietUntil = 0;
  #stopTimer: (() => void) | undefined;

  constructor(plan: CancelPlan, clock: PacerClock) {
    this.#plan = plan;
    this.#clock = clock;
    this.#shared = this.#purses('address');
  }

  start(accountId: string, request: string, orders: number): Promise<(quiet?: Quiet) => void> {
    const lane = this.#lane(accountId);
    const { priority } = this.#requestCost(request);
    const costs = this.#costs(lane, request, orders);
    return new Promise((resolve, reject) => {
      const queue = lane.waiting[priority] ?? [];
      const giveUp = this.#clock.after(GIVE_UP_MS, () => {
        queue.splice(queue.indexOf(waiting), 1);
        reject(new VenueError({ kind: 'not-sent', message: "the exchange's limits leave no room for it now" }));
      });
      const waiting: Waiting = {
        priority,
        costs,
        go: () => {
          giveUp();
          lane.onWire += 1;
          const landed = costs.map(([purse, cost]) => purse.spend(cost));
          let isDone = false;
          resolve((quiet) => {
            if (isDone) return;
            isDone = true;
            lane.onWire -= 1;
            const now = this.#clock.nowMs();
            for (const land of landed) land(now);
            this.#keepQuiet(lane, quiet);
            this.#pump();
          });
        },
      };
      queue.push(waiting);
      this.#pump();
    });
  }

  /** Milliseconds until these accounts could all be listed without touching what is kept for a halt; 0 now. */
  lookWaitMs(accountIds: readonly string[]): number {
    const now = this.#clock.nowMs();
    const sums = new Map<Purse, number>();
    let waitMs = this.#quietUntil - now;
    for (const accountId of accountIds) {
      const lane = this.#lane(accountId);
      waitMs = Math.max(waitMs, lane.quietUntil - now);
      for (const request of this.#plan.listing)
        for (const [purse, cost] of this.#costs(lane, request, 0)) sums.set(purse, (sums.get(purse) ?? 0) + cost);
    }
    for (const [purse, cost] of sums) waitMs = Math.max(waitMs, purse.waitMs(cost, now, LOOK_SHARE));
    return Math.max(0, waitMs);
  }

  #requestCost(request: string): RequestCost {
    const cost = this.#plan.requests[request];
    if (cost === undefined) throw new Error(`${request} is in no plan`);
    return cost;
  }

  #costs(lane: Lane, request: string, orders: number): Waiting['costs'] {
    const cost = this.#requestCost(request);
    return Object.entries(this.#plan.budgets).flatMap(([name, { per }]) => {
      const sum = (cost.costs[name] ?? 0) + orders * (cost.perOrder?.[name] ?? 0);
      const purse = (per === 'address' ? this.#shared : lane.purses).get(name);
      return sum === 0 || purse === undefined ? [] : [[purse, sum, per] as const];
    });
  }

  #lane(accountId: string): Lane {
    let lane = this.#lanes.get(accountId);
    if (lane === undefined) {
      lane = { purses: this.#purses('account'), waiting: [[], [], []], onWire: 0, quietUntil: 0 };
      this.#lanes.set(accountId, lane);
      this.#turn.push(lane);
    }
    return lane;
  }

  #purses(per: Budget['per']): ReadonlyMap<string, Purse> {
    const own = Object.entries(this.#plan.budgets).filter(([, budget]) => budget.per === per);
    return new Map(own.map(([name, budget]) => [name, new Purse(budget)]));
  }

  #keepQuiet(lane: Lane, quiet: Quiet | undefined): void {
    if (quiet === undefined) return;
    const until = this.#clock.nowMs() + quiet.ms;
    if (quiet.per === 'address') this.#quietUntil = Math.max(this.#quietUntil, until);
    else lane.quietUntil = Math.max(lane.quietUntil, until);
  }

  /**
   * Lets go what fits, one request of each account in turn, and of all accounts' what matters most first. What waits for a shared
   * budget holds up all that comes after it: else the small would pass the large for ever.
   */
  #pump(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    const now = this.#clock.nowMs();
    let nextMs = Number.POSITIVE_INFINITY;
    if (now < this.#quietUntil) nextMs = this.#quietUntil - now;
    else
      for (const priority of [0, 1, 2]) {
        const blockedMs = this.#serve(priority, now);
        nextMs = Math.min(nextMs, blockedMs.ownMs, blockedMs.sharedMs);
        if (blockedMs.sharedMs !== Number.POSITIVE_INFINITY) break;
      }
    const isAnyWaiting = [...this.#lanes.values()].some(({ waiting }) => waiting.some((queue) => queue.length > 0));
    if (isAnyWaiting && nextMs !== Number.POSITIVE_INFINITY)
      this.#stopTimer = this.#clock.after(Math.max(1, nextMs), () => this.#pump());
  }

  #serve(priority: number, now: number): { readonly ownMs: number; readonly sharedMs: number } {
    let ownMs = Number.POSITIVE_INFINITY;
    const stuck = new Set<Lane>();
    for (;;) {
      const lane = this.#turn.find((each) => !stuck.has(each) && (each.waiting[priority]?.length ?? 0) > 0);
      const [first] = lane?.waiting[priority] ?? [];
      if (lane === undefined || first === undefined) return { ownMs, sharedMs: Number.POSITIVE_INFINITY };
      const waits = first.costs.map(([purse, cost, per]) => [purse.waitMs(cost, now), per] as const);
      const own = Math.max(lane.quietUntil - now, ...waits.map(([ms, per]) => (per === 'account' ? ms : 0)), 0);
      if (own > 0 || lane.onWire >= this.#plan.inFlight) {
        stuck.add(lane);
        if (own > 0) ownMs = Math.min(ownMs, own);
        continue;
      }
      const shared = Math.max(0, ...waits.map(([ms]) => ms));
      if (shared > 0) return { ownMs, sharedMs: shared };
      lane.waiting[priority]?.shift();
      this.#turn = [...this.#turn.filter((each) => each !== lane), lane];
      first.go();
    }
  }
}

/** Starts the guard's requests as fast as each exchange's limits let it, and fairly among accounts. */
export class Pacer {
  readonly #clock: PacerClock;
  readonly #counters = new Map<string, Counter>();
  readonly #counterOf = new Map<string, Counter>();

  constructor(clock: PacerClock = REAL_CLOCK) {
    this.#clock = clock;
  }

  /** The pace of one account. Accounts with the same `where` (exchange and address) share what is counted by address. */
  open(where: string, plan: CancelPlan, accountId: string): Pace {
    const counter = this.#counters.get(where) ?? new Counter(plan, this.#clock);
    this.#counters.set(where, counter);
    this.#counterOf.set(accountId, counter);
    return { start: (request, orders = 0) => counter.start(accountId, request, orders) };
  }
  /** Milliseconds until a look at all these accounts, outside a halt, leaves a halt what it needs; 0 now. */
  lookWaitMs(accountIds: readonly string[]): number {
    const waits = [...new Set(this.#counterOf.values())].map((counter) =>
      counter.lookWaitMs(accountIds.filter((accountId) => this.#counterOf.get(accountId) === counter)),
    );
    return Math.max(0, ...waits);
  }
}
