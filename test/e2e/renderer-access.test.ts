import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DeskState } from '../support/fake-desk';
import { type FakeConsole, openFakeConsole, SCREENS, type Screen, SIZES, THEMES } from '../support/fake-main/launch';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
let desk: FakeConsole;

beforeAll(async () => {
  desk = await openFakeConsole();
  await desk.page.evaluate(await readFile(axePath, 'utf8'));
});
afterAll(() => desk?.close());

/** What axe finds wrong, in words: rule, and where. */
async function problems(): Promise<string[]> {
  const results = await desk.page.evaluate(() =>
    (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.any[0]?.message ?? node.failureSummary ?? ''}`),
  );
}

/** Each state, with the screens on which it looks different. */
const STATES: readonly (readonly [DeskState, readonly Screen[]])[] = [
  ['busy', SCREENS],
  ['first-run', ['desk', 'orders', 'decisions', 'halt']],
  ['stale', ['desk']],
  ['error', ['desk', 'decisions', 'journal']],
  ['halted', ['halt']],
  ['halt-not-verified', ['halt']],
  ['halted-before', ['journal', 'halt']],
  ['empty', ['desk', 'orders', 'decisions']],
];

describe.each(THEMES)('in the %s theme', (theme) => {
  test.each(STATES)('everyone can read the desk in the state %s on its screens %s', async (state, screens) => {
    await desk.theme(theme);
    await desk.show(state);
    const found: string[] = [];
    for (const screen of screens) {
      await desk.open(screen);
      await desk.page.waitForTimeout(150);
      if (screen === 'decisions' || screen === 'journal') await openFirstRow();
      found.push(...(await problems()).map((problem) => `${screen}: ${problem}`));
    }
    expect(found).toEqual([]);
  });
});

test.each(THEMES)(
  'everyone can read decisions by reason, and one that the journal cannot tell more of, in %s',
  async (theme) => {
    const { page } = desk;
    await desk.theme(theme);
    await desk.show('busy');
    await desk.open('decisions');
    await page.getByText('By reason').click();
    await page.getByRole('table', { name: 'Reasons' }).getByRole('button').first().click();
    expect(await problems()).toEqual([]);
    const down = { ok: false, code: 'journal-failed', message: 'It does not run.', retry: true };
    await desk.prepare('decisions.page', down);
    await desk.prepare('decisions.open', down);
    await page.getByLabel('Period').selectOption('day');
    await page.getByText('Each decision').click();
    await openFirstRow();
    await page.getByText('which cannot be read now: It does not run.').waitFor();
    expect(await problems()).toEqual([]);
    await desk.prepare('decisions.page', undefined);
    await desk.prepare('decisions.open', undefined);
  },
);

async function openFirstRow(): Promise<void> {
  const first = desk.page.locator('tbody button[data-seq]').first();
  if ((await first.count()) > 0 && (await first.getAttribute('aria-expanded')) === 'false') await first.click();
}

test('an operator without a mouse reaches every screen, reads a decision’s checks, and stops a bot', async () => {
  const { page } = desk;
  await desk.show('busy');
  await desk.open('desk');
  await tabTo('Decisions');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Decisions', level: 1 }).waitFor();

  await tabTo(/^Checks of decision/);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('table', { name: /^Checks of decision/ }).waitFor();

  await page.evaluate(() => {
    location.hash = '#/desk';
  });
  await tabTo('Stop grid-2');
  await page.keyboard.press('Space');
  await expect.poll(() => desk.calls('bots.stop')).toEqual([{ botId: 'grid-2' }]);
});

test('whatever the keyboard stands on is visibly outlined', async () => {
  const { page } = desk;
  await desk.show('busy');
  await desk.open('desk');
  const unmarked: string[] = [];
  for (let presses = 0; presses < 45; presses += 1) {
    await page.keyboard.press('Tab');
    const plain = await page.evaluate(() => {
      const at = document.activeElement;
      if (at === null || at === document.body) return null;
      const look = getComputedStyle(at);
      const after = getComputedStyle(at, '::after');
      const label = at.nextElementSibling === null ? null : getComputedStyle(at.nextElementSibling);
      const has = (style: CSSStyleDeclaration | null) =>
        style !== null && style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 2;
      return has(look) || has(after) || has(label) ? null : at.outerHTML.slice(0, 120);
    });
    if (plain !== null) unmarked.push(plain);
  }
  expect(unmarked).toEqual([]);
});

test('other programs find the button, the state and the tables by their names', async () => {
  const { page } = desk;
  await desk.show('busy');
  await desk.open('desk');
  for (const name of ['Bots', 'Positions', 'Working orders']) {
    expect(await page.getByRole('table', { name, exact: true }).count()).toBe(1);
  }
  expect(await page.getByRole('button', { name: 'Halt all', exact: true }).count()).toBe(1);
  expect(await page.getByRole('status', { name: 'Trading state', exact: true }).innerText()).toContain('ACTIVE');
  const orders = page.getByRole('table', { name: 'Working orders', exact: true });
  expect(await orders.getAttribute('aria-rowcount')).toBe('301');
  expect(await orders.getByRole('row').nth(1).getAttribute('aria-rowindex')).toBe('2');
  expect(await orders.getByRole('columnheader').count()).toBeGreaterThan(5);
});

test.each([{ width: 1024, height: 680 }, ...SIZES])(
  'no amount at risk is cut off at $width × $height',
  async (size) => {
    await desk.resize(size);
    await desk.show('busy');
    await desk.open('desk');
    await desk.page.waitForTimeout(300);
    const cut = await desk.page.evaluate(() =>
      [...document.querySelectorAll('table[aria-label="At risk"] tbody td, table[aria-label="Bots"] tbody td')]
        .filter((cell) => cell.scrollWidth > cell.clientWidth)
        .map((cell) => cell.textContent),
    );
    expect(cut).toEqual([]);
    const sideways = await desk.page.evaluate(() =>
      [...document.querySelectorAll('section[aria-label$=", scrollable"]')]
        .filter((box) => box.scrollWidth > box.clientWidth)
        .map((box) => box.getAttribute('aria-label')),
    );
    // The smallest window may scroll its tables sideways; the ordinary ones need not.
    if (size.width >= 1280) expect(sideways).toEqual([]);
  },
);

test('Chromium itself sees the laid-out tables as tables with rows and cells', async () => {
  const session = await desk.page.context().newCDPSession(desk.page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  const roles = nodes.map((node) => node.role?.value);
  expect(roles.filter((role) => role === 'table').length).toBeGreaterThanOrEqual(4);
  expect(roles.filter((role) => role === 'row').length).toBeGreaterThan(15);
  expect(roles.filter((role) => role === 'columnheader').length).toBeGreaterThan(20);
});

/** Presses Tab until the focus is on something of this accessible name. */
async function tabTo(name: string | RegExp): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    await desk.page.keyboard.press('Tab');
    const focused = await desk.page.evaluate(
      () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
    );
    if (typeof name === 'string' ? focused.trim() === name : name.test(focused.trim())) return;
  }
  throw new Error(`the Tab key never reached ${name}`);
}
