import { describe, expect, it } from 'vitest';
import { Engine } from '../../electron/domains/paper/engine/engine';
import { inventHistory } from '../../electron/domains/paper/engine/history';
import { SyntheticPath } from '../../electron/domains/paper/engine/market-model';
import { createRandom } from '../../electron/domains/paper/engine/random';
import { PAPER_SYMBOLS } from '../../electron/domains/paper/engine/symbols';
import type { EngineSink } from '../../electron/domains/paper/engine/types';
import { DepthDiff } from '../../electron/domains/paper/server/depth-diff';
import { depth } from '../../electron/domains/paper/server/market-payloads';
import { distortionFor, liveView, UNDISTORTED } from '../../electron/domains/paper/server/market-view';
import { Connection } from '../../electron/domains/paper/server/socket';
import { parseStream } from '../../electron/domains/paper/server/stream-names';
import { START } from '../support/paper-engine';

interface DepthEvent {
  readonly U: number;
  readonly u: number;
  readonly b: string[][];
  readonly a: string[][];
}

/** One market and a follower's book: a snapshot, kept up by differences. */
function follower() {
  let diff: DepthDiff | undefined;
  const sink: EngineSink = {
    order: () => undefined,
    rejected: () => undefined,
    balances: () => undefined,
    trade: () => undefined,
    levelChanged: (_symbol, side, price) => diff?.levelChanged(side, price),
    committed: () => undefined,
  };
  const spec = PAPER_SYMBOLS[0];
  if (spec === undefined) throw new Error('no market');
  const path = new SyntheticPath(spec.model, createRandom(1, 'path'));
  const history = inventHistory(spec, createRandom(1, 'history'), spec.model.startPrice, START);
  const engine = new Engine({ seed: 1, startAt: START, markets: [{ spec, path, history }], sink });
  engine.advance(START);
  const market = engine.market(spec.id);
  if (market === undefined) throw new Error('no market');
  const depthDiff = new DepthDiff(market);
  diff = depthDiff;
  const book = { bids: new Map<string, string>(), asks: new Map<string, string>(), lastId: 0 };
  const load = (distortion = UNDISTORTED): void => {
    const snapshot = depth(liveView(market, distortion), 5_000);
    book.bids = new Map(snapshot.bids as Array<[string, string]>);
    book.asks = new Map(snapshot.asks as Array<[string, string]>);
    book.lastId = snapshot.lastUpdateId;
  };
  const apply = (event: DepthEvent): void => {
    expect(event.U).toBe(book.lastId + 1);
    for (const [levels, side] of [
      [event.b, book.bids],
      [event.a, book.asks],
    ] as const) {
      for (const [price = '', quantity = ''] of levels) {
        if (quantity === '0.00000000') side.delete(price);
        else side.set(price, quantity);
      }
    }
    book.lastId = event.u;
  };
  const expectSame = (distortion = UNDISTORTED): void => {
    const now = depth(liveView(market, distortion), 5_000);
    expect(Object.fromEntries(book.bids)).toEqual(Object.fromEntries(now.bids as Array<[string, string]>));
    expect(Object.fromEntries(book.asks)).toEqual(Object.fromEntries(now.asks as Array<[string, string]>));
  };
  return { engine, market, diff: depthDiff, load, apply, expectSame };
}

describe('the depth stream', () => {
  it('keeps a follower’s book equal to the exchange’s, event by event', () => {
    const { engine, diff, load, apply, expectSame } = follower();
    load();
    for (let i = 1; i <= 300; i += 1) {
      engine.advance(START + i * 100);
      const event = diff.flush(UNDISTORTED, START + i * 100);
      if (event !== undefined) apply(event as DepthEvent);
    }
    expectSame();
  });

  it('keeps it equal when published prices become crossed, absurd and right again', () => {
    const { engine, market, diff, load, apply, expectSame } = follower();
    load();
    let distortion = UNDISTORTED;
    for (const [i, fault] of (['crossed', 'absurd', undefined] as const).entries()) {
      engine.advance(START + i * 1_000 + 500);
      market.book.updateId += 1;
      diff.republish(distortion);
      distortion = distortionFor(fault, market);
      const event = diff.flush(distortion, START);
      if (event !== undefined) apply(event as DepthEvent);
      expectSame(distortion);
    }
  });
});

describe('a connection', () => {
  const socket = (bufferedAmount: number) => {
    const did: string[] = [];
    const fake = {
      OPEN: 1,
      readyState: 1,
      bufferedAmount,
      on: () => fake,
      send: () => did.push('sent'),
      terminate: () => did.push('cut'),
      close: () => did.push('closed'),
    };
    return { did, connection: new Connection(fake as never, 5) };
  };

  it('whose reader has let more than 4 MB pile up is cut instead of buffered for ever', () => {
    const [quick, slow] = [socket(0), socket(5_000_000)];
    for (const { connection } of [quick, slow]) connection.send('x');
    expect([quick.did, slow.did]).toEqual([['sent'], ['cut']]);
  });

  it('that sends a sixth message within a second is closed', () => {
    const { did, connection } = socket(0);
    expect([1, 2, 3, 4, 5, 6].map(() => connection.admits(1_000))).toEqual([true, true, true, true, true, false]);
    expect(did).toEqual(['closed']);
    expect(connection.admits(2_000)).toBe(true);
  });
});

describe('a stream name', () => {
  it.each([
    ['btcusdt@trade', 'trade'],
    ['btcusdt@depth@100ms', 'depth'],
    ['btcusdt@depth20@100ms', 'partialDepth'],
    ['ethusdt@kline_1m', 'kline'],
    ['!miniTicker@arr', 'allMiniTickers'],
    ['BTCUSDT@trade', undefined],
    ['nosuch@trade', undefined],
    ['btcusdt@kline_7m', undefined],
    ['btcusdt@depth@1ms', undefined],
    ['0', undefined],
  ])('%s means %s', (name, kind) => {
    expect(parseStream(name, ['BTCUSDT', 'ETHUSDT'])?.kind).toBe(kind);
  });
});
