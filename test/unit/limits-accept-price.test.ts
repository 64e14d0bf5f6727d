import { describe, expect, it } from 'vitest';
import { type Decimal, decimal } from '#shared/model/decimal';
import type { Reference } from '#shared/model/market';
import { err, ok } from '#shared/model/result';
import { acceptPrice } from '../../electron/app/limits/accept-price';
import { RiskWatch } from '../../electron/domains/risk/index';
import { RIGHT } from '../support/limits-rig';

const SYMBOL = 'BTC/USDT';

/** A watch that has seen 100 for a while and then a price of `to`. */
function jumped(to: string) {
  const watch = new RiskWatch({ accountIds: ['sub-1'], zone: 'UTC', now: 0 });
  const price = (value: string, at: number): Reference => ({
    symbol: SYMBOL,
    bid: decimal(value),
    ask: (decimal(value) + decimal('0.1')) as Decimal,
    last: decimal(value),
    receivedMonotonicMs: at,
    exchangeTime: 0,
  });
  watch.onReference(price('100', 1_000), 1_000);
  let current = price(to, 2_000);
  watch.onReference(current, 2_000);
  const records: string[] = [];
  const world = { isJournalAway: false };
  return {
    watch,
    records,
    world,
    move: (value: string) => {
      current = price(value, 3_000);
      watch.onReference(current, 3_000);
    },
    shown: { symbol: SYMBOL, bid: to, ask: (Number(to) + 0.1).toString() },
    ports: {
      reference: () => current,
      jumpOf: (symbol: string) => watch.jumpOf(symbol),
      accept: (reference: Reference) => {
        records.push('accepted');
        watch.acceptPrice(reference, 4_000);
      },
      checkPassphrase: async (text: string) => (text === RIGHT ? ('right' as const) : ('wrong' as const)),
      append: async (type: string) => {
        if (world.isJournalAway) return err({ message: 'The journal is away.' });
        records.push(type);
        return ok({});
      },
    },
  };
}

describe('A price after a jump', () => {
  it('stays refused until a person accepts it, however long it holds; then it is the level', async () => {
    const { watch, ports, shown, records } = jumped('250');
    expect(watch.jumpOf(SYMBOL)?.jump).toBeGreaterThan(2);
    expect(await acceptPrice(ports, shown, 'it is real', RIGHT)).toEqual({ ok: true, value: undefined });
    expect(watch.jumpOf(SYMBOL)?.jump).toBe(1);
    expect(watch.jumpOf(SYMBOL)?.level).toBeCloseTo(250.05, 6);
    expect(records).toEqual(['risk.price-accepted', 'accepted']);
  });

  it.each([
    ['without a passphrase', null, 'passphrase-needed'],
    ['with a wrong one', 'wrong', 'wrong-passphrase'],
  ])('is not accepted %s', async (_how, passphrase, code) => {
    const { watch, ports, shown, records } = jumped('250');
    expect(await acceptPrice(ports, shown, 'it is real', passphrase)).toMatchObject({ ok: false, error: { code } });
    expect(watch.jumpOf(SYMBOL)?.jump).toBeGreaterThan(2);
    expect(records).toEqual([]);
  });

  it('is not accepted when it has moved on since it was shown, before or while the passphrase is looked at', async () => {
    const { ports, shown, move, records } = jumped('250');
    const during = {
      ...ports,
      checkPassphrase: async () => {
        move('260');
        return 'right' as const;
      },
    };
    const answer = await acceptPrice(during, shown, 'it is real', RIGHT);
    expect(answer).toMatchObject({ ok: false, error: { code: 'moved' } });
    expect(await acceptPrice(ports, shown, 'it is real', RIGHT)).toMatchObject({ ok: false, error: { code: 'moved' } });
    expect(records).toEqual([]);
  });

  it('is not accepted while it cannot be recorded, or when nothing jumped, or there is none', async () => {
    const { ports, shown, world, records } = jumped('250');
    world.isJournalAway = true;
    const code = async (over: object, about = shown) => {
      const answer = await acceptPrice({ ...ports, ...over }, about, 'it is real', RIGHT);
      return answer.ok ? 'accepted' : answer.error.code;
    };
    expect(await code({})).toBe('journal-failed');
    expect(await code({ jumpOf: () => ({ jump: 1 }) })).toBe('not-jumped');
    expect(await code({ reference: () => undefined })).toBe('no-price');
    expect(await code({}, { ...shown, bid: '-250' })).toBe('moved');
    expect(await code({}, { ...shown, ask: 'NaN' })).toBe('moved');
    expect(records).toEqual([]);
  });
});
