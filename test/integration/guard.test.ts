import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DeadManReport } from '../../electron/domains/halt/guard/report-file';
import type { GuardAccountResult, KnownOrder } from '../../electron/domains/halt/guard-protocol';
import {
  apiKeyOf,
  CANARY,
  type ExchangeWorld,
  type GuardWorld,
  guardAccountOf,
  type PaperWorld,
  startExchange,
  startGuard,
  startPaper,
  until,
} from '../support/exchange-world';
import { startGuardParent } from '../support/guarded-parent';
import { isAlive } from '../support/is-alive';

const ACCOUNTS = ['sub-1', 'sub-2', 'sub-3'];
const SYMBOLS = ['BTC/USDT', 'ETH/USDT', 'SOL/USDT', 'BNB/USDT', 'XRP/USDT'];

let paper: PaperWorld;
let world: ExchangeWorld;
let guard: GuardWorld;
let next = 0;

beforeAll(async () => {
  paper = await startPaper(ACCOUNTS);
  world = await startExchange(paper, ACCOUNTS, SYMBOLS);
  guard = await startGuard(
    ACCOUNTS.map((id) => guardAccountOf(paper, id, SYMBOLS)),
    6_000,
  );
});
afterAll(async () => {
  await guard.stop();
  await world.exchange.stop();
  await paper.stop();
});
afterEach(async () => {
  await paper.faults({ latencyMs: 0, revokedKeys: [], outage: false });
  await paper.lift('status');
  if ((await paper.openOrders()) > 0) await cancelAll();
});

/** Orders resting on these accounts, spread over all symbols; told as main knows them. */
async function rest(accountIds: readonly string[], perAccount: number): Promise<KnownOrder[]> {
  const placing = accountIds.flatMap((accountId) =>
    Array.from({ length: perAccount }, async (_, index) => {
      const order = world.orders.resting(accountId, `g${next++}`, SYMBOLS[index % SYMBOLS.length] ?? '');
      const placed = await world.entry.place(order);
      if (!placed.ok) throw new Error(placed.error.message);
      return { accountId, symbol: order.symbol, clientOrderId: order.clientOrderId, quantity: order.quantity };
    }),
  );
  return Promise.all(placing);
}

async function cancelAll(
  known: readonly KnownOrder[] = [],
  accountIds: readonly string[] = ACCOUNTS,
  symbols?: readonly string[],
): Promise<readonly GuardAccountResult[]> {
  const answer = await guard.process.request('cancelAll', { haltId: `h${next++}`, accountIds, known, symbols }, 20_000);
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value.accounts;
}

const outcomes = (accounts: readonly GuardAccountResult[]): Record<string, number> => {
  const count: Record<string, number> = {};
  for (const { outcome } of accounts.flatMap((account) => account.orders)) count[outcome] = (count[outcome] ?? 0) + 1;
  return count;
};

