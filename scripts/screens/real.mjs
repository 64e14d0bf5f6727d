import { messageOf } from '../../shared/model/result.ts';
import { launchHoldfast } from '../../test/support/electron-launch.ts';
import { say } from '../lib/say.mjs';
import { cameraOn, openDetails, openLog, SCREENS } from './camera.mjs';

/** How long the paper bots may take until orders work, and how long they then trade before the pictures, ms. */
const WORKING_WITHIN_MS = 60_000;
const TRADES_FOR_MS = 20_000;

/**
 * States reached on the real app, in an order in which each can follow the one before. `reach` throws when the state
 * does not come; it is then left to the made-up desk. Stale numbers are not among them: a process that hangs is ended
 * and started again before anything gets old.
 */
const STATES = [
  { state: 'first-run', screens: SCREENS, reach: async () => undefined },
  { state: 'busy', screens: SCREENS, prepare: openDetails, reach: untilBotsTrade },
  { state: 'bot-log', screens: ['desk'], prepare: openLog, reach: async () => undefined },
  { state: 'error', screens: ['desk'], reach: killPaperExchange },
  { state: 'halted', screens: SCREENS, reach: pressHaltAll },
];

/**
 * Pictures what the real app can be brought to show.
 * @param {string} out folder
 * @param {readonly string[]} [wanted] the screens to picture; all by default
 * @returns {Promise<Set<string>>} the states pictured
 */
export async function pictureRealDesk(out, wanted) {
  const done = new Set();
  const launched = await launchHoldfast();
  const camera = cameraOn(launched, out, { madeUp: false, wanted });
  try {
    for (const { state, screens, prepare, reach } of STATES) {
      try {
        await reach(launched);
        await camera.picture(state, screens, prepare);
        done.add(state);
        say(`${state}: the real app`);
      } catch (error) {
        say(`${state}: not reached on the real app, made up instead (${messageOf(error).split('\n')[0]})`);
      }
    }
    return done;
  } finally {
    await launched.kill();
  }
}

const snapshotOf = async ({ page }) => {
  const answer = await page.evaluate(`window.holdfast.call('desk.snapshot', {})`);
  if (!answer.ok) throw new Error(answer.message);
  return answer.value;
};

async function untilBotsTrade(launched) {
  const deadline = Date.now() + WORKING_WITHIN_MS;
  while ((await snapshotOf(launched)).orders.length === 0) {
    if (Date.now() > deadline) throw new Error('no bot placed an order in time');
    await launched.page.waitForTimeout(500);
  }
  await launched.page.waitForTimeout(TRADES_FOR_MS);
}

async function paperExchangePid(launched) {
  const pid = (await snapshotOf(launched)).health.find(({ id }) => id === 'paper-exchange')?.pid;
  if (typeof pid !== 'number') throw new Error('the paper exchange has no process');
  return pid;
}

async function killPaperExchange(launched) {
  const pid = await paperExchangePid(launched);
  process.kill(pid, 'SIGKILL');
  await launched.page.getByRole('region', { name: 'Attention' }).locator('p').first().waitFor({ timeout: 20_000 });
}

async function pressHaltAll(launched) {
  await launched.page.getByRole('button', { name: 'Halt all', exact: true }).click();
  await launched.page
    .getByText(/^Halted – /)
    .first()
    .waitFor({ timeout: 40_000 });
}
