import { z } from 'zod';
import { PASSPHRASE_MAX, PASSPHRASE_MIN } from './bounds';
import { channel, nothing, utcMs } from './define';
import { haltId, operatorName } from './halt';

/*
 * What is kept for later and elsewhere. A window cannot name a path: folders come from the system's own dialog, which main opens.
 */

const count = z.number().int().nonnegative();
const path = z.string().max(8_192);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const sentence = z.string().max(2_000);

/** How far back a bundle's journal goes, in whole segments: a day before what it is about, a week, or all of it. */
export const evidenceSpan = z.enum(['day', 'week', 'all']);
export type EvidenceSpan = z.infer<typeof evidenceSpan>;

export const keepJob = z.strictObject({
  work: z.enum(['bundle', 'backup', 'archive', 'remove-archived']),
  /** In words: `writing the backup`. */
  doing: z.string().max(100),
  /** Bytes; `total` is 0 while it is not known. */
  done: count,
  total: count,
  startedAt: utcMs,
  isCancelling: z.boolean(),
});
export type KeepJob = z.infer<typeof keepJob>;

export const savedEvidence = z.strictObject({
  file: path,
  /** Of the zip, and of the manifest in it. */
  sha256,
  manifestSha256: sha256,
  bytes: count,
  /** Working orders the exchanges listed. */
  orders: count,
  /** Of the journal in it. */
  records: count,
  savedAt: utcMs,
  /** What could not be had, a sentence each. */
  notes: z.array(sentence).max(200),
});
export type SavedEvidence = z.infer<typeof savedEvidence>;

export const madeBackup = z.strictObject({
  file: path,
  madeAt: utcMs,
  by: z.string().max(100),
  bytes: count,
  files: count,
  /** What its restore into an empty folder found; the journal was verified there. */
  proof: z.discriminatedUnion('proved', [
    z.strictObject({ proved: z.literal(true), at: utcMs, records: count, headSeq: count, headHash: sha256 }),
    z.strictObject({ proved: z.literal(false), why: sentence }),
  ]),
});
export type MadeBackup = z.infer<typeof madeBackup>;

/** Segments of the journal older than so many days may be moved into an archive. Fewer would take what screens look back into. */
export const ARCHIVE_DAYS_MIN = 30;
export const ARCHIVE_DAYS_MAX = 3_650;

/** What of the journal is here and what went into an archive. */
export const archiveView = z.strictObject({
  /** Where segments go; null: not chosen yet. */
  folder: path.nullable(),
  /** A disk that breaks takes both. */
  isOnJournalDisk: z.boolean(),
  here: z.strictObject({ segments: count, bytes: count, fromSeq: count, since: utcMs.nullable() }).nullable(),
  /** Null: nothing was archived. `isAtHand`: every segment can be opened where it went. */
  archived: z
    .strictObject({ segments: count, throughSeq: count, folders: z.array(path).max(1_000), isAtHand: z.boolean() })
    .nullable(),
  /** Why that could not be read, a sentence; empty otherwise. */
  problem: sentence,
});
export type ArchiveView = z.infer<typeof archiveView>;

export const madeArchive = z.strictObject({
  folder: path,
  segments: count,
  bytes: count,
  throughSeq: count,
  /** Of the record that says so. */
  recordSeq: count,
  /** They stand in the archive and are on record, but could not be removed here: why, a sentence; empty otherwise. */
  notRemoved: sentence,
});
export type MadeArchive = z.infer<typeof madeArchive>;

export const keepView = z.strictObject({
  job: keepJob.nullable(),
  evidenceFolder: path,
  /** The last bundle of this run. */
  lastEvidence: savedEvidence.nullable(),
  backupFolder: path,
  /** A disk that breaks takes both. */
  isBackupOnJournalDisk: z.boolean(),
  /** The last backup of this data folder; null: there is none. */
  lastBackup: madeBackup.nullable(),
  archive: archiveView,
});
export type KeepView = z.infer<typeof keepView>;

export const keepChanged = z.strictObject({ job: keepJob.nullable() });

export const keepChannels = {
  'keep.read': channel({ request: nothing, response: keepView, errors: [] }),
  /** Writes an evidence bundle about one halt, or about what stands now. Answers when it is whole, durable and on record. */
  'keep.save-evidence': channel({
    request: z.strictObject({ haltId: haltId.nullable(), by: operatorName, span: evidenceSpan }),
    response: savedEvidence,
    errors: ['no-such-halt', 'could-not-save', 'busy', 'cancelled'],
  }),
  /** Makes a backup into the backup folder, restores it into an empty folder for proof, and puts both on record. */
  'keep.back-up': channel({
    request: z.strictObject({ passphrase: z.string().min(PASSPHRASE_MIN).max(PASSPHRASE_MAX), by: operatorName }),
    response: madeBackup,
    errors: ['not-made', 'busy', 'cancelled'],
  }),
  /** Main asks the operator for another backup folder; null when none was chosen. */
  'keep.choose-backup-folder': channel({
    request: nothing,
    response: z.strictObject({ folder: path.nullable() }),
    errors: ['no-dialog', 'not-saved'],
  }),
  /** Moves whole segments with nothing younger than so many days into the archive: copied, verified there, on record, then removed here. */
  'keep.archive': channel({
    request: z.strictObject({ days: z.number().int().min(ARCHIVE_DAYS_MIN).max(ARCHIVE_DAYS_MAX), by: operatorName }),
    response: madeArchive,
    errors: ['not-archived', 'nothing-to-archive', 'busy', 'cancelled'],
  }),
  /** Main asks the operator for the archive's folder; null when none was chosen. */
  'keep.choose-archive-folder': channel({
    request: nothing,
    response: z.strictObject({ folder: path.nullable() }),
    errors: ['no-dialog', 'not-saved', 'inside-data-folder'],
  }),
  'keep.cancel': channel({ request: nothing, response: nothing, errors: ['nothing-to-cancel'] }),
} as const;
