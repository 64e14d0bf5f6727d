import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decimal, formatDecimal } from '#shared/model/decimal';
import type { Order } from '../../electron/domains/paper/engine/types';
import { openLedger } from '../../electron/domains/paper/ledger/ledger';
import { START } from '../support/paper-engine';

let folder = '';
let file = '';
let said: string[] = [];
const say = (message: string): void => void said.push(message);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'paper-ledger-'));
  file = join(folder, 'ledger.jsonl');
  said = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const order = (id: number, status: Order['status'] = 'NEW'): Order => ({
  id,
  account: 'alice',
  clientOrderId: `c-${id}`,
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  price: decimal('60000'),
  quantity: decimal('0.1'),
  quoteQuantity: decimal('0'),
  stopPrice: decimal('0'),
  stp: 'EXPIRE_MAKER',
  executed: decimal('0'),
  executedQuote: decimal('0'),
  status,
  isWorking: true,
  time: START,
  updateTime: START,
  workingTime: START,
});

/** A ledger with two operations: order 1 placed, order 2 placed. */
function written(): void {
  const { ledger } = openLedger(file, START, say);
  for (const id of [1, 2]) {
    ledger.order({ execution: 'NEW', order: order(id), account: 'alice', at: START });
    ledger.balances(
      'alice',
      new Map([['USDT', { free: decimal(String(10_000 - id)), locked: decimal(String(id)) }]]),
      START,
    );
    ledger.commit();
  }
  ledger.close();
}

const read = (compactAboveBytes?: number) => {
  const { ledger, state } = openLedger(file, START, say, compactAboveBytes);
  ledger.close();
  return state;
};

describe('the paper exchange’s ledger', () => {
  it('gives back orders, balances and the next order id', () => {
    written();
    const state = read();
    expect([...(state?.orders.keys() ?? [])]).toEqual([1, 2]);
    expect(formatDecimal(state?.balances.get('alice')?.get('USDT')?.free ?? decimal('0'))).toBe('9998');
    expect([state?.nextOrderId, said]).toEqual([3, []]);
  });

  it('ignores a last line that was not written to its end, with all of its operation, and says so', () => {
    written();
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.subarray(0, bytes.length - 20));
    const state = read();
    expect([...(state?.orders.keys() ?? [])]).toEqual([1]);
    expect(said.join()).toContain('is torn');
    expect([...(read()?.orders.keys() ?? [])]).toEqual([1]);
  });

  it('ignores an operation whose closing line never came', () => {
    written();
    appendFileSync(
      file,
      `${JSON.stringify({ type: 'market', time: '2026-01-05T00:00:00.000Z', prices: { BTCUSDT: '1' } })}\n`,
    );
    expect(read()?.prices.size).toBe(0);
    expect(said.join()).toContain('was not finished');
  });

  it.each([
    ['a line that is no JSON in the middle', (lines: string[]) => lines.splice(2, 0, 'oops')],
    ['another program’s file', (lines: string[]) => lines.splice(0, 1, '{"hello":"world"}')],
    ['an amount that is none', (lines: string[]) => lines.splice(1, 1, (lines[1] ?? '').replace('"60000"', '"a lot"'))],
    ['a version from the future', (lines: string[]) => lines.splice(0, 1, '{"type":"ledger","version":9}')],
  ])('sets a file with %s aside, says so, and begins afresh', (_what, damage) => {
    written();
    const lines = readFileSync(file, 'utf8').split('\n');
    damage(lines);
    writeFileSync(file, lines.join('\n'));
    expect(read()).toBeUndefined();
    expect(said.join()).toContain('set aside as');
    expect(readdirSync(folder).filter((name) => name.includes('.damaged-')).length).toBe(1);
    expect(read()).toBeDefined();
  });

  it('goes on where it was after it is rewritten for size', () => {
    written();
    const { ledger } = openLedger(file, START, say);
    for (let i = 0; i < 100; i += 1) {
      ledger.order({ execution: 'NEW', order: order(3), account: 'alice', at: START });
      ledger.commit();
    }
    ledger.close();
    const sizeBefore = readFileSync(file).length;
    const before = read(10_000);
    const size = readFileSync(file).length;
    const after = read(10_000);
    expect(sizeBefore).toBeGreaterThan(40_000);
    expect(size).toBeLessThan(5_000);
    expect([...(after?.orders.keys() ?? [])]).toEqual([...(before?.orders.keys() ?? [])]);
    expect(after?.nextOrderId).toBe(before?.nextOrderId);
  });
});
