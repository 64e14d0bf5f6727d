import { messageOf } from '#shared/model/result';
import { errorCodeOf } from '../../platform/files';

/**
 * - `journal-full`, `journal-read-only`, `journal-failed`: writing does not work now; it is tried again by itself.
 * - `journal-refused`: this entry breaks a limit of the format and can never be written; others are not affected.
 * - `journal-busy`: more is waiting than the console holds; nothing of this entry was sent.
 */
export type JournalFailureCode =
  | 'journal-full'
  | 'journal-read-only'
  | 'journal-failed'
  | 'journal-refused'
  | 'journal-busy';

/** Why an entry was not acknowledged, in sentences for an operator. */
export interface JournalFailure {
  readonly code: JournalFailureCode;
  readonly message: string;
  /** True when the entry may be in the journal all the same: it was on its way when writing failed. */
  readonly mayBeWritten: boolean;
}

/** The failures that end writing as such, rather than refuse one entry. */
export type WritingFailureCode = Exclude<JournalFailureCode, 'journal-refused' | 'journal-busy'>;

const STILL = 'No new order is sent; cancels and the halt still work.';
const RESUMES = 'Writing is tried again by itself at least every 5 seconds.';

/** A failed file operation as an operator should read it. */
export function writingFailure(thrown: unknown, directory: string): { code: WritingFailureCode; message: string } {
  const error = errorCodeOf(thrown) ?? 'no code';
  switch (error) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return {
        code: 'journal-full',
        message: `The disk that holds the journal is full (${error}). ${STILL} Free some space for ${directory}. ${RESUMES}`,
      };
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return {
        code: 'journal-read-only',
        message: `The journal's folder does not let the console write (${error}). ${STILL} Make ${directory} writable for this user. ${RESUMES}`,
      };
    default:
      return {
        code: 'journal-failed',
        message: `The journal could not be written (${error}: ${messageOf(thrown)}). ${STILL} Check the disk that holds ${directory}. ${RESUMES}`,
      };
  }
}

/** The journal process is not there, so nothing can be recorded. */
export const notRunning = (why: string): string =>
  `The journal's process is not running (${why}). ${STILL} It is started again by itself; if this stays, restart the console and check the disk.`;

/** The journal process ended, or did not answer, with entries on their way. */
export const outcomeUnknown = (why: string): string =>
  `The journal's process ended or gave no answer while this was being recorded (${why}), so it may or may not be in the journal. ${STILL} The process is started again by itself.`;

/** Thrown when a folder holds a journal that this writer must not go on with. The message is for the operator. */
export class JournalUnusableError extends Error {}
