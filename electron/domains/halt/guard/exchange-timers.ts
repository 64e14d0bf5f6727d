import type { ExchangeTimerStanding } from '#shared/model/exchange-timer';
import type { Clock } from '#shared/model/time';
import type { AccountTimer } from '../../../platform/venue/cancel-port';
import type { TimerPlan } from '../../../platform/venue/exchange-timers';

const LOOK_EVERY_MS = 500;
/** One request; and the pause after one that failed, where the exchange does not ask for a longer one. */
const LIMIT_MS = 3_000;
const RETRY_MS = 2_000;
const MINUTE_MS = 60_000;

export interface TimedAccount {
  readonly accountId: string;
  readonly symbols: readonly string[];
  readonly timer: AccountTimer | undefined;
}

interface Entry {
  readonly accountId: string;
  readonly symbol: string;
  readonly timer: AccountTimer;
  /** When it was last set: asked for and answered, on both clocks. A machine asleep stops the monotonic one alone. */
  set:
    | { readonly askedAt: number; readonly askedMs: number; readonly answeredAt: number; readonly answeredMs: number }
    | undefined;
  hasRunOut: boolean;
  isBusy: boolean;
  nextMs: number;
  problem: string;
}

export interface ExchangeTimersOptions {
  readonly clock: Clock;
  /** Timers are set anew only while this is so: whoever has fallen silent must not be spoken for. */
  readonly isMainFresh: () => boolean;
  /** At each change. */
  readonly onStanding: (accounts: readonly ExchangeTimerStanding[]) => void;
  /** Once for each account when timers ran out: by now the exchange has cancelled what worked on these symbols. */
  readonly onRanOut: (accountId: string, symbols: readonly string[]) => void;
}

/**
 * Keeps the exchanges' own dead-man timers set, for every symbol an account may trade, whether orders work there or not: so that
 * one stands before the first order does. A part of the request budget is all it uses; beyond that it sets them less often, and
 * what does not fit is named.
 */
export class ExchangeTimers {
  readonly #options: ExchangeTimersOptions;
  #accounts: readonly TimedAccount[] = [];
  #entries: Entry[] = [];
  /** Of each plan: how often, and which entries fit its share. */
  #every = new Map<TimerPlan, number>();
  #beyond = new Set<Entry>();
  #isOn = true;
  /** Requests on their way: what takes a timer away must come after what sets it. */
  readonly #asking = new Set<Promise<void>>();
  #told = '';
  #stopLooking: (() => void) | undefined;

  constructor(options: ExchangeTimersOptions) {
    this.#options = options;
  }

  /** Replaces all accounts; timers that run for the same account and symbol are remembered. */
  hold(accounts: readonly TimedAccount[]): void {
    const before = new Map(this.#entries.map((entry) => [`${entry.accountId} ${entry.symbol}`, entry]));
    this.#accounts = accounts;
    this.#entries = accounts.flatMap(({ accountId, symbols, timer }) =>
      timer === undefined
        ? []
        : symbols.map((symbol) => {
            const { set, hasRunOut = false } = before.get(`${accountId} ${symbol}`) ?? {};
            return { accountId, symbol, timer, set, hasRunOut, isBusy: false, nextMs: 0, problem: '' };
          }),
    );
    this.#share();
    this.#look();
  }

  start(): void {
    this.#stopLooking ??= this.#options.clock.every(LOOK_EVERY_MS, () => this.#look());
  }

  /** Sets none any more; what runs at the exchange runs on. */
  stop(): void {
    this.#stopLooking?.();
    this.#stopLooking = undefined;
  }

