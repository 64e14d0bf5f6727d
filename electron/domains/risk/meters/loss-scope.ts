import { add, type Decimal, max, sub, ZERO } from '#shared/model/decimal';
import { Portion } from '../portion';
import type { ScopeLoss } from '../snapshot';

/** What of a scope outlives a restart of the console. Decimals. */
export interface LossMemory {
  /** Profit of the trading day so far; negative when lost. */
  readonly dayProfit: Decimal;
  readonly peak: Decimal | undefined;
  readonly lossStreak: number;
}

/**
 * Profit and loss of one bot, account or the portfolio, kept up by its cells. Equity is what it began with plus all profit since;
 * money that comes or goes by other ways (`moveMoney`) changes equity and peak alike, and is neither gain nor loss.
 */
export class LossScope {
  #start: Decimal | undefined;
  #profit: Decimal = ZERO;
  #profitAtDayStart: Decimal = ZERO;
  #peak: Decimal | undefined;
  #peakOf: Decimal | undefined;
  #ofPeak: Portion | undefined;
  #lossStreak = 0;
  #lastCounted: string | undefined;
  #unknown = 0;
  #current: ScopeLoss | undefined;

  /** Undefined while its equity, or the mark of something held, is not known. Never changed: a change makes a new one. */
  get current(): ScopeLoss | undefined {
    return this.#unknown === 0 ? this.#current : undefined;
  }

  /** Equity as the exchange tells it now; only the first time counts. */
  begin(equity: Decimal): void {
    if (this.#start !== undefined) return;
    this.#start = sub(equity, this.#profit);
    this.#update();
  }

  get hasBegun(): boolean {
    return this.#start !== undefined;
  }

  /** Profit changed by so much: realised, unrealised, fees or funding. */
  addProfit(by: Decimal, unknownBy = 0): void {
    this.#unknown += unknownBy;
    if (by === 0n) return;
    this.#profit = add(this.#profit, by);
    this.#update();
  }

  /** A deposit (or, negative, a withdrawal). */
  moveMoney(by: Decimal): void {
    if (this.#start === undefined) return;
    this.#start = add(this.#start, by);
    if (this.#peak !== undefined) this.#peak = add(this.#peak, by);
    this.#update();
  }

  /** A trade closed some of a position. Several fills of one order count once. */
  countTrade(realised: Decimal, orderKey: string): void {
    if (realised > 0n) this.#lossStreak = 0;
    else if (realised < 0n && orderKey !== this.#lastCounted) {
      this.#lossStreak += 1;
      this.#lastCounted = orderKey;
    }
    this.#update();
  }

  /** An operator has looked at the streak. */
  clearStreak(): void {
    this.#lossStreak = 0;
    this.#update();
  }

  /** A new trading day: what was lost before is yesterday's. */
  beginDay(): void {
    this.#profitAtDayStart = this.#profit;
    this.#update();
  }

  get memory(): LossMemory {
    return { dayProfit: sub(this.#profit, this.#profitAtDayStart), peak: this.#peak, lossStreak: this.#lossStreak };
  }

  /** Takes up where the console left off. `isSameDay` false: only peak and streak still hold. */
  recall(memory: LossMemory, isSameDay: boolean): void {
    if (isSameDay) this.#profitAtDayStart = sub(this.#profitAtDayStart, memory.dayProfit);
    if (memory.peak !== undefined) this.#peak = this.#peak === undefined ? memory.peak : max(this.#peak, memory.peak);
    this.#lossStreak = memory.lossStreak;
    this.#update();
  }

  #update(): void {
    if (this.#start === undefined) return;
    const equity = add(this.#start, this.#profit);
    const peak = this.#peak === undefined ? equity : max(this.#peak, equity);
    if (this.#ofPeak === undefined || peak !== this.#peakOf) {
      this.#ofPeak = new Portion(peak);
      this.#peakOf = peak;
    }
    this.#peak = peak;
    this.#current = {
      dayLoss: sub(this.#profitAtDayStart, this.#profit),
      equity,
      peak,
      ofPeak: this.#ofPeak,
      lossStreak: this.#lossStreak,
    };
  }
}
