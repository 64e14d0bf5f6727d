import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type FakeConsole, openFakeConsole } from '../support/fake-main/launch';

let desk: FakeConsole;
beforeAll(async () => {
  desk = await openFakeConsole();
});
afterAll(() => desk?.close());
beforeEach(async () => {
  await desk.page.evaluate(() => {
    location.hash = '#/desk';
  });
  await desk.show('busy');
  await desk.open('decisions');
  await desk.page.getByRole('heading', { name: 'Decisions', level: 1 }).waitFor();
});

const listed = () => desk.page.getByRole('table', { name: 'Decisions', exact: true });
const covered = () => desk.page.getByRole('region', { name: 'What is listed' });
const count = async () => Number(await listed().getAttribute('aria-rowcount')) - 1;

test('an operator finds one bot’s refusals, and opens one with all that the gate knew', async () => {
  const { page } = desk;
  await covered()
    .getByText(/^All \d+ decisions since/)
    .waitFor();
  const all = await count();
  expect(all).toBeGreaterThan(500);
  await page.getByLabel('Verdict').selectOption('deny');
  await page.getByLabel('Bot', { exact: true }).selectOption('grid-2');
  await page.getByLabel('Failed check').selectOption('price-collar');
  await expect.poll(count).toBeLessThan(all / 10);

  const row = listed()
    .getByRole('button', { name: /^Checks of decision/ })
    .first();
  const seq = /\d+/.exec((await row.getAttribute('aria-label')) ?? '')?.[0];
  await row.click();
  await page.getByText('Refused. The price is 212 bps above the reference').waitFor();
  const checks = page.getByRole('table', { name: `Checks of decision ${seq}` });
  expect(await checks.getByRole('row').nth(1).innerText()).toMatch(
    /Price against reference\s+failed\s+212\s+150\s+bps\s+bot grid-2/,
  );
  for (const known of ['Age of the prices', 'Working buys', 'Free to spend', 'Day loss of account'])
    await page.getByText(known, { exact: true }).waitFor();

  await page.getByRole('link', { name: /^Journal record/ }).click();
  await page.getByRole('heading', { name: 'Journal', level: 1 }).waitFor();
  await page.getByText(`Around record ${Number(seq).toLocaleString('en')}.`).waitFor();
  await expect.poll(() => page.locator(`button[data-seq="${seq}"]`).getAttribute('aria-expanded')).toBe('true');
  await page.getByRole('link', { name: 'Back to the newest' }).click();
  await expect.poll(() => page.getByText(/^Around record/).count()).toBe(0);
});

test('the list runs along at its top, and is paused while it is read', async () => {
  const { page } = desk;
  await covered().getByText(/^All/).waitFor();
  const first = () => listed().getByRole('button').first().getAttribute('aria-label');
  const before = await first();
  await desk.tell('step');
  await expect.poll(first).not.toBe(before);
  await listed().getByRole('button').first().click();
  const open = await first();
  for (let steps = 0; steps < 3; steps += 1) await desk.tell('step');
  await page.getByRole('button', { name: 'Paused while you read: 3 newer – back to the newest' }).waitFor();
  expect(await first()).toBe(open);
  await page.getByRole('button', { name: /^Paused while you read/ }).click();
  await expect.poll(first).not.toBe(open);
});

test('refusals by reason say how often, how much of all, when last and whose, and lead to the list', async () => {
  const { page } = desk;
  await covered().getByText(/^All/).waitFor();
  await page.getByText('By reason').click();
  const reasons = page.getByRole('table', { name: 'Reasons' });
  const open = reasons.getByRole('button', { name: /^Free balance: \d+ decisions$/ });
  const failed = Number(/\d+/.exec((await open.getAttribute('aria-label')) ?? '')?.[0]);
  expect(await reasons.getByRole('row', { name: /Free balance/ }).innerText()).toMatch(
    /\d+\s+\d\.\d %\s+\d+ \w+\s+grid-\d/,
  );
  await open.press('Enter');
  await page.getByRole('button', { name: `Show all ${failed} in the list` }).click();
  await expect.poll(count).toBe(failed);
});

test('more decisions than are shown are counted, and searched on request', async () => {
  const { page } = desk;
  await page.getByLabel('Period').selectOption('start');
  await covered().getByText('The newest 5,000 of 12,345 decisions since').waitFor();
  await covered().getByText('2 records could not be read as decisions').waitFor();
  expect(await count()).toBe(5_000);
  // Only what is in sight exists: a window draws no more for thousands than for a screenful.
  expect(await listed().locator('tbody > tr').count()).toBeLessThan(60);
  await page.getByLabel('Verdict').selectOption('resize');
  await expect.poll(count).toBeLessThan(1_000);
  const shown = await count();
  await page.getByRole('button', { name: 'Look further back' }).click();
  await covered().getByText('more fit among all 7,345 older ones').waitFor();
  expect(await count()).toBeGreaterThan(shown);
});

test('with the journal down the list says what it cannot know, and reads again when told', async () => {
  const { page } = desk;
  await desk.prepare('decisions.page', { ok: false, code: 'journal-failed', message: 'It does not run.', retry: true });
  await page.getByLabel('Period').selectOption('day');
  await covered().getByText('it is not known how many there are: It does not run.').waitFor();
  expect(await count()).toBeGreaterThanOrEqual(400);
  await desk.prepare('decisions.page', undefined);
  await covered().getByRole('button', { name: 'Read again' }).click();
  await covered().getByText('The newest 5,000 of 12,345').waitFor();
});

test('an order, working or ended, leads to its decision', async () => {
  const { page } = desk;
  await desk.open('orders');
  for (const name of ['Working orders', 'Ended orders']) {
    await page.evaluate(() => {
      location.hash = '#/orders';
    });
    const link = page.getByRole('table', { name, exact: true }).locator('a[href^="#/decisions/"]').first();
    const seq = /\d+$/.exec((await link.getAttribute('href')) ?? '')?.[0];
    await link.click();
    await page.getByRole('heading', { name: `Decision ${Number(seq).toLocaleString('en')}` }).waitFor();
    await page.getByRole('table', { name: `Checks of decision ${seq}` }).waitFor();
  }
  await page.getByRole('link', { name: 'Close', exact: true }).click();
  await expect.poll(() => page.getByRole('heading', { name: /^Decision \d/ }).count()).toBe(0);
});
