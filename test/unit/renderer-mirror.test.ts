import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { applyChange } from '../../renderer/mirror/apply-change';
import { ANSWER_WITHIN_MS, BACK_OFF_MS, connectMirror, type MirrorState, QUIET_MS } from '../../renderer/mirror/mirror';
import { DRAWN_EVERY_MS, paced } from '../../renderer/mirror/pace';
import type { Answer, Change, HoldfastApi, Snapshot } from '../../shared/contract/index';
import { FakeDesk, fakeSnapshot } from '../support/fake-desk';

const NOW = 1_800_000_000_000;

/** Rows of a keyed list, whatever their order. */
const keyed = (snapshot: Snapshot) => ({
  ...snapshot,
  orders: Object.fromEntries(snapshot.orders.map((order) => [order.id, order])),
  positions: Object.fromEntries(snapshot.positions.map((position) => [position.id, position])),
});

describe('a change', () => {
  test('leaves every row that it does not touch as it is, so that only changed rows are drawn', () => {
    const before = fakeSnapshot('busy', NOW);
    const order = before.orders[10];
    if (order === undefined) throw new Error('no orders');
    const after = applyChange(before, {
      revision: before.revision + 1,
      at: NOW + 1,
      orders: [{ ...order, filled: '1' }],
    });
    expect(after.orders.filter((each, index) => each !== before.orders[index])).toEqual([{ ...order, filled: '1' }]);
    expect(after.bots).toBe(before.bots);
    expect(after.decisions).toBe(before.decisions);
  });

  test('takes away what it removes, adds what is new, and keeps the newest 500 decisions', () => {
    const before = fakeSnapshot('busy', NOW);
    const [first, second] = before.orders;
    const decision = before.decisions[0];
    if (first === undefined || second === undefined || decision === undefined) throw new Error('too few rows');
    const after = applyChange(before, {
      revision: before.revision + 1,
      at: NOW,
      orders: [{ ...second, id: 'new' }],
      ordersRemoved: [first.id],
      halt: null,
      decisions: Array.from({ length: 200 }, (_, index) => ({ ...decision, seq: 1_000_000 + index })),
    });
    expect(after.orders.some(({ id }) => id === first.id)).toBe(false);
    expect(after.orders.at(-1)?.id).toBe('new');
    expect(after.decisions).toHaveLength(500);
    expect(after.decisions.at(-1)?.seq).toBe(1_000_199);
  });

  test('after any run of changes the mirror equals the snapshot that main would send', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 1, max: 25 }), (seed, count) => {
        const main = new FakeDesk(fakeSnapshot('busy', NOW, seed), seed);
        let mirror = main.snapshot;
        for (let index = 0; index < count; index += 1) {
          const change = main.next(NOW + index, 30);
          main.snapshot = asMainKeepsIt(main.snapshot, change);
          mirror = applyChange(mirror, JSON.parse(JSON.stringify(change)) as Change);
        }
        expect(keyed(mirror)).toEqual(keyed(main.snapshot));
      }),
      { numRuns: 25 },
    );
  });
});

/** Main's own state after a change, made another way: maps by key. */
function asMainKeepsIt(before: Snapshot, change: Change): Snapshot {
  const orders = new Map(before.orders.map((order) => [order.id, order]));
  for (const order of change.orders ?? []) orders.set(order.id, order);
  for (const id of change.ordersRemoved ?? []) orders.delete(id);
  const decisions = [...before.decisions, ...(change.decisions ?? [])].slice(-500);
  const ended = [...before.ended, ...(change.ended ?? [])].slice(-300);
  const { ordersRemoved: _gone, equity: more = [], ...rest } = change;
  const whole = {
    ...before,
    ...rest,
    orders: [...orders.values()],
    ended,
    decisions,
    equity: [...before.equity, ...more],
  };
  return whole as Snapshot;
}

