import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { BotLogLineView } from '../../shared/contract/views';
import { type FakeConsole, openFakeConsole } from '../support/fake-main/launch';

let desk: FakeConsole;
beforeAll(async () => {
  desk = await openFakeConsole();
});
afterAll(() => desk?.close());
beforeEach(async () => {
  await desk.prepare('bots.log', undefined);
  await desk.open('orders');
  await desk.show('busy');
  await desk.open('desk');
});

const line = (seq: number, text: string, level: BotLogLineView['level'] = 'info'): BotLogLineView => ({
  seq,
  at: Date.now(),
  level,
  text,
});
const answer = (lines: readonly BotLogLineView[]) => ({ ok: true, value: { lines } });
const log = (botId: string) => desk.page.getByRole('table', { name: `Log of ${botId}`, exact: true });
const opener = (botId: string) => desk.page.getByRole('button', { name: `Log of ${botId}`, exact: true });
const texts = (botId: string) => log(botId).locator('tbody tr td:last-child').allInnerTexts();

test('an operator opens a bot’s log by keyboard, reads on, and is back where it was opened after Escape', async () => {
  const { page } = desk;
  await opener('grid-2').focus();
  await page.keyboard.press('Enter');
  await log('grid-2').waitFor();
  expect(await opener('grid-2').getAttribute('aria-expanded')).toBe('true');
  await page.getByRole('button', { name: /^Line 60, / }).waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Find in the log');
  await page.keyboard.type('risk gate');
  await page.getByText(/^\d+ of 60 lines$/).waitFor();
  expect((await texts('grid-2')).every((text) => text.includes('risk gate'))).toBe(true);
  await page.keyboard.press('Escape');
  await log('grid-2').waitFor({ state: 'detached' });
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Log of grid-2');
});

test('new lines come by themselves, newest first; another bot’s log starts anew; markup is only text', async () => {
  const { page } = desk;
  await desk.prepare('bots.log', answer([line(1, 'first')]));
  await opener('grid-1').click();
  await expect.poll(() => texts('grid-1')).toEqual(['first']);
  await desk.prepare('bots.log', answer([line(2, '<img src=x onerror=alert(1)>', 'warn')]));
  await expect.poll(() => texts('grid-1'), { timeout: 5_000 }).toEqual(['<img src=x onerror=alert(1)>', 'first']);
  await expect
    .poll(async () => (await desk.calls('bots.log')).at(-1), { timeout: 5_000 })
    .toEqual({ botId: 'grid-1', afterSeq: 2 });

  await desk.prepare('bots.log', answer([line(1, 'of the other')]));
  await opener('grid-3').click();
  await expect.poll(() => texts('grid-3')).toEqual(['of the other']);
  expect(await log('grid-1').count()).toBe(0);
  await page.getByRole('button', { name: 'Close the log of grid-3' }).click();
  await log('grid-3').waitFor({ state: 'detached' });
});

test('the level box shows only what it says', async () => {
  await opener('grid-1').click();
  await desk.page.getByRole('combobox', { name: 'Level', exact: true }).selectOption('Errors');
  const levels = log('grid-1').locator('tbody tr td:nth-child(2)');
  await expect.poll(async () => new Set(await levels.allInnerTexts())).toEqual(new Set(['error', 'stderr']));
});

test('an empty log, one that cannot be read, and a filter without a hit say so', async () => {
  const { page } = desk;
  await desk.prepare('bots.log', answer([]));
  await opener('grid-1').click();
  await page.getByText('grid-1 has not written anything since Holdfast was started.').waitFor();
  await desk.prepare('bots.log', { ok: false, code: 'unknown-bot', message: 'There is no bot grid-1.', retry: false });
  await page.getByText('The log could not be read: There is no bot grid-1.').waitFor();
  await desk.prepare('bots.log', answer([line(1, 'well again')]));
  await expect.poll(() => texts('grid-1'), { timeout: 5_000 }).toEqual(['well again']);
  await page.getByRole('textbox', { name: 'Find in the log' }).fill('nothing like it');
  await page.getByText('No line fits this filter.').waitFor();
});

test('an open log covers neither the halt button nor a number at risk, in the smallest window too', async () => {
  const { page } = desk;
  for (const size of [
    { width: 1024, height: 680 },
    { width: 1280, height: 800 },
  ]) {
    await desk.resize(size);
    if ((await opener('grid-1').getAttribute('aria-expanded')) === 'false') await opener('grid-1').click();
    await log('grid-1').waitFor();
    const button = page.getByRole('button', { name: 'Halt all', exact: true });
    const box = await button.boundingBox();
    if (box === null) throw new Error('no halt button');
    const atCentre = await page.evaluate(
      ([x, y]) => document.elementFromPoint(x, y)?.closest('button')?.getAttribute('aria-label') ?? '',
      [box.x + box.width / 2, box.y + box.height / 2] as const,
    );
    expect(atCentre).toBe('Halt all');
    const frame = await log('grid-1').boundingBox();
    for (const name of ['At risk', 'Positions', 'Bots', 'Working orders']) {
      const table = page.getByRole('table', { name, exact: true }).locator('xpath=ancestor::section[1]');
      const other = await table.boundingBox();
      if (other === null || frame === null) throw new Error('not laid out');
      const overlaps = other.y < frame.y + 28 && frame.y < other.y + other.height;
      expect(overlaps, name).toBe(false);
    }
  }
});
