import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Request } from '#shared/contract/index';
import type { SavedEvidence } from '#shared/contract/keep';
import { formatUtc } from '#shared/model/time';
import type { HandlerAnswer } from '../../platform/ipc-answers';
import type { Console } from '../console';
import { discardUnfinished } from './discard-unfinished';
import { collectEvidence } from './evidence';

const DAY_MS = 86_400_000;
const SPANS = { day: DAY_MS, week: 7 * DAY_MS, all: undefined } as const;

/** One press: everything about this moment into a bundle in the data folder, and its SHA-256 into the journal. Never rejects. */
export async function saveEvidence(
  console: Console,
  { haltId, by, span }: Request<'keep.save-evidence'>,
): Promise<HandlerAnswer<'keep.save-evidence'>> {
  const { halt, keeping, recorder, journal, clock, appVersion, dataFolder } = console;
  const standing = halt.standing.find((each) => each.halt.id === haltId)?.halt;
  if (haltId !== null && standing === undefined)
    return {
      ok: false,
      code: 'no-such-halt',
      message:
        'That halt does not stand any more. Nothing was saved; its records are in the journal. Save the evidence on the Journal screen, under Keep.',
      retry: false,
    };
  const savedAt = clock.now();
  const picture = keeping.window?.picture ?? (async () => Promise.reject(new Error('there is no window here')));
  const file = join(keeping.evidenceFolder, `evidence-${formatUtc(savedAt).replaceAll(/[-:.]/g, '')}.zip`);
  const reach = SPANS[span];
  let [orders, notes]: [number, readonly string[]] = [0, []];
  const made = await keeping.packer.runPrepared('bundle', 'asking the exchanges', async () => {
    const collected = await collectEvidence(console, { haltId, by, savedAt, picture });
    notes = collected.notes;
    orders = collected.atExchange.reduce((sum, each) => sum + (each.orders?.length ?? 0), 0);
    // What was recorded up to now belongs to it; a journal that cannot be written goes in as far as it stands on the disk.
    await recorder.settled();
    await mkdir(keeping.evidenceFolder, { recursive: true, mode: 0o700 });
    return {
      file,
      journalFolder: join(dataFolder, 'journal'),
      headSeq: journal.status.head?.seq ?? null,
      sinceMs: reach === undefined ? null : (standing?.trippedAt ?? savedAt) - reach,
      parts: collected.parts,
      about: { by, app: appVersion, haltId, notes },
      savedAt,
    };
  });
  if (!made.ok) {
    const { code, message } = made.error;
    if (code !== 'in-the-way') await discardUnfinished(file, console.log);
    if (code === 'busy' || code === 'cancelled') return { ok: false, code, message, retry: true };
    return couldNotSave(message);
  }
  const { sha256, manifestSha256, signedBy, unsigned, bytes, records, head, journalProblem } = made.value;
  const record = { haltId, by, file, sha256, manifestSha256, signedBy, bytes, orders, records, head, notes };
  const written = await recorder.appendOrKeep('evidence.saved', record);
  const saved: SavedEvidence = {
    ...{ file, sha256, manifestSha256, bytes, orders, records, savedAt },
    notes: [
      ...notes,
      ...(unsigned === null ? [] : [notSigned(unsigned)]),
      ...(journalProblem === '' ? [] : [`The journal in it is not whole: ${journalProblem}`]),
      ...(written.ok ? [] : [`Its SHA-256 is not on record yet: ${written.error.message} Write it down.`]),
    ],
  };
  keeping.noteEvidence(saved);
  return { ok: true, value: saved };
}

const notSigned = (why: string): string =>
  why === 'locked'
    ? 'Its manifest is not signed: the vault was locked. Its SHA-256 is on record all the same. Unlock the vault and save again for a signature.'
    : 'Its manifest is not signed: there is no vault to hold a signing key. Its SHA-256 is on record all the same.';

const couldNotSave = (why: string): HandlerAnswer<'keep.save-evidence'> => ({
  ok: false,
  code: 'could-not-save',
  message: `The evidence could not be saved: ${why} The journal keeps the halt's own records.`,
  retry: true,
});
