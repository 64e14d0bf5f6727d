import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { summaryOf } from '../../electron/domains/execution/index';
import { type ExecutionSummary, executionSummary } from '../../shared/contract/execution';
import {
  type Harness,
  LONG_MS,
  openConsole,
  quietSettings,
  submit,
  until,
  untilAccepted,
  untilOpen,
} from '../support/desk-console';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-earlier-'));
let open: Harness | undefined;
afterEach(async () => {
  await open?.close();
  rmSync(folder, { recursive: true, force: true });
});

const summary = async ({ console }: Harness): Promise<ExecutionSummary> => {
  const filter = { botId: '', symbol: '', period: 'day' } as const;
  return executionSummary.parse(await summaryOf(console.execution.quality, filter, console.clock.now()));
};

it('orders of an earlier run are in the numbers of the next, with their times, beside its own', async () => {
  const start = async (): Promise<Harness> => {
    open = await openConsole({ settings: quietSettings(), dataFolder: folder });
    await untilOpen(open);
    await until('earlier runs', () => open?.console.execution.quality.earlier.state === 'done', LONG_MS);
    return open;
  };
  const first = await start();
  expect(first.console.execution.quality.earlier).toMatchObject({ from: null, orders: 0 });
  await untilAccepted(first);
  for (let count = 0; count < 3; count += 1)
    await submit(first, { type: 'market', price: undefined, timeInForce: 'IOC', botOrderId: `taken-${count}` });
  await until('fills', () => [...first.console.execution.workingOrders()].length <= 1, LONG_MS);
  const [resting] = [...first.console.execution.workingOrders()];
  if (resting === undefined) throw new Error('no order rests');
  expect((await first.console.execution.cancel(resting.intent.botId, resting.intent.botOrderId)).kind).toBe(
    'cancelled',
  );
  await first.close();
  const before = await summary(first);
  expect(before.total.fills).toBeGreaterThan(0);
  expect(before.total.cancelled).toBeGreaterThan(0);

  const second = await start();
  const after = await summary(second);
  expect(after.earlier).toMatchObject({ orders: before.total.sent, withoutTimes: 0, notTold: 0, unreadable: 0 });
  expect(after.isSinceStart).toBe(false);
  const names = ['sent', 'acknowledged', 'ended', 'filled', 'fills', 'traded', 'fees', 'slippageCost'] as const;
  for (const name of names) expect(after.total[name], name).toBe(before.total[name]);
  for (const name of ['cancelled', 'cancelsFailed'] as const) expect(after.total[name], name).toBe(before.total[name]);
  expect(after.total.cancel.n).toBe(before.total.cancel.n);
  expect((after.total.cancel.p50 ?? 0) / (before.total.cancel.p50 ?? 1)).toBeCloseTo(1, 1);
  for (const name of ['decisionToSend', 'acknowledge', 'firstFill'] as const) {
    expect(after.total[name].n).toBe(before.total[name].n);
    // The record holds microseconds: a value on the edge of a bucket may count in the next.
    expect((after.total[name].p99 ?? 0) / (before.total[name].p99 ?? 1)).toBeCloseTo(1, 1);
  }
  await untilAccepted(second);
  expect((await summary(second)).total.sent).toBe(before.total.sent + 1);
});
