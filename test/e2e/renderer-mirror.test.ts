import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type FakeConsole, openFakeConsole } from '../support/fake-main/launch';

let desk: FakeConsole;
beforeAll(async () => {
  desk = await openFakeConsole();
});
afterAll(() => desk?.close());
beforeEach(async () => {
  await desk.tell('silence', false);
  await desk.show('busy');
  await desk.open('desk');
});

const shownEquity = () => desk.page.locator('header dl').innerText();
const asShown = (equity: string | null) =>
  Number(equity).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

test('changes that got lost are noticed, and the screen shows main’s numbers again after one question', async () => {
  const asked = (await desk.calls('desk.snapshot')).length;
  await desk.tell('lose', 7);
  await desk.tell('step');
  await expect.poll(async () => (await desk.calls('desk.snapshot')).length).toBe(asked + 1);
  const { total } = await desk.snapshot();
  await expect.poll(shownEquity).toContain(asShown(total.equity));
  await desk.tell('step');
  // The next change is drawn as it came, without another question.
  const next = await desk.snapshot();
  await expect.poll(shownEquity).toContain(asShown(next.total.equity));
  expect((await desk.calls('desk.snapshot')).length).toBe(asked + 1);
});

test('when main falls silent the screen says so and looks old, and comes back by itself', async () => {
  await desk.tell('silence', true);
  await desk.page.getByText('Holdfast does not answer.').waitFor({ timeout: 20_000 });
  expect(await desk.page.getByRole('status', { name: 'Trading state' }).innerText()).toContain('when last heard');
  await desk.page.locator('table[aria-label="At risk"]').getByText('old').first().waitFor({ timeout: 15_000 });
  await desk.tell('silence', false);
  await desk.page.getByText('Holdfast does not answer.').waitFor({ state: 'detached', timeout: 20_000 });
});
