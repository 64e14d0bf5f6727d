import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recordWords, summarise } from '#shared/model/record-words';

const say = (type: string, data: unknown): string => summarise(type, JSON.stringify(data));

describe('A journal record in one line', () => {
  it('says who wanted what, and whether it was allowed', () => {
    const order = { botId: 'grid-1', side: 'buy', quantity: '0.01', symbol: 'BTC/USDT', price: '64000' };
    expect(say('order.decided', { ...order, verdict: 'allow', checks: [] })).toBe(
      'grid-1 buy 0.01 BTC/USDT at 64000: allowed',
    );
    expect(say('order.decided', { ...order, verdict: 'resize', checks: [] })).toContain('allowed, made smaller');
    const failed = { 'order-value': 'The order is worth 640 USDT, above the limit of 500.' };
    expect(say('order.decided', { ...order, price: null, verdict: 'deny', failed })).toBe(
      'grid-1 buy 0.01 BTC/USDT at market: refused by order-value',
    );
  });

  it('says what became of an order, and why', () => {
    const order = { botId: 'grid-1', clientOrderId: 'habc1', filled: '0' };
    expect(say('order.acknowledged', order)).toBe('grid-1 habc1');
    expect(say('order.rejected', { ...order, reason: 'no money' })).toBe('grid-1 habc1: no money');
    expect(say('order.filled', { ...order, filled: '0.5' })).toBe('grid-1 habc1, filled 0.5');
  });

  it('has words for every kind of record that the document of the format names', () => {
    const document = readFileSync(resolve(import.meta.dirname, '../../docs/journal-format.md'), 'utf8');
    const kinds = [...document.matchAll(/^\| ((?:`[a-z-]+\.?[a-z-]*`(?:, )?)+) \|/gm)].flatMap(([, named = '']) =>
      [...named.matchAll(/`([a-z-]+\.[a-z-]+|while-closed)`/g)].map(([, kind = '']) => kind),
    );
    expect(kinds.length).toBeGreaterThan(45);
    const data = { reason: 'a reason', sentence: 'a sentence', message: 'a message', botId: 'grid-1' };
    expect(kinds.filter((kind) => (recordWords(kind, data) ?? '') === '')).toEqual([]);
  });

  it('tells of keys what they are for and by their last four characters, and of nothing else', () => {
    const about = { purpose: 'trade', ending: 'a1b2', accountId: 'sub-1', exchange: 'binance', keyId: 'key-9' };
    expect(say('key.refused', { ...about, refusals: ['withdraw-on'] })).toBe(
      'Refused: the trade key …a1b2 of sub-1 at binance: withdraw-on',
    );
    expect(say('vault.key-lent', { keyId: 'key-9', accountId: 'sub-1', purpose: 'watch', borrower: 'guard' })).toBe(
      'Lent to the guard: the watch key key-9 of sub-1',
    );
    expect(say('vault.locked', { why: 'screen-lock' })).toBe('The vault was locked with the screen');
    expect(say('leak.scan', { ended: 'done', keysLookedFor: 1, keysFound: [] })).toBe(
      'A leak scan ended done; 0 keys found of 1 key looked for',
    );
    expect(say('closing.began', { by: 'Ada', positions: [{}, {}] })).toBe('Closing 2 positions began by Ada');
  });

  it('shows as it stands what it has no words for, or what was cut', () => {
    expect(say('desk.closed', { accounts: ['sub-1'] })).toBe('{"accounts":["sub-1"]}');
    expect(summarise('order.decided', '{"botId":"gri…')).toBe('{"botId":"gri…');
    expect(summarise('fill', '[1]')).toBe('[1]');
  });
});
