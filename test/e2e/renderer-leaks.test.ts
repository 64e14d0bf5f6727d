import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LeakState } from '../support/fake-desk/leaks';
import { type FakeConsole, openFakeConsole, SIZES, THEMES } from '../support/fake-main/launch';
import { loadAxe, problemsOn } from '../support/readable';

let desk: FakeConsole;
beforeAll(async () => {
  desk = await openFakeConsole();
  await loadAxe(desk.page);
});
afterAll(() => desk?.close());

const findings = () => desk.page.getByRole('table', { name: 'Findings', exact: true });
const last = () => desk.page.getByRole('region', { name: 'Last scan', exact: true });
const under = () => desk.page.getByRole('region', { name: 'Scan under way', exact: true });

test('an operator chooses places, sees the scan get on, cancels it, and is told what to do about a key that was found', async () => {
  const { page } = desk;
  await desk.open('leaks');
  await last().getByText('No scan since Holdfast started.').waitFor();
  expect(await page.getByLabel('Shell and console histories').isChecked()).toBe(true);
  expect(await page.getByLabel('Your whole home folder').isChecked()).toBe(false);

  await page.getByLabel('Settings files of your account').uncheck();
  await page.getByRole('button', { name: 'Add a folder…' }).click();
  await page.getByLabel('/home/ada/trading', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Look through these 4 places' }).click();
  await under().getByText('48,212', { exact: true }).waitFor();
  await under().getByText('3.11 GB', { exact: true }).waitFor();
  expect(await desk.calls('leaks.scan')).toEqual([{ placeIds: ['histories', 'bots', 'console', 'folder-1'] }]);
  expect(await page.getByLabel('Shell and console histories').isDisabled()).toBe(true);

  await page.getByRole('button', { name: 'Cancel the scan' }).click();
  await last().getByText('The scan was cancelled before its end.').waitFor();
  await page.getByRole('button', { name: 'Take /home/ada/trading off the list' }).click();
  await expect.poll(() => page.getByLabel('/home/ada/trading', { exact: true }).count()).toBe(0);

  await desk.tell('scan', 'found');
  await last().getByText('Your stored keys were found in 3 places, and 3 other texts that may be secrets.').waitFor();
  // A stored key stands first, and what to do about it is open.
  await expect
    .poll(() => findings().getByRole('row').nth(1).innerText())
    .toMatch(/^Your key …9fQ2\s.*production\.env\s+line 4/);
  const todo = page.getByRole('region', { name: 'What to do now', exact: true });
  await todo.getByText('Rotate this key, before anything else.').waitFor();
  await findings().getByRole('button', { name: 'Your key …9fQ2' }).nth(1).click();
  await todo.getByText('347763c8273c81f62700614b89128e7355bac2e0').waitFor();
  await todo.getByText(/Rewriting the history does not help once it was pushed/).waitFor();
  await page.getByText('/home/ada/trading/backup-2025.zip').waitFor();

  // Another screen and back: nothing is forgotten.
  await desk.open('orders');
  await desk.open('leaks');
  await expect.poll(() => findings().getByRole('row').count()).toBe(7);
  expect(await page.getByLabel('Settings files of your account').isChecked()).toBe(false);
});

test('everyone can read each state of it, in both themes and sizes, and nothing is cut off', async () => {
  const { page } = desk;
  await desk.open('leaks');
  const found: string[] = [];
  for (const theme of THEMES) {
    await desk.theme(theme);
    for (const state of ['running', 'found', 'clean', 'failed'] satisfies LeakState[]) {
      await desk.tell('scan', state);
      const told = {
        running: 'Cancel the scan',
        found: 'Rotate them now.',
        clean: 'Nothing was found.',
        failed: 'SIGKILL',
      };
      await page.getByText(told[state]).first().waitFor();
      const look = theme === THEMES[0] ? 'everything' : 'colours';
      found.push(...(await problemsOn(page, look)).map((problem) => `${theme} ${state}: ${problem}`));
    }
  }
  await desk.tell('scan', 'found');
  await page.getByText('Rotate them now.').waitFor();
  for (const size of SIZES) {
    await desk.resize(size);
    await desk.drawn();
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(beyond).toBeLessThanOrEqual(0);
    // The start and the findings are in sight without scrolling.
    for (const box of [page.getByRole('button', { name: /^Look through/ }), findings()]) {
      const { y = -1, height = 0 } = (await box.boundingBox()) ?? {};
      expect(y).toBeGreaterThan(0);
      expect(y + Math.min(height, 100)).toBeLessThan(size.height);
    }
  }
  expect(found).toEqual([]);
});
