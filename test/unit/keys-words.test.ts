import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KEY_PARTS } from '#shared/contract/keys';
import { canLose } from '#shared/model/key-blast';
import { DAY_MS, keyDates, ROTATE_AFTER_DAYS } from '#shared/model/key-calendar';
import { driftOf } from '#shared/model/key-drift';
import { KEY_GUIDES } from '#shared/model/key-guides';
import { KEY_EXCHANGES, type KeyReading, type KeyVerdict } from '#shared/model/keys';
import { INSPECT_EVERY_MS, Inspections, JITTER, LOOK_EVERY_MS, RETRY_MS } from '../../electron/app/keys/inspections';
import { shapePart } from '../../electron/app/keys/key-shape';
import { exchangePages } from '../../electron/platform/exchange-pages';
import { keyGuidePage } from '../support/key-guide-page';
import { goodReading, NO_ANSWER, verdictOf, WITHDRAW_ON } from '../support/keys-rig';
import { VirtualClock } from '../support/virtual-clock';

const AT = Date.parse('2026-03-01T12:00:00Z');
const good = goodReading(AT);
const with_ = (over: Partial<KeyReading>, more: Partial<KeyVerdict> = {}): KeyVerdict =>
  verdictOf(AT, { ...good, ...over }, more);
const rights = (over: Partial<KeyReading['rights']>) => ({ rights: { ...good.rights, ...over } });
const key = (verdict: KeyVerdict, statements: Parameters<typeof canLose>[0]['statements'] = []) =>
  ({ exchange: 'binance', accountId: 'sub-1', purpose: 'trade', verdict, statements, storedAt: AT }) as const;
const BALANCE = { equity: '10140.0211', unit: 'USDT' };

describe('What a key can lose', () => {
  it.each([
    [
      'a key to trade',
      with_({}),
      BALANCE,
      'at most 10,140.03 USDT, all that stands on sub-1: it can trade spot, margin with that balance. It cannot withdraw, by Binance’s own word.',
    ],
    [
      'a balance that is not known',
      with_({}),
      undefined,
      'at most all that stands on sub-1, whose balance is not known now',
    ],
    ['a key that reads alone', with_(rights({ trade: 'no' })), BALANCE, 'can lose nothing by itself'],
    [
      'a key that may withdraw',
      with_(rights({ withdraw: 'yes' })),
      BALANCE,
      'can take everything out of Binance: it can lose 10,140.03 USDT',
    ],
    [
      'a key of which that is not known',
      with_(rights({ withdraw: 'unknown' })),
      BALANCE,
      'not known whether this key can withdraw: take it that it can lose 10,140.03',
    ],
    [
      'a key that moves money',
      with_(rights({ transfer: 'yes' })),
      BALANCE,
      'what stands on the others is within its reach',
    ],
    ['a key that widens itself', with_(rights({ manage: 'yes' })), BALANCE, 'none of this is a limit'],
    [
      'a key without an IP list',
      with_({ ip: { kind: 'open', addresses: [] } }),
      BALANCE,
      'from any address in the world',
    ],
  ])('is said of %s', (_what, verdict, balance, words) => {
    expect(canLose(key(verdict), balance)).toContain(words);
  });

  it('names who stated what the exchange does not tell', () => {
    const stated = [{ statement: 'cannot-withdraw', by: 'ada' }] as const;
    const words = canLose(key(verdictOf(AT, null, { grade: 'C' }), stated), BALANCE);
    expect(words).toContain('It cannot withdraw, as ada has stated; Binance does not tell.');
    expect(words).toContain('may be able to trade whatever that account may trade');
  });
});

describe('The calendar of a key', () => {
  const dates = (verdict: KeyVerdict, over: Partial<Parameters<typeof keyDates>[0]> = {}) =>
    keyDates({ ...key(verdict), ...over }).map(({ kind, at }) => [kind, (at - AT) / DAY_MS]);

  it('counts the rotation from when the key was made, or taken in where that is not told', () => {
    expect(dates(with_({}))).toEqual([['rotate', ROTATE_AFTER_DAYS - 1]]);
    expect(dates(with_({ createdAt: null }))).toEqual([['rotate', ROTATE_AFTER_DAYS]]);
  });

  it('has the exchange’s own expiry, and what happens without an IP list, the soonest first', () => {
    const open = { kind: 'open', addresses: [] } as const;
    expect(dates(with_({ ip: open, expiresAt: AT + 5 * DAY_MS }))).toEqual([
      ['expires', 5],
      ['lapses', 29],
      ['rotate', 89],
    ]);
    // OKX counts from the last use, which the reading was.
    expect(dates(with_({ ip: open }, { at: AT + 3 * DAY_MS }), { exchange: 'okx' })[0]).toEqual(['lapses', 17]);
  });

  it('takes an IP list that is neither told nor stated for none', () => {
    const unknown = { ip: { kind: 'unknown', addresses: [] } } as const;
    expect(dates(with_(unknown)).map(([kind]) => kind)).toContain('lapses');
    const stated = { statements: [{ statement: 'ip-restricted' }] } as const;
    expect(dates(with_(unknown), stated).map(([kind]) => kind)).not.toContain('lapses');
  });
});

