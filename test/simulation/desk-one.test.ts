import { describe, expect, it } from 'vitest';
import { deskHolds } from './desk-seeds';
import { simulate } from './world/sim-world';

describe('A seed', () => {
  it('gives the same run, to the last event, each time', async () => {
    for (const seed of [3, 17, 293]) {
      const first = await simulate(seed, { trace: true });
      const second = await simulate(seed, { trace: true });
      expect(first.lines.length).toBeGreaterThan(50);
      expect(second.lines).toEqual(first.lines);
      expect(second.hash).toBe(first.hash);
    }
  });

  it('gives another run than its neighbour', async () => {
    const [one, other] = [await simulate(1), await simulate(2)];
    expect(one.hash).not.toBe(other.hash);
  });
});

describe('The desk', () => deskHolds(1, 250));
