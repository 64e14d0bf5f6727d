import { describe, expect, it } from 'vitest';
import { decimal, formatDecimal } from '#shared/model/decimal';
import { ok } from '#shared/model/result';
import { FOREIGN_BOT } from '../../electron/domains/execution/index';
import { deferred, ExecutionRig } from '../support/execution-rig';
import { order } from '../support/risk-world';
import { settle } from '../support/virtual-clock';

const ID1 = 'habc1231';

describe('Reports and fills, in whatever order they come', () => {
  it('a report told twice changes nothing the second time', async () => {
    const rig = new ExecutionRig().open();
    await rig.submit('a');
    const partial = rig.report(ID1, {
      state: 'partially-filled',
      filledQuantity: decimal('0.004'),
      filledNotional: decimal('39.96'),
    });
    rig.execution.reports.applyUpdate(partial);
    const journaled = rig.journaled.length;
    rig.execution.reports.applyUpdate(partial);
    expect(rig.journaled).toHaveLength(journaled);
    expect(formatDecimal(rig.account.working('BTC/USDT').buys)).toBe('0.006');
  });

  it('a late report of less than is known changes nothing', async () => {
    const rig = new ExecutionRig().open();
    await rig.submit('a');
    rig.execution.reports.applyUpdate(rig.report(ID1, { state: 'partially-filled', filledQuantity: decimal('0.004') }));
    rig.execution.reports.applyUpdate(rig.report(ID1, { state: 'acknowledged' }));
    rig.execution.reports.applyUpdate(rig.report(ID1, { state: 'partially-filled', filledQuantity: decimal('0.001') }));
    expect(rig.stateOf(ID1)).toBe('partially-filled');
    expect(formatDecimal(rig.book.byClientOrderId(ID1)?.filledQuantity ?? decimal('0'))).toBe('0.004');
  });

  it('nothing comes after the end of an order', async () => {
    for (const end of ['filled', 'cancelled', 'rejected', 'expired'] as const) {
      const rig = new ExecutionRig().open();
      await rig.submit('a');
      rig.execution.reports.applyUpdate(rig.report(ID1, { state: end }));
      rig.execution.reports.applyUpdate(rig.report(ID1, { state: 'acknowledged' }));
      rig.execution.reports.applyUpdate(
        rig.report(ID1, { state: 'partially-filled', filledQuantity: decimal('0.005') }),
      );
      expect(rig.stateOf(ID1)).toBe(end);
      expect(rig.book.workingOrders.size).toBe(0);
    }
  });

  it('an order that filled before its acknowledgement came is filled, not acknowledged', async () => {
    const rig = new ExecutionRig().open();
    const answer = deferred<ReturnType<typeof ok>>();
    rig.onPlace = () => answer.promise as never;
    const outcome = rig.submit('a');
    await settle();
    rig.execution.reports.applyFill(rig.fill(ID1, '0.01'));
    rig.execution.reports.applyUpdate(rig.report(ID1, { state: 'filled', filledQuantity: decimal('0.01') }));
    answer.resolve(ok(rig.report(ID1)));
    expect(await outcome).toMatchObject({ kind: 'accepted', order: { state: 'filled' } });
    expect(rig.fills).toMatchObject([{ botId: 'grid-1', botOrderId: 'a' }]);
    expect(formatDecimal(rig.account.total('BTC'))).toBe('0.01');
  });

  it('a fill told twice, by stream and by answer, counts once', async () => {
    const rig = new ExecutionRig().open();
    await rig.submit('a');
    const fill = rig.fill(ID1, '0.01');
    rig.execution.reports.applyFill(fill);
    rig.execution.reports.applyFill({ ...fill });
    expect(rig.fills).toHaveLength(1);
    expect(rig.types().filter((type) => type === 'fill')).toHaveLength(1);
    expect(formatDecimal(rig.account.total('BTC'))).toBe('0.01');
  });

  it('the same trade number on another market is another trade', async () => {
    const rig = new ExecutionRig().open();
    await rig.submit('a');
    const fill = rig.fill(ID1, '0.01');
    rig.execution.reports.applyFill(fill);
    rig.execution.reports.applyFill({ ...fill, symbol: 'ETH/USDT' });
    expect(rig.fills).toHaveLength(2);
  });

  it('an order nobody here sent is taken in, counts as exposure, and belongs to no bot', () => {
    const rig = new ExecutionRig().open();
    const intent = order({ botId: FOREIGN_BOT, botOrderId: 'by-hand' });
    rig.execution.reports.applyUpdate(
      rig.report('by-hand', { intent, state: 'partially-filled', filledQuantity: decimal('0.004') }),
    );
    expect(formatDecimal(rig.account.working('BTC/USDT').buys)).toBe('0.006');
    expect(rig.execution.workingOrders('grid-1')).toEqual([]);
    expect(rig.execution.workingOrders()).toMatchObject([{ clientOrderId: 'by-hand' }]);
    rig.execution.reports.applyUpdate(
      rig.report('by-hand', { intent, state: 'cancelled', filledQuantity: decimal('0.004') }),
    );
    expect(rig.account.working('BTC/USDT')).toEqual(rig.workingByHand());
  });

  it('an order nobody here knew, told only when it has ended, leaves no exposure', () => {
    const rig = new ExecutionRig().open();
    const intent = order({ botId: FOREIGN_BOT, botOrderId: 'old' });
    rig.execution.reports.applyUpdate(rig.report('old', { intent, state: 'filled', filledQuantity: decimal('0.01') }));
    expect(rig.book.workingOrders.size).toBe(0);
    expect(formatDecimal(rig.account.working('BTC/USDT').buys)).toBe('0');
  });
});
