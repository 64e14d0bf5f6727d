import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { isPlainJson } from '../../electron/domains/journal/plain-json';
import { checkRecord, ZERO_HASH } from '../../electron/domains/journal/record';
import { RecordEncoder } from '../../electron/domains/journal/record-encoder';

const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);
const isPlain = (text: string | Buffer): boolean => {
  const inside = Buffer.concat([Buffer.from('[1,'), Buffer.from(text), Buffer.from(',2]')]);
  return isPlainJson(inside, 3, inside.length - 3);
};
const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
const isStrictJson = (bytes: Buffer): boolean => {
  try {
    JSON.parse(bytes.toString('utf8'));
  } catch {
    return false;
  }
  return !/\s/.test(bytes.toString('utf8').replace(/"(?:[^"\\]|\\.)*"/g, ''));
};

describe('the quick look at a record', () => {
  it('takes for plain JSON whatever the journal writes in ASCII, and nothing that is not JSON', () => {
    const said = vi.fn();
    const change = fc.record({
      at: fc.nat(),
      code: fc.constantFrom(...Buffer.from(' \t\n"\\{}[]:,0-+.eEtfn1u\u0000\u007f\u0080')),
    });
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.array(change, { maxLength: 3 }), (value, changes) => {
        const text = JSON.stringify(value);
        if (/^[\x20-\x7f]*$/.test(text) && depthOf(value) <= 31) expect(isPlain(text)).toBe(true);
        const bytes = Buffer.from(text);
        for (const { at, code } of changes) bytes[at % bytes.length] = code;
        if (isPlain(bytes)) {
          said();
          expect(isStrictJson(bytes)).toBe(true);
        }
      }),
      { seed, numRuns: 3_000 },
    );
    expect(said.mock.calls.length).toBeGreaterThan(100);
  });

  it.each([
    '01',
    '-',
    '1.',
    '.5',
    '1e',
    '+1',
    'tru',
    'nul',
    '"\\x"',
    '"\\u12g4"',
    '{"a"}',
    '{"a":1,}',
    '[1,]',
    '[1 ,2]',
    '{a:1}',
    '[',
    ']',
    '',
    '"',
    '1,2',
  ])('does not take %s for JSON', (text) => expect(isPlain(text)).toBe(false));

  it('finds every change of one byte of a record', () => {
    const encoder = new RecordEncoder();
    encoder.begin({ seq: 41, hash: ZERO_HASH });
    encoder.addValue(
      'order.acknowledged',
      { id: 'a1', price: '1.50', by: null, at: [1, 2.5, true] },
      '2026-01-02T03:04:05.678Z',
    );
    const line = Buffer.from(encoder.bytes.subarray(0, -1));
    const place = { segment: 1, isFirst: false, before: { seq: 41, hash: ZERO_HASH } };
    expect(checkRecord(line, place)).toMatchObject({
      good: true,
      header: { seq: 42, hash: encoder.head.hash, type: 'order.acknowledged' },
    });
    for (let at = 0; at < line.length; at += 1)
      for (const bit of [0, 1, 5, 7]) {
        const changed = Buffer.from(line);
        changed[at] = (changed[at] as number) ^ (1 << bit);
        expect(checkRecord(changed, place).good).toBe(false);
      }
    for (const before of [
      { seq: 40, hash: ZERO_HASH },
      { seq: 41, hash: 'f'.repeat(64) },
    ])
      expect(checkRecord(line, { ...place, before }).good).toBe(false);
  });
});
