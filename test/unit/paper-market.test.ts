import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { formatDecimal, toNumber } from '#shared/model/decimal';
import { aggregate, intervalBounds } from '../../electron/domains/paper/engine/intervals';
import { RecordedPath, readRecording } from '../../electron/domains/paper/engine/recorded-market';
import { emptyCandle } from '../../electron/domains/paper/engine/tape';
import { accepted, paperBench, START } from '../support/paper-engine';

const folder = mkdtempSync(join(tmpdir(), 'paper-market-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the synthetic market', () => {
  it('quotes every symbol on both sides with bid below ask, for five minutes', () => {
    const { engine } = paperBench({ seed: 3 });
    for (let second = 1; second <= 300; second += 1) {
      engine.advance(START + second * 1_000);
      for (const symbol of engine.symbols) {
        const book = engine.market(symbol)?.book;
        const [bid, ask] = [book?.best('BUY')?.price ?? 0n, book?.best('SELL')?.price ?? 0n];
        expect(bid > 0n && bid < ask).toBe(true);
      }
    }
  });

  it('trades a grid with 0.1 percent spacing on BTC, ETH and SOL several times a minute', () => {
    const { engine, prints } = paperBench({ seed: 2 });
    for (let at = 0; at <= 420_000; at += 5_000) engine.advance(START + at);
    for (const symbol of ['BTCUSDT', 'ETHUSDT', 'SOLUSDT']) {
      const prices = prints.filter((print) => print.symbol === symbol).map((print) => toNumber(print.trade.price));
      // A grid trades when the price has moved one spacing away from its last trade.
      let last = prices[0] ?? 0;
      let crossings = 0;
      for (const price of prices) {
        if (Math.abs(price / last - 1) < 0.001) continue;
        crossings += 1;
        last = price;
      }
      expect(crossings / 7).toBeGreaterThan(2);
    }
  });

  it('fills an order at the best bid within seconds, in small pieces', () => {
    const { engine, place, events } = paperBench({ seed: 5 });
    const bid = engine.market('BTCUSDT')?.book.best('BUY')?.price;
    const { order } = accepted(place('alice', { price: formatDecimal(bid ?? (1n as never)), quantity: '0.02' }));
    engine.advance(START + 60_000);
    expect(order.status).toBe('FILLED');
    expect(events.filter((event) => event.execution === 'TRADE').length).toBeGreaterThan(1);
  });

  it('does not catch up on hours of market time after the machine slept', () => {
    const { engine } = paperBench();
    const before = performance.now();
    engine.advance(START + 12 * 3_600_000);
    expect(performance.now() - before).toBeLessThan(2_000);
    expect(engine.now).toBe(START + 12 * 3_600_000);
  });
});

describe('a recorded market', () => {
  const csv =
    'timestamp,open,high,low,close,volume\n2022-01-01 00:00:00,100,110,95,105,10\n2022-01-01 00:01:00,105,106,90,91,30\n';
  const write = (name: string, content: string | Buffer): string => {
    const file = join(folder, name);
    writeFileSync(file, content);
    return file;
  };

  it.each([
    ['plain', csv],
    ['gzipped', gzipSync(csv)],
  ] as const)('is read from a %s file', (kind, content) => {
    const read = readRecording(write(`${kind}.csv`, content));
    expect(read.ok && read.value.map((candle) => candle.close)).toEqual([105, 91]);
  });

  it.each([
    ['a missing file', join(folder, 'nowhere.csv'), 'cannot read'],
    ['a line that is no candle', write('bad.csv', `${csv}oops\n`), 'line 4 of'],
    ['a high below the close', write('low.csv', '0,100,101,95,105,1\n'), 'line 1 of'],
    ['no candles', write('empty.csv', 'timestamp,open,high,low,close,volume\n'), 'holds no candles'],
    ['a torn gzip file', write('torn.csv.gz', gzipSync(csv).subarray(0, 40)), 'cannot read'],
  ])('says what is wrong with %s', (_what, file, words) => {
    const read = readRecording(file);
    expect(read.ok ? '' : read.error).toContain(words);
  });

  it('passes each minute through open, low, high and close, and begins again without a jump', () => {
    const read = readRecording(write('path.csv', csv));
    if (!read.ok) throw new Error(read.error);
    const path = new RecordedPath(read.value);
    const prices = Array.from({ length: 1_260 }, () => path.next().fair);
    expect(prices[0]).toBe(100);
    expect(Math.min(...prices.slice(0, 600))).toBeCloseTo(95, 6);
    expect(Math.max(...prices.slice(0, 600))).toBeCloseTo(110, 6);
    const jumps = prices.slice(1).map((price, i) => Math.abs(price / (prices[i] ?? price) - 1));
    expect(Math.max(...jumps)).toBeLessThan(0.002);
  });
});

describe('candles', () => {
  it('begin at whole hours, Mondays and first days of months, UTC', () => {
    const at = Date.UTC(2026, 0, 7, 13, 37, 5);
    const starts = ['15m', '4h', '1d', '1w', '1M'].map((interval) =>
      new Date(intervalBounds(interval, at).start).toISOString().slice(0, 16),
    );
    expect(starts).toEqual([
      '2026-01-07T13:30',
      '2026-01-07T12:00',
      '2026-01-07T00:00',
      '2026-01-05T00:00',
      '2026-01-01T00:00',
    ]);
  });

  it('of five minutes join five of one minute', () => {
    const minutes = [100n, 120n, 90n, 95n, 99n, 130n].map((price, i) =>
      emptyCandle(START + i * 60_000, price as never, i),
    );
    const [first, second] = aggregate(minutes, '5m');
    expect([first?.open, first?.high, first?.low, first?.close, first?.closeTime]).toEqual([
      100n,
      120n,
      90n,
      99n,
      START + 299_999,
    ]);
    expect(second?.open).toBe(130n);
  });
});
