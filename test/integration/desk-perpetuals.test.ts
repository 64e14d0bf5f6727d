import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Decimal, decimal, formatDecimal, mul, sub, toNumber } from '#shared/model/decimal';
import { NO_LIMITS } from '#shared/model/limit-values';
import type { OrderIntent } from '#shared/model/order';
import { withPerpetuals } from '../../electron/app/perpetual-desk';
import type { SubmitOutcome } from '../../electron/domains/execution/index';
import {
  type Harness,
  LONG_MS,
  openConsole,
  press,
  quietSettings,
  recordsOf,
  until,
  untilVerified,
} from '../support/desk-console';
import { PASSPHRASE } from '../support/halt-passphrase';

const SYMBOL = 'BTC/USDT:USDT';
const ACCOUNT = 'perp-1';

const dataFolder = mkdtempSync(join(tmpdir(), 'holdfast-perpetuals-'));
let desk: Harness;
let isClosed = false;
let names = 0;

/** Spot accounts are there, without bots that trade; the momentum bot follows the market closely, once it is started. */
const settings = () => {
  const all = withPerpetuals(quietSettings());
  const params = { symbol: SYMBOL, notional: '300', fastSeconds: 1, slowSeconds: 3, thresholdBps: 0, pauseSeconds: 1 };
  return {
    ...all,
    bots: all.bots.map((bot) => (bot.id === 'trend-1' ? { ...bot, params, autoStart: false } : bot)),
  };
};

beforeAll(async () => {
  desk = await openConsole({ settings: settings(), dataFolder });
  const { console } = desk;
  await until(
    'prices, accounts, guard and journal',
    () =>
      console.halt.gate.blocks.size === 0 &&
      console.accounts.every(({ id }) => console.execution.book.account(id).isKnown) &&
      console.health.get('exchange')?.level === 'good' &&
      console.market.reference(SYMBOL) !== undefined &&
      console.market.rules(SYMBOL) !== undefined,
    LONG_MS,
  );
});
afterAll(async () => {
  if (!isClosed) await desk?.close();
  rmSync(dataFolder, { recursive: true, force: true });
});

/** Lines of one type in the exchange's ledger. */
function ledger<T>(type: string): readonly T[] {
  const lines = readFileSync(join(dataFolder, 'paper', 'ledger.jsonl'), 'utf8')
    .split('\n')
    .slice(0, -1);
  return lines.filter((line) => line.includes(`"type":"${type}"`)).map((line) => JSON.parse(line) as T);
}

/** When the exchange's own timer of each symbol runs out, by the exchange's ledger; 0 when it was taken away. UTC milliseconds. */
function countdowns(): ReadonlyMap<string, number> {
  const set = ledger<{ readonly account: string; readonly symbol: string; readonly dueAt: number }>('perp-countdown');
  return new Map(set.map(({ account, symbol, dueAt }) => [`${account} ${symbol}`, dueAt]));
}

/** How each conditional order ended by the exchange's ledger, by client order id. */
const conditionals = (): ReadonlyMap<string, string> =>
  new Map(
    ledger<{ readonly clientAlgoId: string; readonly status: string }>('perp-algo').map((one) => [
      one.clientAlgoId,
      one.status,
    ]),
  );

const book = () => desk.console.execution.book.account(ACCOUNT);
const held = (): string => formatDecimal(book().position(SYMBOL).quantity);

const intent = (change: Partial<OrderIntent> = {}): OrderIntent => {
  names += 1;
  return {
    botId: 'trend-1',
    accountId: ACCOUNT,
    botOrderId: `test-${names}`,
    symbol: SYMBOL,
    side: 'buy',
    type: 'market',
    quantity: decimal('0.004'),
    price: undefined,
    stopPrice: undefined,
    timeInForce: 'GTC',
    reduceOnly: false,
    ...change,
  };
};
const submit = (change: Partial<OrderIntent> = {}): Promise<SubmitOutcome> =>
  desk.console.execution.submit(intent(change));

