import { describe, expect, it } from 'vitest';
import { RECORD_PAGE_CHARS } from '#shared/contract/bounds';
import { journalRecordView as schema } from '#shared/contract/views';
import { summarise } from '#shared/model/record-words';
import { journalRecordView, recordPage } from '../../electron/app/desk/records';

const record = (data: unknown) => ({
  seq: 7,
  time: '2026-01-05T00:00:00.000Z',
  type: 'order.decided',
  data,
  hash: 'a'.repeat(64),
  prev: 'b'.repeat(64),
});

const checks = Array.from({ length: 60 }, (_, index) => ({
  name: `Check ${index}`,
  passed: index !== 41,
  message: 'x'.repeat(100),
}));
const order = { botId: 'grid-1', side: 'buy', quantity: '0.01', symbol: 'BTC/USDT', price: '64000', verdict: 'deny' };

describe('A record on the Journal screen', () => {
  it('that is short comes whole', () => {
    const view = journalRecordView(record({ a: 1 }));
    expect(view).toMatchObject({ data: '{"a":1}', isCut: false });
  });

  it('that is long says so, and its line still tells what it is about', () => {
    const view = journalRecordView(record({ ...order, inputs: { text: 'y'.repeat(5_000) }, checks }));
    expect(schema.parse(view).isCut).toBe(true);
    expect(view.data.length).toBeLessThan(4_000);
    expect(summarise(view.type, view.data)).toBe('grid-1 buy 0.01 BTC/USDT at 64000: refused by check 41');
  });

  it('that is no object is told of by its type alone', () => {
    expect(journalRecordView(record('z'.repeat(9_000)))).toMatchObject({ data: '{}', isCut: true });
  });

  it('is read page by page, to the last character', () => {
    const long = record({ ...order, text: '€'.repeat(RECORD_PAGE_CHARS), checks });
    let read = '';
    for (let pages = 0; pages < 10; pages += 1) {
      const { text, length } = recordPage(long, read.length);
      expect(text.length).toBeLessThanOrEqual(RECORD_PAGE_CHARS);
      read += text;
      if (read.length === length) break;
    }
    expect(JSON.parse(read)).toEqual(long.data);
    expect(recordPage(long, read.length + 5).text).toBe('');
  });
});
