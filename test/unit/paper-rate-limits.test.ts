import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../electron/domains/paper/index';
import { RateLimits, spotLimits } from '../../electron/domains/paper/server/rate-limits';
import { START } from '../support/paper-engine';

const limits = (more = {}) => new RateLimits(spotLimits({ ...DEFAULT_LIMITS, ...more }));

describe('request weight', () => {
  it('is refused above 6,000 a minute, and counts anew in the next minute', () => {
    const rate = limits();
    for (let i = 0; i < 75; i += 1) expect(rate.charge('a', 80, START + 1_000)).toBeUndefined();
    expect(rate.charge('a', 1, START + 1_000)).toMatchObject({ status: 429, code: -1003, retryAfterS: 59 });
    expect(rate.charge('b', 80, START + 1_000)).toBeUndefined();
    expect(rate.charge('a', 80, START + 60_000)).toBeUndefined();
  });

  it('a client that goes on is banned for two minutes, then four, then eight', () => {
    const rate = limits({ refusalsBeforeBan: 2 });
    const bans: number[] = [];
    let now = START;
    for (let round = 0; round < 3; round += 1) {
      const statuses = [7_000, 1, 1].map((weight) => rate.charge('a', weight, now)?.status);
      expect(statuses).toEqual([429, 429, 418]);
      let seconds = 0;
      while (rate.charge('a', 1, now + seconds * 1_000)?.status === 418) seconds += 60;
      bans.push(seconds / 60);
      now += seconds * 1_000 + 60_000;
    }
    expect(bans).toEqual([2, 4, 8]);
  });
});

describe('unfilled orders', () => {
  it('count in ten seconds per account; a first fill as maker gives five back, as taker one', () => {
    const rate = limits({ ordersPer10s: 6 });
    for (let i = 0; i < 6; i += 1) rate.orderPlaced('alice', START);
    expect(rate.checkOrder('alice', START)).toMatchObject({ status: 429, code: -1015 });
    expect(rate.checkOrder('bob', START)).toBeUndefined();
    rate.orderFirstFilled('alice', false, START);
    expect(rate.orderCounts('alice', START)).toEqual([5, 5]);
    rate.orderFirstFilled('alice', true, START);
    expect(rate.orderCounts('alice', START)).toEqual([0, 0]);
    rate.orderPlaced('alice', START);
    expect(rate.orderCounts('alice', START + 10_000)).toEqual([0, 1]);
  });
});
