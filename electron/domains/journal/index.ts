/**
 * The journal: the record of every decision, order, fill, operator action and process event, hash-chained and durable
 * (docs/journal-format.md).
 *
 * It promises: what `append` acknowledged is on the disk and stays in the journal, in the order of calls; a failure
 * says so, and `isHealthy` turns false before the caller hears of it; writing resumes by itself when the disk allows.
 * It never blocks the caller, never drops anything silently, and never holds up a cancel or a halt: those do not wait for it.
 *
 * Only the writer process (electron/workers/journal.ts) writes the files. The keeper process (electron/workers/journal-keeper.ts) reads
 * them, to verify them and to copy what is durable to a mirror; nothing waits for it. Others in main import from this file alone;
 * whoever else reads the files, in a process of its own, does so by `readRecords`.
 */
import { Journal, type JournalOptions } from './client';
import { JournalKeeper, type JournalKeeperOptions } from './keeper/client';

export const createJournal = (options: JournalOptions): Journal => new Journal(options);
export const createJournalKeeper = (options: JournalKeeperOptions): JournalKeeper => new JournalKeeper(options);

export { type Archived, type ArchiveOrder, copyToArchive, removeArchived } from './archive/archive';
export { ARCHIVE_NOTE, archivedBefore, readArchiveNote } from './archive/note';
export { ARCHIVED } from './archive/on-record';
export { ArchiveRefusal, type ArchiveState, archiveState } from './archive/plan';
export { archivedRecord, archiveWhileClosed } from './archive/while-closed';
export { isArchiveAtHand, readableFiles, withArchive } from './archive/whole';
export { isSignedBy, publicKeyOf, signWith } from './checkpoint/ed25519';
export type { Prepared, PreparedCheckpoint, SealLost } from './checkpoint/maker';
export type { JournalProofs } from './checkpoint/requests';
export type { SealKeyAnswer, SealsFound } from './checkpoint/seal-checks';
export {
  CHECKPOINT,
  type Checkpoint,
  type CheckpointWhy,
  checkpointData,
  statementOf,
  type UnsignedWhy,
} from './checkpoint/statement';
export type { Journal, JournalOptions, JournalStatus } from './client';
export type { JournalFailure, JournalFailureCode } from './failure';
export { makeJournalId } from './journal-id';
export type { JournalKeeper, VerificationRun } from './keeper/client';
export type { KeeperProtocol, MirrorStatus } from './keeper/protocol';
export { entryProblem } from './kinds/index';
export type { Acknowledged } from './outbox';
export type {
  JournalEntry,
  JournalHead,
  JournalReady,
  JournalRecord,
  TailSetAside,
  VerifyReport,
} from './protocol';
export { BrokenJournalError, type ReadBatch, type ReadPosition, readRecords, standsAt } from './reader';
export { segmentName } from './segments';
export { checkSlice, type JournalSlice, planSlice, type SliceCheck, type SlicePart } from './slice';
export type { TailQuery } from './tail';
export { digestOf } from './tree/merkle';
export { provesInclusion } from './tree/proofs';
