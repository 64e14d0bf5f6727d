import { describe, expect, it } from 'vitest';
import type { DeadManReport } from '../../electron/domains/halt/guard/report-file';
import type { LedgerOrder } from '../support/exchange-ledger';
import type { WrittenRecord } from '../support/journal-records';
import { type Evidence, judge } from '../torture/invariants';
import { killOf, shortPlan, VICTIMS } from '../torture/plan';

const ID = 'habcdef';
const at = (ms: number): string => new Date(ms).toISOString();

/** What a run leaves behind, written step by step; each step takes 10 ms. */
class Left {
  readonly ledger: LedgerOrder[] = [];
  readonly journal: WrittenRecord[] = [];
  readonly reports: DeadManReport[] = [];
  readonly told: string[] = [];
  #now = 1_000_000;
  #orders = 0;

  get now(): number {
    this.#now += 10;
    return this.#now;
  }

  record(type: string, data: unknown = {}): number {
    const seq = this.journal.length + 1;
    this.journal.push({ seq, type, data, time: at(this.now) });
    return seq;
  }

  decide(verdict = 'allow'): string {
    return `${ID}${this.record('order.decided', { verdict }).toString(36)}`;
  }

  accept(clientOrderId: string): string {
    this.#orders += 1;
    const order = { account: 'sub-1', symbol: 'BTCUSDT', orderId: this.#orders, clientOrderId };
    this.ledger.push({ ...order, event: 'new', status: 'NEW', at: this.now });
    this.told.push(clientOrderId);
    return clientOrderId;
  }

  cancelAll(): void {
    const open = new Map(this.ledger.map((order) => [order.orderId, order]));
    for (const order of open.values())
      if (order.status === 'NEW') this.ledger.push({ ...order, event: 'cancel', status: 'CANCELED', at: this.now });
  }

  halt(inFlight = 0, scope: object = { kind: 'portfolio' }): object {
    const halt = { id: `halt-${this.journal.length}`, scope, state: 'HALTED', trippedAt: this.now };
    this.record('halt.tripped', { ...halt, inFlight });
    return halt;
  }

  verified(halt: object): void {
    this.record('halt.verified-empty', { halt, accounts: [{ accountId: 'sub-1' }], finishedAt: this.now });
  }

  guardReported(): void {
    const accounts = [
      { accountId: 'sub-1', state: 'verified-empty', orders: [] },
    ] as unknown as DeadManReport['accounts'];
    const [startedAt, finishedAt] = [this.now, this.now];
    this.reports.push({ version: 1, haltId: 'dead-man-1', why: 'parent-gone', startedAt, finishedAt, accounts });
  }

  get said(): readonly string[] {
    return judge(this as Evidence);
  }
}

describe('the torture judges', () => {
  it('a halt with one order on the wire, verified, resumed, and traded on: nothing to say', () => {
    const left = new Left();
    left.accept(left.decide());
    const late = left.decide();
    const halt = left.halt(1);
    left.accept(late);
    left.cancelAll();
    left.verified(halt);
    left.record('halt.resumed', { haltId: (halt as { id: string }).id });
    left.accept(left.decide());
    expect(left.said).toEqual([]);
  });

  it('more orders accepted while halted than were on the wire', () => {
    const left = new Left();
    const [first, second] = [left.decide(), left.decide()];
    left.halt(1);
    left.accept(first);
    left.accept(second);
    expect(left.said).toEqual([expect.stringMatching(/1 orders were on the wire, and the exchange accepted 2/)]);
  });

  it('a report that says verified empty with an order alive', () => {
    const left = new Left();
    left.accept(left.decide());
    left.verified(left.halt());
    left.cancelAll();
    expect(left.said).toEqual([expect.stringMatching(/says verified empty with .* alive/)]);
  });

  it('a decision doubled, an order without one or with one that refused, one that was withheld, one that is lost', () => {
    const left = new Left();
    left.accept(left.accept(left.decide()));
    left.accept(`${ID}zz`);
    left.accept(left.decide('deny'));
    const withheld = left.decide();
    left.record('order.withheld', { seq: left.journal.length });
    left.accept(withheld);
    left.told.push(left.decide());
    expect(left.said.map((sentence) => /doubled|no decision|withheld|lost/.exec(sentence)?.[0])).toEqual([
      'doubled',
      'no decision',
      'no decision',
      'withheld',
      'lost',
    ]);
  });

  it('a halt that a restart forgot, and not one that the start replaced by its own', () => {
    const forgotten = new Left();
    forgotten.halt();
    forgotten.record('console.started', { halts: [] });
    forgotten.accept(forgotten.decide());
    expect(forgotten.said).toHaveLength(1);

    const replaced = new Left();
    replaced.halt();
    const own = { id: 'halt-start', scope: { kind: 'portfolio' }, state: 'HALTED', trippedAt: replaced.now };
    replaced.record('console.started', { halts: [own] });
    replaced.record('halt.resumed', { haltId: 'halt-start' });
    replaced.accept(replaced.decide());
    expect(replaced.said).toEqual([]);
  });

  it('a halt that was resumed and is not on record, and one whose resume was withdrawn', () => {
    const left = new Left();
    left.record('halt.resumed', { haltId: 'halt-unknown' });
    expect(left.said).toEqual([expect.stringContaining('not on record')]);

    const stands = new Left();
    const { id } = stands.halt() as { id: string };
    stands.record('halt.resumed', { haltId: id });
    stands.record('halt.resume-withdrawn', { haltId: id });
    stands.accept(stands.decide());
    expect(stands.said).toHaveLength(1);
  });

  it('an order that the exchange accepted after the guard had finished', () => {
    const left = new Left();
    const onTheWire = left.decide();
    left.guardReported();
    left.accept(onTheWire);
    expect(left.said).toEqual([expect.stringContaining('after the guard had finished')]);
  });
});

describe('the plan of a torture', () => {
  it('is the same for the same seed, kills each process once in the short form and all of them in the long one', () => {
    expect(shortPlan(5)).toEqual(shortPlan(5));
    expect(shortPlan(5)).not.toEqual(shortPlan(6));
    expect(
      shortPlan(5)
        .map(({ victim }) => victim)
        .sort(),
    ).toEqual([...VICTIMS].sort());
    const long = Array.from({ length: 200 }, (_, index) => killOf(1, index));
    expect(long[17]).toEqual(killOf(1, 17));
    expect(new Set(long.map(({ victim, moment }) => `${victim} ${moment}`)).size).toBe(VICTIMS.length * 4);
  });
});
