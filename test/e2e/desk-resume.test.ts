import { afterEach, describe, expect, it } from 'vitest';
import { deskUntil, isTrading } from '../support/desk';
import { type LaunchedHoldfast, launchHoldfast } from '../support/electron-launch';
import { openOrders } from '../support/exchange-ledger';
import { readJournal } from '../support/journal-records';

const PASSPHRASE = 'four unrelated quiet words';

let desk: LaunchedHoldfast | undefined;
afterEach(async () => {
  await desk?.kill();
  desk = undefined;
});

describe('Resuming, by hand', () => {
  it('takes a passphrase, a look at the exchange, a reason and one button; a wrong passphrase says so and changes nothing', async () => {
    desk = await launchHoldfast({ size: { width: 1280, height: 800 } });
    const { page, dataDir } = desk;
    await deskUntil(page, 'three bots trading', isTrading);
    await page.getByRole('button', { name: 'Halt all' }).click();
    await deskUntil(page, 'the halt to be verified', ({ halt }) => halt?.state === 'verified-empty');
    await page.getByRole('link', { name: 'Halt & resume' }).click();

    const resume = page.getByRole('button', { name: 'Resume trading' });
    await page.getByLabel('New passphrase').fill(PASSPHRASE);
    await page.getByLabel('The same again').fill(PASSPHRASE);
    await page.getByRole('button', { name: 'Set passphrase' }).click();
    await deskUntil(page, 'the passphrase to be set', ({ trading }) => trading.passphraseSet);

    await page.getByRole('button', { name: 'Check the exchange now' }).click();
    await page.getByLabel('Passphrase', { exact: true }).fill('four quite different words');
    await page.getByLabel('Reason').fill('The rehearsal is over.');
    await resume.click();
    await page.getByText('That is not the passphrase').first().waitFor();
    expect(openOrders(dataDir)).toEqual([]);

    await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
    await resume.click();
    const active = page.getByRole('status', { name: 'Trading state' }).getByText('ACTIVE');
    // Refused for another reason than before, it says which.
    const refusal = page
      .locator('form')
      .getByRole('alert')
      .filter({ hasText: /\S/, hasNotText: 'That is not the passphrase' });
    await active.or(refusal).first().waitFor();
    expect(await refusal.allInnerTexts()).toEqual([]);
    await deskUntil(page, 'three bots trading again', isTrading);
    const resumed = readJournal(dataDir).find(({ type }) => type === 'halt.resumed');
    expect(resumed?.data).toMatchObject({ reason: 'The rehearsal is over.' });
    await desk.close();
  });

  it('the journal verifies itself on a button, and gives the head to keep elsewhere', async () => {
    desk = await launchHoldfast({ size: { width: 1280, height: 800 } });
    const { page } = desk;
    await deskUntil(page, 'three bots trading', isTrading);
    await page.getByRole('link', { name: 'Journal' }).click();
    await page.getByRole('button', { name: 'Verify', exact: true }).click();
    await page
      .getByText(/intact|whole/i)
      .first()
      .waitFor();
    await desk.close();
  });
});
