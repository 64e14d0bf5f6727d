import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { withPerpetuals } from '../../electron/app/perpetual-desk';
import { firstRunSettings } from '../../electron/app/settings';
import { MISSING } from '../../renderer/ui/format';
import { deskUntil } from '../support/desk';
import { type LaunchedHoldfast, launchHoldfast } from '../support/electron-launch';
import { PATIENT_GUARD } from '../support/quiet-settings';

let desk: LaunchedHoldfast | undefined;
let folder = '';
afterEach(async () => {
  await desk?.kill();
  desk = undefined;
  await rm(folder, { recursive: true, force: true });
});

it('a perpetual account in the settings trades beside the others, and the desk shows its margin until a halt has emptied it', async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-perpetuals-'));
  const settings = withPerpetuals(firstRunSettings());
  // Quick enough that a test sees it take a side.
  const quick = { fastSeconds: 1, slowSeconds: 3, thresholdBps: 0, pauseSeconds: 3 };
  const bots = settings.bots.map((bot) =>
    bot.id === 'trend-1' ? { ...bot, params: { ...bot.params, ...quick } } : bot,
  );
  writeFileSync(join(folder, 'settings.json'), JSON.stringify({ ...settings, ...PATIENT_GUARD, bots }));
  desk = await launchHoldfast({ dataDir: folder });
  const { page } = desk;
  const isHeld = ({ positions }: Awaited<ReturnType<typeof deskUntil>>): boolean =>
    positions.some(({ accountId, quantity }) => accountId === 'perp-1' && quantity !== '0');
  await deskUntil(page, 'a perpetual position', isHeld, 60_000);
  const margin = page.getByRole('table', { name: 'Margin' });
  await expect.poll(() => margin.getByText(/long|short/).count(), { timeout: 20_000 }).toBeGreaterThan(0);
  const row = margin.getByRole('row', { name: /^BTC\/USDT:USDT/ });
  const [name = '', ...cells] = await row.locator('th, td').allInnerTexts();
  // Quantity, entry, mark, leverage, bound, free, liquidation, away, funding.
  expect(cells[3]).toBe('2 ×');
  expect(Number(cells[4]?.replaceAll(',', ''))).toBeGreaterThan(100);
  // A small long on a large wallet has no price at which it is liquidated; a short always has one.
  const liquidation = Number(cells[6]?.replaceAll(',', ''));
  if (name.includes('short')) expect(liquidation).toBeGreaterThan(0);
  else expect(liquidation > 0 || cells[6] === MISSING).toBe(true);
  expect(await margin.getByRole('row', { name: /^perp-1/ }).innerText()).toMatch(/maintenance margin \d+ % of equity/);
  await page
    .getByRole('button', { name: /^Halt all/i })
    .first()
    .click();
  const halted = await deskUntil(page, 'a verified halt', ({ halt }) => halt?.state === 'verified-empty');
  expect(halted.halt?.accounts.map(({ accountId, state }) => [accountId, state])).toContainEqual([
    'perp-1',
    'verified-empty',
  ]);

  // Who cancels when this machine fails: spot has no timer at the exchange, the perpetual account's can be taken away for a while.
  await page.evaluate("location.hash = '#/halt'");
  const timers = page.getByRole('table', { name: 'Timers at the exchange' });
  await timers.getByRole('row', { name: /^perp-1 armed, \d+ s left$/ }).waitFor({ timeout: 20_000 });
  await timers.getByRole('row', { name: /^sub-1, sub-2, sub-3 none at this exchange$/ }).waitFor();
  await page.getByRole('button', { name: 'Disarm the timers for maintenance' }).click();
  await timers.getByRole('row', { name: /^perp-1 disarmed$/ }).waitFor();
  await page.getByRole('button', { name: 'Arm the timers again' }).click();
  await timers.getByRole('row', { name: /^perp-1 armed/ }).waitFor();
  await desk.close();
});
