import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { csvLine } from '../../electron/domains/history/exports/csv';
import { exportTo } from '../../electron/domains/history/exports/export';
import type { ExportOrder } from '../../electron/domains/history/protocol';
import { sha256Hex } from '../../electron/domains/journal/record';
import { nodeFiles } from '../../electron/platform/files';
import { DAY, decided, fill, JOURNAL_ID, orderIdOf, WrittenJournal } from '../support/history-rig';

let folder = '';
let journal: WrittenJournal;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-export-'));
  journal = new WrittenJournal(folder, DAY);
  return () => rmSync(folder, { recursive: true });
});

/** The export's rows, each by its columns' names, as a spreadsheet would read them. */
async function exported(kind: ExportOrder['kind'], more: Partial<ExportOrder> = {}): Promise<Record<string, string>[]> {
  journal.flush();
  const path = join(folder, `${kind}.csv`);
  const order = {
    kind,
    method: 'fifo',
    from: 0,
    to: DAY * 2,
    accountId: '',
    path,
    toSeq: journal.head.seq,
    ...more,
  } as const;
  const written = await exportTo(
    nodeFiles,
    journal.folder,
    JOURNAL_ID,
    order,
    () => undefined,
    new AbortController().signal,
  );
  const text = readFileSync(path, 'utf8');
  const [heading = [], ...rows] = parseCsv(text);
  expect(written).toEqual({ rows: rows.length, bytes: Buffer.byteLength(text), sha256: sha256Hex(Buffer.from(text)) });
  for (const row of rows) expect(row.length).toBe(heading.length);
  return rows.map((row) => Object.fromEntries(row.map((cell, index) => [heading[index] ?? '', cell])));
}