describe('a halt', () => {
  it('cancels every order of every account and names each one', async () => {
    const known = await rest(ACCOUNTS, 10);
    const accounts = await cancelAll(known);
    expect(await paper.openOrders()).toBe(0);
    expect(accounts.map((account) => [account.state, account.listings])).toEqual(
      ACCOUNTS.map(() => ['verified-empty', 1]),
    );
    const named = accounts.flatMap((account) =>
      account.orders.map((order) => `${order.accountId} ${order.clientOrderId} ${order.outcome}`),
    );
    expect(named.sort()).toEqual(known.map((order) => `${order.accountId} ${order.clientOrderId} cancelled`).sort());
    for (const order of accounts.flatMap((account) => account.orders)) {
      expect(order).toMatchObject({ side: 'buy', filledQuantity: '0.00000000', evidence: 'cancel answer' });
    }
  });

  it('cancels orders that main does not know', async () => {
    await rest(['sub-2'], 7);
    expect(outcomes(await cancelAll())).toEqual({ cancelled: 7 });
    expect(await paper.openOrders()).toBe(0);
  });

  it('of one symbol leaves the orders on others, and is verified by what it covers', async () => {
    const known = await rest(['sub-1'], 10);
    const [symbol = ''] = known.map((order) => order.symbol);
    const covered = known.filter((order) => order.symbol === symbol);
    const accounts = await cancelAll(covered, ['sub-1'], [symbol]);
    expect(accounts).toMatchObject([{ state: 'verified-empty' }]);
    expect(outcomes(accounts)).toEqual({ cancelled: covered.length });
    expect(await paper.openOrders()).toBe(known.length - covered.length);
    const listed = await guard.process.request('list', { accountIds: ['sub-1'], symbols: [symbol] }, 5_000);
    expect(listed).toMatchObject({ ok: true, value: { accounts: [{ openOrders: 0 }] } });
    await cancelAll();
  });

  it('with nothing working takes one listing and says so', async () => {
    expect((await cancelAll()).map((account) => [account.state, account.orders.length])).toEqual(
      ACCOUNTS.map(() => ['verified-empty', 0]),
    );
  });

  it('names an order that filled while it was cancelled as filled', async () => {
    const known = await rest(['sub-1'], 5);
    await paper.faults({ fillDuringCancel: { count: 1 } });
    const accounts = await cancelAll(known);
    expect(outcomes(accounts)).toEqual({ filled: 1, cancelled: 4 });
    const filled = accounts.flatMap((account) => account.orders).find((order) => order.outcome === 'filled');
    expect(filled).toMatchObject({ evidence: 'order query', filledQuantity: expect.stringMatching(/[1-9]/) });
  });

  it('names an order the exchange never got as unknown, and still verifies that none is left', async () => {
    const known = [{ accountId: 'sub-1', symbol: 'BTC/USDT', clientOrderId: 'never-sent', quantity: '1' }];
    const accounts = await cancelAll(known, ['sub-1']);
    expect(accounts).toEqual([expect.objectContaining({ state: 'verified-empty' })]);
    expect(accounts[0]?.orders).toEqual([
      expect.objectContaining({
        clientOrderId: 'never-sent',
        outcome: 'unknown',
        evidence: 'order query: the exchange does not know it',
      }),
    ]);
  });

  it('with a 20 ms round trip is verified near the theoretical minimum of two', async () => {
    await cancelAll();
    const known = await rest(ACCOUNTS, 50);
    await paper.faults({ latencyMs: 20 });
    const accounts = await cancelAll(known);
    await paper.faults({ latencyMs: 0 });
    expect(await paper.openOrders()).toBe(0);
    expect(outcomes(accounts)).toEqual({ cancelled: 150 });
    const ms = Math.max(...accounts.map((account) => account.finishedMs));
    console.log(
      `150 orders, 3 accounts, 5 symbols, 20 ms: verified empty after ${ms.toFixed(1)} ms, ${(ms / 40).toFixed(2)} × the minimum`,
    );
  });
});

describe('a halt in trouble', () => {
  it('goes on through a cut exchange and is verified when it is back', async () => {
    const known = await rest(['sub-1', 'sub-2'], 5);
    await paper.faults({ outage: true });
    const halting = cancelAll(known);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await paper.faults({ outage: false });
    expect((await halting).map((account) => account.state)).toEqual(ACCOUNTS.map(() => 'verified-empty'));
    expect(await paper.openOrders()).toBe(0);
  });

  it('one account whose key is revoked delays no other, and says what is wrong', async () => {
    const known = await rest(['sub-1', 'sub-2'], 5);
    await paper.faults({ revokedKeys: [apiKeyOf('sub-2')] });
    const accounts = await cancelAll(known);
    const byId = new Map(accounts.map((account) => [account.accountId, account]));
    expect(byId.get('sub-1')).toMatchObject({ state: 'verified-empty' });
    expect(byId.get('sub-1')?.finishedMs).toBeLessThan(1_000);
    expect(byId.get('sub-2')).toMatchObject({ state: 'not-verified', problem: expect.stringContaining('-2015') });
    expect(byId.get('sub-2')?.finishedMs).toBeLessThan(4_000);
    const back = until(world.exchange.onLink, (link) => link.accountId === 'sub-2' && link.state === 'up');
    await paper.faults({ revokedKeys: [] });
    await back;
  });

  it('lists what is open without touching it', async () => {
    await rest(['sub-1'], 2);
    const answer = await guard.process.request('list', { accountIds: ACCOUNTS });
    expect(answer.ok && answer.value.accounts.map((account) => account.openOrders)).toEqual([2, 0, 0]);
    expect(await paper.openOrders()).toBe(2);
  });
});

