import { describe, expect, test } from 'vitest';
import { wayOf } from '../../renderer/features/decisions/way';
import { layOutBars, placeOf, ticksOf } from '../../renderer/features/execution/bar-layout';
import { factsOf, notKnown } from '../../renderer/features/execution/facts';
import { formatBps, formatMs, formatShare, formatStep, formatWait } from '../../renderer/ui/quality-numbers';
import { formatClock } from '../../renderer/ui/time';
import type { BarView, OrderTimeline } from '../../shared/contract/execution';
import { executionSummary, orderTimeline } from '../../shared/contract/execution';
import { FakeExecution, fakeTimeline } from '../support/fake-desk/execution';

const NOW = new Date(2026, 5, 1, 15, 0, 0).getTime();
const ALL = { botId: '', symbol: '', period: 'all' } as const;

/** Bars as main makes them: edges at tenths of a decade, from 10^(first/10). */
const timeBars = (first: number, counts: readonly number[]): BarView[] =>
  counts.map((count, index) => ({ from: 10 ** ((first + index) / 10), to: 10 ** ((first + index + 1) / 10), count }));

describe('Bars', () => {
  test('stand side by side over the whole width, the fullest at full height, the smallest still to be seen', () => {
    const columns = layOutBars(timeBars(0, [...Array.from({ length: 19 }, () => 1_000), 1]));
    expect(columns[0]?.left).toBe(0);
    for (const [index, { left, width }] of columns.entries())
      expect(left + width).toBeCloseTo(columns[index + 1]?.left ?? 1, 9);
    expect(columns[0]?.height).toBe(1);
    expect(columns.at(-1)?.height).toBeGreaterThan(0.01);
    expect(layOutBars(timeBars(0, [3, 0, 3]))[1]?.height).toBe(0);
  });

  test('that are few stand in the middle and do not become walls', () => {
    const [only] = layOutBars(timeBars(0, [7]));
    expect(only?.width).toBeLessThan(0.1);
    expect((only?.left ?? 0) + (only?.width ?? 0) / 2).toBeCloseTo(0.5, 9);
  });

  test('have ticks at powers of ten, and at 2 and 5 where they span little', () => {
    const values = (first: number, length: number) =>
      ticksOf(
        layOutBars(
          timeBars(
            first,
            Array.from({ length }, () => 1),
          ),
        ),
      ).map(({ value }) => Number(value.toPrecision(1)));
    expect(values(0, 30)).toEqual([1, 10, 100, 1_000]);
    expect(values(1, 9)).toEqual([2, 5, 10]);
    expect(values(-60, 100).length).toBeLessThanOrEqual(6);
    expect(ticksOf([])).toEqual([]);
  });

  test('show a value where it belongs among them, and one beyond them nowhere', () => {
    const columns = layOutBars(
      timeBars(
        0,
        Array.from({ length: 20 }, () => 1),
      ),
    );
    expect(placeOf(10, columns)).toBeCloseTo(0.5, 6);
    expect(placeOf(1_000, columns)).toBeNull();
    expect(placeOf(null, columns)).toBeNull();
  });

  test('of both signs keep zero in sight, with no tick at the edges of its own bar', () => {
    const signed: BarView[] = [
      { from: -1, to: -0.1, count: 2 },
      { from: -0.1, to: 0.1, count: 1 },
      { from: 0.1, to: 1, count: 5 },
    ];
    const columns = layOutBars(signed);
    expect(ticksOf(columns).map(({ value }) => value)).toEqual([-1, 0, 1]);
    expect(placeOf(0, columns)).toBeCloseTo(0.5, 9);
  });
});

describe('Numbers of execution', () => {
  test('are as long as they are exact', () => {
    expect([0.4249, 12.34, 340.4, 1_240.6, null].map(formatMs)).toEqual(['0.42', '12.3', '340', '1,241', '–']);
    expect([0.42, 340, 1_240, 720_000, 8_280_000].map(formatWait)).toEqual([
      '0.4 ms',
      '340 ms',
      '1.2 s',
      '12 min',
      '2.3 h',
    ]);
    expect([0.0314, 12.34, 340.4, 1_240, 720_000].map(formatStep)).toEqual([
      '0.031 ms',
      '12.3 ms',
      '340 ms',
      '1.24 s',
      '12 min',
    ]);
  });

  test('have their sign, and a zero has none', () => {
    expect([1.44, -3.21, 0.04, -0.04, 1_234.5, null].map(formatBps)).toEqual([
      '+1.4',
      '-3.2',
      '0.0',
      '0.0',
      '+1235',
      '–',
    ]);
  });

  test('never round to all or none what is neither', () => {
    expect([0, 0.001, 0.5, 0.999, 1, null].map(formatShare)).toEqual(['0 %', '<1 %', '50 %', '>99 %', '100 %', '–']);
  });

  test('say what they leave out', async () => {
    const summary = executionSummary.parse(await new FakeExecution('busy', NOW).summary(ALL, NOW));
    expect(notKnown(summary)).toMatch(
      /^left out: \d+ fills without a mid at decision, 3 orders found at the exchange$/,
    );
    const empty = executionSummary.parse(await new FakeExecution('empty', NOW).summary(ALL, NOW));
    expect(notKnown(empty)).toBe('nothing left out');
    expect(factsOf(empty).find(({ name }) => name === 'Filled, by value')?.value).toBe('–');
  });
});

describe('The way of an order', () => {
  const steps: OrderTimeline['steps'] = [
    { step: 'decided', ms: 0 },
    { step: 'durable', ms: 1.5 },
    { step: 'sent', ms: 1.6 },
    { step: 'acknowledged', ms: 4.6 },
    { step: 'first-fill', ms: 100 },
    { step: 'last-fill', ms: 200 },
    { step: 'ended', ms: 200 },
  ];
  const way = (over: Partial<OrderTimeline>) =>
    wayOf({ ...orderTimeline.parse(fakeTimeline(undefined, 'hfake1')), steps, ...over });

  test('has the time from each step to the next', () => {
    const shown = way({ state: 'filled', fills: 2 });
    expect(shown.map(({ name }) => name)).toEqual([
      'decided',
      'durable',
      'sent',
      'acknowledged',
      'first fill',
      'filled',
    ]);
    expect(shown.map(({ afterMs }) => (afterMs === null ? null : Number(afterMs.toFixed(3))))).toEqual([
      null,
      1.5,
      0.1,
      3,
      95.4,
      100,
    ]);
  });

  test('filled in one go has one fill, and one cancelled in part has its fills and its end', () => {
    expect(way({ state: 'filled', fills: 1 }).map(({ id }) => id)).toEqual([
      'decided',
      'durable',
      'sent',
      'acknowledged',
      'ended',
    ]);
    expect(
      way({ state: 'cancelled', fills: 2 })
        .map(({ name }) => name)
        .slice(-3),
    ).toEqual(['first fill', 'last fill', 'cancelled']);
  });

  test('is told in local time with its milliseconds', () => {
    expect(formatClock(NOW + 61_007)).toBe('15:01:01.007');
  });
});
