import { abs, add, type Decimal, mul, sub, ZERO } from '#shared/model/decimal';
import type { LossScope } from './loss-scope';

/** What the fills of one bot on one symbol add up to, by average cost; fees are in cost and realised. */
export interface PositionMoney {
  /** Signed, as far as known fills explain it. */
  readonly quantity: Decimal;
  /** What it cost; negative for a short. Quote asset. */
  readonly cost: Decimal;
  readonly realised: Decimal;
  /** Held and explained by no known fill: its cost is its value when it was first seen. Signed. */
  readonly unexplained: Decimal;
}

const FLAT: PositionMoney = { quantity: ZERO, cost: ZERO, realised: ZERO, unexplained: ZERO };

/** Profit of one bot on one symbol since it was first told; every change goes up into its scopes at once. */
export class LossCell {
  readonly #scopes: readonly LossScope[];
  readonly #botScope: LossScope;
  #money = FLAT;
  #unexplainedCost: Decimal = ZERO;
  /** Unexplained holdings that came while there was no mark. */
  #isCostOpen = false;
  #mark: Decimal | undefined;
  #profit: Decimal | undefined = ZERO;
  #isTold = false;

  constructor(botScope: LossScope, others: readonly LossScope[], mark: Decimal | undefined) {
    this.#botScope = botScope;
    this.#scopes = [botScope, ...others];
    this.#mark = mark;
  }

  /** The whole truth of the cell, however often told. The first time sets where profit is counted from. */
  setMoney(money: PositionMoney, orderKey: string): void {
    const before = this.#money;
    this.#money = money;
    const appeared = sub(money.unexplained, before.unexplained);
    if (appeared !== 0n) this.#charge(appeared);
    if (!this.#isTold) {
      this.#isTold = true;
      this.#profit = this.#worth();
      if (this.#profit === undefined) for (const scope of this.#scopes) scope.addProfit(ZERO, 1);
      return;
    }
    this.#tell();
    const closed = abs(money.quantity) < abs(before.quantity) || money.quantity > 0n !== before.quantity > 0n;
    if (closed) this.#botScope.countTrade(sub(money.realised, before.realised), orderKey);
  }

  setMark(mark: Decimal): void {
    if (mark === this.#mark) return;
    this.#mark = mark;
    if (this.#isCostOpen) {
      this.#unexplainedCost = mul(this.#money.unexplained, mark);
      this.#isCostOpen = false;
    }
    if (this.#isTold) this.#tell();
  }

  /** Funding paid (negative) or received. Quote asset. */
  addFunding(amount: Decimal): void {
    for (const scope of this.#scopes) scope.addProfit(amount);
  }

  #charge(appeared: Decimal): void {
    if (this.#mark === undefined) this.#isCostOpen = true;
    else this.#unexplainedCost = add(this.#unexplainedCost, mul(appeared, this.#mark));
  }

  #tell(): void {
    const before = this.#profit;
    const after = this.#worth();
    if (after === before) return;
    // Without a mark nothing is known of it; with the first one it is counted from there.
    const by = after === undefined || before === undefined ? ZERO : sub(after, before);
    const unknownBy = (after === undefined ? 1 : 0) - (before === undefined ? 1 : 0);
    for (const scope of this.#scopes) scope.addProfit(by, unknownBy);
    this.#profit = after;
  }

  #worth(): Decimal | undefined {
    const { quantity, cost, realised, unexplained } = this.#money;
    const held = add(quantity, unexplained);
    const costs = add(cost, this.#unexplainedCost);
    if (held === 0n) return sub(realised, costs);
    return this.#mark === undefined ? undefined : add(realised, sub(mul(held, this.#mark), costs));
  }
}
