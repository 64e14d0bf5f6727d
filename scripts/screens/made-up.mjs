import { openFakeConsole } from '../../test/support/fake-main/launch.ts';
import { say } from '../lib/say.mjs';
import { cameraOn, openDetails, openLog, SCREENS } from './camera.mjs';

/** States of the made-up desk, and the screens that look different in them. */
const STATES = [
  ['first-run', SCREENS],
  ['busy', SCREENS],
  ['stale', ['desk', 'execution']],
  ['error', ['desk', 'journal']],
  ['reducing', ['desk']],
  ['empty', ['desk', 'orders', 'execution']],
  ['halt-running', ['desk', 'halt']],
  ['halted', SCREENS],
  ['halt-not-verified', ['desk', 'halt']],
  ['halted-before', ['journal', 'halt']],
];

/** What a call gets when the part that trades fails while answering. */
const NOT_ANSWERED = {
  ok: false,
  code: 'internal',
  message: 'Something in Holdfast failed while it answered. Nothing was changed.',
  retry: true,
};

/**
 * Pictures every state that the real app did not show.
 * @param {string} out folder
 * @param {ReadonlySet<string>} taken states already pictured
 * @returns {Promise<Set<string>>} those pictured here
 */
export async function pictureMadeUpDesk(out, taken) {
  const desk = await openFakeConsole();
  const camera = cameraOn(desk.launched, out, { madeUp: true });
  const done = new Set();
  const each = async (state, screens, prepare) => {
    if (taken.has(state)) return;
    await camera.picture(state, screens, prepare);
    done.add(state);
    say(`${state}: made up`);
  };
  try {
    for (const [state, screens] of STATES) {
      await desk.show(state);
      await each(state, screens, state === 'busy' ? openDetails : undefined);
    }
    await desk.show('busy');
    await each('bot-log', ['desk'], openLog);
    await desk.open('desk');
    await desk.prepare('execution.summary', NOT_ANSWERED);
    await each('not-answered', ['execution'], (page) => page.getByRole('alert').waitFor());
    await desk.prepare('execution.summary', undefined);
    await desk.prepare('desk.snapshot', { ok: true, value: { ...(await desk.snapshot()), positions: null } });
    await desk.open('desk');
    await desk.tell('lose', 2);
    await desk.tell('step');
    await each('broken-screen', ['desk']);
    await desk.prepare('desk.snapshot', undefined);
    await desk.show('busy');
    // The broken screen is drawn anew when it is opened again.
    await desk.open('halt');
    await desk.open('desk');
    await desk.tell('silence', true);
    await desk.page.getByText('Holdfast does not answer.').waitFor({ timeout: 20_000 });
    await desk.page.locator('table[aria-label="At risk"]').getByText('old').first().waitFor({ timeout: 15_000 });
    await each('no-answer', ['desk', 'halt']);
    await desk.page.reload();
    await each('loading', ['desk']);
    return done;
  } finally {
    await desk.close();
  }
}
