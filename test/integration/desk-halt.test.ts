import { afterEach, describe, expect, it } from 'vitest';
import {
  assertEveryOrderWasDecided,
  assertNoneTwice,
  assertStopped,
  type Harness,
  openConsole,
  press,
  recordsOf,
  resume,
  until,
  untilTrading,
  untilVerified,
} from '../support/desk-console';
import { acceptedAfter, openOrders } from '../support/exchange-ledger';
import { verifyIndependently } from '../support/journal-records';

let desk: Harness | undefined;
afterEach(async () => {
  await desk?.close();
  desk = undefined;
});

const PASSPHRASE = 'correct horse battery';

describe('Halt all', () => {
  it('leaves no order at the exchange and lets none through; the bots keep quiet until the operator resumes', async () => {
    desk = await openConsole();
    const { console, dataFolder } = desk;
    await untilTrading(desk);
    expect(openOrders(dataFolder).length).toBeGreaterThan(10);

    press(desk);
    const report = await untilVerified(desk);
    assertStopped(dataFolder, report);
    expect(report.accounts.map(({ state, by }) => [state, by])).toEqual([
      ['verified-empty', 'guard'],
      ['verified-empty', 'guard'],
      ['verified-empty', 'guard'],
    ]);
    expect(report.orders.length).toBeGreaterThan(10);
    expect(report.orders.filter(({ outcome }) => outcome !== 'cancelled' && outcome !== 'filled')).toEqual([]);

    // The market moves on and the bots live: none of them gets an order through.
    const haltedAt = Date.now();
    await new Promise((done) => setTimeout(done, 2_000));
    expect(console.bots.statuses().every(({ state }) => state === 'running')).toBe(true);
    expect(acceptedAfter(dataFolder, haltedAt)).toEqual([]);
    assertStopped(dataFolder, report);

    expect(await console.halt.resume(PASSPHRASE, 'too early')).toMatchObject({ code: 'no-passphrase' });
    await console.halt.passphrase.set(PASSPHRASE);
    expect(await console.halt.resume('wrong horse battery', 'a try')).toMatchObject({ code: 'wrong-passphrase' });
    expect(openOrders(dataFolder)).toEqual([]);
    expect(await resume(desk, PASSPHRASE, 'the rehearsal is over')).toEqual({ ok: true });
    await untilTrading(desk);

    await console.recorder.settled();
    expect(recordsOf(dataFolder, 'halt.resumed').map(({ data }) => data.reason)).toEqual(['the rehearsal is over']);
    assertNoneTwice(dataFolder);
    assertEveryOrderWasDecided(dataFolder);
    expect(verifyIndependently(dataFolder)).toMatch(/^intact/);
  });

  it('pressed while bots are placing their first orders stops those on the wire, too', async () => {
    desk = await openConsole();
    const { console, dataFolder } = desk;
    await until('the first order on its way', () => console.execution.inFlightCount > 0, 45_000);
    press(desk);
    const report = await untilVerified(desk);
    assertStopped(dataFolder, report);
    await new Promise((done) => setTimeout(done, 1_000));
    expect(openOrders(dataFolder)).toEqual([]);
    expect([...console.execution.book.workingOrders].map(({ state }) => state)).toEqual([]);
  });

  it('the book here holds to the last digit what the exchange holds', async () => {
    desk = await openConsole();
    const { console, dataFolder } = desk;
    await untilTrading(desk);
    await until('a few fills', () => recordsOf(dataFolder, 'fill').length > 5, 45_000);
    press(desk);
    await untilVerified(desk);
    const totals = async (): Promise<boolean> => {
      for (const { id } of console.accounts) {
        const snapshot = await console.exchange.snapshot(id);
        if (!snapshot.ok) return false;
        for (const { asset, free, locked } of snapshot.value.balances) {
          if (console.execution.book.account(id).total(asset) !== free + locked) return false;
        }
      }
      return true;
    };
    await expect.poll(totals, { timeout: 10_000 }).toBe(true);
    // It needed no correction to get there: every change was explained by a fill.
    await console.recorder.settled();
    expect(recordsOf(dataFolder, 'account.adjusted')).toEqual([]);
  });
});
