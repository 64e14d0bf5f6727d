import type * as crypto from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { CHECKPOINT } from '../../electron/domains/journal/checkpoint/statement';
import type { RecordHeader } from '../../electron/domains/journal/record';

const digests = vi.hoisted(() => ({ count: 0 }));
vi.mock('node:crypto', async (original) => {
  const real = await original<typeof crypto>();
  const hash = (...given: readonly unknown[]): unknown => {
    digests.count += 1;
    return Reflect.apply(real.hash, real, given);
  };
  return { ...real, default: { ...real, hash }, hash };
});

const RECORDS = 20_000;
const hashOf = (seq: number): string => seq.toString(16).padStart(64, '0');
const headerOf = (seq: number, type: string): RecordHeader => ({
  hash: hashOf(seq),
  prev: hashOf(seq - 1),
  seq,
  time: '2026-01-02T03:04:05.678Z',
  type,
  dataAt: 0,
});

describe('the work of checking a checkpoint', () => {
  it('is spread over the records it covers: no step hashes more than the tree is high', async () => {
    // Files of one process share what they import: it is imported anew, to hash by what counts.
    vi.resetModules();
    const { CheckpointCheck } = await import('../../electron/domains/journal/checkpoint/check');
    const { GrowingTree, hexOf } = await import('../../electron/domains/journal/tree/merkle');
    const expected = new GrowingTree();
    for (let seq = 1; seq <= RECORDS; seq += 1) expected.add(hashOf(seq));
    const data = {
      why: 'asked',
      at: '2026-01-02T03:04:05.678Z',
      size: RECORDS,
      head: hashOf(RECORDS),
      root: hexOf(expected.root),
      peaks: expected.peaks.map(hexOf),
      seal: null,
      signature: null,
      unsigned: 'no-vault',
    };
    const check = new CheckpointCheck({});
    const workOf = (header: RecordHeader, json: string): number => {
      digests.count = 0;
      expect(check.record(header, Buffer.from(`${json}}`))).toBeUndefined();
      return digests.count;
    };
    const work = Array.from({ length: RECORDS }, (_, index) => workOf(headerOf(index + 1, 'order.acknowledged'), '{}'));
    const ofTheCheckpoint = workOf(headerOf(RECORDS + 1, CHECKPOINT), JSON.stringify(data));
    const height = Math.ceil(Math.log2(RECORDS));
    expect(work.reduce((all, one) => all + one)).toBeGreaterThanOrEqual(RECORDS);
    expect(Math.max(...work)).toBeLessThanOrEqual(height + 1);
    expect(ofTheCheckpoint).toBeGreaterThan(0);
    expect(ofTheCheckpoint).toBeLessThanOrEqual(2 * height);
  });
});
