import { describe, expect, it } from 'vitest';
import { coverageInWords } from '../../renderer/features/decisions/coverage';
import { formatShare, groupByReason } from '../../renderer/features/decisions/groups';
import { carryOver, countVerdicts, joinRows, MOST_ROWS, rowOf } from '../../renderer/features/decisions/rows';
import type { Reading } from '../../renderer/features/decisions/use-decisions';
import { inputsInWords, stepInWords, whyInWords } from '../../renderer/features/decisions/words';
import { ANY_DECISION, decisionFits, isAnyDecision } from '../../shared/model/decision-filter';
import { fakeSnapshot } from '../support/fake-desk';
import { fakePage } from '../support/fake-desk/decisions';

const NOW = 1_800_000_000_000;
const { decisions } = fakeSnapshot('busy', NOW);
const rows = joinRows(decisions, [], [], 0);
const older = fakePage({ from: null, beforeSeq: decisions[0]?.seq ?? 0, limit: 300, filter: ANY_DECISION }, NOW).rows;

describe('the list of decisions', () => {
  it('has the mirrored ones and those from the journal once each, newest first', () => {
    const overlapping = decisions.slice(0, 3).map(rowOf).reverse();
    const all = joinRows(decisions, overlapping, older, 0);
    expect(all).toHaveLength(decisions.length + older.length);
    expect(all.every(({ seq }, index) => index === 0 || seq < (all[index - 1]?.seq ?? 0))).toBe(true);
  });

  it('goes back to the beginning of the period, and stops at as many as stay smooth', () => {
    const from = decisions[100]?.at ?? 0;
    expect(joinRows(decisions, [], older, from)).toHaveLength(decisions.length - 100);
    const [any] = older;
    if (any === undefined) throw new Error('nothing older');
    const many = Array.from({ length: 8_000 }, (_, index) => ({
      ...any,
      seq: 100_000 - index,
      at: NOW,
    }));
    expect(joinRows(decisions, [], many, 0)).toHaveLength(MOST_ROWS);
  });

  it('keeps what leaves the mirror, without a hole', () => {
    const now = decisions.slice(40);
    const carried = carryOver(decisions, now, []);
    expect(joinRows(now, carried, [], 0).map(({ seq }) => seq)).toEqual(rows.map(({ seq }) => seq));
    const later = decisions.slice(60);
    const both = carryOver(now, later, carried);
    expect(joinRows(later, both, [], 0).map(({ seq }) => seq)).toEqual(rows.map(({ seq }) => seq));
    expect(carryOver(later, later, both)).toBe(both);
  });

  it('is found by verdict, bot, account, symbol, failed check and words, all at once', () => {
    const wanted = rows.find(({ verdict }) => verdict === 'deny');
    if (wanted === undefined) throw new Error('nothing was refused');
    const { botId, accountId, symbol, failed, reason } = wanted;
    const filter = {
      verdict: 'deny',
      botId,
      accountId,
      symbol,
      checkId: failed[0]?.id ?? '',
      text: reason.toUpperCase(),
    } as const;
    const found = rows.filter(decisionFits(filter));
    expect(found).toContain(wanted);
    expect(found.every((row) => row.botId === botId && row.verdict === 'deny' && row.failed.length > 0)).toBe(true);
    expect(rows.filter(decisionFits({ ...filter, botId: 'nobody' }))).toEqual([]);
    expect(rows.filter(decisionFits(ANY_DECISION))).toHaveLength(rows.length);
    expect(isAnyDecision({ ...ANY_DECISION, text: '  ' })).toBe(true);
    expect(isAnyDecision(filter)).toBe(false);
  });

  it('counts allowed, resized and refused', () => {
    const { allowed, resized, refused } = countVerdicts(rows);
    expect(allowed + resized + refused).toBe(rows.length);
    expect(Math.min(allowed, resized, refused)).toBeGreaterThan(0);
  });
});

