import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { deskUntil, isTrading } from '../support/desk';
import { type LaunchedHoldfast, launchHoldfast } from '../support/electron-launch';
import { openOrders } from '../support/exchange-ledger';
import { readJournal } from '../support/journal-records';
import { setUpVault, takeRecoveryCode } from '../support/vault-screen';

const FIRST = 'violin marmot teacup glacier';
const SECOND = 'orchid lantern gravel sonnet';

const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-vault-'));
let desk: LaunchedHoldfast | undefined;
afterEach(async () => {
  await desk?.kill();
  rmSync(dataDir, { recursive: true, force: true });
});

it('is set up, locked by its keys with the halt working, recovered with the printed code, and leaves no secret behind', async () => {
  desk = await launchHoldfast({ size: { width: 1280, height: 800 }, dataDir });
  const { page } = desk;
  const vault = (state: string) => deskUntil(page, `the vault to be ${state}`, (now) => now.vault.state === state);
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const fill = (label: string, text: string) => page.getByLabel(label, { exact: true }).fill(text);
  await page.getByRole('link', { name: 'Vault', exact: true }).click();
  await fill('New passphrase', 'qwertyuiop123');
  await page.getByRole('status', { name: 'Strength of the new passphrase' }).getByText('Weak.').waitFor();
  const firstCode = await setUpVault(page, FIRST);
  expect((await vault('unlocked')).trading.passphraseSet).toBe(true);

  await deskUntil(page, 'the bots to trade', isTrading);
  await page.keyboard.press('Control+Shift+L');
  await vault('locked');
  // Paper accounts need no key of the vault.
  expect((await deskUntil(page, 'the bots to trade on', isTrading)).trading.blocked).toBe('');
  await page.keyboard.press('Control+Shift+H');
  await deskUntil(page, 'a verified halt', ({ halt }) => halt?.state === 'verified-empty');
  expect(openOrders(dataDir)).toEqual([]);

  await button('I have forgotten it').click();
  await fill('Recovery code', firstCode.toLowerCase().replaceAll('-', ' '));
  await fill('New passphrase', SECOND);
  await fill('The same again', SECOND);
  await button('Set the new passphrase').click();
  await vault('unlocked');
  const secondCode = await takeRecoveryCode(page);
  expect(secondCode).not.toBe(firstCode);
  await button('Lock now').click();
  await vault('locked');
  await fill('Passphrase', SECOND);
  await button('Unlock').click();
  await vault('unlocked');

  await desk.app.evaluate(({ powerMonitor }) => powerMonitor.emit('lock-screen'));
  await vault('locked');
  expect(await desk.close()).toEqual([]);
  const records = readJournal(dataDir).filter(({ type }) => type.startsWith('vault.'));
  expect(records.findLast(({ type }) => type === 'vault.locked')?.data).toEqual({ why: 'screen-lock' });
  expect(records.map(({ type }) => type)).toEqual([
    'vault.set-up',
    'vault.locked',
    'vault.passphrase-changed',
    'vault.locked',
    'vault.unlocked',
    'vault.locked',
  ]);
  for (const secret of [FIRST, SECOND, firstCode, secondCode])
    expect(() => execFileSync('grep', ['-raF', secret, dataDir])).toThrow();
});