describe('when main falls silent', () => {
  it('everything is cancelled, main is told, and the guard stays', async () => {
    await rest(['sub-3'], 4);
    const silent = await startGuard([guardAccountOf(paper, 'sub-3', SYMBOLS)]);
    silent.stopBeating();
    const told = await until(silent.onEvent, ({ event }) => event === 'deadMan');
    expect(told).toMatchObject({
      payload: { why: 'silent', accounts: [{ accountId: 'sub-3', state: 'verified-empty' }] },
    });
    expect(await paper.openOrders()).toBe(0);
    expect(silent.process.isReady).toBe(true);
    await silent.stop();
  });
});

/** A process that stands for main, with its guard, on account sub-3. */
const parentWithGuard = () => startGuardParent([guardAccountOf(paper, 'sub-3', SYMBOLS)]);

/** Looks again until it is so; milliseconds it took. */
async function eventually(look: () => boolean | Promise<boolean>, limitMs: number): Promise<number> {
  const startedAt = performance.now();
  while (!(await look())) {
    if (performance.now() - startedAt > limitMs) throw new Error(`not so after ${limitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return performance.now() - startedAt;
}

describe('when main dies', () => {
  it('by SIGKILL, all its orders are gone from the exchange within two seconds, a report is left, and the guard ends', async () => {
    const { parent, guardPid, reportDirectory } = await parentWithGuard();
    await rest(['sub-3'], 12);
    expect(await paper.openOrders()).toBe(12);
    parent.kill('SIGKILL');
    const ms = await eventually(async () => (await paper.openOrders()) === 0, 2_000);
    await eventually(() => !isAlive(guardPid), 6_000);
    console.log(`main killed: no order left after ${ms.toFixed(0)} ms`);
    const files = readdirSync(reportDirectory);
    expect(files).toHaveLength(1);
    const path = join(reportDirectory, files[0] ?? '');
    const report = JSON.parse(readFileSync(path, 'utf8')) as DeadManReport;
    expect(report).toMatchObject({
      version: 1,
      why: 'parent-gone',
      accounts: [{ accountId: 'sub-3', state: 'verified-empty' }],
    });
    expect(report.accounts[0]?.orders.map((order) => order.outcome)).toEqual(Array(12).fill('cancelled'));
    expect(statSync(path).mode & 0o077).toBe(0);
    expect(readFileSync(path, 'utf8')).not.toContain(CANARY);
  });

  it('an order that the exchange accepts only after it was found empty is cancelled too, and in the report', async () => {
    const { parent, guardPid, reportDirectory } = await parentWithGuard();
    await rest(['sub-3'], 2);
    parent.kill('SIGKILL');
    await eventually(() => readdirSync(reportDirectory).some((name) => name.endsWith('.json')), 2_000);
    const [late] = await rest(['sub-3'], 1);
    await eventually(() => !isAlive(guardPid), 6_000);
    expect(await paper.openOrders()).toBe(0);
    const [file = ''] = readdirSync(reportDirectory);
    const report = JSON.parse(readFileSync(join(reportDirectory, file), 'utf8')) as DeadManReport;
    expect(report.accounts).toMatchObject([{ state: 'verified-empty' }]);
    const named = report.accounts.flatMap(({ orders }) => orders.map(({ clientOrderId }) => clientOrderId));
    expect(named).toHaveLength(3);
    expect(named).toContain(late?.clientOrderId);
  });

  it('after a signal to the guard, the guard is still there to cancel', async () => {
    const { parent, guardPid } = await parentWithGuard();
    await rest(['sub-3'], 3);
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.kill(guardPid, signal);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(isAlive(guardPid)).toBe(true);
    expect(await paper.openOrders()).toBe(3);
    parent.kill('SIGKILL');
    await eventually(async () => (await paper.openOrders()) === 0, 2_000);
    await eventually(() => !isAlive(guardPid), 6_000);
  });

  it('by hanging, everything is cancelled while it hangs, and it is told when it wakes', async () => {
    const { parent, guardPid, next: waitFor } = await parentWithGuard();
    await rest(['sub-3'], 5);
    parent.kill('SIGSTOP');
    const ms = await eventually(async () => (await paper.openOrders()) === 0, 4_000);
    console.log(`main stopped: no order left after ${ms.toFixed(0)} ms`);
    expect(isAlive(guardPid)).toBe(true);
    const told = waitFor((message) => message.m === 'deadMan');
    parent.kill('SIGCONT');
    expect(await told).toMatchObject({ p: { why: 'silent' } });
    parent.kill('SIGKILL');
    await eventually(() => !isAlive(guardPid), 6_000);
  });
});

describe('a guard that was asleep itself', () => {
  it('does not miss that main died meanwhile', async () => {
    const { parent, guardPid, reportDirectory } = await parentWithGuard();
    await rest(['sub-3'], 4);
    process.kill(guardPid, 'SIGSTOP');
    parent.kill('SIGKILL');
    process.kill(guardPid, 'SIGCONT');
    await eventually(async () => (await paper.openOrders()) === 0, 3_000);
    await eventually(() => !isAlive(guardPid), 6_000);
    expect(readdirSync(reportDirectory)).toHaveLength(1);
  });
});

describe('a guard that was disarmed', () => {
  it('ends quietly with its stdin, and touches nothing', async () => {
    await rest(['sub-3'], 2);
    const quiet = await startGuard([guardAccountOf(paper, 'sub-3', SYMBOLS)]);
    await quiet.stop();
    expect(quiet.process.status.state).toBe('stopped');
    expect(await paper.openOrders()).toBe(2);
    expect(readdirSync(quiet.reportDirectory)).toEqual([]);
  });

  it('only then: a stop without it cancels everything', async () => {
    await rest(['sub-3'], 2);
    const armed = await startGuard([guardAccountOf(paper, 'sub-3', SYMBOLS)]);
    armed.stopBeating();
    await armed.process.stop();
    expect(await paper.openOrders()).toBe(0);
    expect(readdirSync(armed.reportDirectory)).toHaveLength(1);
  });
});

describe('readiness', () => {
  it('says which account could not be cancelled now', async () => {
    const accounts = ['sub-1', 'sub-2'].map((id) => guardAccountOf(paper, id, SYMBOLS));
    const one = await startGuard(accounts);
    expect(one.events.find(({ event }) => event === 'armed')).toMatchObject({ payload: { armed: true } });
    await paper.faults({ revokedKeys: [apiKeyOf('sub-1')] });
    one.process.notify('accounts', { accounts });
    const told = await until(one.onEvent, (told) => told.event === 'armed' && !told.payload.armed);
    expect(told).toMatchObject({ payload: { message: expect.stringContaining('sub-1'), unable: ['sub-1'] } });
    const said = JSON.stringify([...one.events, ...guard.events]);
    expect(said).not.toContain(CANARY);
    expect(said).not.toMatch(/signature=[0-9a-f]/);
    await one.stop();
    const back = until(world.exchange.onLink, (link) => link.accountId === 'sub-1' && link.state === 'up');
    await paper.faults({ revokedKeys: [] });
    await back;
  });
});

// Last, since the exchange worker that places the orders hears of the limits, too, and keeps quiet afterwards.
describe('a halt against the limits of the exchange', () => {
  it('keeps the quiet that 429 asks for, and cancels after it', async () => {
    await rest(['sub-1'], 3);
    await paper.faults({ status: 429 });
    const halting = cancelAll([], ['sub-1']);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await paper.lift('status');
    const [account] = await halting;
    expect(account).toMatchObject({ state: 'verified-empty' });
    expect(account?.finishedMs).toBeGreaterThan(4_000);
    expect(await paper.openOrders()).toBe(0);
  });

  it('during a ban gives up at the deadline, and names every order it knows as unknown', async () => {
    const known = ['k1', 'k2', 'k3'].map((clientOrderId) => ({
      accountId: 'sub-1',
      symbol: 'BTC/USDT',
      clientOrderId,
      quantity: '1',
    }));
    const hasty = await startGuard([guardAccountOf(paper, 'sub-1', SYMBOLS)], 1_500);
    await paper.faults({ status: 418 });
    const answer = await hasty.process.request('cancelAll', { haltId: 'ban', accountIds: ['sub-1'], known });
    const [account] = answer.ok ? answer.value.accounts : [];
    await hasty.stop();
    expect(account).toMatchObject({ state: 'not-verified', listings: 0, problem: expect.stringContaining('banned') });
    expect(outcomes(account ? [account] : [])).toEqual({ unknown: 3 });
  });
});
