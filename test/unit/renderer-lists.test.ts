import { expect, test } from 'vitest';
import { todayChange } from '../../renderer/app/today';
import { filterLog, LOG_KINDS } from '../../renderer/features/desk/log-filter';
import { sortOrders } from '../../renderer/features/desk/order-columns';
import { appendRecords, prependRecords } from '../../renderer/features/journal/tail';
import { EVERY_ORDER, endedForGood, filterOrders } from '../../renderer/features/orders/order-filter';
import { fakeSnapshot } from '../support/fake-desk';
import { fakeBotLog } from '../support/fake-desk/bot-log';
import { fakeTail } from '../support/fake-desk/journal';

const NOW = new Date(2026, 5, 1, 15, 0, 0).getTime();
const { ended, orders } = fakeSnapshot('busy', NOW);

test('working orders sort by their numbers, not by their letters, and equal ones keep still', () => {
  const sorted = sortOrders(orders, { column: 'price', descending: false });
  const byPrice = sorted.map(({ price, stopPrice }) => Number(stopPrice ?? price));
  expect(byPrice).toEqual([...byPrice].sort((a, b) => a - b));
  const bySide = sortOrders(orders, { column: 'side', descending: true });
  expect(sortOrders([...orders].reverse(), { column: 'side', descending: true })).toEqual(bySide);
});

test('an operator finds an ended order by its state and the words of its reason, last ended first', () => {
  const found = filterOrders(ended, { ...EVERY_ORDER, state: 'rejected', text: 'POST-ONLY' });
  expect(found.length).toBeGreaterThan(0);
  expect(found.every(({ state }) => state === 'rejected')).toBe(true);
  const times = filterOrders(ended, EVERY_ORDER).map(({ updatedAt }) => updatedAt);
  expect(times).toEqual([...times].sort((a, b) => b - a));
  expect(filterOrders(orders, { ...EVERY_ORDER, botId: 'grid-2' }).every(({ botId }) => botId === 'grid-2')).toBe(true);
});

test('an order that turns up again is working, not ended', () => {
  const [back, ...others] = ended;
  const [order] = orders;
  if (back === undefined || order === undefined) throw new Error('too few orders');
  expect(endedForGood(ended, [...orders, { ...order, id: back.id }])).toEqual(others);
});

test('the journal’s list never hides a hole: with records missing between, the older ones go', () => {
  const there = fakeTail(100, 50, NOW);
  expect(
    appendRecords(there, fakeTail(103, 10, NOW))
      .map(({ seq }) => seq)
      .at(-1),
  ).toBe(102);
  expect(appendRecords(there, fakeTail(103, 10, NOW))).toHaveLength(53);
  expect(appendRecords(there, fakeTail(210, 5, NOW)).map(({ seq }) => seq)).toEqual([205, 206, 207, 208, 209]);
  expect(appendRecords(there, fakeTail(90, 5, NOW))).toBe(there);
  expect(prependRecords(there, fakeTail(50, 20, NOW))[0]?.seq).toBe(30);
});

test('the change of today starts at midnight, or says since when it is known', () => {
  const noon = new Date(2026, 5, 1, 12, 0, 0).getTime();
  const yesterday = new Date(2026, 4, 31, 23, 0, 0).getTime();
  const morning = new Date(2026, 5, 1, 0, 1, 0).getTime();
  const late = todayChange([
    { at: yesterday, equity: 50 },
    { at: noon, equity: 100 },
    { at: noon + 1_000, equity: 101 },
  ]);
  expect(late).toEqual({ amount: 1, percent: 1, since: 'since 12:00' });
  const whole = todayChange([
    { at: morning, equity: 200 },
    { at: noon, equity: 199 },
  ]);
  expect(whole).toEqual({ amount: -1, percent: -0.5, since: 'today' });
  expect(todayChange([{ at: noon, equity: 1 }])).toBeUndefined();
});

test('a bot’s log stands newest first, by level and by any part of a line', () => {
  const lines = fakeBotLog(16, NOW);
  const all = filterLog(lines, { kind: 'all', text: '' });
  expect(all.map(({ seq }) => seq)).toEqual([...lines].reverse().map(({ seq }) => seq));
  const levels = (kind: string) => new Set(filterLog(lines, { kind, text: '' }).map(({ level }) => level));
  expect(levels('warn')).toEqual(new Set(['warn', 'error', 'stderr']));
  expect(levels('info').has('debug')).toBe(false);
  expect(levels('console')).toEqual(new Set(['console']));
  expect(filterLog(lines, { kind: 'all', text: ' RISK gate ' })).toHaveLength(2);
  expect(filterLog(lines, { kind: 'error', text: 'risk gate' })).toEqual([]);
  expect(LOG_KINDS.map(({ value }) => value)).toContain('error');
});
