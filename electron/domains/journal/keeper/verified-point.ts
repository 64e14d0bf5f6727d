import { dirname } from 'node:path';
import { z } from 'zod';
import { errorCodeOf, type Files, readFully, writeFileAtomically } from '../../../platform/files';
import { JournalUnusableError } from '../failure';
import { type JournalEnd, lastRecordOf } from '../journal-end';
import type { Continuation } from './protocol';

/*
 * Where the last good verification ended, in a small file beside the journal's folder. It says where the next one may begin and nothing
 * more: whoever can change the journal can change it, too. Only a verification of everything answers for everything.
 */

const verifiedPoint = z.strictObject({
  version: z.literal(1),
  journalId: z.string().regex(/^[a-z0-9]{6}$/),
  segment: z.number().int().positive(),
  /** Where the record ends in its segment, in bytes. */
  offset: z.number().int().positive(),
  seq: z.number().int().positive(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});
type VerifiedPoint = z.infer<typeof verifiedPoint>;

const MAX_BYTES = 4_096;

/** Notes the end of a good verification. Rejects when it cannot be written: the next one then begins earlier, which harms nothing. */
export async function notePoint(files: Files, path: string, journalId: string, end: JournalEnd): Promise<void> {
  const point: VerifiedPoint = { version: 1, journalId, segment: end.segment, offset: end.offset, ...end.head };
  await writeFileAtomically(path, `${JSON.stringify(point)}\n`, files);
}

async function readPoint(files: Files, path: string): Promise<VerifiedPoint | undefined> {
  try {
    const file = await files.open(path, 'read');
    const bytes = await readFully(file, 0, MAX_BYTES).finally(() => file.close());
    return verifiedPoint.safeParse(JSON.parse(bytes.toString('utf8'))).data;
  } catch (thrown) {
    // Missing, or not what was written: there is nothing to go on from.
    if (errorCodeOf(thrown) === 'ENOENT' || thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}

/**
 * Where a verification up to `end` may begin: after the record that the file names, when that very record stands where it says. `other`
 * when it does not: this journal is not the one that was verified. Rejects when a file cannot be read.
 */
export async function startingPoint(
  files: Files,
  directory: string,
  path: string,
  about: { readonly journalId: string; readonly endSeq: number },
): Promise<{ readonly from: JournalEnd | undefined; readonly continuation: Continuation }> {
  const point = await readPoint(files, path);
  if (point === undefined || point.journalId !== about.journalId) return { from: undefined, continuation: 'first' };
  const { segment, offset, seq, hash } = point;
  try {
    const head = seq > about.endSeq ? undefined : await lastRecordOf(files, directory, segment, offset);
    if (head?.seq === seq && head.hash === hash) return { from: { segment, offset, head }, continuation: 'goes-on' };
  } catch (thrown) {
    if (!(thrown instanceof JournalUnusableError)) throw thrown;
  }
  return { from: undefined, continuation: 'other' };
}

/** `journal-verified.json` beside the journal's folder. */
export const pointFileOf = (directory: string): string => `${dirname(directory)}/journal-verified.json`;