async function accepted(change: Partial<OrderIntent> = {}): Promise<void> {
  const outcome = await submit(change);
  if (outcome.kind !== 'accepted')
    throw new Error(JSON.stringify(outcome, (_, each) => (typeof each === 'bigint' ? String(each) : each)));
}

/** A resting order so far below the market, on the tick. */
function below(percent: string): Decimal {
  const [rules, reference] = [desk.console.market.rules(SYMBOL), desk.console.market.reference(SYMBOL)];
  if (rules === undefined || reference === undefined) throw new Error('no market yet');
  const price = mul(reference.bid, decimal(percent));
  return sub(price, (price % rules.tickSize) as Decimal);
}

/** The exchange's own word, with nothing of Holdfast in between. */
async function ask(method: 'GET' | 'POST', path: string, parameters: Record<string, string> = {}): Promise<unknown> {
  const { apiKey, secret } = desk.console.paper.credential(ACCOUNT);
  const query = new URLSearchParams({ ...parameters, timestamp: String(Date.now()), recvWindow: '60000' }).toString();
  const signature = createHmac('sha256', secret).update(query).digest('hex');
  const answer = await fetch(`${desk.console.paper.address}${path}?${query}&signature=${signature}`, {
    method,
    headers: { 'X-MBX-APIKEY': apiKey },
  });
  return answer.json();
}

async function atExchange(): Promise<{ quantity: string; wallet: string; available: string }> {
  const account = (await ask('GET', '/fapi/v3/account')) as {
    totalWalletBalance: string;
    availableBalance: string;
    positions: Array<{ symbol: string; positionAmt: string }>;
  };
  const row = account.positions.find(({ symbol }) => symbol === 'BTCUSDT');
  const plain = (text: string): string => formatDecimal(decimal(text));
  return {
    quantity: plain(row?.positionAmt ?? '0'),
    wallet: plain(account.totalWalletBalance),
    available: account.availableBalance,
  };
}

const view = () => desk.console.desk.snapshot().accounts.find(({ accountId }) => accountId === ACCOUNT);

describe('a perpetual account on the desk', () => {
  it('has its wallet, its leverage as the settings say, and everything free', async () => {
    expect(formatDecimal(book().total('USDT'))).toBe('10000');
    expect(book().margin.leverage(SYMBOL)).toBe(decimal(2));
    expect(view()).toMatchObject({ equity: '10000', cash: '10000', margin: { used: '0', available: '10000' } });
  });

  it('goes long, flips to short and ends by a reduce-only order; book and exchange agree to the last digit', async () => {
    for (const [side, quantity, reduceOnly, after] of [
      ['buy', '0.006', false, '0.006'],
      ['sell', '0.011', false, '-0.005'],
      ['buy', '0.005', true, '0'],
    ] as const) {
      await accepted({ side, quantity: decimal(quantity), reduceOnly });
      await until(`a position of ${after}`, () => held() === after);
      const theirs = await atExchange();
      expect([theirs.quantity, theirs.wallet]).toEqual([after, formatDecimal(book().total('USDT'))]);
    }
    const { positions } = desk.console.desk.snapshot();
    expect(positions.find(({ symbol }) => symbol === SYMBOL)).toMatchObject({ quantity: '0', unrealised: '0' });
    await desk.console.recorder.settled();
    expect(recordsOf(desk.dataFolder, 'account.adjusted')).toEqual([]);
    expect(recordsOf(desk.dataFolder, 'position.adjusted')).toEqual([]);
  });

  it('shows a position with mark, margin used and where it would be liquidated; its loss counts against the limits', async () => {
    for (const _ of [1, 2]) await accepted({ side: 'sell', quantity: decimal('0.01') });
    await until('the short', () => held() === '-0.02');
    const shown = desk.console.desk.snapshot().positions.find(({ symbol }) => symbol === SYMBOL);
    const mark = Number(shown?.mark);
    expect(Number(shown?.value)).toBeCloseTo(-0.02 * mark, 6);
    expect(shown?.margin).toMatchObject({ leverage: '2', isIsolated: false });
    expect(Number(shown?.margin?.used)).toBeCloseTo((0.02 * mark) / 2, 4);
    expect(Number(shown?.margin?.liquidationPrice)).toBeGreaterThan(mark * 1.5);
    const account = view();
    const [equity, used, available] = [account?.equity, account?.margin?.used, account?.margin?.available].map(Number);
    expect(used ?? 0).toBeGreaterThan(500);
    expect((available ?? 0) + (used ?? 0)).toBeCloseTo(equity ?? -1, 6);
    const theirs = Number((await atExchange()).available);
    expect(Math.abs(theirs - (available ?? 0))).toBeLessThan(5);
    // The meters know the same money as the screens.
    const used1 = desk.console.risk.watch.look(intent(), NO_LIMITS, Date.now(), performance.now()).loss.account;
    expect(Math.abs(toNumber(used1?.equity ?? decimal(0)) - Number(view()?.equity))).toBeLessThan(1);
    for (const _ of [1, 2]) await accepted({ side: 'buy', quantity: decimal('0.01'), reduceOnly: true });
    await until('flat', () => held() === '0');
  });
});