describe('the mirror', () => {
  let desk: FakeDesk;
  let send: (change: Change) => void;
  let answer: () => Promise<Answer<Snapshot>>;
  let questions: number;
  let states: MirrorState[];
  let end: () => void;
  const newest = () => states.at(-1);

  const api = {
    on: (_name: string, listener: (change: Change) => void) => {
      send = listener;
      return () => undefined;
    },
    call: () => {
      questions += 1;
      return answer();
    },
  } as unknown as HoldfastApi;

  const step = () => {
    const change = desk.next(NOW);
    desk.snapshot = applyChange(desk.snapshot, change);
    return change;
  };

  beforeEach(async () => {
    vi.useFakeTimers();
    desk = new FakeDesk(fakeSnapshot('busy', NOW));
    questions = 0;
    states = [];
    answer = async () => ({ ok: true, value: desk.snapshot });
    end = connectMirror(api, (state) => states.push(state));
    await vi.advanceTimersByTimeAsync(0);
  });
  afterEach(() => {
    end();
    vi.useRealTimers();
  });

  test('follows changes without asking again', () => {
    for (let index = 0; index < 50; index += 1) send(step());
    expect(newest()?.snapshot?.revision).toBe(desk.snapshot.revision);
    expect(questions).toBe(1);
  });

  test('asks once on a gap, however many changes come before the answer, and then has them all', async () => {
    step();
    for (let index = 0; index < 30; index += 1) send(step());
    const late = desk.snapshot;
    const more = step();
    answer = async () => ({ ok: true, value: late });
    send(more);
    await vi.advanceTimersByTimeAsync(0);
    expect(questions).toBe(2);
    expect(newest()?.snapshot?.revision).toBe(desk.snapshot.revision);
  });

  test('ignores a change that the snapshot already holds', () => {
    const old = step();
    send(old);
    const count = states.length;
    send(old);
    expect(states).toHaveLength(count);
  });

  test('asks more and more slowly while nobody answers, says it is lost, and comes back', async () => {
    answer = () => new Promise(() => undefined);
    await vi.advanceTimersByTimeAsync(QUIET_MS + 1_000);
    expect(questions).toBe(2);
    await vi.advanceTimersByTimeAsync(ANSWER_WITHIN_MS);
    expect(newest()?.phase).toBe('lost');
    expect(newest()?.snapshot).not.toBeNull();
    const before = questions;
    await vi.advanceTimersByTimeAsync(BACK_OFF_MS[0]);
    expect(questions).toBe(before + 1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(questions).toBeLessThan(before + 12);
    answer = async () => ({ ok: true, value: desk.snapshot });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(newest()?.phase).toBe('live');
  });

  test('an answer that comes too late changes nothing', async () => {
    let late: (value: Answer<Snapshot>) => void = () => undefined;
    answer = () =>
      new Promise((resolve) => {
        late = resolve;
      });
    await vi.advanceTimersByTimeAsync(QUIET_MS + 1_000 + ANSWER_WITHIN_MS);
    const count = states.length;
    late({ ok: true, value: desk.snapshot });
    await vi.advanceTimersByTimeAsync(0);
    expect(states).toHaveLength(count);
  });
});

describe('drawing', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  test('draws a burst of changes a few times, and ends with the last of them', async () => {
    const drawn: MirrorState[] = [];
    const draw = paced((state) => drawn.push(state));
    const desk = new FakeDesk(fakeSnapshot('busy', NOW));
    for (let index = 0; index < 20; index += 1) {
      desk.snapshot = applyChange(desk.snapshot, desk.next(NOW));
      draw({ phase: 'live', snapshot: desk.snapshot, problem: '' });
      await vi.advanceTimersByTimeAsync(5);
    }
    await vi.advanceTimersByTimeAsync(DRAWN_EVERY_MS);
    expect(drawn.length).toBeLessThanOrEqual(3);
    expect(drawn.at(-1)?.snapshot).toBe(desk.snapshot);
  });

  test('draws a halt at once', () => {
    const drawn: MirrorState[] = [];
    const draw = paced((state) => drawn.push(state));
    draw({ phase: 'live', snapshot: fakeSnapshot('busy', NOW), problem: '' });
    const halted = fakeSnapshot('halted', NOW);
    draw({ phase: 'live', snapshot: halted, problem: '' });
    expect(drawn.at(-1)?.snapshot).toBe(halted);
  });
});
