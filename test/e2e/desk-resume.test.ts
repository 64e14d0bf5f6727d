import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { afterEach, expect, it } from 'vitest';
import { deskUntil, isTrading } from '../support/desk';
import { type LaunchedHoldfast, launchHoldfast } from '../support/electron-launch';
import { readEvidence, unpackEvidence, verifyEvidence } from '../support/evidence';
import { openOrders } from '../support/exchange-ledger';
import { readJournal } from '../support/journal-records';
import { patiently } from '../support/patiently';

const PASSPHRASE = 'four unrelated quiet words';
const SIZE = { width: 1280, height: 800 };

let desk: LaunchedHoldfast | undefined;
let dataDir = '';
afterEach(async () => {
  await desk?.kill();
  desk = undefined;
  await rm(dataDir, { recursive: true, force: true });
});

/** Asks main itself, as a page gone wrong might: what it refuses does not hang on the page. */
const resumeByIpc = (page: Page) =>
  page.evaluate(
    (passphrase) =>
      (
        window as unknown as { holdfast: { call(name: string, request: object): Promise<{ code?: string }> } }
      ).holdfast.call('halt.resume', { passphrase, reason: 'straight to main' }),
    PASSPHRASE,
  );

/** One by one, as many as there are. */
async function acknowledgeAll(page: Page): Promise<void> {
  const open = page.getByRole('button', { name: /^Acknowledge: / });
  while ((await open.count()) > 0) await open.first().click();
  await page.getByText('all acknowledged').waitFor();
}

/** Does what the steps say. Returns the bundle of evidence and its manifest's SHA-256 as it is shown. */
async function workTheRunbook({ app, page }: LaunchedHoldfast) {
  const runbook = page.getByRole('region', { name: 'Runbook' });
  await runbook.getByRole('button', { name: 'List orders' }).click();
  await runbook.getByText('Book and exchange say the same.').waitFor();
  await runbook.getByRole('button', { name: 'Ask the exchange' }).click();
  await runbook.getByText(/sub-3 at binance: answered in/).waitFor();
  await patiently(() =>
    app.evaluate(({ shell }) => {
      shell.openExternal = async (url) => void Object.assign(globalThis, { opened: url });
    }),
  );
  await runbook.getByRole('button', { name: 'Open the key page of Binance' }).click();
  await runbook.getByText('Opened in your browser').waitFor();
  expect(await patiently(() => app.evaluate(() => (globalThis as { opened?: string }).opened))).toBe(
    'https://www.binance.com/en/my/settings/api-management',
  );
  await runbook.getByRole('button', { name: 'Save evidence' }).click();
  const saved = runbook.getByRole('status', { name: 'Evidence saved' });
  const sha256 = await saved.locator('code').innerText();
  return { file: await saved.locator('p').first().innerText(), sha256 };
}