const refused = async (change: Partial<OrderIntent>): Promise<readonly string[]> => {
  const outcome = await submit(change);
  return outcome.kind === 'refused' ? outcome.checks : [outcome.kind];
};

describe('the gate on perpetuals', () => {
  it('refuses an order that says it reduces and would not, also where working orders already end the position', async () => {
    expect(await refused({ side: 'sell', reduceOnly: true })).toEqual(['reduce-only']);
    await accepted({ quantity: decimal('0.004') });
    await until('long', () => held() === '0.004');
    const far = below('1.005');
    await accepted({ side: 'sell', type: 'limit', price: far, quantity: decimal('0.003'), reduceOnly: true });
    expect(await refused({ side: 'sell', quantity: decimal('0.002'), reduceOnly: true })).toEqual(['reduce-only']);
    await desk.console.execution.cancelAll('trend-1');
    await accepted({ side: 'sell', quantity: decimal('0.004'), reduceOnly: true });
    await until('flat', () => held() === '0');
  });

  it('lets a stop and a take-profit protect one position; one goes off and ends it, in book, journal and ledger alike', async () => {
    await accepted({ quantity: decimal('0.004') });
    await until('long', () => held() === '0.004');
    const protect = { side: 'sell', quantity: decimal('0.004'), reduceOnly: true } as const;
    expect(await refused({ ...protect, type: 'stop-market', stopPrice: below('1.01') })).toEqual(['stop-price']);
    const names = new Map<string, string>();
    for (const [type, factor] of [
      ['stop-market', '0.9997'],
      ['take-profit-market', '1.0003'],
    ] as const) {
      let outcome = await submit({ ...protect, type, stopPrice: below(factor) });
      // The market may have moved past it between the look and the gate.
      for (let tries = 0; outcome.kind !== 'accepted' && tries < 20; tries += 1) {
        expect(outcome).toMatchObject({ kind: 'refused', checks: ['stop-price'] });
        await new Promise((done) => setTimeout(done, 50));
        outcome = await submit({ ...protect, type, stopPrice: below(factor) });
      }
      if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
      names.set(outcome.clientOrderId, type);
    }
    await until('one went off and the position is flat', () => held() === '0', LONG_MS);
    await desk.console.execution.cancelAll('trend-1');
    await until('nothing works', () => desk.console.execution.book.workingOrders.size === 0);
    await desk.console.recorder.settled();
    const statesOf = (id: string): string[] =>
      ['order.waiting', 'order.triggered', 'order.filled', 'order.cancelled', 'order.rejected'].filter((type) =>
        recordsOf(desk.dataFolder, type).some(({ data }) => data.clientOrderId === id),
      );
    const ways = [...names.keys()].map((id) => ({ id, states: statesOf(id) }));
    const done = ways.find(({ states }) => states.includes('order.filled'));
    const other = ways.find((one) => one !== done);
    expect(done?.states.filter((state) => state !== 'order.triggered')).toEqual(['order.waiting', 'order.filled']);
    expect(other?.states.at(-1)).toMatch(/cancelled|rejected/);
    const decided = recordsOf(desk.dataFolder, 'order.decided').filter(
      ({ data }) => data.type === names.get(done?.id ?? ''),
    );
    expect(decided.at(-1)?.data).toMatchObject({ verdict: 'allow', reduceOnly: 'yes', price: null });
    expect(conditionals().get(done?.id ?? '')).toBe('FINISHED');
    const theirs = await atExchange();
    expect([theirs.quantity, theirs.wallet]).toEqual(['0', formatDecimal(book().total('USDT'))]);
    expect(recordsOf(desk.dataFolder, 'account.adjusted')).toEqual([]);
    expect(recordsOf(desk.dataFolder, 'order.impossible-step')).toEqual([]);
  });

  it('lets the exchange say that a stop waits after its answer was lost, and cancels it there', async () => {
    await desk.console.paper.setFaults({ unknownOutcome: { count: 1 } });
    const outcome = await submit({ type: 'stop-market', stopPrice: below('1.1') });
    expect(['unknown', 'accepted']).toContain(outcome.kind);
    await until('it is known', () =>
      [...desk.console.execution.book.workingOrders].some(({ state }) => state === 'waiting'),
    );
    expect(await ask('GET', '/fapi/v1/openAlgoOrders')).toHaveLength(1);
    await desk.console.execution.cancelAll('trend-1');
    await until('nothing works', () => desk.console.execution.book.workingOrders.size === 0);
    expect(await ask('GET', '/fapi/v1/openAlgoOrders')).toEqual([]);
  });

  it('refuses what opens while the leverage set at the exchange is above the limit, and lets exits pass', async () => {
    await accepted({ quantity: decimal('0.004') });
    await until('long', () => held() === '0.004');
    await ask('POST', '/fapi/v1/leverage', { symbol: 'BTCUSDT', leverage: '20' });
    await until('the leverage is told', () => book().margin.leverage(SYMBOL) === decimal(20));
    expect(await refused({})).toEqual(['leverage-setting']);
    await accepted({ side: 'sell', quantity: decimal('0.004') });
    await until('flat', () => held() === '0');
    await ask('POST', '/fapi/v1/leverage', { symbol: 'BTCUSDT', leverage: '2' });
    await until('the leverage is told', () => book().margin.leverage(SYMBOL) === decimal(2));
    await desk.console.recorder.settled();
    expect(recordsOf(desk.dataFolder, 'account.leverage').map(({ data }) => [data.from, data.to])).toEqual([
      ['2', '20'],
      ['20', '2'],
    ]);
  });

  it('finds by asking what became of an order whose answer was lost, and never sends it again', async () => {
    await desk.console.paper.setFaults({ unknownOutcome: { count: 1 } });
    const outcome = await submit({ type: 'limit', price: below('0.995') });
    expect(['unknown', 'accepted']).toContain(outcome.kind);
    await until('it is known', () =>
      [...desk.console.execution.book.workingOrders].some(({ state }) => state === 'acknowledged'),
    );
    expect(await ask('GET', '/fapi/v1/openOrders')).toHaveLength(1);
    await desk.console.execution.cancelAll('trend-1');
    await until('nothing works', () => desk.console.execution.book.workingOrders.size === 0);
  });
});

