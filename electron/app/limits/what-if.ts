import type { TriedExample, TriedPiece } from '#shared/contract/limits';
import { add, type Decimal, parseDecimal, sub } from '#shared/model/decimal';
import type { ResolvedLimits } from '#shared/model/limit-values';
import type { LimitId } from '#shared/model/limits';
import type { UtcMs } from '#shared/model/time';
import {
  isExit,
  type LimitSubject,
  type LimitTree,
  limitChanges,
  type Rejudged,
  rejudge,
  resolveLimits,
} from '../../domains/risk/index';
import type { RecordedPiece } from '../decisions/history';

/** Examples kept for each check, in one piece. */
const EXAMPLES = 3;

type Recorded = RecordedPiece['decisions'][number];

/** Limits of one bot on one symbol, and which of them the edits change. */
interface Held {
  readonly limits: ResolvedLimits;
  readonly changed: ReadonlySet<LimitId>;
}

/** Decisions on record, judged again by other limits. Keeps nothing between pieces; sends, decides and records nothing. */
export class WhatIf {
  readonly #before: LimitTree;
  readonly #after: LimitTree;
  readonly #now: UtcMs;
  readonly #exchangeOf: (accountId: string) => string;
  readonly #held = new Map<string, Held>();

  /** `now`: overrides that hold now are taken to have held all the time. */
  constructor(before: LimitTree, after: LimitTree, now: UtcMs, exchangeOf: (accountId: string) => string) {
    this.#before = before;
    this.#after = after;
    this.#now = now;
    this.#exchangeOf = exchangeOf;
  }

  judge({ decisions, unreadable, nextBeforeSeq }: RecordedPiece): TriedPiece {
    const checks = new Map<string, TriedPiece['checks'][number]>();
    const sums = { refusedThen: 0, refused: 0, newlyRefused: 0, newlyLet: 0, smaller: 0, notTold: 0 };
    for (const recorded of decisions) {
      const outcomes = this.#outcomesOf(recorded);
      const wasRefused = recorded.decided.data.verdict === 'deny';
      const fails = outcomes.flatMap((outcome, index) => (outcome === 'fails' ? [index] : []));
      if (wasRefused) sums.refusedThen += 1;
      if (fails.length > 0) {
        sums.refused += 1;
        if (!wasRefused) sums.newlyRefused += 1;
      } else if (outcomes.includes('not-told')) sums.notTold += 1;
      else if (outcomes.includes('smaller')) sums.smaller += 1;
      else if (wasRefused) sums.newlyLet += 1;
      for (const index of fails) noteFailure(checks, recorded, index, wasRefused);
    }
    return {
      orders: decisions.length,
      unreadable,
      ...sums,
      checks: [...checks.values()].sort((a, b) => b.refused - a.refused),
      oldestAt: decisions.at(-1)?.at ?? null,
      nextBeforeSeq,
    };
  }

  #outcomesOf({ at, decided }: Recorded): Rejudged[] {
    const { accountId, botId, symbol } = decided.data;
    const { limits, changed } = this.#heldBy({
      exchange: this.#exchangeOf(accountId),
      accountId,
      botId,
      symbol,
    });
    const about = { limits, isChanged: (id: LimitId) => changed.has(id), at, isExit: wasExit(decided.data) };
    return decided.checks.map((check) => rejudge(check, about));
  }

  #heldBy(subject: LimitSubject): Held {
    const key = `${subject.accountId} ${subject.botId} ${subject.symbol}`;
    let held = this.#held.get(key);
    if (held === undefined) {
      const changes = limitChanges(this.#before, this.#after, [subject], this.#now);
      const limits = resolveLimits(this.#after, subject, this.#now);
      held = { limits, changed: new Set(changes.map(({ limitId }) => limitId)) };
      this.#held.set(key, held);
    }
    return held;
  }
}

function noteFailure(
  checks: Map<string, TriedPiece['checks'][number]>,
  { seq, at, decided }: Recorded,
  index: number,
  wasRefused: boolean,
): void {
  const check = decided.checks[index];
  if (check === undefined) return;
  const known = checks.get(check.id) ?? {
    checkId: check.id,
    name: check.name,
    refused: 0,
    newlyRefused: 0,
    examples: [],
  };
  checks.set(check.id, known);
  known.refused += 1;
  if (!wasRefused) known.newlyRefused += 1;
  const { botId, symbol, side, quantity } = decided.data;
  const example: TriedExample = {
    seq,
    at,
    botId,
    symbol,
    side,
    quantity,
    observed: check.observed,
    unit: check.unit,
    wasRefused,
  };
  if (known.examples.length < EXAMPLES) known.examples.push(example);
}

/** Whether the order only made the position smaller, from what the decision knew. */
function wasExit({ side, quantity, inputs }: Recorded['decided']['data']): boolean {
  const read = (name: string): Decimal | undefined => {
    const value = inputs[name];
    return typeof value === 'string' ? parseDecimal(value) : undefined;
  };
  const [position, buys, sells, size] = [
    read('position'),
    read('workingBuys'),
    read('workingSells'),
    parseDecimal(quantity),
  ];
  if (position === undefined || buys === undefined || sells === undefined || size === undefined) return false;
  const isBuy = side === 'buy';
  const longest = add(position, isBuy ? add(buys, size) : buys);
  const shortest = sub(position, isBuy ? sells : add(sells, size));
  return isExit(isBuy, size, position, longest, shortest);
}
