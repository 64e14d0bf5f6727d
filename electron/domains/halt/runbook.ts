import { z } from 'zod';
import { RUNBOOK_ACTIONS, type RunbookStep } from '#shared/model/runbook';

/** The steps, and what is wrong with the installation's own text where there is one that cannot be used. */
export interface Runbook {
  readonly steps: readonly RunbookStep[];
  /** Whether the steps are the installation's own. */
  readonly isOwn: boolean;
  /** Why the own text is not used, a sentence; empty when it is, or when there is none. */
  readonly problem: string;
}

/** Longest runbook text read, characters. */
export const RUNBOOK_TEXT_MAX = 100_000;

const step = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/),
  byMinute: z.number().int().min(1).max(240),
  title: z.string().trim().min(1).max(80),
  text: z.string().trim().min(1).max(600),
  action: z.enum(RUNBOOK_ACTIONS),
});
/** What an installation may put into runbook.json. */
const ownRunbook = z
  .strictObject({ version: z.literal(1), steps: z.array(step).min(1).max(30) })
  .refine(({ steps }) => new Set(steps.map(({ id }) => id)).size === steps.length, 'two steps have the same id');

/** The first fifteen minutes, where an installation has no text of its own. */
export const BUILT_IN_STEPS: readonly RunbookStep[] = [
  {
    id: 'breathe',
    byMinute: 1,
    title: 'Read the verdict',
    text: 'The report beside this says whether the exchange was seen empty. NOT verified: open the exchange itself now, in a browser or on a phone, and cancel there what it shows.',
    action: 'none',
  },
  {
    id: 'list-orders',
    byMinute: 3,
    title: 'List the orders at the exchange',
    text: 'Every account must list no working order. Book and exchange are compared as well; what differs is named.',
    action: 'list-orders',
  },
  {
    id: 'save-evidence',
    byMinute: 5,
    title: 'Save the evidence',
    text: 'Before anything is changed: the halt’s report, the orders as the exchange lists them and the head of the journal, in one file with its SHA-256.',
    action: 'save-evidence',
  },
  {
    id: 'exchange-status',
    byMinute: 7,
    title: 'Check the exchange',
    text: 'Is it the exchange? Look at its links here and at its own status page: maintenance, degraded matching, delayed data.',
    action: 'exchange-status',
  },
  {
    id: 'positions',
    byMinute: 10,
    title: 'Decide about positions',
    text: 'Positions stay as they are, unless an account says that a halt closes them. Decide whether they may stay until trading resumes; what must go is closed here, within the collar, or at the exchange itself.',
    action: 'close-positions',
  },
  {
    id: 'keys',
    byMinute: 12,
    title: 'Check the keys',
    text: 'An order or a fill that nobody here placed: delete the API key at the exchange now, before anything else.',
    action: 'key-page',
  },
  {
    id: 'cause',
    byMinute: 15,
    title: 'Name the cause',
    text: 'Write down what happened, what was affected and why it is over. That is the reason the resume will ask for.',
    action: 'none',
  },
];

/** The installation's own text if it can be used, otherwise the built-in one with the reason. `own` undefined: there is none. */
export function readRunbook(own: string | undefined): Runbook {
  if (own === undefined) return { steps: BUILT_IN_STEPS, isOwn: false, problem: '' };
  const builtIn = (why: string): Runbook => ({
    steps: BUILT_IN_STEPS,
    isOwn: false,
    problem: `The file runbook.json cannot be used (${why}). The built-in runbook is shown; mend the file and start Holdfast again.`,
  });
  if (own.length > RUNBOOK_TEXT_MAX) return builtIn(`it is longer than ${RUNBOOK_TEXT_MAX} characters`);
  let json: unknown;
  try {
    json = JSON.parse(own);
  } catch {
    return builtIn('it is not JSON');
  }
  const parsed = ownRunbook.safeParse(json);
  if (parsed.success) return { steps: parsed.data.steps, isOwn: true, problem: '' };
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  return builtIn(`${where}${issue?.message ?? 'it does not fit'}`.slice(0, 300));
}