describe('a symbol newly allowed', () => {
  const ETH = 'ETH/USDT:USDT';

  it('is traded at once: rules, prices and leverage come, limits can be set for it, and no link or worker is touched', async () => {
    const { console } = desk;
    const workers = (): unknown[] => recordsOf(desk.dataFolder, 'process.ended');
    const linksDown: string[] = [];
    const stop = console.exchange.onLink(({ state, message }) => state === 'down' && linksDown.push(message));
    const wanted = { symbol: ETH, quantity: decimal('0.05') };
    expect(await refused(wanted)).toEqual(expect.arrayContaining(['symbol-allowlist', 'market-open']));
    expect(console.limits.keys.symbol).not.toContain(ETH);
    await console.halt.passphrase.set(PASSPHRASE);
    const to = { kind: 'value', text: `${SYMBOL}, ${ETH}`, onBreach: 'deny' } as const;
    const edit = { limitId: 'symbol-allowlist', level: 'bot', key: 'trend-1', to } as const;
    const changed = await console.limits.change(console.limits.revision, [edit], 'trade ETH, too', PASSPHRASE);
    expect(changed.ok).toBe(true);
    await until('prices of it', () => console.market.reference(ETH)?.mark !== undefined);
    expect(console.limits.keys.symbol).toContain(ETH);
    await accepted(wanted);
    await until('a position', () => formatDecimal(book().position(ETH).quantity) === '0.05');
    expect(book().margin.leverage(ETH)).toBe(decimal(2));
    await accepted({ ...wanted, side: 'sell', reduceOnly: true });
    await until('flat', () => book().position(ETH).quantity === 0n);
    // The one that was there goes on as before, through the same streams.
    await until('prices of the other', () => {
      const reference = console.market.reference(SYMBOL);
      return reference !== undefined && performance.now() - reference.receivedMonotonicMs < 1_000;
    });
    stop();
    expect([linksDown, workers()]).toEqual([[], []]);
    await console.recorder.settled();
    expect(recordsOf(desk.dataFolder, 'desk.symbols-added').map(({ data }) => data.symbols)).toEqual([[ETH]]);
    expect(recordsOf(desk.dataFolder, 'account.adjusted')).toEqual([]);
  });

  it('that the exchange does not have is refused, and the others go on', async () => {
    const { console } = desk;
    const text = `${SYMBOL}, ${ETH}, NOPE/USDT:USDT`;
    const edit = {
      limitId: 'symbol-allowlist',
      level: 'bot',
      key: 'trend-1',
      to: { kind: 'value', text, onBreach: 'deny' },
    } as const;
    expect((await console.limits.change(console.limits.revision, [edit], 'a typing error', PASSPHRASE)).ok).toBe(true);
    expect(await refused({ symbol: 'NOPE/USDT:USDT' })).toContain('market-open');
    await accepted({ quantity: decimal('0.004') });
    await until('long', () => held() === '0.004');
    await accepted({ side: 'sell', quantity: decimal('0.004'), reduceOnly: true });
    await until('flat', () => held() === '0');
  });
});

