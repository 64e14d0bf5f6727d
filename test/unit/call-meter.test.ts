import { describe, expect, it } from 'vitest';
import { CallMeter } from '../../electron/platform/call-meter';

describe('A window that calls too often', () => {
  it('is answered two hundred times at once and fifty times a second after that', () => {
    const meter = new CallMeter(0);
    const answered = (nowMs: number, calls: number): number =>
      Array.from({ length: calls }, () => meter.take(nowMs)).filter(Boolean).length;
    expect(answered(0, 1_000)).toBe(200);
    expect(answered(1_000, 1_000)).toBe(50);
    expect(answered(61_000, 1_000)).toBe(200);
  });
});
