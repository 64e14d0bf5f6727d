import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExecutionSummary } from '../../shared/contract/execution';
import type { DeskState } from '../support/fake-desk';
import { type FakeConsole, openFakeConsole, SCREENS, type Screen, SIZES, THEMES } from '../support/fake-main/launch';
import { loadAxe, problemsOn } from '../support/readable';

let desk: FakeConsole;

beforeAll(async () => {
  desk = await openFakeConsole();
  await loadAxe(desk.page);
});
afterAll(() => desk?.close());

const problems = (): Promise<string[]> => problemsOn(desk.page);

/** Each state, with the screens on which it looks different. */
const STATES: readonly (readonly [DeskState, readonly Screen[]])[] = [
  ['busy', SCREENS],
  ['first-run', ['desk', 'orders', 'decisions', 'limits', 'execution', 'halt']],
  ['stale', ['desk', 'limits', 'execution']],
  ['error', ['desk', 'decisions', 'limits', 'journal']],
  ['halted', ['halt']],
  ['halt-not-verified', ['halt']],
  ['halted-before', ['journal', 'halt']],
  ['empty', ['desk', 'orders', 'decisions', 'limits']],
];

/** In the first theme everything, in the others what a theme can change; by theme, where there is a problem. */
async function problemsInThemes(where: string): Promise<string[]> {
  const found: string[] = [];
  for (const theme of THEMES) {
    await desk.theme(theme);
    await desk.drawn();
    const problems = await problemsOn(desk.page, theme === THEMES[0] ? 'everything' : 'colours');
    found.push(...problems.map((problem) => `${where}, ${theme}: ${problem}`));
  }
  await desk.theme(THEMES[0]);
  return found;
}

test.each(STATES)(
  'everyone can read the desk in the state %s on its screens %s, in each theme',
  async (state, screens) => {
    await desk.show(state);
    const found: string[] = [];
    for (const screen of screens) {
      await desk.open(screen);
      if (screen === 'decisions' || screen === 'journal') await openFirstRow();
      found.push(...(await problemsInThemes(screen)));
    }
    expect(found).toEqual([]);
  },
);

test('everyone can read a bot’s log, in each theme', async () => {
  await desk.show('busy');
  await desk.open('desk');
  await desk.page.getByRole('button', { name: 'Log of grid-1', exact: true }).click();
  await desk.page.getByRole('button', { name: /^Line 60, / }).waitFor();
  await openFirstRow();
  expect(await problemsInThemes('the log')).toEqual([]);
  await desk.page.getByRole('textbox', { name: 'Find in the log' }).fill('no such line');
  await desk.page.getByText('No line fits this filter.').waitFor();
  expect(await problemsInThemes('the log without a line')).toEqual([]);
  await desk.page.keyboard.press('Escape');
});

test('everyone can read decisions by reason, and one that the journal cannot tell more of, in each theme', async () => {
  const { page } = desk;
  await desk.show('busy');
  await desk.open('decisions');
  await page.getByText('By reason').click();
  await page.getByRole('table', { name: 'Reasons' }).getByRole('button').first().click();
  expect(await problemsInThemes('by reason')).toEqual([]);
  const down = { ok: false, code: 'journal-failed', message: 'It does not run.', retry: true };
  await desk.prepare('decisions.page', down);
  await desk.prepare('decisions.open', down);
  await page.getByLabel('Period').selectOption('day');
  await page.getByText('Each decision').click();
  await openFirstRow();
  await page.getByText('which cannot be read now: It does not run.').waitFor();
  expect(await problemsInThemes('not to be read')).toEqual([]);
  await desk.prepare('decisions.page', undefined);
  await desk.prepare('decisions.open', undefined);
});

async function openFirstRow(): Promise<void> {
  const first = desk.page.locator('tbody button[data-seq]').first();
  if ((await first.count()) === 0 || (await first.getAttribute('aria-expanded')) !== 'false') return;
  await first.click();
  await desk.drawn();
}

test('the reader of an order’s way hears its steps in order, and nobody is kept from reading it', async () => {
  const { page } = desk;
  await desk.show('busy');
  await desk.open('decisions');
  const filled = page.locator('tbody tr', { hasText: 'filled' }).locator('button[data-seq]').first();
  if ((await filled.getAttribute('aria-expanded')) === 'false') await filled.click();
  const way = page.getByRole('list', { name: /^Way of order/ }).first();
  await way.waitFor();
  const steps = await way.getByRole('listitem').allInnerTexts();
  expect(steps.slice(0, 4).map((step) => step.split('\n')[0])).toEqual(['decided', 'durable', 'sent', 'acknowledged']);
  expect(steps[1]).toMatch(/\+\d+\.\d{3} ms/);
  expect(await problems()).toEqual([]);
});

