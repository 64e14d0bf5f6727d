import { afterEach, expect, it } from 'vitest';
import type { HoldfastApi } from '#shared/contract/index';
import { deskUntil, isTrading } from '../support/desk';
import { type LaunchedHoldfast, launchHoldfast } from '../support/electron-launch';

declare const window: { holdfast: HoldfastApi };

let desk: LaunchedHoldfast | undefined;
afterEach(async () => {
  await desk?.kill();
  desk = undefined;
});

it('an operator sees how well the paper bots’ orders are executed, and the way of one that was filled', async () => {
  desk = await launchHoldfast();
  const { page } = desk;
  await deskUntil(page, 'three bots trading', isTrading);
  await page.evaluate(() => {
    location.hash = '#/execution';
  });
  const table = page.getByRole('table', { name: 'Execution by bot and symbol' });
  await table.waitFor();
  await expect.poll(() => table.locator('tbody tr').count(), { timeout: 20_000 }).toBeGreaterThanOrEqual(4);
  const answer = await page.evaluate(() =>
    window.holdfast.call('execution.summary', { botId: '', symbol: '', period: 'day' }),
  );
  if (!answer.ok) throw new Error(answer.message);
  const { total, rows } = answer.value;
  expect(rows.map(({ botId }) => botId)).toEqual(['grid-1', 'grid-2', 'grid-3']);
  expect(total.acknowledged).toBeGreaterThan(0);
  expect(total.acknowledged).toBeLessThanOrEqual(total.sent);
  expect(total.fills).toBeGreaterThan(0);
  expect(total.fillsWithoutMid).toBe(0);
  expect(total.acknowledge.p50).toBeGreaterThan(0);
  expect(total.acknowledge.p50).toBeLessThan(5_000);
  expect(total.decisionToSend.n).toBe(total.sent);
  expect(total.slippage.n).toBe(total.fills);

  await page.evaluate(() => {
    location.hash = '#/decisions';
  });
  await page.locator('tbody tr', { hasText: 'filled' }).locator('button[data-seq]').first().click();
  const way = page.getByRole('list', { name: /^Way of order/ });
  await way.waitFor();
  const steps = (await way.getByRole('listitem').allInnerTexts()).map((step) => step.split('\n')[0]);
  expect(steps.slice(0, 3)).toEqual(['decided', 'durable', 'sent']);
  expect(steps).toContain('acknowledged');
  await page.getByText(/bps against mid/).waitFor();

  const unknown = await page.evaluate(() => window.holdfast.call('execution.order', { orderId: 'never-sent' }));
  expect(unknown).toMatchObject({ ok: false, code: 'unknown-order' });
});
