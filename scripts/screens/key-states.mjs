/*
 * Ways to look at the keys and their setting up, each on a busy desk. What the made-up exchanges say of a key is told by how its
 * public part begins (test/support/fake-desk/keys.ts).
 */

const TAIL = 'x4Zp8Qm2Lr6Vt0Bn5Hc9Jd3Kf7Ws1Yg';

/** Copies a text as the operator would in the browser. */
const copy = (desk, text) => desk.launched.app.evaluate(({ clipboard }, copied) => clipboard.writeText(copied), text);

const press = (page, name) => page.getByRole('button', { name, exact: true }).click();

/** To the page of the exchange. */
async function atTheExchange(page, exchange) {
  await press(page, 'Set up a key');
  await page.getByLabel('Exchange', { exact: true }).selectOption(exchange);
  await page.getByLabel('Account', { exact: true }).fill('sub-9');
  await press(page, 'Next: at the exchange');
  await page.getByRole('heading', { name: 'Make it at the exchange' }).waitFor();
}

/** To the verdict over a key whose public part begins so. */
async function checked(page, desk, exchange, begins) {
  await atTheExchange(page, exchange);
  await press(page, 'Next: paste it');
  await page.getByRole('heading', { name: /^Paste it/ }).waitFor();
  const buttons = page.getByRole('button', { name: /^Paste: / });
  for (const text of [`${begins}${TAIL}`, `secret${TAIL}`]) {
    const left = await buttons.count();
    await copy(desk, text);
    await buttons.first().click();
    while ((await buttons.count()) === left) await page.waitForTimeout(20);
  }
  await press(page, 'Check it');
}

/** @type {ReadonlyArray<readonly [string, (page: import('@playwright/test').Page, desk: import('../../test/support/fake-main/launch').FakeConsole) => Promise<void>]>} */
export const KEY_STATES = [
  [
    'due',
    async (page) => {
      await page.getByRole('table', { name: 'Keys' }).getByRole('button', { name: /Bybit/ }).click();
      await page.getByRole('heading', { name: /^Bybit/ }).waitFor();
    },
  ],
  [
    'drop',
    async (page) => {
      await press(page, 'Drop…');
      await page.getByLabel('Reason').fill('The account is closed');
    },
  ],
  ['wizard-what-for', (page) => press(page, 'Set up a key')],
  ['wizard-exchange', (page) => atTheExchange(page, 'okx')],
  [
    'wizard-paste',
    async (page, desk) => {
      await atTheExchange(page, 'binance');
      await press(page, 'Next: paste it');
      await copy(desk, `good${TAIL}`);
      await page.getByRole('button', { name: 'Paste: API key' }).click();
      await page.getByText('characters, ends in').waitFor();
      await copy(desk, 'hunter2');
      await page.getByRole('button', { name: 'Paste: Secret key' }).click();
      await page.getByRole('alert').getByText('Nothing was taken').waitFor();
    },
  ],
  [
    'wizard-checking',
    async (page, desk) => {
      await checked(page, desk, 'binance', 'slow');
      await page.getByText('under way').waitFor();
    },
  ],
  [
    'wizard-refused',
    async (page, desk) => {
      await checked(page, desk, 'binance', 'noip');
      await page.getByText('This key is refused.').waitFor();
    },
  ],
  [
    'wizard-taken',
    async (page, desk) => {
      await checked(page, desk, 'binance', 'good');
      await page.getByText('This key can be kept.').waitFor();
    },
  ],
  [
    'wizard-statements',
    async (page, desk) => {
      await checked(page, desk, 'mexc', 'good');
      await page.getByText('This key can be kept.').waitFor();
      await press(page, 'Next: keep it');
      await page.getByRole('checkbox').first().check();
    },
  ],
];
