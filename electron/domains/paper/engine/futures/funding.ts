import { add, type Decimal, decimal, div, floorTo, max, min, mul, neg, sub, ZERO } from '#shared/model/decimal';
import type { UtcMs } from '#shared/model/time';
import { CENT } from './position';

export const EIGHT_HOURS_MS = 8 * 3_600_000;
/** Interest part, 0.01 % for eight hours, and how far the premium may pull the rate away from it (Binance's funding FAQ). */
const INTEREST = decimal('0.0001');
const DAMPER = decimal('0.0005');
/** Cap and floor of a rate: 0.75 × the maintenance rate of the lowest bracket at Binance; one number here. */
const CAP = decimal('0.003');
const KEEP = 1_000;

const clamp = (value: Decimal, limit: Decimal): Decimal => max(neg(limit), min(limit, value));

/** Funding rate from the average premium: P + clamp(interest − P, ±0.05 %), within the cap. 8 decimals, as Binance states it. */
export const fundingRate = (averagePremium: Decimal): Decimal =>
  floorTo(clamp(add(averagePremium, clamp(sub(INTEREST, averagePremium), DAMPER)), CAP), CENT);

/** What a position is paid: a long pays when the rate is above zero. 8 decimals, toward zero. */
export const fundingPayment = (quantity: Decimal, mark: Decimal, rate: Decimal): Decimal =>
  floorTo(neg(mul(mul(quantity, mark), rate)), CENT);

export interface FundingSettlement {
  readonly rate: Decimal;
  readonly mark: Decimal;
  readonly time: UtcMs;
}

/** The funding of one perpetual: averages the premium, knows the next settlement, keeps the past ones. */
export class Funding {
  readonly #everyMs: number;
  #sum = ZERO;
  #samples = 0n;
  #nextTime: UtcMs;
  readonly #past: FundingSettlement[] = [];

  /** `everyMs` of exchange time between settlements; they fall on whole multiples of it, as 00:00, 08:00 and 16:00 UTC do. */
  constructor(everyMs: number, now: UtcMs) {
    this.#everyMs = everyMs;
    this.#nextTime = nextMultiple(now, everyMs);
  }

  get nextTime(): UtcMs {
    return this.#nextTime;
  }

  get past(): readonly FundingSettlement[] {
    return this.#past;
  }

  /** The rate as it would be settled now: what premiumIndex calls lastFundingRate. */
  get rate(): Decimal {
    return this.#samples === 0n ? INTEREST : fundingRate((this.#sum / this.#samples) as Decimal);
  }

  /** The rate times the share of the interval that is left. */
  carry(now: UtcMs): Decimal {
    const left = Math.max(0, Math.min(this.#everyMs, this.#nextTime - now));
    return ((this.rate * BigInt(Math.round(left))) / BigInt(Math.round(this.#everyMs))) as Decimal;
  }

  sample(contractMid: Decimal, index: Decimal): void {
    if (contractMid === ZERO || index === ZERO) return;
    this.#sum = add(this.#sum, div(sub(contractMid, index), index));
    this.#samples += 1n;
  }

  /** The settlement that is due, once; after a long sleep those between are skipped. Undefined when none is. */
  due(now: UtcMs, mark: Decimal): FundingSettlement | undefined {
    if (now < this.#nextTime) return undefined;
    const settlement = { rate: this.rate, mark, time: this.#nextTime };
    this.#past.push(settlement);
    if (this.#past.length > KEEP) this.#past.shift();
    this.#sum = ZERO;
    this.#samples = 0n;
    this.#nextTime = nextMultiple(now, this.#everyMs);
    return settlement;
  }
}

const nextMultiple = (now: UtcMs, everyMs: number): UtcMs => Math.floor((Math.floor(now / everyMs) + 1) * everyMs);
