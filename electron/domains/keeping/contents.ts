import { z } from 'zod';
import { ARCHIVE_NOTE } from '../journal/index';

/*
 * What is in a backup: named here one by one, so that nothing else can get in or come out. No secret is among them: keys stand in the OS
 * keychain, what the passphrase is known by and the journal's sealing key stay where they are, and bots' own folders belong to the bots.
 */

/** Small files, read and written whole. */
export const SMALL_FILES = [
  'settings.json',
  'halt-state',
  'halt-clearance',
  'halt-rehearsal',
  'risk-memory',
  'trigger-firings',
  'runbook.json',
  'records-while-closed',
] as const;

/** The paper exchange's own record, lines that are only ever added. */
export const PAPER_LEDGER = 'paper/ledger.jsonl';
/** Which segments are archived, and where the journal that is here begins: there when some are. */
export const ARCHIVE_NOTE_FILE = `journal/${ARCHIVE_NOTE}`;
const SEGMENT = /^journal\/segment-\d{6,12}\.jsonl$/;
/** Damaged ends that were set aside. */
const ASIDE = /^aside-\d{6,12}-\d{1,12}-\d{17,24}\.bin$/;
export const isAside = (name: string): boolean => ASIDE.test(name);

/** Whether a file of that path may stand in a backup. */
const isKnown = (name: string): boolean =>
  SMALL_FILES.some((small) => small === name) ||
  name === PAPER_LEDGER ||
  name === ARCHIVE_NOTE_FILE ||
  SEGMENT.test(name) ||
  (name.startsWith('journal/') && isAside(name.slice('journal/'.length)));

/** What stands before each file's bytes. */
export const entry = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('file'),
    name: z.string().refine(isKnown),
    bytes: z.number().int().nonnegative(),
  }),
  z.strictObject({
    kind: z.literal('end'),
    files: z.number().int().nonnegative(),
    /** The journal's last record in it. */
    head: z.strictObject({ seq: z.number().int().nonnegative(), hash: z.string().regex(/^[0-9a-f]{64}$/) }),
  }),
]);
export type Entry = z.infer<typeof entry>;
