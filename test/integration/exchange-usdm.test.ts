import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Decimal, decimal, floorTo, formatDecimal, mul, parseDecimal } from '#shared/model/decimal';
import type { MarketRules, Reference } from '#shared/model/market';
import { CONDITIONAL_TYPES, type Fill, isAtMarket, ORDER_TYPES } from '#shared/model/order';
import type { Result } from '#shared/model/result';
import { createFallbackCanceller } from '../../electron/app/fallback-canceller';
import type { ExchangeFailure, ExchangeOrder, Income, PositionUpdate } from '../../electron/domains/exchange/index';
import { systemClock } from '../../electron/platform/clock';
import {
  allUp,
  askExchange,
  CANARY,
  type ExchangeWorld,
  type PaperWorld,
  startExchange,
  startPaper,
  until,
} from '../support/exchange-world';
import { steadyMarket } from '../support/steady-market';

const ACCOUNTS = ['perp-1', 'perp-2'];
const BTC = 'BTC/USDT:USDT';
const ETH = 'ETH/USDT:USDT';
const SYMBOLS = [BTC, ETH];

let paper: PaperWorld;
let world: ExchangeWorld;
let next = 0;
const newId = (): string => `t${next++}`;
const rules = new Map<string, MarketRules>();
const references = new Map<string, Reference>();

beforeAll(async () => {
  paper = await startPaper(ACCOUNTS, { futures: '100000' });
  world = await startExchange(paper, ACCOUNTS, SYMBOLS, SYMBOLS, 'binanceusdm', { leverage: 5, mode: 'cross' });
  world.exchange.onMarkets((list) => {
    for (const one of list) rules.set(one.symbol, one);
  });
  world.exchange.onReference((reference) => references.set(reference.symbol, reference));
});
afterAll(async () => {
  await world.exchange.stop();
  await paper.stop();
});
afterEach(async () => {
  await Promise.all(SYMBOLS.flatMap((symbol) => ACCOUNTS.map((account) => world.exchange.cancelAll(account, symbol))));
  for (const account of ACCOUNTS) await flatten(account);
});

function failure(result: Result<unknown, ExchangeFailure>): ExchangeFailure {
  if (result.ok) throw new Error('it was expected to fail');
  return result.error;
}