describe('A key that is read back has changed', () => {
  it.each([
    [
      'may withdraw now',
      with_(rights({ withdraw: 'yes' }), { refusals: [WITHDRAW_ON] }),
      [WITHDRAW_ON.sentence, 'May it withdraw? It was no, and is yes.'],
    ],
    ['may trade no more', with_(rights({ trade: 'no' })), ['May it trade? It was yes, and is no.']],
    ['tells less', with_(rights({ manage: 'unknown' })), ['May it change its own rights? It was no, and is not told.']],
    [
      'works from other addresses',
      with_({ ip: { kind: 'restricted', addresses: ['198.51.100.1'] } }),
      ['Its IP list has changed: 1 added, 1 taken away.'],
    ],
    [
      'works from anywhere',
      with_({ ip: { kind: 'open', addresses: [] } }),
      ['Its IP list was set, and is open to any address.'],
    ],
    [
      'trades futures, too',
      with_({ markets: ['spot', 'margin', 'futures'] }),
      ['The markets it may trade have changed: 1 added.'],
    ],
    [
      'is the main account’s',
      with_({ account: 'master' }),
      ['It was a key of a subaccount, and is one of the main account.'],
    ],
    ['expires', with_({ expiresAt: AT + 9 * DAY_MS }), ['Its expiry was never, and is 2026-03-10.']],
    [
      'is no key any more',
      verdictOf(AT, null, { refusals: [{ id: 'wrong-key', sentence: 'It is not known there.', fix: '' }] }),
      ['It is not known there.'],
    ],
    ['tells nothing any more', verdictOf(AT, null), ['The exchange does not tell any more what it may do.']],
  ] as const)('when it %s', (_what, now, sentences) => {
    expect(driftOf(verdictOf(AT, good), now)).toEqual(sentences);
  });

  it('not when nothing did, in whatever order, nor when the exchange did not answer', () => {
    expect(driftOf(verdictOf(AT, good), with_({ markets: ['margin', 'spot'] }))).toEqual([]);
    expect(driftOf(verdictOf(AT, good), verdictOf(AT, null, { refusals: [NO_ANSWER] }))).toEqual([]);
    // Days left are told in whole days by some, so that the date seems to move.
    const soon = with_({ expiresAt: AT + 30 * DAY_MS });
    expect(driftOf(soon, with_({ expiresAt: AT + 31 * DAY_MS }))).toEqual([]);
  });

  it('not when the days that it is told to be valid fall as they pass, or stand; when they do otherwise, it has', () => {
    const after = (days: number, daysTold: number): KeyVerdict =>
      // As HTX tells them: counted from the key's making, so that the date falls with the count.
      verdictOf(AT + days * DAY_MS, { ...good, expiresAt: AT + daysTold * DAY_MS, daysTold });
    const kept = after(0, 90);
    for (const [days, told] of [
      [1, 89],
      [40, 50],
      [40, 90],
      [88, 2],
    ] as const)
      expect(driftOf(kept, after(days, told))).toEqual([]);
    for (const [days, told] of [
      [3, 30],
      [40, 180],
      [10, 60],
    ] as const)
      expect(driftOf(kept, after(days, told))).toEqual([expect.stringContaining('Its expiry was')]);
  });
});

