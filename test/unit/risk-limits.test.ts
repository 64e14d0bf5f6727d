import { expect, describe as group, it } from 'vitest';
import { decimal } from '#shared/model/decimal';
import { LIMIT_PRESETS } from '#shared/model/limit-presets';
import { isLoosening } from '#shared/model/limit-values';
import { LIMIT_IDS } from '#shared/model/limits';
import type { StoredLimitSet } from '#shared/model/stored-limits';
import {
  LimitBook,
  limitChanges,
  needsPassphrase,
  parseLimits,
  resolveLimits,
  type StoredLimits,
  storedLimits,
} from '../../electron/domains/risk/index';

const GRID = { exchange: 'binance', accountId: 'sub-1', botId: 'grid-1', symbol: 'BTC/USDT' };
const stored = (change: Partial<StoredLimits> = {}): StoredLimits => ({
  version: 1,
  portfolio: {},
  exchanges: {},
  accounts: {},
  bots: {},
  symbols: {},
  overrides: [],
  ...change,
});
const value = (text: string, onBreach?: 'deny' | 'resize'): StoredLimitSet => ({
  'max-position': onBreach === undefined ? { value: text } : { value: text, onBreach },
});
const position = (limits: Partial<StoredLimits>) => resolveLimits(parseLimits(stored(limits)), GRID, 0)['max-position'];
const override = (text: string, change: object = {}) => ({
  id: 'o-1',
  level: 'bot' as const,
  key: 'grid-1',
  limit: 'max-position' as const,
  entry: { value: text },
  reason: 'A quiet week',
  createdAt: 0,
  expiresAt: 1_000,
  ...change,
});

group('A limit set at several levels', () => {
  const everywhere = { portfolio: value('5'), exchanges: { binance: value('4') }, accounts: { 'sub-1': value('3') } };

  it('is the tightest of them, and says which level that is', () => {
    expect(position(everywhere)).toMatchObject({ value: decimal('3'), level: 'account', key: 'sub-1' });
    expect(position({ ...everywhere, bots: { 'grid-1': value('9') } })).toMatchObject({ level: 'account' });
    expect(position({ ...everywhere, symbols: { 'BTC/USDT': value('1') } })).toMatchObject({
      value: decimal('1'),
      level: 'symbol',
      key: 'BTC/USDT',
    });
  });

  it('is not that of another account, bot or symbol', () => {
    expect(position({ accounts: { 'sub-2': value('3') }, bots: { 'grid-2': value('3') } })).toBeUndefined();
  });

  it('of which less is wider takes the higher number', () => {
    const tree = parseLimits(
      stored({
        portfolio: { 'repeat-window': { value: 5_000 } },
        bots: { 'grid-1': { 'repeat-window': { value: 60_000 } } },
      }),
    );
    expect(resolveLimits(tree, GRID, 0)['repeat-window']).toMatchObject({ value: 60_000, level: 'bot' });
  });

  it('that is a list is what all of them allow', () => {
    const tree = parseLimits(
      stored({
        portfolio: { 'symbol-allowlist': { value: ['BTC/USDT', 'ETH/USDT'] } },
        bots: { 'grid-1': { 'symbol-allowlist': { value: ['ETH/USDT', 'SOL/USDT'] } } },
      }),
    );
    expect(resolveLimits(tree, GRID, 0)['symbol-allowlist']?.value).toEqual(new Set(['ETH/USDT']));
  });

  it('resizes only where every level that sets it says so', () => {
    expect(position({ portfolio: value('5'), bots: { 'grid-1': value('3', 'resize') } })).toMatchObject({
      onBreach: 'deny',
    });
    expect(position({ portfolio: value('5', 'resize'), bots: { 'grid-1': value('3', 'resize') } })).toMatchObject({
      onBreach: 'resize',
    });
  });

  it('and not watched at one of them holds where another sets a number', () => {
    const tree = parseLimits(
      stored({
        portfolio: { 'max-spread': { notWatched: 'Not here.' } },
        bots: { 'grid-1': { 'max-spread': { value: '20' } } },
      }),
    );
    expect(resolveLimits(tree, GRID, 0)['max-spread']).toMatchObject({ value: decimal('20'), level: 'bot' });
  });
});

group('A temporary override', () => {
  const limits = parseLimits(
    stored({ portfolio: value('50'), bots: { 'grid-1': value('10') }, overrides: [override('20')] }),
  );

  it('replaces what its level sets, never a tighter one of another level, and ends by itself', () => {
    const expired: string[] = [];
    const book = new LimitBook(limits, (each) => expired.push(...each.map(({ id }) => id)));
    expect(book.resolve(GRID, 999)['max-position']).toMatchObject({ value: decimal('20'), overrideId: 'o-1' });
    const before = book.revision;
    expect(book.resolve(GRID, 1_000)['max-position']).toMatchObject({ value: decimal('10'), overrideId: undefined });
    expect(expired).toEqual(['o-1']);
    expect(book.revision).toBeGreaterThan(before);
    expect(book.overrides(1_000)).toEqual([]);
  });

  it('that is wider than the portfolio leaves the portfolio in force', () => {
    const tree = parseLimits(
      stored({ portfolio: value('15'), bots: { 'grid-1': value('10') }, overrides: [override('20')] }),
    );
    expect(resolveLimits(tree, GRID, 0)['max-position']).toMatchObject({ value: decimal('15'), level: 'portfolio' });
  });

  it.each([
    ['never ends', { expiresAt: 8 * 86_400_000 }],
    ['ends before it begins', { createdAt: 2_000 }],
    ['has no reason', { reason: '' }],
    ['sets what its level cannot', { limit: 'daily-loss-portfolio' }],
    ['has no valid value', { entry: { value: '-1' } }],
  ])('that %s is refused', (_what, change) => {
    expect(storedLimits.safeParse(stored({ overrides: [override('20', change)] as never })).success).toBe(false);
  });
});