  /** Takes every running timer away, or sets them again. Resolves with what could not be done, in words; empty when all was. */
  async turn(on: boolean): Promise<string> {
    this.#isOn = on;
    if (on) {
      for (const entry of this.#entries) entry.nextMs = 0;
      this.#look();
      return '';
    }
    await Promise.all(this.#asking);
    const running = this.#entries.filter(({ set }) => set !== undefined);
    const answers = await Promise.all(running.map((entry) => this.#takeAway(entry)));
    this.#tell();
    return answers.filter((problem) => problem !== '').join('; ');
  }

  async #takeAway(entry: Entry): Promise<string> {
    const answer = await entry.timer.set(entry.symbol, 0, LIMIT_MS);
    if (!answer.ok) return `${entry.accountId} ${entry.symbol}: ${answer.error.message}`;
    entry.set = undefined;
    entry.problem = '';
    return '';
  }

  /** Fits each exchange's timers into its share of the budget: first by setting them less often, never past half their time. */
  #share(): void {
    this.#every.clear();
    this.#beyond.clear();
    for (const plan of new Set(this.#entries.map(({ timer }) => timer.plan))) {
      const entries = this.#entries.filter(({ timer }) => timer.plan === plan);
      const callsPerMinute = (plan.share * plan.weightPerMinute) / plan.weight;
      const neededMs = (entries.length / callsPerMinute) * MINUTE_MS;
      const everyMs = Math.min(Math.max(plan.refreshMs, neededMs), plan.timeoutMs / 2);
      this.#every.set(plan, everyMs);
      for (const entry of entries.slice(Math.floor((callsPerMinute * everyMs) / MINUTE_MS))) this.#beyond.add(entry);
    }
  }

  #look(): void {
    this.#findRunOut();
    if (this.#isOn && this.#options.isMainFresh()) {
      const nowMs = this.#options.clock.monotonicMs();
      for (const entry of this.#entries)
        if (!entry.isBusy && entry.nextMs <= nowMs && !this.#beyond.has(entry)) this.#ask(entry);
    }
    this.#tell();
  }

  #ask(entry: Entry): void {
    const asked = this.#setAnew(entry).finally(() => this.#asking.delete(asked));
    this.#asking.add(asked);
  }

  async #setAnew(entry: Entry): Promise<void> {
    const { clock } = this.#options;
    const { plan } = entry.timer;
    entry.isBusy = true;
    const [askedAt, askedMs] = [clock.now(), clock.monotonicMs()];
    const answer = await entry.timer.set(entry.symbol, plan.timeoutMs, LIMIT_MS);
    entry.isBusy = false;
    const answeredMs = clock.monotonicMs();
    if (answer.ok) {
      entry.set = { askedAt, askedMs, answeredAt: clock.now(), answeredMs };
      entry.hasRunOut = false;
      entry.problem = '';
      entry.nextMs = askedMs + (this.#every.get(plan) ?? plan.refreshMs);
    } else {
      entry.problem = answer.error.message;
      entry.nextMs = answeredMs + Math.max(RETRY_MS, answer.error.waitMs);
    }
    this.#tell();
  }

  /** By the later of the two moments at which it may have been set, and by whichever clock went further. */
  #findRunOut(): void {
    const { clock, onRanOut } = this.#options;
    const ranOut = new Map<string, string[]>();
    for (const entry of this.#entries) {
      if (entry.set === undefined) continue;
      const { answeredAt, answeredMs } = entry.set;
      const goneMs = Math.max(clock.now() - answeredAt, clock.monotonicMs() - answeredMs);
      if (goneMs <= entry.timer.plan.timeoutMs) continue;
      entry.set = undefined;
      entry.hasRunOut = true;
      entry.nextMs = 0;
      ranOut.set(entry.accountId, [...(ranOut.get(entry.accountId) ?? []), entry.symbol]);
    }
    for (const [accountId, symbols] of ranOut) onRanOut(accountId, symbols);
  }

  #tell(): void {
    const standing = this.#accounts.map((account) => this.#standing(account));
    const text = JSON.stringify(standing);
    if (text === this.#told) return;
    this.#told = text;
    this.#options.onStanding(standing);
  }

  #standing({ accountId, symbols, timer }: TimedAccount): ExchangeTimerStanding {
    const own = this.#entries.filter((entry) => entry.accountId === accountId);
    // From when it was asked for: it can run out later than that, never sooner.
    const ends = own.flatMap(({ set }) => (set === undefined ? [] : [set.askedAt + (timer?.plan.timeoutMs ?? 0)]));
    const beyond = own.filter((entry) => this.#beyond.has(entry)).length;
    const failed = own.find(({ problem }) => problem !== '')?.problem ?? '';
    const tooMany = `${beyond} symbols are beyond what the exchange's request limit leaves for timers`;
    const facts = {
      accountId,
      runsOutAt: ends.length === 0 ? null : Math.min(...ends),
      covered: ends.length,
      symbols: symbols.length,
      problem: failed === '' && beyond > 0 ? tooMany : failed,
    };
    if (timer === undefined) return { ...facts, state: 'none' };
    if (!this.#isOn) return { ...facts, state: 'disarmed' };
    if (own.some(({ hasRunOut }) => hasRunOut)) return { ...facts, state: 'ran-out' };
    if (facts.problem !== '') return { ...facts, state: 'failing' };
    return { ...facts, state: ends.length === own.length ? 'armed' : 'starting' };
  }
}