/** RFC 4180, section 2, as its grammar has it. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  for (let row: string[] = [], found = field.exec(text); found !== null; found = field.exec(text)) {
    row.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
    if (found[3] === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

const sold = (about: object) => fill({ side: 'sell', ...about });

describe('An export', () => {
  it('of fills has each execution once, its bot, and its fee in a column by what it was charged in', async () => {
    const order = journal.add({ ...decided(), at: DAY });
    journal.add({ ...fill({ clientOrderId: orderIdOf(order) }), at: DAY + 1 });
    journal.add({ ...fill({ clientOrderId: orderIdOf(order) }), at: DAY + 2 });
    journal.add({
      ...fill({ tradeId: 't2', fee: '0.0005', feeAsset: 'BTC', price: '0.1', quantity: '0.00000003' }),
      at: DAY + 3,
    });
    journal.add({ ...fill({ tradeId: 't3', fee: '0.001', feeAsset: 'BNB', maker: false }), at: DAY + 4 });
    journal.add({ ...sold({ tradeId: 't4', symbol: 'BTC/USDT:USDT', realised: '-1.5', at: DAY + 9 }), at: DAY + 9 });
    const rows = await exported('fills');
    expect(rows.map((row) => row.trade_id)).toEqual(['t1', 't2', 't3', 't4']);
    expect(rows[0]).toEqual({
      time_utc: '2026-01-05T00:00:00.000Z',
      account: 'sub-1',
      bot: 'grid-1',
      symbol: 'BTC/USDT',
      market: 'spot',
      side: 'buy',
      quantity: '0.5',
      base_asset: 'BTC',
      price: '100',
      notional: '50',
      quote_asset: 'USDT',
      fee_base: '0',
      fee_quote: '0.05',
      fee_other: '0',
      fee_other_asset: '',
      maker: 'yes',
      exchange_realised: '',
      trade_id: 't1',
      exchange_order_id: 'x1',
      client_order_id: orderIdOf(order),
      record: '3',
    });
    expect(rows[1]).toMatchObject({ fee_base: '0.0005', fee_quote: '0', notional: '0.000000003' });
    expect(rows[2]).toMatchObject({ fee_other: '0.001', fee_other_asset: 'BNB', maker: 'no', bot: '' });
    expect(rows[3]).toMatchObject({ market: 'perpetual', exchange_realised: '-1.5' });
    expect(await exported('fills', { from: DAY + 1 })).toHaveLength(1);
    expect(await exported('fills', { accountId: 'sub-2' })).toEqual([]);
  });

  it('of realised profit matches by when fills were executed, not by when they were told, on spot and short of a perpetual', async () => {
    journal.add({ ...sold({ tradeId: 's1', quantity: '1', price: '150', fee: '0.15', at: DAY + 30 }), at: DAY });
    journal.add({ ...fill({ tradeId: 'b1', quantity: '1', price: '100', fee: '0.1', at: DAY + 10 }), at: DAY });
    journal.add({
      ...fill({ tradeId: 'b2', quantity: '1', price: '120', fee: '0.01', feeAsset: 'BNB', at: DAY + 20 }),
      at: DAY,
    });
    const perpetual = { symbol: 'BTC/USDT:USDT', quantity: '2', fee: '0.2' };
    journal.add({ ...sold({ ...perpetual, tradeId: 'p1', price: '100', at: DAY + 40 }), at: DAY });
    journal.add({ ...fill({ ...perpetual, tradeId: 'p2', price: '90', at: DAY + 50 }), at: DAY });
    const [spot, short] = await exported('realised');
    expect(spot).toMatchObject({
      opening_trade_id: 'b1',
      cost: '100.1',
      proceeds: '149.85',
      realised: '49.75',
      side: 'long',
    });
    expect(short).toMatchObject({
      market: 'perpetual',
      side: 'short',
      cost: '180.2',
      proceeds: '199.8',
      realised: '19.6',
    });
    expect((await exported('realised', { method: 'lifo' }))[0]).toMatchObject({ cost: '120', realised: '29.85' });
    expect((await exported('realised', { method: 'average' }))[0]).toMatchObject({
      cost: '110.05',
      realised: '39.8',
      opened_utc: '',
    });
    // What was bought before the time asked for still is the cost of what was sold in it.
    expect((await exported('realised', { from: DAY + 30 }))[0]).toMatchObject({ cost: '100.1' });
  });

  it('of funding, decisions and what operators did tells each from its record', async () => {
    const income = {
      accountId: 'sub-1',
      id: 'i1',
      kind: 'funding',
      symbol: 'BTC/USDT:USDT',
      asset: 'USDT',
      amount: '-0.03',
      at: DAY,
    };
    journal.add({ type: 'account.income', data: income, at: DAY });
    journal.add({ type: 'account.income', data: income, at: DAY });
    const sentence = 'Worth 640 USDT, above "the" limit.';
    journal.add({ ...decided({ botOrderId: '=1+1' }, { 'order-value': sentence }), at: DAY });
    journal.add({ type: 'halt.tripped', data: { id: 'h', source: 'button', reason: 'a\nb' }, at: DAY });
    journal.add({ type: 'bot.started', data: { botId: 'grid-1' }, at: DAY });
    expect(await exported('funding')).toMatchObject([{ amount: '-0.03', kind: 'funding', asset: 'USDT' }]);
    expect(await exported('decisions')).toMatchObject([
      { verdict: 'deny', failed_checks: 'order-value', reasons: sentence, client_order_id: '', bot_order_id: "'=1+1" },
    ]);
    expect(await exported('operator')).toMatchObject([{ kind: 'halt.tripped', by: 'button' }]);
  });

  it('writes nothing of a journal that is not whole', async () => {
    journal.add({ ...fill(), at: DAY });
    journal.flush();
    const path = join(journal.folder, 'segment-000001.jsonl');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"0.05"', '"0.04"'));
    await expect(exported('fills')).rejects.toThrow('record 2: the hash is not that of the text');
    expect(readdirSync(folder)).toEqual(['journal']);
  });

  it('quotes what must be, and lets no text become a formula', () => {
    expect(csvLine(['a,b', 'say "x"', 'l1\nl2', '-1.50', '-x', '@y', null, 7])).toBe(
      '"a,b","say ""x""","l1\nl2",-1.50,\'-x,\'@y,,7\r\n',
    );
  });
});
