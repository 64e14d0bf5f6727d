import { openFakeConsole } from '../../test/support/fake-main/launch.ts';
import { say } from '../lib/say.mjs';
import { ACCOUNT_STATES } from './account-states.mjs';
import { cameraOn, openDetails, openLog, SCREENS } from './camera.mjs';
import { KEY_STATES } from './key-states.mjs';

/** States of the made-up desk, and the screens that look different in them. */
const STATES = [
  ['first-run', SCREENS],
  ['busy', SCREENS],
  ['stale', ['desk', 'limits', 'triggers', 'execution']],
  ['error', ['desk', 'limits', 'triggers', 'accounts', 'keys', 'journal']],
  ['reducing', ['desk', 'keys']],
  ['empty', ['desk', 'orders', 'decisions', 'limits', 'triggers', 'execution']],
  ['part-halted', ['desk', 'halt']],
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
/** Ways to look at the decisions, each on a busy desk. */
const DECISION_STATES = [
  [
    'by-reason',
    async (page) => {
      await page.getByRole('radiogroup', { name: 'View' }).getByText('By reason').click();
      await page.getByRole('table', { name: 'Reasons' }).getByRole('button').first().click();
    },
  ],
  [
    'more-than-shown',
    async (page) => {
      await page.getByLabel('Period').selectOption('start');
      await page.getByText('The newest 5,000 of 12,345').waitFor({ timeout: 20_000 });
      await page.getByLabel('Verdict').selectOption('deny');
      await page.getByRole('button', { name: 'Look further back' }).click();
    },
  ],
  [
    'addressed',
    async (page) => {
      await page.evaluate(`location.hash = '#/decisions/130001'`);
      await page.getByRole('table', { name: 'Checks of decision 130001' }).waitFor();
    },
  ],
  [
    'journal-down',
    async (page, desk) => {
      const down = {
        ok: false,
        code: 'journal-failed',
        message: 'The journal does not run: its disk is gone.',
        retry: true,
      };
      for (const channel of ['decisions.page', 'decisions.open']) await desk.prepare(channel, down);
      await page.reload();
      await openDetails(page, 'decisions');
    },
  ],
];

const PROOF_STATES = ['signed', 'locked', 'no-vault', 'none', 'failing'];

async function openProof(page) {
  await page.getByRole('radiogroup', { name: 'Part of the journal' }).getByText('Proof').click();
  await page
    .getByText(/^(Keep this elsewhere|Reading)/)
    .first()
    .waitFor();
  await page.getByRole('textbox', { name: 'Record number' }).fill('4711');
  await page.getByRole('button', { name: 'Prove', exact: true }).click();
  await page.getByRole('status', { name: 'Proof' }).locator('p').first().waitFor();
}

/** Ways to change limits, each on a busy desk. */
const LIMIT_STATES = [
  [
    'editing',
    async (page) => {
      await page.getByRole('textbox', { name: 'Order value, bot grid-1' }).fill('200');
      await page.getByRole('textbox', { name: 'Position per symbol, bot grid-1' }).fill('9000');
      await page.getByText('▲ looser').waitFor();
      await page.getByRole('button', { name: 'Try on the last 24 h' }).click();
      await page.getByText('Under these numbers').waitFor();
    },
  ],
  [
    'refused-text',
    async (page) => {
      await page.getByRole('textbox', { name: 'Order value, bot grid-1' }).fill('1e30');
      await page.getByText('is not a plain number').waitFor();
      await page.getByRole('button', { name: 'Temporary override…' }).click();
    },
  ],
  [
    'preset',
    async (page) => {
      await page.getByLabel('Preset').selectOption('first-live-week');
      await page.getByRole('button', { name: 'Propose' }).click();
      await page.getByText('▼ tighter').first().waitFor();
    },
  ],
];

/** How a leak scan stands. */
const LEAK_STATES = ['running', 'found', 'clean', 'cancelled', 'failed'];
/** How the journal's mirror and its verification stand. */
const COPIES_STATES = [
  'none',
  'current',
  'same-disk',
  'behind',
  'missing',
  'longer',
  'verifying',
  'bad',
  'full',
  'unsealed',
  'bad-seal',
];
const typed = async (page, fields) => {
  for (const [label, text] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(text);
};
const FRESH = 'violin marmot teacup glacier';

/** States of the desk in which the Journal's part Keep looks different. */
const KEEP_STATES = ['first-run', 'halted', 'error', 'reducing'];

/** How the vault may stand, and what is done with it. */
const VAULT_STATES = [
  ['vault-locked', { state: 'locked' }, ['vault', 'desk'], async () => undefined],
  [
    'vault-forgotten',
    { state: 'locked' },
    ['vault'],
    async (page) => {
      const forgotten = page.getByRole('button', { name: 'I have forgotten it' });
      if ((await forgotten.count()) > 0) await forgotten.click();
      await typed(page, { 'Recovery code': '7c4m q9zd', 'New passphrase': FRESH.slice(0, 14) });
    },
  ],
  [
    'vault-keychain-changed',
    {
      state: 'unusable',
      keychain: 'changed',
      message:
        'The OS keychain holds another half of the vault than the one your keys were sealed with: it was replaced, restored or changed. The keys cannot be opened. Restore the keychain this vault was made with; if it is lost, make new keys at the exchanges and set the vault up again.',
    },
    ['vault'],
    async () => undefined,
  ],
  ['vault-not-yet', { state: 'not-set-up', keys: 0 }, ['vault'], async () => undefined],
  [
    'vault-recovery-code',
    { state: 'not-set-up', keys: 0 },
    ['vault'],
    async (page) => {
      if ((await page.getByRole('region', { name: 'Recovery code' }).count()) > 0) return;
      await typed(page, { Passphrase: 'four unrelated quiet words' });
      await page.getByRole('button', { name: 'Set up the vault' }).click();
      await page.getByRole('region', { name: 'Recovery code' }).waitFor({ timeout: 5_000 });
      await typed(page, { 'New passphrase': FRESH });
    },
  ],
];

const savedExport = { file: '/home/ada/holdfast-fills.csv', rows: 1_204, bytes: 180_221, sha256: 'ab'.repeat(32) };
const CANCELLED = 'The export was cancelled. No file was written; one that had that name before is as it was.';
/** How an export stands. */
const EXPORT_STATES = [
  ['reading', { job: { done: 310_000, total: 1_204_118, startedAt: Date.now(), isCancelling: false }, last: null }],
  ['cancelled', { job: null, last: { saved: null, message: CANCELLED } }],
  ['saved', { job: null, last: { saved: savedExport, message: '' } }],
];
const openExport = async (page) => {
  await page.getByRole('radiogroup', { name: 'Part of the journal' }).getByText('Export', { exact: true }).click();
  await page.getByRole('region', { name: 'Export as CSV' }).waitFor();
};

const openKeep = async (page) => {
  await page.getByRole('radiogroup', { name: 'Part of the journal' }).getByText('Keep', { exact: true }).click();
  await page.getByRole('region', { name: 'Backup' }).waitFor();
};

/**
 * Pictures every state that the real app did not show.
 * @param {string} out folder
 * @param {ReadonlySet<string>} taken states already pictured
 * @param {readonly string[]} [wanted] the screens to picture; all by default
 * @returns {Promise<Set<string>>} those pictured here
 */
export async function pictureMadeUpDesk(out, taken, wanted) {
  const desk = await openFakeConsole();
  const camera = cameraOn(desk.launched, out, { madeUp: true, wanted });
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
    for (const [state, prepare] of DECISION_STATES) {
      await desk.show('busy');
      await desk.page.reload();
      await desk.page.locator('h1').first().waitFor();
      await each(state, ['decisions'], (page) => prepare(page, desk));
    }
    for (const channel of ['decisions.page', 'decisions.open']) await desk.prepare(channel, undefined);
    for (const [state, prepare] of LIMIT_STATES) {
      await desk.show('busy');
      await desk.page.reload();
      await desk.page.locator('h1').first().waitFor();
      await each(state, ['limits'], prepare);
    }
    for (const state of LEAK_STATES) {
      await desk.tell('scan', state);
      await each(`scan-${state}`, ['leaks']);
    }
    await desk.tell('scan', 'none');
    for (const state of COPIES_STATES) {
      await desk.tell('copies', state);
      await each(`copies-${state}`, ['journal'], async (page) => {
        await page.getByRole('radiogroup', { name: 'Part of the journal' }).getByText('Copies').click();
        await page.getByRole('heading', { name: 'Mirror', exact: true }).waitFor();
      });
    }
    await desk.tell('copies', 'none');
    for (const state of PROOF_STATES) {
      await desk.show('busy');
      await desk.tell('prove', state);
      await desk.page.reload();
      await desk.page.locator('h1').first().waitFor();
      await each(`proof-${state}`, ['journal'], openProof);
    }
    await desk.tell('prove', 'signed');
    for (const [state, vault, screens, prepare] of VAULT_STATES) {
      await desk.show('busy');
      const shown = { ...(await desk.snapshot()).vault, ...vault };
      await desk.tell('show', 'busy', { vault: shown });
      await each(state, screens, prepare);
    }
    for (const [state, value] of EXPORT_STATES) {
      await desk.prepare('history.exports', { ok: true, value });
      await desk.page.reload();
      await desk.page.locator('h1').first().waitFor();
      await each(`export-${state}`, ['journal'], openExport);
    }
    await desk.prepare('history.exports', undefined);
    const archived = {
      seq: 612_005,
      at: Date.now() - 91 * 86_400_000,
      folder: '/media/ada/safe/holdfast-archive-k3v9x2',
    };
    const begunLater = { state: 'ready', indexed: 48_213, of: 48_213, message: '', since: archived };
    await desk.prepare('history.status', { ok: true, value: begunLater });
    await desk.page.reload();
    await desk.page.locator('h1').first().waitFor();
    await each('without-archive', ['story', 'charts'], async (page) =>
      page.getByRole('status', { name: 'Archived' }).waitFor(),
    );
    await desk.prepare('history.status', undefined);
    for (const state of KEEP_STATES) {
      await desk.show(state);
      await desk.page.reload();
      await desk.page.locator('h1').first().waitFor();
      await each(`keep-${state}`, ['journal'], (page) => openKeep(page));
    }
    await desk.page.reload();
    for (const [state, prepare] of KEY_STATES) {
      await desk.show('busy');
      await desk.page.reload();
      await desk.page.locator('h1').first().waitFor();
      await each(state, ['keys'], (page) => prepare(page, desk));
    }
    for (const [state, prepare] of ACCOUNT_STATES) {
      await desk.show('busy');
      await desk.page.reload();
      await desk.page.locator('h1').first().waitFor();
      await each(state, ['accounts'], prepare);
    }
    await desk.show('busy');
    await each('bot-log', ['desk'], openLog);
    await desk.open('desk');
    await desk.prepare('execution.summary', NOT_ANSWERED);
    await each('not-answered', ['execution'], (page) =>
      page.getByRole('alert').getByText('could not be read').waitFor(),
    );
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