describe('The clock that reads keys back', () => {
  it('reads each about every six hours, not together, later when there was no answer, never while locked', async () => {
    const clock = new VirtualClock();
    const chances = [0, 1, 0.5];
    const reads: Array<readonly [string, number]> = [];
    const world = { isUnlocked: true, answers: true };
    const from = clock.monotonicMs();
    const verdict = { at: clock.now() };
    const inspections = new Inspections({
      clock,
      random: () => chances.shift() ?? 0.5,
      isUnlocked: () => world.isUnlocked,
      keys: () => [
        { keyId: 'key-a', verdict },
        { keyId: 'key-b', verdict },
      ],
      read: async (keyId) => {
        reads.push([keyId, clock.monotonicMs() - from]);
        return world.answers;
      },
    });
    inspections.start();
    await clock.advance(INSPECT_EVERY_MS * (1 - JITTER) - LOOK_EVERY_MS);
    expect(reads).toEqual([]);
    await clock.advance(2 * LOOK_EVERY_MS);
    expect(reads.map(([keyId]) => keyId)).toEqual(['key-a']);
    world.isUnlocked = false;
    await clock.advance(2 * INSPECT_EVERY_MS);
    expect(reads).toHaveLength(1);
    world.isUnlocked = true;
    world.answers = false;
    await clock.advance(3 * LOOK_EVERY_MS);
    expect(reads.map(([keyId]) => keyId)).toEqual(['key-a', 'key-b', 'key-a']);
    await clock.advance(RETRY_MS + 2 * LOOK_EVERY_MS);
    expect(reads).toHaveLength(5);
    inspections.stop();
    expect(clock.pending).toBe(0);
  });
});

describe('What is pasted as one part', () => {
  const part = (shape: Parameters<typeof shapePart>[0]['shape']) => ({ part: 'secret', name: 'x', shape }) as const;
  const BODY = 'MHcCAQEEIODlUvQSjRTJtxzwJhDZc7JyFEqbVnBz';
  const PEM = `-----BEGIN EC PRIVATE KEY-----\n${BODY}\nAwEHoUQDQgAE\n-----END EC PRIVATE KEY-----\n`;
  const HEX = 'a'.repeat(64);
  it.each([
    ['pem', PEM, PEM],
    ['pem', PEM.replaceAll('\n', '\\n'), PEM],
    ['pem', PEM.replaceAll('\n', '\r\n'), PEM],
    ['pem', PEM.replaceAll('\n', ' '), undefined],
    ['pem', BODY, undefined],
    ['private-key', HEX, `0x${HEX}`],
    ['private-key', `0x${HEX.toUpperCase()}`, `0x${HEX}`],
    ['private-key', '0'.repeat(64), undefined],
    ['private-key', 'f'.repeat(64), undefined],
    ['address', `0x${'Ab'.repeat(20)}`, `0x${'Ab'.repeat(20)}`],
    ['address', HEX, undefined],
    ['uuid', '8d3a2f1c-0b4e-4c56-9e7a-1234567890ab', '8d3a2f1c-0b4e-4c56-9e7a-1234567890ab'],
    ['uuid', '8d3a2f1c', undefined],
    [
      'cdp-name',
      'organizations/8d3a2f1c-0b4e/apiKeys/8d3a2f1c-0b4e-4c56-9e7a-1234567890ab',
      'organizations/8d3a2f1c-0b4e/apiKeys/8d3a2f1c-0b4e-4c56-9e7a-1234567890ab',
    ],
    ['account-token', 'master-abcdefghijklmnop', undefined],
    ['account-token', 'account-abcdefghijklmnop', 'account-abcdefghijklmnop'],
    ['word', ' my words ', 'my words'],
    ['word', 'two\nlines', undefined],
  ] as const)('as %s: %j', (shape, text, taken) => {
    const shaped = shapePart(part(shape), text);
    expect(shaped.ok ? shaped.value : undefined).toBe(taken);
    if (!shaped.ok) expect(shaped.error).not.toContain(text);
  });
});

describe('The guides', () => {
  it.each(KEY_EXCHANGES)('of %s has a page, parts, and what to tick and never to tick', async (exchange) => {
    const guide = KEY_GUIDES[exchange];
    expect(new URL(exchangePages(exchange)?.keys ?? '').protocol).toBe('https:');
    expect(guide.parts[0]?.part).toBe('api-key');
    for (const { part } of guide.parts) expect(KEY_PARTS).toContain(part);
    for (const purpose of guide.purposes) expect(guide.tick[purpose].length).toBeGreaterThan(0);
    expect(guide.never.length).toBeGreaterThan(0);
    // Written anew by running this file with -u.
    await expect(keyGuidePage(exchange)).toMatchFileSnapshot(`../../docs/guide/keys/${exchange}.md`);
  });

  it('have a page for every exchange, and no other', () => {
    const pages = readdirSync(resolve(import.meta.dirname, '../../docs/guide/keys'));
    expect(pages.sort()).toEqual(KEY_EXCHANGES.map((exchange) => `${exchange}.md`).sort());
    const index = readFileSync(resolve(import.meta.dirname, '../../docs/guide/keys.md'), 'utf8');
    for (const exchange of KEY_EXCHANGES)
      expect(index).toContain(`| [${KEY_GUIDES[exchange].name}](keys/${exchange}.md) |`);
  });
});
