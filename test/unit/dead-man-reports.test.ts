import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordDeadManReports } from '../../electron/app/dead-man-reports';
import { writeDeadManReport } from '../../electron/domains/halt/guard/report-file';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-reports-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const named = (clientOrderId: string, outcome: 'cancelled' | 'filled' | 'unknown') => ({
  accountId: 'sub-1',
  symbol: 'BTC/USDT',
  exchangeOrderId: undefined,
  clientOrderId,
  side: 'buy' as const,
  outcome,
  filledQuantity: '0',
  quantity: '1',
  evidence: 'cancel answer',
});
const leave = (): string =>
  writeDeadManReport(folder, {
    version: 1,
    haltId: 'dead-man-1',
    why: 'parent-gone',
    startedAt: Date.parse('2026-01-02T03:04:05.678Z'),
    finishedAt: Date.parse('2026-01-02T03:04:06.000Z'),
    accounts: [
      {
        accountId: 'sub-1',
        state: 'not-verified',
        listings: 1,
        problem: 'cut',
        orders: [named('h1', 'cancelled'), named('h2', 'filled'), named('h3', 'unknown')],
        firstCancelSentMs: 1,
        finishedMs: 2,
      },
    ],
  });
const journal = (isThere: boolean) => ({
  append: async () =>
    isThere ? ({ ok: true, value: { seq: 1 } } as const) : ({ ok: false, error: { message: 'full' } } as const),
});

describe('what the guard left behind', () => {
  it('is told with the fate of each order, recorded once, and not told again', async () => {
    leave();
    const found = await recordDeadManReports(folder, journal(true));
    expect(found.orders.map(({ clientOrderId, outcome }) => [clientOrderId, outcome])).toEqual([
      ['h1', 'cancelled'],
      ['h2', 'filled'],
      ['h3', 'unknown'],
    ]);
    expect(found.said).toEqual([
      'The console died or hung: the guard cancelled 1 order (1 filled, 1 unknown) at 2026-01-02T03:04:05.678Z but could not ' +
        'verify 1 of 1 accounts: look at the exchange. Each order is in the halt report.',
    ]);
    expect(await recordDeadManReports(folder, journal(true))).toEqual({ said: [], orders: [] });
  });

  it('is told although the journal is away, and again at the next start', async () => {
    leave();
    for (const isThere of [false, false, true])
      expect((await recordDeadManReports(folder, journal(isThere))).orders).toHaveLength(3);
    expect(readdirSync(folder)).toEqual(['dead-man-1.json.recorded']);
  });

  it('is named when it cannot be read, truncated or of another version, and stays where it is', async () => {
    writeFileSync(join(folder, 'dead-man-2.json'), '{"version":1,"acc');
    writeFileSync(join(folder, 'dead-man-3.json'), '{"version":9,"what":"else"}');
    const { said, orders } = await recordDeadManReports(folder, journal(true));
    expect(said.map((sentence) => /could not be read.*dead-man-\d\.json/.test(sentence))).toEqual([true, true]);
    expect(orders).toEqual([]);
    expect(readdirSync(folder)).toHaveLength(2);
  });
});
