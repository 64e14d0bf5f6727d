import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LimitsView } from '#shared/contract/limits';
import { LIMIT_IDS } from '#shared/model/limits';
import { cellText, entryAt, NO_DRAFT, withEdit, withoutEdit } from '../../renderer/features/limits/draft';
import { parsePage } from '../../renderer/features/limits/guide-words';
import { sumInWords } from '../../renderer/features/limits/tried-result';
import type { Tried } from '../../renderer/features/limits/use-tried';
import { formatLeft, GROUPS, inWords, rangeOf, usedInShort } from '../../renderer/features/limits/words';
import { edit } from '../support/limits-rig';

const view = (revision: number): LimitsView => ({
  at: 0,
  revision,
  unsaved: '',
  sets: [
    {
      level: 'bot',
      key: 'grid-1',
      entries: [
        { limitId: 'max-position', text: '6000', onBreach: 'deny', notWatched: null },
        { limitId: 'loss-streak', text: '', onBreach: 'deny', notWatched: 'a paper bot' },
      ],
    },
  ],
  keys: { portfolio: ['*'], exchange: [], account: [], bot: ['grid-1'], symbol: [] },
  subjects: [],
  chosen: null,
  overrides: [],
  stopped: [],
  jumps: [],
  presets: [],
});

describe('Edits that are not saved', () => {
  it('stand on the revision of the first of them, and end when they ask for what is set', () => {
    const one = withEdit(NO_DRAFT, view(3), edit('max-position', '500'));
    const two = withEdit(one, view(4), edit('max-order-notional', '10'));
    expect([two.revision, two.edits.length]).toEqual([3, 2]);
    const again = withEdit(two, view(4), edit('max-position', '6000'));
    expect(again.edits.map(({ limitId }) => limitId)).toEqual(['max-order-notional']);
    expect(withoutEdit(again, edit('max-order-notional', '')).edits).toEqual([]);
    expect(
      withEdit(withoutEdit(two, edit('max-position', '')), view(5), edit('max-order-notional', '11')).revision,
    ).toBe(3);
  });

  it('of one cell take the place of each other, and an emptied cell is an edit where something is set', () => {
    const twice = withEdit(withEdit(NO_DRAFT, view(1), edit('max-position', '5')), view(1), edit('max-position', '50'));
    expect(twice.edits).toEqual([edit('max-position', '50')]);
    expect(withEdit(NO_DRAFT, view(1), edit('max-position', '')).edits).toHaveLength(1);
    expect(withEdit(NO_DRAFT, view(1), edit('price-collar', '')).edits).toHaveLength(0);
    const none = withEdit(NO_DRAFT, view(1), edit('max-position', '', { to: { kind: 'none' } }));
    expect(cellText(entryAt(view(1), edit('max-position', '')), none.edits[0])).toBe('');
    expect(cellText(entryAt(view(1), edit('loss-streak', '')), undefined)).toBe('not watched');
  });
});

describe('Limits in words', () => {
  it('every limit stands under one heading, in the order of the table', () => {
    expect(GROUPS.flatMap(({ ids }) => ids)).toEqual(LIMIT_IDS);
    for (const { ids } of GROUPS) expect(ids.length).toBeGreaterThan(0);
  });

  it.each([
    [42_000, '42 s'],
    [59_001, '1 min'],
    [61 * 60_000, '1 h 1 min'],
    [2 * 3_600_000, '2 h'],
    [49 * 3_600_000, '2 d 1 h'],
    [-5, '0 s'],
  ])('%i ms are left: %s', (ms, words) => expect(formatLeft(ms)).toBe(words));

  it('numbers have the market’s unit and only the digits that say something', () => {
    expect(inWords('max-position', '6000', 'ETH/BTC')).toBe('6,000 BTC');
    expect(inWords('max-order-quantity', '0.5', 'ETH/BTC')).toBe('0.5 ETH');
    expect(inWords('order-types', 'limit, market')).toBe('limit, market');
    expect([usedInShort('5952.47518822'), usedInShort('0.16284401'), usedInShort('31'), usedInShort('-120.6')]).toEqual(
      ['5,952', '0.16', '31', '-121'],
    );
    for (const id of LIMIT_IDS) expect(rangeOf(id), id).toMatch(/\.$/);
  });

  it('the guide has words for every check, in parts that the screen finds', () => {
    const folder = resolve(import.meta.dirname, '../../docs/guide/checks');
    const pages = readdirSync(folder).filter((name) => name !== 'README.md');
    expect(pages.length).toBeGreaterThanOrEqual(52);
    for (const name of pages) {
      const { title, parts } = parsePage(readFileSync(resolve(folder, name), 'utf8'));
      expect(title, name).not.toBe('');
      expect(
        parts.map((part) => part.name),
        name,
      ).toEqual(expect.arrayContaining(['What it looks at', 'Why', 'When it refuses']));
    }
  });
});

describe('What was tried, in one sentence', () => {
  const tried: Tried = {
    orders: 312,
    refused: 57,
    refusedThen: 8,
    newlyRefused: 49,
    newlyLet: 0,
    smaller: 0,
    notTold: 0,
    unreadable: 0,
    checks: [],
    oldestAt: 0,
    of: [],
    state: 'done',
    problem: '',
  };
  it.each([
    [{}, 'Under these numbers 57 of the 312 orders of the last 24 hours would have been refused, 49 more than were.'],
    [{ refused: 8, newlyRefused: 0 }, 'as many as were.'],
    [{ refused: 5, newlyRefused: 2, newlyLet: 5 }, '3 fewer than were. 2 newly refused, 5 newly let through.'],
    [{ smaller: 3 }, '3 would have been made smaller, or refused where too little was left.'],
    [{ state: 'stopped' as const }, 'orders since 1970'],
  ])('%j', (over, sentence) => expect(sumInWords({ ...tried, ...over })).toContain(sentence));
});