describe('the momentum bot and a halt', () => {
  it('trades both ways by itself, ends positions by reduce-only orders, and leaves nothing at the exchange when it is halted', async () => {
    expect(desk.console.bots.startBot('trend-1').ok).toBe(true);
    await until(
      'the bot opened and ended a position',
      () =>
        recordsOf(desk.dataFolder, 'order.decided').some(
          ({ data }) =>
            data.botId === 'trend-1' &&
            data.reduceOnly === 'yes' &&
            data.verdict === 'allow' &&
            !String(data.botOrderId).startsWith('test-'),
        ),
      60_000,
    );
    // Orders of its own and a stranger's conditional one: all of them must be gone.
    // Refused while an order of the bot's own is on its way: they could trade with each other.
    for (let tries = 0; (await submit({ type: 'limit', price: below('0.994') })).kind !== 'accepted'; tries += 1) {
      expect(tries).toBeLessThan(100);
      await new Promise((done) => setTimeout(done, 50));
    }
    const own = await submit({ type: 'stop-market', quantity: decimal('0.002'), stopPrice: below('1.1') });
    if (own.kind !== 'accepted') throw new Error(own.kind);
    const stop = {
      algoType: 'CONDITIONAL',
      symbol: 'BTCUSDT',
      side: 'SELL',
      type: 'STOP_MARKET',
      quantity: '0.002',
      triggerPrice: formatDecimal(below('0.9')),
    };
    const stopped = await ask('POST', '/fapi/v1/algoOrder', stop);
    expect(stopped).toMatchObject({ algoStatus: 'NEW' });
    press(desk);
    const report = await untilVerified(desk);
    expect(report.accounts.find(({ accountId }) => accountId === ACCOUNT)).toMatchObject({
      state: 'verified-empty',
      by: 'guard',
    });
    expect(await ask('GET', '/fapi/v1/openOrders')).toEqual([]);
    expect(await ask('GET', '/fapi/v1/openAlgoOrders')).toEqual([]);
    expect(report.orders.find(({ clientOrderId }) => clientOrderId === own.clientOrderId)?.outcome).toBe('cancelled');
    expect(conditionals().get(own.clientOrderId)).toBe('CANCELED');
    await until('the book knows it', () =>
      recordsOf(desk.dataFolder, 'order.cancelled').some(({ data }) => data.clientOrderId === own.clientOrderId),
    );
    const named = report.orders.filter(({ accountId }) => accountId === ACCOUNT);
    expect(named.length).toBeGreaterThanOrEqual(1);
    expect(named.every(({ outcome }) => outcome === 'cancelled' || outcome === 'filled')).toBe(true);
    // The cancel named nothing: the stranger's is named by the exchange's history.
    expect(named).toContainEqual(
      expect.objectContaining({
        exchangeOrderId: `algo-${(stopped as { algoId: number }).algoId}`,
        evidence: 'order history',
      }),
    );
    expect(await submit()).toMatchObject({ kind: 'refused' });
    // What was traded until then is what the exchange holds.
    const theirs = await atExchange();
    expect([theirs.quantity, theirs.wallet]).toEqual([held(), formatDecimal(book().total('USDT'))]);
  }, 120_000);
});

