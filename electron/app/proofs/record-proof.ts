import { createHash } from 'node:crypto';
import { err, ok, type Result } from '#shared/model/result';
import { digestOf, type Journal, type JournalRecord, provesInclusion, segmentName } from '../../domains/journal/index';
import type { Checkpoints, MadeCheckpoint } from './checkpoints';

/** A record of more characters is left out of its proof, which holds without it. */
const MOST_RECORD_CHARS = 30_000;

export interface RecordProof {
  readonly text: string;
  /** Of the proof itself, without the records. */
  readonly bytes: number;
  readonly checkpoint: MadeCheckpoint;
}

interface Failure {
  readonly code: 'journal-failed' | 'no-such-record' | 'archived';
  readonly message: string;
}

/**
 * Proves that a record is among those of a checkpoint: of the last one, or of one made now when the record is newer, or the last is not
 * signed and the next would be. Reads the whole journal once, or what is here of it: only the proof of an archived record needs the archive.
 * The text is for `verify_journal.py --proof` (docs/journal-format.md).
 */
export async function proveRecord(
  journal: Pick<Journal, 'proofs' | 'journalId'>,
  checkpoints: Pick<Checkpoints, 'last' | 'publicKey' | 'make'>,
  seq: number,
): Promise<Result<RecordProof, Failure>> {
  const found = await recordAt(journal, seq);
  if (!found.ok) return found;
  const { last, publicKey } = checkpoints;
  const isEnough = last !== undefined && last.size >= seq && (last.signature !== null || publicKey === undefined);
  const made = isEnough ? ok(last) : await checkpoints.make('asked');
  if (!made.ok) return err({ code: 'journal-failed', message: made.error });
  const checkpoint = made.value;
  const own = await recordAt(journal, checkpoint.seq);
  if (!own.ok) return own;
  const proven = await journal.proofs.record(seq, checkpoint.size);
  if (!proven.ok) return err({ code: 'journal-failed', message: proven.error.message });
  const digests = proven.value.proof.map((hex) => digestOf(hex) ?? '');
  const root = digestOf(checkpoint.root) ?? '';
  if (!provesInclusion(found.value.hash, seq - 1, checkpoint.size, digests, root))
    return err({ code: 'journal-failed', message: NOT_AS_STATED });
  const path = Buffer.from(proven.value.proof.join(''), 'hex').toString('base64');
  const proof = `holdfast record proof 1\njournal ${journal.journalId}\nrecord ${seq} ${found.value.hash}\ntree ${checkpoint.size}\npath ${path}\n`;
  const checkpointLine = lineOf(own.value);
  const recordLine = lineOf(found.value);
  if (checkpointLine === undefined)
    return err({ code: 'journal-failed', message: 'The checkpoint’s record is not as it was written. Press Verify.' });
  const isShown = recordLine !== undefined && recordLine.length <= MOST_RECORD_CHARS;
  const text = `${proof}${checkpointLine}\n${isShown ? `${recordLine}\n` : ''}`;
  return ok({ text, bytes: Buffer.byteLength(proof), checkpoint });
}

const NOT_AS_STATED =
  'What the journal holds does not lead to the root that the checkpoint states, so there is no proof. A record was changed, or archived.json says other things of the archived ones than it did. Nothing was changed by asking. Press Verify all.';

async function recordAt(journal: Pick<Journal, 'proofs'>, seq: number): Promise<Result<JournalRecord, Failure>> {
  const answer = await journal.proofs.find(seq);
  if (!answer.ok) return err({ code: 'journal-failed', message: answer.error.message });
  const { record, away } = answer.value;
  if (record !== null) return ok(record);
  if (away !== null) {
    const { segment, folder, throughSeq } = away;
    const where = `Record ${seq} is archived, in ${segmentName(segment)} of ${folder}, which cannot be opened now.`;
    return err({
      code: 'archived',
      message: `${where} Its proof needs the archive: connect the disk that holds it, and prove it again. Records from ${throughSeq + 1} on can be proved without it.`,
    });
  }
  const message = `The journal has no record ${seq} that can be read, so nothing was proven. Look its number up under Records.`;
  return err({ code: 'no-such-record', message });
}

/** The record as it stands in the file; undefined when its data does not come out of JSON as it went in. */
function lineOf({ hash, prev, seq, time, type, data }: JournalRecord): string | undefined {
  const covered = `","prev":"${prev}","seq":${seq},"time":"${time}","type":"${type}","data":${JSON.stringify(data)}}`;
  const isSame = createHash('sha256').update(covered).digest('hex') === hash;
  return isSame ? `{"hash":"${hash}${covered}` : undefined;
}
