import type { Page } from '@playwright/test';
import { afterEach, expect, it } from 'vitest';
import { clearAllByIpc, deskUntil, isTrading } from '../support/desk';
import { type LaunchedHoldfast, launchHoldfast } from '../support/electron-launch';
import { acceptedAfter, openOrders } from '../support/exchange-ledger';

const PASSPHRASE = 'four unrelated quiet words';

let desk: LaunchedHoldfast | undefined;
afterEach(async () => {
  await desk?.kill();
  desk = undefined;
});

const openOf = (dataDir: string, account: string) => openOrders(dataDir).filter((order) => order.account === account);

/**
 * By the page, as an operator would: what came up meanwhile is acknowledged, and it is pressed again. A machine that stood still
 * for longer than the guard allows has everything halted, too; that is resumed first.
 */
async function resumeBot(page: Page, botId: string, reason: string): Promise<void> {
  const everything = page.getByRole('radio', { name: /^everything, / });
  for (let tries = 0; ; tries += 1) {
    const [halt, button] = (await everything.isVisible())
      ? [everything, 'Resume trading']
      : [page.getByRole('radio', { name: new RegExp(`bot ${botId}, `) }), `Resume bot ${botId}`];
    await clearAllByIpc(page);
    const check = page.getByRole('button', { name: 'Check the exchange now' });
    if (await check.isVisible()) await check.click();
    await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
    await page.getByLabel('Reason').fill(reason);
    const isResumed = await page
      .getByRole('button', { name: button })
      .click({ timeout: 8_000 })
      .then(() => halt.waitFor({ state: 'detached', timeout: 8_000 }))
      .then(
        () => true,
        () => false,
      );
    if (isResumed && button !== 'Resume trading') return;
    expect(tries).toBeLessThan(6);
  }
}

it('one bot is halted from its row: its account is emptied, the others trade on, and it alone is resumed', async () => {
  desk = await launchHoldfast({ size: { width: 1280, height: 800 } });
  const { page, dataDir } = desk;
  await deskUntil(page, 'three bots trading', isTrading);
  await page.getByRole('button', { name: 'Halt grid-2' }).click();
  const halted = await deskUntil(page, 'the halt of grid-2 to be verified', ({ trading: { halts } }) =>
    halts.some(({ scope, progress }) => scope.kind === 'bot' && progress === 'verified-empty'),
  );
  expect(openOf(dataDir, 'sub-2')).toEqual([]);
  expect(halted.trading.state).toBe('ACTIVE');
  // What was on the wire at the press may still have been accepted; it was cancelled before the halt was said to be verified.
  const verifiedAt = Date.now();
  await expect
    .poll(() => acceptedAfter(dataDir, verifiedAt).some(({ account }) => account !== 'sub-2'), { timeout: 30_000 })
    .toBe(true);
  expect(acceptedAfter(dataDir, verifiedAt).filter(({ account }) => account === 'sub-2')).toEqual([]);
  expect(openOf(dataDir, 'sub-1').length).toBeGreaterThan(0);
  await page.getByRole('status', { name: 'Trading state' }).getByText('bot grid-2: HALTED').waitFor();

  await page.getByRole('link', { name: 'Halt & resume' }).click();
  await page.getByRole('radio', { name: 'bot grid-2, HALTED' }).waitFor();
  await page.getByLabel('New passphrase').fill(PASSPHRASE);
  await page.getByLabel('The same again').fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Set passphrase' }).click();
  await deskUntil(page, 'the passphrase to be set', ({ trading }) => trading.passphraseSet);
  await resumeBot(page, 'grid-2', 'Its plan was looked at.');
  await deskUntil(page, 'grid-2 trading again', (now) => now.trading.halts.length === 0 && isTrading(now));

  // Reduce only: what could make its position larger goes, exits stay, and the gate takes nothing but exits.
  await page.getByLabel('What to halt').selectOption('bot:grid-3');
  await page.getByRole('button', { name: 'Reduce only' }).click();
  const reducing = await deskUntil(
    page,
    'grid-3 reducing',
    ({ bots, orders }) =>
      bots.some(({ botId, state }) => botId === 'grid-3' && state === 'reducing') &&
      orders.every(({ botId, side }) => botId !== 'grid-3' || side === 'sell'),
  );
  expect(reducing.trading.halts).toMatchObject([{ scope: { kind: 'bot', botId: 'grid-3' }, state: 'REDUCING' }]);
  await resumeBot(page, 'grid-3', 'Enough was sold.');
  await deskUntil(
    page,
    'grid-3 buying again',
    ({ trading, orders }) =>
      trading.halts.length === 0 && orders.some(({ botId, side }) => botId === 'grid-3' && side === 'buy'),
  );
  await desk.close();
});
