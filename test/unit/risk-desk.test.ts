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
  const risk = new RiskDesk({
    settings: { ...settings, limits: { ...settings.limits, portfolio } },
    accounts: settings.accounts.map(({ id, exchange, environment }) => ({ id, exchange, environment })),
    clock: new VirtualClock(),
    accountBook: (accountId) => new AccountBook(accountId),
    botOfOrder: () => 'grid-1',
    reference: () => undefined,
    rules: () => undefined,
    record: (type) => void recorded.push(type),
    memory: { read: async () => undefined, write: async () => undefined },
  });
  const intent: OrderIntent = { ...order(), botId: 'grid-1', accountId: 'sub-1', quantity: decimal('0.01') };
  const admit = (): void => risk.onOrder(new LiveOrder(intent, 0).view());
  return { risk, recorded, admit };
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
});
