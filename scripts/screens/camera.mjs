import { join } from 'node:path';
import { chooseTheme } from './theme.mjs';

/** Both sizes and both themes in which every screen is pictured. */
export const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];
export const THEMES = ['dark', 'light'];
export const SCREENS = [
  'desk',
  'orders',
  'decisions',
  'execution',
  'limits',
  'triggers',
  'accounts',
  'keys',
  'leaks',
  'vault',
  'journal',
  'story',
  'charts',
  'halt',
];

/**
 * Takes pictures of one window.
 * @param {import('../../test/support/electron-launch').LaunchedHoldfast} launched
 * @param {string} out folder
 * @param {{ madeUp: boolean, wanted?: readonly string[] }} what `madeUp` goes into the files' names; of the screens only those `wanted`
 */
export function cameraOn({ app, page }, out, { madeUp, wanted = SCREENS }) {
  const resize = (size) =>
    app.evaluate(({ BrowserWindow }, { width, height }) => {
      const [window] = BrowserWindow.getAllWindows();
      window?.setBounds({ x: 0, y: 0 });
      window?.setContentSize(width, height);
    }, size);

  return {
    /** Every theme and size of these screens, as they are now. `prepare` runs on each screen before its pictures. */
    async picture(state, screens, prepare = async () => undefined) {
      for (const screen of screens.filter((each) => wanted.includes(each))) {
        // By way of another screen, so that nothing opened for the last pictures is still open.
        await page.evaluate(`location.hash = '#/${screen === 'halt' ? 'desk' : 'halt'}'`);
        await page.evaluate(`location.hash = '#/${screen}'`);
        await prepare(page, screen);
        for (const size of SIZES) {
          await resize(size);
          for (const theme of THEMES) {
            await page.evaluate(chooseTheme(theme));
            await page.waitForTimeout(250);
            const name = [screen, state, ...(madeUp ? ['made-up'] : []), theme, `${size.width}x${size.height}`];
            await page.screenshot({ path: join(out, `${name.join('--')}.png`) });
          }
        }
      }
    },
  };
}

/** Opens the log of the first bot. */
export async function openLog(page) {
  const opener = page.getByRole('button', { name: /^Log of / }).first();
  if ((await opener.getAttribute('aria-expanded')) === 'false') await opener.click();
  await page
    .getByRole('button', { name: /^Line \d+, / })
    .first()
    .waitFor({ timeout: 5_000 });
}

/** Opens what a reader would open: the newest refused decision or record, and the verification. */
export async function openDetails(page, screen) {
  if (screen === 'journal') await page.getByRole('button', { name: 'Verify', exact: true }).click();
  if (screen !== 'decisions' && screen !== 'journal') return;
  const rows = page.locator('tbody button[data-seq]');
  if (screen === 'decisions') {
    // Refused ones are few: the newest may be out of sight. There may be none at all.
    await page.getByLabel('Verdict').selectOption({ label: 'Refused' });
    await page.waitForTimeout(500);
    if ((await rows.count()) === 0) await page.getByLabel('Verdict').selectOption({ label: 'Any verdict' });
  }
  const row = rows.first();
  await row.waitFor({ timeout: 5_000 });
  if ((await row.getAttribute('aria-expanded')) === 'false') await row.click();
}
