import { afterEach, describe, expect, it } from 'vitest';
import { askDesk, deskUntil, isTrading } from '../support/desk';
import { type LaunchedHoldfast, launchHoldfast } from '../support/electron-launch';

let desk: LaunchedHoldfast | undefined;
afterEach(async () => {
  await desk?.kill();
  desk = undefined;
});

describe('A bot in the real app', () => {
  it('that is killed comes back, and its log on the desk says by which signal it ended', async () => {
    desk = await launchHoldfast({ size: { width: 1280, height: 800 } });
    const { page } = desk;
    await deskUntil(page, 'three bots trading', isTrading);
    await page.getByRole('button', { name: 'Log of grid-2', exact: true }).click();
    const log = page.getByRole('table', { name: 'Log of grid-2', exact: true });
    await log
      .getByText(/grid laid around/)
      .first()
      .waitFor();

    const { pid, restarts = 0 } = (await askDesk(page)).bots.find(({ botId }) => botId === 'grid-2') ?? {};
    if (typeof pid !== 'number') throw new Error('grid-2 has no process');
    process.kill(pid, 'SIGKILL');
    await log
      .getByText(/ended by SIGKILL/)
      .first()
      .waitFor();
    await deskUntil(page, 'grid-2 to be back', ({ bots }) =>
      bots.some((bot) => bot.botId === 'grid-2' && bot.state === 'running' && bot.restarts > restarts),
    );
    await page.getByRole('combobox', { name: 'Level', exact: true }).selectOption('What Holdfast did');
    await expect
      .poll(async () => new Set(await log.locator('tbody tr td:nth-child(2)').allInnerTexts()))
      .toEqual(new Set(['holdfast']));
    expect(await desk.close()).toEqual([]);
  });
});
