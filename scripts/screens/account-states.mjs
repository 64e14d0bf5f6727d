/* Ways to look at the accounts and their changes, each on a busy desk. */

/** @type {ReadonlyArray<readonly [string, (page: import('@playwright/test').Page) => Promise<void>]>} */
export const ACCOUNT_STATES = [
  [
    'account-added',
    async (page) => {
      await page.getByLabel('Account', { exact: true }).fill('demo-9');
      await page.getByRole('button', { name: 'Add it', exact: true }).click();
      await page.getByRole('rowheader', { name: 'demo-9' }).waitFor();
      await page.getByLabel('Account of grid-1').selectOption('demo-1');
      await page.getByText('now on sub-1').waitFor();
    },
  ],
  [
    'account-refused',
    async (page) => {
      await page.getByRole('button', { name: 'Remove sub-1', exact: true }).click();
      await page.getByText('Give the bot another account first').waitFor();
      await page.getByLabel('Account of grid-1').selectOption('main');
      await page.getByText('before the go-live checklist is passed').first().waitFor();
    },
  ],
];