describe("the exchange's own dead-man timer", () => {
  const ofBtc = () => countdowns().get(`${ACCOUNT} BTCUSDT`);

  it('runs there for the perpetual account, is shown with its end, and can be taken away for a while', async () => {
    await until('it is shown armed', () => view()?.exchangeTimer?.state === 'armed');
    expect((ofBtc() ?? 0) - Date.now()).toBeGreaterThan(60_000);
    // What is shown is never later than what the exchange will do.
    const shown = view()?.exchangeTimer?.runsOutAt ?? Number.POSITIVE_INFINITY;
    await until("the exchange's own word of it", () => (ofBtc() ?? 0) >= shown);
    const spot = desk.console.desk.snapshot().accounts.find(({ accountId }) => accountId === 'sub-1');
    expect(spot?.exchangeTimer).toMatchObject({ state: 'none', runsOutAt: null });
    expect(await desk.console.guard.turnTimers(false)).toBe('');
    expect([...countdowns().values()].every((dueAt) => dueAt === 0)).toBe(true);
    // The exchange knows first; the guard tells it a moment later, and then it is written.
    await until('it is shown as taken away', () => view()?.exchangeTimer?.state === 'disarmed');
    expect(await desk.console.guard.turnTimers(true)).toBe('');
    await until('it runs again', () => (ofBtc() ?? 0) > Date.now() && view()?.exchangeTimer?.state === 'armed');
    await desk.console.recorder.settled();
    const states = recordsOf(dataFolder, 'dead-man.timer').map(({ data }) => data.state);
    // Once more than it was armed where a symbol joined.
    expect(states.slice(-3)).toEqual(['armed', 'disarmed', 'armed']);
  });

  it('is taken away at a clean end, when nothing works any more', async () => {
    isClosed = true;
    await desk.close();
    expect(ofBtc()).toBe(0);
  });
});