group('Limits in force', () => {
  it('are resolved once and shared by all symbols without limits of their own', () => {
    const book = new LimitBook(parseLimits(stored({ portfolio: value('5'), symbols: { 'ETH/USDT': value('1') } })));
    const bitcoin = book.resolve(GRID, 0);
    expect(book.resolve(GRID, 0)).toBe(bitcoin);
    expect(book.resolve({ ...GRID, symbol: 'SOL/USDT' }, 0)).toBe(bitcoin);
    expect(book.resolve({ ...GRID, symbol: 'ETH/USDT' }, 0)['max-position']).toMatchObject({ level: 'symbol' });
    book.replace(parseLimits(stored({ portfolio: value('4') })));
    expect(book.resolve(GRID, 0)['max-position']).toMatchObject({ value: decimal('4') });
  });
});

group('A change of limits', () => {
  const of = (before: Partial<StoredLimits>, after: Partial<StoredLimits>) =>
    limitChanges(parseLimits(stored(before)), parseLimits(stored(after)), [GRID], 0);

  it('that tightens needs no passphrase, one that loosens does', () => {
    const tightened = of({ portfolio: value('5') }, { portfolio: value('4') });
    expect(tightened).toMatchObject([{ limitId: 'max-position', isLoosening: false }]);
    expect(needsPassphrase(tightened)).toBe(false);
    expect(needsPassphrase(of({ portfolio: value('4') }, { portfolio: value('5') }))).toBe(true);
    expect(needsPassphrase(of({ portfolio: value('4') }, { portfolio: value('4', 'resize') }))).toBe(true);
  });

  it('that takes a number away loosens when a wider one applies then, and not when nothing does', () => {
    const both = { portfolio: value('9'), bots: { 'grid-1': value('4') } };
    expect(needsPassphrase(of(both, { portfolio: value('9') }))).toBe(true);
    expect(needsPassphrase(of({ portfolio: value('9') }, {}))).toBe(false);
    expect(needsPassphrase(of({}, { portfolio: value('9') }))).toBe(true);
  });

  it('by an override is judged in the same way', () => {
    const before = { portfolio: value('9') };
    expect(needsPassphrase(of(before, { ...before, overrides: [override('20')] }))).toBe(false);
    const own = { bots: { 'grid-1': value('9') } };
    expect(needsPassphrase(of(own, { ...own, overrides: [override('20')] }))).toBe(true);
    expect(needsPassphrase(of(own, { ...own, overrides: [override('2')] }))).toBe(false);
  });

  it('to not watched loosens; of hours in another zone, too', () => {
    const watched = { value: decimal('20'), onBreach: 'deny' } as const;
    expect(isLoosening('max-spread', watched, { value: undefined, onBreach: 'deny' })).toBe(true);
    expect(isLoosening('max-spread', { value: undefined, onBreach: 'deny' }, watched)).toBe(false);
    const hours = (zone: string, toMinute: number) => ({
      value: [{ zone, windows: [{ days: ['mon' as const], fromMinute: 480, toMinute }] }],
      onBreach: 'deny' as const,
    });
    expect(isLoosening('operating-hours', hours('UTC', 600), hours('UTC', 590))).toBe(false);
    expect(isLoosening('operating-hours', hours('UTC', 600), hours('UTC', 601))).toBe(true);
    expect(isLoosening('operating-hours', hours('UTC', 600), hours('Europe/Berlin', 500))).toBe(true);
  });
});

group('Presets', () => {
  it.each(LIMIT_PRESETS.map((preset) => [preset.name, preset] as const))(
    '%s sets every limit but the symbols',
    (_name, { limits }) => {
      expect(storedLimits.safeParse(stored({ portfolio: limits })).error?.issues).toBeUndefined();
      const resolved = resolveLimits(parseLimits(stored({ portfolio: limits })), GRID, 0);
      expect(LIMIT_IDS.filter((id) => resolved[id] === undefined)).toEqual(['symbol-allowlist']);
    },
  );

  it('grow wider from the first live week to steady', () => {
    const [first, steady] = ['first-live-week', 'steady'].map((id) =>
      parseLimits(stored({ portfolio: LIMIT_PRESETS.find((preset) => preset.id === id)?.limits ?? {} })),
    );
    if (first === undefined || steady === undefined) throw new Error('a preset is missing');
    const changes = limitChanges(first, steady, [GRID], 0);
    expect(changes.length).toBeGreaterThan(15);
    expect(changes.filter((change) => !change.isLoosening)).toEqual([]);
  });
});
