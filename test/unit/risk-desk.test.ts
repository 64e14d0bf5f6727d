import { describe, expect, it } from 'vitest';
import { decimal } from '#shared/model/decimal';
import type { OrderIntent } from '#shared/model/order';
import { RiskDesk } from '../../electron/app/risk-desk';
import { firstRunSettings } from '../../electron/app/settings';
import { AccountBook } from '../../electron/domains/execution/account-book';
import { LiveOrder } from '../../electron/domains/execution/live-order';
import { order } from '../support/risk-world';
import { VirtualClock } from '../support/virtual-clock';

function desk() {
  const settings = firstRunSettings();
  const portfolio = { ...settings.limits.portfolio, 'repeat-executions': { value: 3 } };
  const recorded: string[] = [];
  const books = new Map<string, AccountBook>();
  const risk = new RiskDesk({
    settings: { ...settings, limits: { ...settings.limits, portfolio } },
    accounts: settings.accounts.map(({ id, exchange, environment }) => ({ id, exchange, environment })),
    clock: new VirtualClock(),
    accountBook: (accountId) => books.get(accountId) ?? new AccountBook(accountId),
    botOfOrder: () => 'grid-1',
    reference: () => undefined,
    rules: () => undefined,
    record: (type) => void recorded.push(type),
    memory: { read: async () => undefined, write: async () => undefined },
  });
  const intent: OrderIntent = { ...order(), botId: 'grid-1', accountId: 'sub-1', quantity: decimal('0.01') };
  const admit = (): void => risk.onOrder(new LiveOrder(intent, 0).view());
  /** The account's money is known. */
  const fund = (accountId: string, usdt: string): void => {
    const book = new AccountBook(accountId);
    book.setBalances(new Map([['USDT', { free: decimal(usdt), locked: decimal('0') }]]), 1);
    book.settleBaseline();
    books.set(accountId, book);
    risk.onAccount(accountId);
  };
  return { risk, recorded, admit, fund, intent };
}

describe('The desk of the gate', () => {
  it('cuts off a bot that repeats itself, on record, until an operator starts it again', () => {
    const { risk, recorded, admit } = desk();
    for (let time = 0; time < 5; time += 1) admit();
    expect(risk.watch.cutOff()).toEqual(['sub-1/grid-1']);
    expect(recorded).toContain('risk.cut-off');
    risk.rearm('grid-1');
    expect(risk.watch.cutOff()).toEqual([]);
    expect(recorded.at(-1)).toBe('risk.re-armed');
  });

  it('re-arming a bot that was not cut off, or that there is not, is no event', () => {
    const { risk, recorded } = desk();
    risk.rearm('grid-1');
    risk.rearm('nobody');
    expect(recorded).toEqual([]);
  });

  it('counts money that came or went as neither gain nor loss, and funding as what it is', () => {
    const { risk, fund, intent } = desk();
    fund('sub-1', '1000');
    const account = () => risk.look(intent, 0, 0).watched?.loss.account;
    expect(account()).toMatchObject({ equity: decimal(1000), dayLoss: decimal(0) });
    risk.onMoneyMoved('sub-1', 'USDT', decimal(500));
    expect(account()).toMatchObject({ equity: decimal(1500), peak: decimal(1500), dayLoss: decimal(0) });
    risk.onMoneyMoved('sub-1', 'USDT', decimal(-600));
    expect(account()).toMatchObject({ equity: decimal(900), peak: decimal(900), dayLoss: decimal(0) });
    const funding = { accountId: 'sub-1', id: 'f/1', asset: 'USDT', symbol: 'BTC/USDT', at: 1 } as const;
    risk.onIncome({ ...funding, kind: 'funding', amount: decimal('-2.5') });
    expect(account()).toMatchObject({ equity: decimal('897.5'), peak: decimal(900), dayLoss: decimal('2.5') });
    risk.onIncome({ ...funding, kind: 'transfer', amount: decimal(100) });
    expect(account()).toMatchObject({ equity: decimal('997.5'), dayLoss: decimal('2.5') });
  });
});