function value<T>(result: Result<T, ExchangeFailure>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

const streamed = (clientOrderId: string, status: ExchangeOrder['status']): Promise<ExchangeOrder> =>
  until(world.exchange.onOrder, (order) => order.clientOrderId === clientOrderId && order.status === status);

const market = (account: string, side: 'buy' | 'sell', quantity: string, symbol = BTC, reduceOnly = false) => ({
  ...world.orders.market(account, newId(), symbol),
  side,
  quantity,
  reduceOnly,
});

async function positionOf(account: string, symbol = BTC, at = paper): Promise<Decimal> {
  const rows = (await askExchange(at.urls.rest, account, 'GET', '/fapi/v3/positionRisk')) as Array<{
    symbol: string;
    positionAmt: string;
  }>;
  const row = rows.find((each) => each.symbol === symbol.replace('/', '').replace(':USDT', ''));
  return decimal(row?.positionAmt ?? '0');
}

async function flatten(account: string): Promise<void> {
  for (const symbol of SYMBOLS) {
    const held = await positionOf(account, symbol);
    if (held === 0n) continue;
    const size = formatDecimal((held < 0n ? -held : held) as Decimal);
    value(await world.entry.place(market(account, held < 0n ? 'buy' : 'sell', size, symbol, true)));
  }
}

describe('the market of perpetuals', () => {
  it('is told with its contract, its brackets and what may be sent there', async () => {
    await world.exchange.restart();
    await until(world.exchange.onMarkets, () => true);
    await allUp(world.exchange, 3);
    const btc = rules.get(BTC);
    expect(btc).toMatchObject({
      base: 'BTC',
      quote: 'USDT',
      isTrading: true,
      orderTypes: ORDER_TYPES,
    });
    expect(formatDecimal(btc?.minNotional ?? decimal(0))).not.toBe('0');
    expect(btc?.contract).toMatchObject({ settle: 'USDT', contractSize: decimal(1), maxLeverage: decimal(125) });
    expect(btc?.contract?.brackets[0]).toEqual({
      notionalCap: decimal(300_000),
      maxLeverage: decimal(125),
      maintenanceRate: decimal('0.004'),
    });
  });

  it('tells bid, ask, what stands there, the volume, the mark price and the funding rate', async () => {
    const told = await until(world.exchange.onReference, ({ symbol }) => symbol === BTC);
    const raw = (await (await fetch(`${paper.urls.rest}/fapi/v1/premiumIndex?symbol=BTCUSDT`)).json()) as {
      markPrice: string;
    };
    const distance = Number(formatDecimal(told.mark ?? decimal(0))) / Number(raw.markPrice) - 1;
    expect(Math.abs(distance)).toBeLessThan(0.01);
    expect([told.bidQuantity ?? 0n, told.askQuantity ?? 0n, told.volume24h ?? 0n].every((each) => each > 0n)).toBe(
      true,
    );
    expect(told.fundingRate).toBeDefined();
    expect(told.nextFundingAt ?? 0).toBeGreaterThan(told.exchangeTime);
  });
});

describe('orders on perpetuals', () => {
  it('stand at the exchange with exactly the digits that were decided, post-only as GTX', async () => {
    const order = { ...world.orders.resting('perp-1', newId()), type: 'post-only' } as const;
    const echo = streamed(order.clientOrderId, 'open');
    const placed = value(await world.entry.place(order));
    expect(placed).toMatchObject({ status: 'open', type: 'post-only', reduceOnly: false });
    expect([placed.quantity, placed.price]).toEqual([parseDecimal(order.quantity), parseDecimal(order.price ?? '')]);
    expect((await echo).exchangeOrderId).toBe(placed.exchangeOrderId);
    const listed = value(await world.exchange.openOrders('perp-1'));
    expect(listed.map(({ clientOrderId }) => clientOrderId)).toEqual([order.clientOrderId]);
    expect(value(await world.exchange.openOrders('perp-2'))).toEqual([]);
    const cancelled = value(await world.exchange.cancelOrder(order));
    expect(cancelled).toMatchObject({ status: 'cancelled', clientOrderId: order.clientOrderId });
    expect(failure(await world.exchange.cancelOrder(order)).code).toBe('unknown-order');
  });

  it('that fill are told with fee and realised profit, and the position that came of it: long, flipped to short, flat', async () => {
    const fills: Fill[] = [];
    const updates: PositionUpdate[] = [];
    const stops = [
      world.exchange.onFill((fill) => fills.push(fill)),
      world.exchange.onPositions((update) => updates.push(update)),
    ];
    for (const [side, quantity, held] of [
      ['buy', '0.02', '0.02'],
      ['sell', '0.05', '-0.03'],
      ['buy', '0.03', '0'],
    ] as const) {
      const order = market('perp-1', side, quantity);
      const filled = streamed(order.clientOrderId, 'filled');
      value(await world.entry.place(order));
      await filled;
      expect(formatDecimal(await positionOf('perp-1'))).toBe(held);
      expect(formatDecimal(updates.at(-1)?.positions[0]?.quantity ?? decimal('-1'))).toBe(held);
    }
    for (const stop of stops) stop();
    expect(new Set(fills.map(({ tradeId }) => tradeId)).size).toBe(fills.length);
    expect(
      fills.every(({ feeAsset, fee, realised }) => feeAsset === 'USDT' && fee > 0n && realised !== undefined),
    ).toBe(true);
    // Closed out, all that was realised is what was sold for more than it was bought for, to the last digit.
    const cash = fills.reduce((sum, { side, price, quantity }) => {
      const worth = mul(price, quantity);
      return (side === 'buy' ? sum - worth : sum + worth) as Decimal;
    }, decimal(0));
    const realised = fills.reduce((sum, fill) => (sum + (fill.realised ?? 0n)) as Decimal, decimal(0));
    expect(formatDecimal(realised)).toBe(formatDecimal(cash));
    const { fills: history } = value(await world.exchange.snapshot('perp-1'));
    expect(history.slice(-fills.length).map(({ tradeId, realised: told }) => [tradeId, told])).toEqual(
      fills.map(({ tradeId, realised: told }) => [tradeId, told]),
    );
  });

  it('that only reduce are refused where there is nothing to reduce, and end a position where there is', async () => {
    expect(failure(await world.entry.place(market('perp-2', 'sell', '0.01', BTC, true)))).toMatchObject({
      code: 'rejected',
      exchangeCode: -2022,
    });
    value(await world.entry.place(market('perp-2', 'sell', '0.01')));
    const exit = market('perp-2', 'buy', '0.04', BTC, true);
    expect(value(await world.entry.place(exit)).reduceOnly).toBe(true);
    expect(await positionOf('perp-2')).toBe(0n);
  });

  it.each(CONDITIONAL_TYPES)(
    'of type %s wait at the exchange, are told as they are, and are cancelled there',
    async (type) => {
      const base = world.orders.resting('perp-1', newId());
      // Far below: what waits for a rise sells there, what waits for a fall buys.
      const side = type.startsWith('stop') ? 'sell' : 'buy';
      const order = {
        ...base,
        type,
        side,
        stopPrice: base.price,
        price: isAtMarket(type) ? null : base.price,
      } as const;
      const streamedWaiting = streamed(order.clientOrderId, 'waiting');
      const told = { type, side, status: 'waiting', stopPrice: decimal(base.price ?? ''), reduceOnly: false };
      expect(value(await world.entry.place(order))).toMatchObject(told);
      expect(await streamedWaiting).toMatchObject(told);
      expect(value(await world.exchange.openOrders('perp-1'))).toMatchObject([told]);
      expect(value(await world.entry.query(order))).toMatchObject(told);
      expect(value(await world.exchange.cancelOrder(order)).status).toBe('cancelled');
    },
  );

  it('that are conditional are held, too, until their decision is durable, and do not leave while orders are frozen', async () => {
    const held = { ...market('perp-1', 'sell', '0.01'), type: 'stop-market', stopPrice: '100' } as const;
    world.entry.prepare(held);
    world.exchange.freeze();
    try {
      expect(failure(await world.entry.place(held)).code).toBe('not-sent');
    } finally {
      world.exchange.thaw();
    }
    expect(await askExchange(paper.urls.rest, 'perp-1', 'GET', '/fapi/v1/openAlgoOrders')).toEqual([]);
    world.entry.prepare(held);
    expect(value(await world.entry.place(held)).status).toBe('waiting');
    expect(await askExchange(paper.urls.rest, 'perp-1', 'GET', '/fapi/v1/openAlgoOrders')).toHaveLength(1);
  });

  it.each(['unknownOutcome', 'cutAfterAccept'] as const)(
    'whose outcome is lost (%s) are found by asking, and never sent again',
    async (fault) => {
      await paper.faults({ [fault]: { count: 1 } });
      const order = world.orders.resting('perp-1', newId());
      expect(failure(await world.entry.place(order)).code).toBe('outcome-unknown');
      expect(value(await world.entry.query(order))).toMatchObject({
        status: 'open',
        clientOrderId: order.clientOrderId,
      });
      expect(value(await world.exchange.openOrders('perp-1'))).toHaveLength(1);
    },
  );

  it('that never came in are not known there', async () => {
    await paper.faults({ cutBeforeAccept: { count: 1 } });
    const order = world.orders.resting('perp-1', newId());
    expect(failure(await world.entry.place(order)).code).toBe('outcome-unknown');
    expect(failure(await world.entry.query(order)).code).toBe('unknown-order');
  });

  it('do not leave while orders are frozen, and cancels do', async () => {
    const standing = world.orders.resting('perp-1', newId());
    value(await world.entry.place(standing));
    world.exchange.freeze();
    try {
      expect(failure(await world.entry.place(world.orders.resting('perp-1', newId()))).code).toBe('not-sent');
      expect(value(await world.exchange.cancelOrder(standing)).status).toBe('cancelled');
    } finally {
      world.exchange.thaw();
    }
  });
});

describe('a halt that the guard cannot carry out', () => {
  it('is carried out by the worker: book and conditional orders are cancelled, listed until none is left, and named', async () => {
    const known = world.orders.resting('perp-1', newId());
    value(await world.entry.place(known));
    const stop = { algoType: 'CONDITIONAL', symbol: 'ETHUSDT', side: 'SELL', type: 'STOP_MARKET' };
    const more = { quantity: '0.1', triggerPrice: '100' };
    const placed = await askExchange(paper.urls.rest, 'perp-1', 'POST', '/fapi/v1/algoOrder', { ...stop, ...more });
    expect(placed).toMatchObject({ algoStatus: 'NEW' });
    expect(
      value(await world.exchange.openOrders('perp-1'))
        .map(({ type }) => type)
        .sort(),
    ).toEqual(['limit', 'stop-market']);
    const canceller = createFallbackCanceller(world.exchange, SYMBOLS, systemClock);
    const [result] = (await canceller.cancelAll('halt-1', ['perp-1'], [known])) ?? [];
    expect(result).toMatchObject({ accountId: 'perp-1', state: 'verified-empty' });
    expect(result?.orders).toContainEqual(
      expect.objectContaining({ clientOrderId: known.clientOrderId, outcome: 'cancelled' }),
    );
    for (const path of ['/fapi/v1/openOrders', '/fapi/v1/openAlgoOrders'])
      expect(await askExchange(paper.urls.rest, 'perp-1', 'GET', path)).toEqual([]);
  });
});

describe('the money of a margin account', () => {
  it('is a wallet, with the leverage that was asked for set on each symbol', async () => {
    const { balances, margin } = value(await world.exchange.snapshot('perp-1'));
    expect(balances.map(({ asset, locked }) => [asset, locked])).toEqual([['USDT', decimal(0)]]);
    const leverages = new Map(margin?.leverages.map(({ symbol, leverage }) => [symbol, leverage]));
    expect(SYMBOLS.map((symbol) => leverages.get(symbol))).toEqual([decimal(5), decimal(5)]);
    const told = until(world.exchange.onLeverages, ({ accountId }) => accountId === 'perp-1');
    await askExchange(paper.urls.rest, 'perp-1', 'POST', '/fapi/v1/leverage', { symbol: 'ETHUSDT', leverage: '7' });
    expect((await told).leverages).toEqual([{ symbol: ETH, leverage: decimal(7) }]);
  });

  it('comes back with a snapshot after the stream was cut, and nothing that happened meanwhile is lost', async () => {
    const down = until(world.exchange.onLink, ({ state }) => state === 'down');
    const snapshots = until(world.exchange.onSnapshot, ({ accountId }) => accountId === 'perp-1', 30_000);
    await paper.faults({ outage: true });
    await down;
    await paper.lift('outage');
    expect((await snapshots).margin).toBeDefined();
  }, 60_000);

  it('says nothing of its keys, whatever goes wrong', () => {
    expect(world.output.join('\n')).not.toContain(CANARY);
  });
});

describe('on a market that only rises', () => {
  const RISING = ['short', 'protected', 'funded'];
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-rising-'));
  let rising: PaperWorld;
  let fast: ExchangeWorld;

  beforeAll(async () => {
    // 0.2 % each second; each three minutes of market time, which are three seconds of ours, are a funding.
    rising = await startPaper(RISING, {
      futures: '100000',
      speed: 60,
      fundingEveryHours: 0.05,
      recording: { file: steadyMarket(folder, 0.002, 600), symbol: 'BTC/USDT' },
    });
    fast = await startExchange(rising, RISING, [BTC], [BTC], 'binanceusdm', { leverage: 125, mode: 'isolated' });
  });
  afterAll(async () => {
    await fast?.exchange.stop();
    await rising?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const filledOf = (clientOrderId: string): Promise<ExchangeOrder> =>
    until(fast.exchange.onOrder, (order) => order.clientOrderId === clientOrderId && order.status === 'filled', 60_000);

  it('an order that waits for the mark price goes off there, is the same order all along, and ends the position', async () => {
    const { exchange, entry, orders } = fast;
    const fills: Fill[] = [];
    const stopListening = exchange.onFill((fill) => fill.accountId === 'protected' && fills.push(fill));
    value(await entry.place({ ...orders.market('protected', newId()), quantity: '0.01' }));
    const { markPrice } = (await (await fetch(`${rising.urls.rest}/fapi/v1/premiumIndex?symbol=BTCUSDT`)).json()) as {
      markPrice: string;
    };
    /** On one side of the mark, seconds away from it. */
    const beside = (type: 'stop-market' | 'take-profit-market', factor: string) => ({
      ...orders.market('protected', newId()),
      side: 'sell' as const,
      quantity: '0.01',
      reduceOnly: true,
      type,
      stopPrice: formatDecimal(floorTo(mul(decimal(markPrice), decimal(factor)), decimal('0.1'))),
    });
    const [stop, target] = [beside('stop-market', '0.99'), beside('take-profit-market', '1.01')];
    const done = filledOf(target.clientOrderId);
    const waiting = value(await entry.place(target));
    expect([waiting.status, value(await entry.place(stop)).status]).toEqual(['waiting', 'waiting']);
    const { exchangeOrderId } = await done;
    stopListening();
    expect(fills.at(-1)).toMatchObject({ clientOrderId: target.clientOrderId, exchangeOrderId });
    expect(fills.at(-1)?.price).toBeGreaterThan(decimal(markPrice));
    expect(await positionOf('protected', BTC, rising)).toBe(0n);
    expect(value(await entry.query(target))).toMatchObject({ status: 'filled' });
    expect(value(await entry.query(stop)).status).not.toBe('filled');
  }, 90_000);

  it('funding moves the wallet, and is told once, with its symbol and its sign', async () => {
    const { exchange, entry, orders } = fast;
    const told: Income[] = [];
    exchange.onIncome((income) => income.accountId === 'funded' && told.push(income));
    value(await entry.place({ ...orders.market('funded', newId()), quantity: '0.05' }));
    await expect.poll(() => told.length, { timeout: 60_000, interval: 50 }).toBeGreaterThan(0);
    expect(told[0]).toMatchObject({ accountId: 'funded', type: 'FUNDING_FEE', symbol: BTC, asset: 'USDT' });
    expect(told[0]?.amount).not.toBe(0n);
    const { margin } = value(await exchange.snapshot('funded'));
    expect(margin?.incomes.find(({ id }) => id === told[0]?.id)).toEqual(told[0]);
    expect(new Set(told.map(({ id }) => id)).size).toBe(told.length);
  }, 90_000);

  it('a liquidation is told as what it is: an order of the exchange, its fills with what they lost, and a position that is gone', async () => {
    const { exchange, entry, orders } = fast;
    const isOurs = ({ accountId }: { readonly accountId: string }): boolean => accountId === 'short';
    const told: ExchangeOrder[] = [];
    const fills: Fill[] = [];
    const incomes: Income[] = [];
    let last: PositionUpdate | undefined;
    exchange.onOrder((order) => isOurs(order) && told.push(order));
    exchange.onFill((fill) => isOurs(fill) && fills.push(fill));
    exchange.onIncome((income) => isOurs(income) && incomes.push(income));
    // What a reading tells first is not told a second time.
    exchange.onSnapshot((snapshot) => isOurs(snapshot) && incomes.push(...(snapshot.margin?.incomes ?? [])));
    exchange.onPositions((update) => {
      if (isOurs(update)) last = update;
    });
    // 0.8 % of the position stands behind it: the market goes through that within seconds.
    value(await entry.place({ ...orders.market('short', newId()), side: 'sell', quantity: '3' }));
    const isGone = (): boolean => told.some(({ clientOrderId }) => clientOrderId.startsWith('autoclose-'));
    await expect.poll(isGone, { timeout: 60_000, interval: 50 }).toBe(true);
    await expect.poll(() => last?.positions[0]?.quantity, { timeout: 10_000 }).toBe(0n);
    const own = told.find(({ clientOrderId }) => clientOrderId.startsWith('autoclose-'));
    const closing = fills.filter(({ exchangeOrderId }) => exchangeOrderId === own?.exchangeOrderId);
    expect(closing.length).toBeGreaterThan(0);
    expect(closing.reduce((sum, { realised }) => (sum + (realised ?? 0n)) as Decimal, decimal(0))).toBeLessThan(0n);
    const { margin: after } = value(await exchange.snapshot('short'));
    expect(after?.positions.every(({ quantity }) => quantity === 0n)).toBe(true);
    // A clearance fee, where anything was left to take it from, is told like any other movement of the wallet.
    const moved = after?.incomes.filter(({ type }) => type !== 'TRANSFER').map(({ id }) => id) ?? [];
    await expect.poll(() => moved.filter((id) => !incomes.some((income) => income.id === id))).toEqual([]);
  }, 90_000);
});
