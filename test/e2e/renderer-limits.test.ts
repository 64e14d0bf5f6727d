import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FakeConsole, openFakeConsole, SIZES, THEMES } from '../support/fake-main/launch';
import { loadAxe, problemsOn } from '../support/readable';

/** What the made-up desk takes. */
const PASSPHRASE = 'four unrelated quiet words';
let desk: FakeConsole;

beforeAll(async () => {
  desk = await openFakeConsole();
  await loadAxe(desk.page);
});
afterAll(() => desk?.close());
beforeEach(async () => {
  await desk.show('busy');
  await desk.open('desk');
  await desk.open('limits');
  await desk.page.getByRole('table', { name: 'Limits of grid-1 on BTC/USDT' }).waitFor({ timeout: 8_000 });
  const discard = button('Discard');
  if ((await discard.count()) > 0) await discard.click();
});
afterEach(async () => {
  for (const channel of ['limits.read', 'limits.change'] as const) await desk.prepare(channel, undefined);
});

const cell = (name: string | RegExp) => desk.page.getByRole('textbox', { name });
const button = (name: string) => desk.page.getByRole('button', { name, exact: true });

describe('The Limits screen', () => {
  test('says of each limit what applies, who set it and how much is used', async () => {
    const row = desk.page.getByRole('row', { name: /^Position per symbol/ });
    expect((await row.innerText()).replaceAll(/\s+/g, ' ')).toContain('1,525 of 6,000 USDT, 25 % bot');
    expect(await desk.page.getByRole('row', { name: /^Price collar/ }).innerText()).toContain('override');
    expect(await desk.page.getByRole('row', { name: /^Order value/ }).innerText()).toContain('symbol');
    await button('grid-2 SOL/USDT').click();
    await desk.page.getByRole('table', { name: 'Limits of grid-2 on SOL/USDT' }).waitFor({ timeout: 8_000 });
  });

  test('marks what is tighter and what is looser, and asks for the passphrase only for the second', async () => {
    await cell('Order value, bot grid-1').fill('200');
    await desk.page.getByText('▼ tighter').waitFor({ timeout: 8_000 });
    expect(await desk.page.getByLabel('Passphrase', { exact: true }).count()).toBe(0);
    await cell('Position per symbol, bot grid-1').fill('9000');
    await desk.page.getByText('▲ looser').waitFor({ timeout: 8_000 });
    expect(await button('Save').isDisabled()).toBe(true);
    await cell('Reason').fill('a wider market');
    await desk.page.getByLabel('Passphrase', { exact: true }).fill('not the passphrase');
    await button('Save').click();
    await desk.page.getByText('That is not the passphrase. No limit was changed.').waitFor({ timeout: 8_000 });
    await desk.page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
    await button('Save').click();
    await desk.page.getByText('In force and saved.').waitFor({ timeout: 8_000 });
    await expect.poll(() => cell('Position per symbol, bot grid-1').inputValue()).toBe('9000');
    const sent = JSON.stringify((await desk.calls('limits.change')).at(-1));
    expect(sent).toContain('a wider market');
  });

  test('says below the line what is wrong with a text, and saves nothing', async () => {
    for (const text of ['NaN', '-5', '1e30', '1,000', '500 BTC', '0.123456789', '']) {
      await cell('Order value, bot grid-1').fill('999');
      await desk.page.locator('main table [role=alert]').waitFor({ state: 'detached', timeout: 8_000 });
      await cell(/^Order value, bot grid-1/).fill(text);
      await desk.page.locator('main table [role=alert]').waitFor({ timeout: 8_000 });
      const described = await cell('Order value, bot grid-1').getAttribute('aria-describedby');
      expect(await desk.page.locator(`[id="${described}"]`).innerText(), text).toMatch(/^Bot: .+\.$/);
      expect(await button('Save').isDisabled(), text).toBe(true);
      expect(await button('Try on the last 24 h').isDisabled(), text).toBe(true);
    }
  });

  test('keeps what is written while another screen is looked at, and gives it up on Discard', async () => {
    await cell('Order value, bot grid-1').fill('200');
    await desk.open('decisions');
    await desk.open('limits');
    expect(await cell(/^Order value, bot grid-1/).inputValue()).toBe('200');
    await button('Discard').click();
    expect(await cell('Order value, bot grid-1').inputValue()).toBe('1000');
  });

  test('refuses nothing silently when the limits changed meanwhile: it says so, and offers to go on', async () => {
    await cell('Order value, bot grid-1').fill('200');
    const answer = await desk.page.evaluate(() => window.holdfast?.call('limits.read', { botId: null, symbol: null }));
    if (!answer?.ok) throw new Error('no limits');
    await desk.prepare('limits.read', { ok: true, value: { ...answer.value, revision: answer.value.revision + 1 } });
    await desk.page.getByText('The limits have changed since you began.').waitFor({ timeout: 8_000 });
    expect(await button('Save').isDisabled()).toBe(true);
    await button('Keep my changes on the new ones').click();
    await desk.page.getByText('The limits have changed since you began.').waitFor({ state: 'detached' });
  });

  test('is worked by the keyboard alone: up, down, back', async () => {
    const { keyboard } = desk.page;
    await cell('Order value, bot grid-1').focus();
    await keyboard.press('ArrowDown');
    expect(await focused()).toBe('Position per symbol, bot grid-1');
    await keyboard.type('0');
    expect(await cell(/^Position per symbol, bot grid-1/).inputValue()).toBe('60000');
    await keyboard.press('Escape');
    expect(await cell('Position per symbol, bot grid-1').inputValue()).toBe('6000');
    await keyboard.press('ArrowUp');
    expect(await focused()).toBe('Order value, bot grid-1');
    await keyboard.press('Tab');
    expect(await focused()).toBe('Order value, symbol BTC/USDT');
  });

  test('proposes a preset as differences that can be undone one by one, and sets nothing by itself', async () => {
    const saved = await desk.calls('limits.change');
    await desk.page.getByLabel('Preset').selectOption('first-live-week');
    await button('Propose').click();
    const changes = desk.page.getByRole('list', { name: 'Changes not saved' }).getByRole('listitem');
    await expect.poll(() => changes.count()).toBeGreaterThan(30);
    const before = await changes.count();
    await changes.first().getByRole('button', { name: /^Undo/ }).click();
    expect(await changes.count()).toBe(before - 1);
    expect(await desk.calls('limits.change')).toEqual(saved);
  });

  test('tells the guide’s words of the checks, counts overrides down, lifts one, and re-arms a bot', async () => {
    await cell('Order value, bot grid-1').focus();
    await desk.page.getByText('Price times quantity of one order.').waitFor({ timeout: 8_000 });
    await desk.page
      .getByText(/Price collar of bot grid-1 is 250 bps instead of 100 bps for another (1 h 5\d min|2 h)/)
      .waitFor({ timeout: 8_000 });
    await button('Lift the override of Price collar').click();
    await desk.page.getByText('Wider market over the funding hour').waitFor({ state: 'detached' });
    await button('Re-arm grid-2').click();
    await desk.page.getByText('grid-2 is cut off').waitFor({ state: 'detached' });
  });

  test('asks for a reason and the passphrase before a price that jumped is accepted', async () => {
    await desk.show('stale');
    await button('Accept price of SOL/USDT').click();
    await cell('Reason: Accept price of SOL/USDT').fill('seen elsewhere');
    await button('Accept price of SOL/USDT').click();
    await desk.page.getByText('Accepting a price lets orders on SOL/USDT leave again').waitFor({ timeout: 8_000 });
    await desk.page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
    await button('Accept price of SOL/USDT').click();
    await expect.poll(async () => (await desk.calls('limits.accept-price')).length).toBe(2);
    expect((await desk.calls('limits.accept-price')).at(-1)).toMatchObject({
      symbol: 'SOL/USDT',
      reason: 'seen elsewhere',
    });
  });

  test.each(THEMES)('everyone can read it while it is edited, tried and refused, in the %s theme', async (theme) => {
    await desk.theme(theme);
    await cell('Order value, bot grid-1').fill('200');
    await cell('Position per symbol, bot grid-1').fill('9000');
    await desk.page.getByText('▲ looser').waitFor({ timeout: 8_000 });
    await button('Try on the last 24 h').click();
    await desk.page.getByText('Under these numbers 57 of the 312 orders').waitFor({ timeout: 8_000 });
    expect(await problemsOn(desk.page)).toEqual([]);
    await button('Close').click();
    await cell('Order types allowed, portfolio').fill('iceberg');
    await desk.page.getByText('is none of what may be listed').waitFor({ timeout: 8_000 });
    await button('Temporary override…').click();
    expect(await problemsOn(desk.page)).toEqual([]);
  });

  test.each(SIZES)('no number in force is cut off at $width × $height', async (size) => {
    await desk.resize(size);
    await desk.drawn();
    const cut = await desk.page.evaluate(() =>
      [...document.querySelectorAll('main table tbody th, main table [data-level] > span:first-child')]
        .filter((part) => part.scrollWidth > part.clientWidth)
        .map((part) => part.textContent),
    );
    expect(cut).toEqual([]);
  });

  test('that cannot be read says so, and what goes on regardless', async () => {
    await desk.prepare('limits.read', { ok: false, code: 'internal', message: 'It failed.', retry: true });
    await desk.page.reload();
    await desk.open('limits');
    await desk.page.getByRole('alert').getByText('The limits could not be read').waitFor({ timeout: 8_000 });
  });
});

const focused = (): Promise<string> =>
  desk.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
