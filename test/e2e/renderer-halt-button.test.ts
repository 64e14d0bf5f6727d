import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HALT_BUTTON } from '../../shared/contract/layout';
import { type FakeConsole, openFakeConsole, SCREENS, SIZES } from '../support/fake-main/launch';

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

/** Where the button is, and what lies on top at a grid of points inside it. */
const look = () =>
  desk.page.evaluate(() => {
    const button = document.getElementById('halt-all');
    if (button === null) return null;
    const { top, right, width, height, left } = button.getBoundingClientRect();
    const covered: string[] = [];
    for (let x = 4; x < width; x += 16) {
      for (let y = 4; y < height; y += 16) {
        const there = document.elementFromPoint(left + x, top + y);
        if (there === null || !button.contains(there)) covered.push(`${x},${y}: ${there?.outerHTML.slice(0, 80)}`);
      }
    }
    return { rectangle: { right: innerWidth - right, top, width, height }, covered };
  });
const where = { rectangle: { ...HALT_BUTTON }, covered: [] };

describe.each(SIZES)('at $width × $height', (size) => {
  test('the halt button stands exactly where main expects it on every screen, and nothing covers it', async () => {
    await desk.resize(size);
    for (const screen of SCREENS) {
      await desk.open(screen);
      expect(await look(), screen).toEqual(where);
    }
    await desk.show('halted');
    expect(await look(), 'halted').toEqual(where);
    await desk.show('error');
    expect(await look(), 'error').toEqual(where);
  });
});

test('a press trips the halt on the way down, without waiting for the release', async () => {
  const before = (await desk.calls('halt.trip')).length;
  const { x, y } = await centre();
  await desk.page.mouse.move(x, y);
  await desk.page.mouse.down();
  await expect.poll(() => desk.calls('halt.trip').then((calls) => calls.slice(before))).toEqual([{ source: 'button' }]);
  await desk.page.mouse.up();
  await desk.heard();
  expect((await desk.calls('halt.trip')).length).toBe(before + 1);
});

test.each([
  ['Enter', 'Enter'],
  ['the space bar', 'Space'],
  ['Ctrl+Shift+H from anywhere', 'Control+Shift+H'],
])('%s trips the halt', async (_name, keys) => {
  const before = (await desk.calls('halt.trip')).length;
  if (keys.startsWith('Control')) await desk.page.getByRole('link', { name: 'Journal' }).focus();
  else await desk.page.getByRole('button', { name: 'Halt all' }).focus();
  await desk.page.keyboard.press(keys);
  await expect
    .poll(() => desk.calls('halt.trip').then((calls) => calls.slice(before)))
    .toEqual([{ source: 'keyboard' }]);
});

test('after the press the rail says what the exchange showed, with the way to the report', async () => {
  await desk.page.getByRole('button', { name: 'Halt all' }).click();
  await desk.page.getByText('Halted – verified empty').first().waitFor();
  await desk.page.getByRole('link', { name: 'Halt report' }).click();
  await desk.page.getByRole('table', { name: 'Halted orders' }).waitFor();
  expect(await desk.page.getByRole('table', { name: 'Halted orders' }).getByRole('row').count()).toBe(16);
});

test('while the halt runs it says how far it is, and can be pressed again', async () => {
  await desk.show('halt-running');
  expect(await desk.page.getByRole('status', { name: 'Halt progress' }).innerText()).toContain(
    'cancelling… 12 of 15 verified',
  );
  const before = (await desk.calls('halt.trip')).length;
  await desk.page.getByRole('button', { name: 'Halt all' }).click();
  await expect.poll(async () => (await desk.calls('halt.trip')).length).toBe(before + 1);
});

test('a press that main refuses is not shown as done', async () => {
  await desk.prepare('halt.trip', { ok: false, code: 'internal', message: 'A fault was met.', retry: true });
  await desk.page.getByRole('button', { name: 'Halt all' }).click();
  await desk.page.getByText('The press was not confirmed. A fault was met.').waitFor();
  expect(await desk.page.getByRole('status', { name: 'Trading state' }).innerText()).toContain('ACTIVE');
  await desk.prepare('halt.trip', undefined);
});

test('a screen that breaks says so, is reported, and leaves the other screens and the halt button alone', async () => {
  const broken = { ...(await desk.snapshot()), positions: null };
  await desk.prepare('desk.snapshot', { ok: true, value: broken });
  await desk.tell('lose', 2);
  await desk.tell('step');
  await desk.page.getByText('The Desk screen could not be drawn').waitFor();
  expect(await look()).toEqual(where);
  expect((await desk.calls('desk.report-error')).length).toBeGreaterThan(0);
  await desk.prepare('desk.snapshot', undefined);
  await desk.page.getByRole('link', { name: 'Orders' }).click();
  await desk.page.getByRole('table', { name: 'Working orders' }).waitFor();
  const before = (await desk.calls('halt.trip')).length;
  await desk.page.getByRole('button', { name: 'Halt all' }).click();
  await expect.poll(async () => (await desk.calls('halt.trip')).length).toBe(before + 1);
});

test('with main silent from the start the window says so and the button is there', async () => {
  await desk.tell('silence', true);
  await desk.page.reload();
  await desk.page.getByText('Starting: reading the journal').waitFor();
  expect(await look()).toEqual(where);
  await desk.page.getByRole('heading', { name: 'Holdfast does not answer' }).waitFor({ timeout: 30_000 });
  expect(await look()).toEqual(where);
});

async function centre() {
  const box = await desk.page.getByRole('button', { name: 'Halt all' }).boundingBox();
  if (box === null) throw new Error('no halt button');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
