import type { Page } from '@playwright/test';
import { deskUntil } from './desk';

/** On the Vault screen: sets the first passphrase, and takes the recovery code that is shown once. */
export async function setUpVault(page: Page, passphrase: string): Promise<string> {
  await page.getByLabel('New passphrase', { exact: true }).fill(passphrase);
  await page.getByLabel('The same again', { exact: true }).fill(passphrase);
  await page.getByRole('button', { name: 'Set passphrase', exact: true }).click();
  await deskUntil(page, 'the vault to be unlocked', ({ vault }) => vault.state === 'unlocked');
  return takeRecoveryCode(page);
}

/** Reads the recovery code that is shown, says that it is on paper, and hides it. */
export async function takeRecoveryCode(page: Page): Promise<string> {
  const shown = page.getByRole('region', { name: 'Recovery code' });
  const code = await shown.locator('output').innerText();
  const hide = page.getByRole('button', { name: 'Done, hide it', exact: true });
  if (!(await hide.isDisabled())) throw new Error('the recovery code can be hidden before it is on paper');
  await page.getByLabel('I have it on paper').check();
  await hide.click();
  await shown.waitFor({ state: 'detached' });
  return code;
}
