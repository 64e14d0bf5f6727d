import { describe, expect, it } from 'vitest';
import { summarise } from '#shared/model/record-words';

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

  it('shows as it stands what it has no words for, or what was cut', () => {
    expect(say('desk.closed', { accounts: ['sub-1'] })).toBe('{"accounts":["sub-1"]}');
    expect(summarise('order.decided', '{"botId":"gri…')).toBe('{"botId":"gri…');
    expect(summarise('fill', '[1]')).toBe('[1]');
  });
});
