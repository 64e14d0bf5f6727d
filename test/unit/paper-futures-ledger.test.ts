import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decimal, ZERO } from '#shared/model/decimal';
import { Engine } from '../../electron/domains/paper/engine/engine';
import { FuturesEngine } from '../../electron/domains/paper/engine/futures/engine';
import type { PerpOrderRequest } from '../../electron/domains/paper/engine/futures/types';
import { inventHistory } from '../../electron/domains/paper/engine/history';
import { createRandom } from '../../electron/domains/paper/engine/random';
import { PAPER_SYMBOLS } from '../../electron/domains/paper/engine/symbols';
import { createFuturesSink, type FuturesListeners } from '../../electron/domains/paper/futures-sink';
import type { Ledger } from '../../electron/domains/paper/ledger/ledger';
import { openLedger } from '../../electron/domains/paper/ledger/ledger';
import { openFuturesAccounts } from '../../electron/domains/paper/start-futures';
import { SILENT, steered } from '../support/futures-engine';
import { START } from '../support/paper-engine';

let folder = '';
let file = '';
let said: string[] = [];
const say = (message: string): void => void said.push(message);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'paper-futures-ledger-'));
  file = join(folder, 'ledger.jsonl');
  said = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const alice = { name: 'alice', apiKey: 'k', secret: 's', balances: {}, futuresBalances: { USDT: '10000' } };

function exchange(ledger: Ledger): FuturesEngine {
  const spec = PAPER_SYMBOLS[0];
  if (spec === undefined) throw new Error('no market');
  const history = inventHistory(spec, createRandom(1, 'history'), 64_000, START);
  const spot = new Engine({
    seed: 1,
    startAt: START,
    markets: [{ spec, path: steered(64_000), history }],
    sink: SILENT,
  });
  let listeners: FuturesListeners | undefined;
  const engine = new FuturesEngine({ seed: 1, spot, sink: createFuturesSink(() => listeners) });
  const nobody = new Proxy({}, { get: () => () => undefined }) as never;
  listeners = { engine, ledger, streams: nobody, users: nobody, limits: nobody };
  return engine;
}

const order = (more: Partial<PerpOrderRequest>): PerpOrderRequest => ({
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  price: decimal('63000'),
  quantity: decimal('0.01'),
  reduceOnly: false,
  clientOrderId: undefined,
  stp: 'EXPIRE_MAKER',
  ...more,
});

/** A life of a futures account, written to the ledger. */
function lived(): void {
  const { ledger } = openLedger(file, START, say);
  const engine = exchange(ledger);
  openFuturesAccounts(engine, [alice], undefined);
  engine.advance(START + 1_000);
  const market = engine.market('BTCUSDT');
  if (market === undefined) throw new Error('no market');
  engine.setLeverage(market, 'alice', 33, engine.now);
  engine.place('alice', order({ type: 'MARKET', quantity: decimal('0.03') }), engine.now);
  engine.place('alice', order({}), engine.now);
  engine.place('alice', order({ quantity: decimal('900') }), engine.now);
  const stop = { symbol: 'BTCUSDT', side: 'SELL', type: 'STOP_MARKET', timeInForce: 'GTC', price: ZERO } as const;
  const how = { workingType: 'MARK_PRICE', closePosition: true, reduceOnly: false, stp: 'EXPIRE_MAKER' } as const;
  const algo = { ...stop, ...how, quantity: ZERO, triggerPrice: decimal('60000'), clientAlgoId: undefined };
  engine.placeAlgo('alice', algo, engine.now);
  engine.countdown('alice', 'BTCUSDT', 60_000, engine.now);
  ledger.close();
}

const read = (compactAboveBytes?: number) => {
  const { ledger, state } = openLedger(file, START, say, compactAboveBytes);
  ledger.close();
  return state?.futures;
};
const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_key, each) =>
      typeof each === 'bigint' ? `${each}` : each instanceof Map ? [...each] : each,
    ),
  );

describe('the ledger of a futures account', () => {
  it('gives back wallet, position, settings, orders, stops, incomes and the dead-man timer', () => {
    lived();
    const { ledger, state } = openLedger(file, START, say);
    const engine = exchange(ledger);
    openFuturesAccounts(engine, [alice], state?.futures);
    const position = engine.accounts.position('alice', 'BTCUSDT', 0);
    expect([position.quantity, position.leverage]).toEqual([decimal('0.03'), 33]);
    expect(engine.accounts.get('alice').wallet < decimal('10000')).toBe(true);
    expect(engine.store.open('alice').map(({ price }) => price)).toEqual([decimal('63000')]);
    expect(engine.algos.open('alice').map(({ closePosition }) => closePosition)).toEqual([true]);
    expect(engine.incomes('alice').map(({ type }) => type)[0]).toBe('TRANSFER');
    expect(engine.store.trades('alice', 'BTCUSDT').length).toBeGreaterThan(0);
    engine.advance(START + 61_500);
    expect(engine.store.open('alice')).toEqual([]);
    expect(engine.algos.open('alice').length).toBe(1);
    ledger.close();
    expect(said).toEqual([]);
  });

  it('records what was refused, and says nothing of keys', () => {
    lived();
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('"type":"perp-reject"');
    expect(text).toContain('"code":-2019');
    expect(text).not.toContain('secret');
  });

  it('is the same after it was rewritten for size', () => {
    lived();
    const before = plain(read());
    expect(plain(read(10))).toEqual(before);
    expect(plain(read())).toEqual(before);
  });

  it('is empty in a file from before futures, which is read as ever', () => {
    const { ledger } = openLedger(file, START, say);
    ledger.balances('alice', new Map([['USDT', { free: decimal('5'), locked: ZERO }]]), START);
    ledger.commit();
    ledger.close();
    expect(readFileSync(file, 'utf8')).not.toContain('perp-');
    const { ledger: again, state } = openLedger(file, START, say);
    again.close();
    expect([state?.balances.get('alice')?.get('USDT')?.free, state?.futures.accounts.size]).toEqual([decimal('5'), 0]);
  });

  it('with an amount that is none is set aside like any damage', () => {
    lived();
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"wallet":"[^"]*"/, '"wallet":"a lot"'));
    expect(read()).toBeUndefined();
    expect(said.join()).toContain('set aside as');
  });
});