test('numbers of execution that could not be read say so, and what goes on regardless', async () => {
  await desk.show('busy');
  await desk.open('desk');
  await desk.prepare('execution.summary', { ok: false, code: 'internal', message: 'It failed.', retry: true });
  await desk.open('execution');
  await desk.page.getByRole('alert').getByText('could not be read').waitFor();
  expect(await problems()).toEqual([]);
  await desk.prepare('execution.summary', undefined);
  await desk.page.getByRole('table', { name: 'Execution by bot and symbol' }).waitFor();
});

test('an operator narrows execution to one bot, by the keyboard alone', async () => {
  const { page } = desk;
  await desk.show('busy');
  await desk.open('execution');
  const rows = page.getByRole('table', { name: 'Execution by bot and symbol' }).locator('tbody tr');
  await rows.first().waitFor();
  expect(await rows.count()).toBe(7);
  await tabTo('Bot');
  await page.keyboard.type('grid-2');
  await expect.poll(() => rows.count()).toBe(3);
  const asked = await desk.calls('execution.summary');
  expect(asked.at(-1)).toEqual({ botId: 'grid-2', symbol: '', period: 'all' });
});

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

test('while orders are blocked the line above says so beside ACTIVE, with the reason, and so does each bot', async () => {
  const { page } = desk;
  await desk.show('error');
  await desk.open('desk');
  const state = await page.getByRole('status', { name: 'Trading state', exact: true }).innerText();
  expect(state).toContain('ACTIVE');
  expect(state).toContain('orders blocked');
  expect(state).toContain('The journal cannot be written');
  const bots = page.getByRole('table', { name: 'Bots', exact: true });
  expect(await bots.getByRole('row').filter({ hasText: 'blocked: The journal cannot be written' }).count()).toBe(2);
  await desk.show('busy');
  expect(await page.getByRole('status', { name: 'Trading state', exact: true }).innerText()).not.toContain('blocked');
});

test.each([{ width: 1024, height: 680 }, ...SIZES])(
  'no amount at risk is cut off at $width × $height',
  async (size) => {
    await desk.resize(size);
    await desk.show('busy');
    await desk.open('desk');
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

test.each(SIZES)('no number of execution is cut off at $width × $height, however long', async (size) => {
  await desk.resize(size);
  await desk.show('busy');
  await desk.open('desk');
  const wide = await widestSummary();
  await desk.prepare('execution.summary', { ok: true, value: wide });
  await desk.open('execution');
  await desk.page.getByRole('table', { name: 'Execution by bot and symbol' }).waitFor();
  await desk.page.waitForTimeout(300);
  const cut = await desk.page.evaluate(() =>
    [...document.querySelectorAll('main table :is(td, th), main dd, section[aria-label$=", scrollable"]')]
      .filter((cell) => cell.scrollWidth > cell.clientWidth)
      .map((cell) => cell.textContent?.slice(0, 60)),
  );
  await desk.prepare('execution.summary', undefined);
  expect(cut).toEqual([]);
});

/** The made-up numbers, each as long as it gets on a bad day. */
async function widestSummary(): Promise<ExecutionSummary> {
  const answer = await desk.page.evaluate(() =>
    window.holdfast?.call('execution.summary', { botId: '', symbol: '', period: 'all' }),
  );
  if (!answer?.ok) throw new Error('no summary');
  const wait = (ms: number) => ({ n: 1_234, p50: ms, p95: ms * 1.1, p99: ms * 1.2 });
  const wide = {
    fillRatio: 1,
    makerShare: 0.999,
    decisionToSend: wait(88),
    acknowledge: wait(5_300),
    firstFill: wait(888),
    slippage: { n: 1_234, p50: -188.8, p95: 88.8, p99: 888 },
  };
  const { total, rows } = answer.value;
  return { ...answer.value, total: { ...total, ...wide }, rows: rows.map((row) => ({ ...row, ...wide })) };
}

test('Chromium itself sees the laid-out tables as tables with rows and cells', async () => {
  await desk.open('desk');
  await desk.page.getByRole('table', { name: 'Working orders', exact: true }).waitFor();
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
