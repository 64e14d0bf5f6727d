import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Decimal, decimal, div, floorTo, mul, ZERO } from '#shared/model/decimal';
import type { Side } from '#shared/model/order';
import { type Harness, openConsole, press, recordsOf, until, untilVerified } from '../support/desk-console';
import { openOrders } from '../support/exchange-ledger';
import { quietSettings } from '../support/quiet-settings';

const MARKETS = { 'sub-1': 'BTC/USDT', 'sub-2': 'ETH/USDT' } as const;
const POLICY = { collarBps: 50, sliceQuote: '300', deadlineSeconds: 30 };

let desk: Harness;
let number = 0;

beforeAll(async () => {
  const settings = quietSettings();
  const accounts = settings.accounts.map((account) =>
    account.id === 'sub-1' ? { ...account, closeOnHalt: POLICY } : account,
  );
  desk = await openConsole({ settings: { ...settings, accounts } });
  const { execution, market, halt } = desk.console;
  await until('prices, accounts and guard', () => {
    const isKnown = Object.keys(MARKETS).every((id) => execution.book.account(id).isKnown);
    return isKnown && halt.gate.blocks.size === 0 && Object.values(MARKETS).every((each) => market.reference(each));
  });
});
afterAll(() => desk?.close());

/** An order that fills at once or ends. */
function trade(accountId: keyof typeof MARKETS, side: Side, worth: string) {
  const { execution, market } = desk.console;
  const symbol = MARKETS[accountId];
  const [rules, reference] = [market.rules(symbol), market.reference(symbol)];
  if (rules === undefined || reference === undefined) throw new Error(`no price of ${symbol}`);
  number += 1;
  const price = floorTo(mul(reference.ask, decimal(side === 'buy' ? '1.004' : '0.996')), rules.tickSize);
  return execution.submit({
    botId: `grid-${accountId.at(-1)}`,
    accountId,
    botOrderId: `trade-${number}`,
    symbol,
    side,
    type: 'limit',
    quantity: floorTo(div(decimal(worth), price), rules.stepSize),
    price,
    stopPrice: undefined,
    timeInForce: 'IOC',
    reduceOnly: false,
  });
}
const held = (accountId: keyof typeof MARKETS): Decimal =>
  desk.console.execution.book.account(accountId).position(MARKETS[accountId]).quantity;
const closing = (accountId: string) =>
  desk.console.closing.of(desk.console.halt.report?.halt.id ?? '').find((each) => each.accountId === accountId);

describe('positions after a halt', () => {
  it('are closed in slices where the account says so, stay elsewhere, and are closed there by one press', async () => {
    for (const accountId of ['sub-1', 'sub-2'] as const) {
      for (let tries = 0; held(accountId) === ZERO; tries += 1) {
        expect(tries).toBeLessThan(50);
        const outcome = await trade(accountId, 'buy', '800');
        if (outcome.kind === 'accepted')
          await until(
            'its end',
            () => !desk.console.execution.isWorking(`grid-${accountId.at(-1)}`, `trade-${number}`),
          );
        await new Promise((done) => setTimeout(done, 200));
      }
    }
    const before = held('sub-2');
    press(desk);
    await untilVerified(desk);
    await until('sub-1 is closed', () => ['closed', 'dust'].includes(closing('sub-1')?.state ?? ''), 45_000);
    expect(closing('sub-1')?.orders).toBeGreaterThanOrEqual(3);
    expect(held('sub-2')).toBe(before);
    expect(closing('sub-2')).toBeUndefined();

    const { halt, closing: closer, recorder } = desk.console;
    expect(halt.gate.portfolioHalt).toBeDefined();
    const id = halt.report?.halt.id ?? '';
    expect(await closer.closeNow(id, 'ada')).toMatchObject({ ok: true });
    // Nobody else gets through meanwhile, not even with an exit.
    expect(await trade('sub-2', 'buy', '50')).toMatchObject({ kind: 'refused' });
    expect(await trade('sub-2', 'sell', '50')).toMatchObject({ kind: 'refused' });
    await until('sub-2 is closed', () => ['closed', 'dust'].includes(closing('sub-2')?.state ?? ''), 45_000);
    expect(openOrders(desk.dataFolder)).toEqual([]);
    expect(await closer.closeNow('halt-none', 'ada')).toMatchObject({ error: { code: 'no-such-halt' } });

    await until('the record', () => recordsOf(desk.dataFolder, 'closing.ended').length === 2);
    await recorder.settled();
    expect(recordsOf(desk.dataFolder, 'closing.began').map(({ data }) => data.by)).toEqual(['policy', 'ada']);
    const sent = recordsOf(desk.dataFolder, 'order.decided').filter(({ data }) =>
      String(data.botOrderId).startsWith('flatten-'),
    );
    expect(sent.length).toBeGreaterThanOrEqual(4);
    expect(sent.every(({ data }) => data.side === 'sell')).toBe(true);
  });
});