describe('grouped by reason', () => {
  it('each failed check says how often, how much of all, when last, and whose, most frequent first', () => {
    const groups = groupByReason(rows);
    const failures = rows.filter(({ failed }) => failed.length > 0);
    expect(groups.reduce((sum, group) => sum + group.rows.length, 0)).toBe(failures.length);
    for (const group of groups) {
      expect(group.rows.every(({ failed }) => failed.some(({ id }) => id === group.id))).toBe(true);
      expect(group.share).toBe(group.rows.length / rows.length);
      expect(group.lastAt).toBe(Math.max(...group.rows.map(({ at }) => at)));
      expect(new Set(group.bots)).toEqual(new Set(group.rows.map(({ botId }) => botId)));
    }
    const sizes = groups.map((group) => group.rows.length);
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  });

  it('a decision that failed two checks stands under both, once each', () => {
    const [row] = rows;
    if (row === undefined) throw new Error('no rows');
    const failed = [
      { id: 'a', name: 'A' },
      { id: 'b', name: 'B' },
      { id: 'a', name: 'A' },
    ];
    expect(groupByReason([{ ...row, failed }]).map((group) => [group.id, group.rows.length])).toEqual([
      ['a', 1],
      ['b', 1],
    ]);
    expect(groupByReason([])).toEqual([]);
  });

  it('a share is never rounded to nothing', () => {
    expect([0, 0.0004, 0.072, 1].map(formatShare)).toEqual(['0.0 %', '<0.1 %', '7.2 %', '100.0 %']);
  });
});

describe('what the list says of itself', () => {
  const reading = (over: Partial<Reading>): Reading => ({
    phase: 'complete',
    rows: [],
    from: 0,
    unreadable: 0,
    next: null,
    beyond: 0,
    isBeyondCounted: false,
    problem: '',
    ...over,
  });

  it('how many of how many, or that it is not known', () => {
    expect(
      coverageInWords(5_000, ' since 14:02', reading({ phase: 'full', beyond: 7_345, isBeyondCounted: true })),
    ).toBe('The newest 5,000 of 12,345 decisions since 14:02.');
    expect(coverageInWords(5_000, '', reading({ phase: 'full', beyond: 900 }))).toBe(
      'The newest 5,000 of more than 5,900 decisions.',
    );
    expect(coverageInWords(312, '', reading({}))).toBe('All 312 decisions.');
    expect(coverageInWords(500, '', reading({ phase: 'failed', problem: 'It does not run.' }))).toContain(
      'it is not known how many there are: It does not run.',
    );
  });
});

describe('one decision in words', () => {
  it('says why, whatever the verdict', () => {
    const row = {
      verdict: 'deny',
      reason: 'Too large.',
      quantity: '0.5',
      resizedQuantity: null,
      checks: 15,
      symbol: 'BTC/USDT',
    } as const;
    expect(whyInWords(row)).toBe('Refused. Too large.');
    expect(whyInWords({ ...row, verdict: 'resize', resizedQuantity: '0.3' })).toBe(
      'Made smaller: 0.3 of the 0.5 BTC asked for. Too large.',
    );
    expect(whyInWords({ ...row, verdict: 'allow', reason: '' })).toBe('Allowed: it passed all 15 checks.');
  });

  it('names what the gate knew, with its unit, and what nobody has named yet in its own words', () => {
    const facts = inputsInWords(
      { dayLossOfBot: '18.2', bid: '64000.10', priceAgeMs: '140', position: null },
      'BTC/USDT:USDT',
    );
    expect(facts.map(({ name, value, unit }) => [name, value, unit])).toEqual([
      ['Bid', '64,000.1', 'USDT'],
      ['Age of the prices', '140 ms', ''],
      ['Position', 'not known', ''],
      ['Day loss of bot', '18.2', ''],
    ]);
  });

  it('tells the order’s steps', () => {
    const step = { seq: 1, at: 1, quantity: '0.01', price: '64000', note: '' };
    expect(stepInWords({ ...step, what: 'fill' })).toBe('traded 0.01 at 64,000.00');
    expect(stepInWords({ ...step, what: 'partially-filled' })).toBe('part filled, filled 0.01');
    expect(stepInWords({ ...step, what: 'filled' })).toBe('filled');
    expect(stepInWords({ ...step, what: 'withheld', quantity: null, note: 'Halted.' })).toBe(
      'held back by the gate at its second look: Halted.',
    );
  });
});