it('a halt opens the runbook; trading resumes only when all is acknowledged, ticked, clean and confirmed, and as far as chosen', async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'holdfast-data-'));
  desk = await launchHoldfast({ size: SIZE, dataDir });
  await deskUntil(desk.page, 'three bots trading', isTrading);
  await desk.page.getByRole('button', { name: 'Halt all' }).click();
  await deskUntil(desk.page, 'the halt to be verified', ({ halt }) => halt?.state === 'verified-empty');
  // On another screen there is a link, and the focus is where the operator left it.
  const link = desk.page.getByRole('link', { name: 'Runbook: 0 of 7 done' });
  await link.waitFor();
  expect(await desk.page.evaluate(() => document.activeElement?.id)).toBe('halt-all');
  await link.click();

  const { file, sha256 } = await workTheRunbook(desk);
  const bundle = unpackEvidence(file.trim());
  expect(verifyEvidence(bundle, sha256)).toContain('intact');
  expect(readEvidence(bundle, 'halts.json')).toMatchObject([{ report: { state: 'verified-empty' } }]);
  await rm(bundle, { recursive: true });
  const boxes = (page: Page) => page.getByRole('region', { name: 'Runbook' }).getByRole('checkbox');
  await desk.page.getByLabel('Your name').fill('Ada');
  for (const index of [0, 1, 2]) await boxes(desk.page).nth(index).click();
  await desk.page.getByText('3 of 7 steps done').waitFor();
  await desk.page.emulateMedia({ media: 'print' });
  expect(await desk.page.locator('.runbook-print li').allInnerTexts()).toHaveLength(7);
  expect(await desk.page.locator('.runbook-print').isVisible()).toBe(true);
  expect(await desk.page.locator('#root').isVisible()).toBe(false);
  await desk.close();

  desk = await launchHoldfast({ size: SIZE, dataDir });
  const { page } = desk;
  await deskUntil(page, 'the halt to be verified again', ({ halt }) => halt?.state === 'verified-empty');
  await page.getByRole('link', { name: 'Runbook: 3 of 7 done' }).click();
  await page.getByLabel('New passphrase').fill(PASSPHRASE);
  await page.getByLabel('The same again').fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Set passphrase' }).click();
  await deskUntil(page, 'the passphrase to be set', ({ trading }) => trading.passphraseSet);
  expect(await resumeByIpc(page)).toMatchObject({ code: 'not-acknowledged' });
  await page.getByLabel('Your name').fill('Ada');
  // On a machine that stood still for a moment the guard has fired, too: that is one thing more to acknowledge.
  await expect
    .poll(
      async () => {
        await acknowledgeAll(page);
        return (await resumeByIpc(page)).code;
      },
      { timeout: 30_000 },
    )
    .toBe('runbook-open');
  for (const index of [3, 4, 5, 6]) await boxes(page).nth(index).click();
  await page.getByText('7 of 7 steps done').waitFor();

  await page.getByLabel('What sub-2 resumes to').selectOption('REDUCING');
  await page.getByLabel('Reason').fill('It was a drill.');
  const resume = page.getByRole('button', { name: 'Resume trading' });
  expect(openOrders(dataDir)).toEqual([]);
  const resumed = page.getByRole('status', { name: 'Trading state' }).getByText('except account sub-2: REDUCING');
  // Refused for another reason than before, it says which; the guard of a machine that stood still is one.
  const refusal = page.locator('form').getByRole('alert').filter({ hasText: /\S/ });
  await expect
    .poll(
      async () => {
        await acknowledgeAll(page);
        await page.getByRole('button', { name: 'Check the exchange now' }).click();
        await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
        await resume.click({ timeout: 5_000 }).catch(() => undefined);
        await resumed.or(refusal).first().waitFor();
        if (await resumed.isVisible()) return 'resumed';
        return `${await refusal.allInnerTexts()} ${await page.locator('#resume-blockers').allInnerTexts()}`;
      },
      { timeout: 40_000 },
    )
    .toBe('resumed');
  const after = await deskUntil(page, 'the two others trading, and grid-2 only reducing', ({ bots }) =>
    bots.every(({ accountId, state: how, workingOrders }) =>
      accountId === 'sub-2' ? how === 'reducing' : how === 'running' && workingOrders > 0,
    ),
  );
  expect(after.trading.halts).toMatchObject([{ scope: { kind: 'account', accountId: 'sub-2' }, state: 'REDUCING' }]);

  const journal = readJournal(dataDir);
  const of = (type: string) => journal.filter((record) => record.type === type).map(({ data }) => data);
  expect(of('halt.resumed')).toMatchObject([
    { reason: 'It was a drill.', to: 'ACTIVE', leave: [{ accountId: 'sub-2', state: 'REDUCING' }] },
  ]);
  const pressed = expect.objectContaining({ by: 'Ada', sentence: 'The operator pressed Halt all.' });
  expect(of('halt.acknowledged')).toContainEqual(pressed);
  expect(of('runbook.ticked')).toHaveLength(7);
  expect(of('evidence.saved')).toMatchObject([{ manifestSha256: sha256 }]);

  // The record of it verifies on a button.
  await page.getByRole('link', { name: 'Journal' }).click();
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
  await page
    .getByText(/intact|whole/i)
    .first()
    .waitFor();
  await desk.close();
});
