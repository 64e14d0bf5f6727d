import { messageOf } from '#shared/model/result';
import { errorCodeOf } from '../../../platform/files';
import type { MirrorProblem, MirrorProblemCode } from './protocol';

const STILL = 'Trading goes on, and the journal itself is written as before.';
const AGAIN = 'It is tried again by itself at least every 10 seconds.';
const LEFT = 'Nothing there was changed, and nothing is copied.';

/** A failed operation on the mirror as an operator should read it. */
export function mirrorFailure(thrown: unknown, folder: string): MirrorProblem {
  const error = errorCodeOf(thrown) ?? 'no code';
  switch (error) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ENODEV':
    case 'ENXIO':
    case 'ESTALE':
      return {
        code: 'missing',
        message: `The mirror's folder is not there (${error}): ${folder}. ${STILL} Plug in its disk, or choose another folder. ${AGAIN}`,
      };
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return {
        code: 'full',
        message: `The disk that holds the mirror is full (${error}). ${STILL} Free some space for ${folder}, or choose another folder. ${AGAIN}`,
      };
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return {
        code: 'read-only',
        message: `The mirror's folder cannot be written (${error}). ${STILL} Make ${folder} writable for this user, or choose another folder. ${AGAIN}`,
      };
    default:
      return {
        code: 'failed',
        message: `The mirror could not be written (${error}: ${messageOf(thrown)}). ${STILL} Check the disk that holds ${folder}. ${AGAIN}`,
      };
  }
}

/** The journal's own folder could not be read for the mirror. */
export const journalUnreadable = (thrown: unknown): MirrorProblem => ({
  code: 'journal-unreadable',
  message: `The journal could not be read for its mirror (${messageOf(thrown)}). What the mirror holds stays as it is. Check the disk that holds the journal. ${AGAIN}`,
});

type RefusalCode = Extract<MirrorProblemCode, 'other-journal' | 'diverged' | 'longer' | 'damaged' | 'journal-damaged'>;

const REFUSALS: Readonly<Record<RefusalCode, { readonly what: string; readonly todo: string }>> = {
  'other-journal': {
    what: 'The mirror is of another journal',
    todo: 'Keep it: it may be the only copy. Choose another folder for this journal.',
  },
  diverged: {
    what: 'The mirror and the journal are not the same',
    todo: 'One of them was changed or is damaged: verify both here, keep both, and choose another folder to go on.',
  },
  longer: {
    what: 'The mirror holds records that the journal has lost',
    todo: 'The journal was cut short or is an older copy. Keep the mirror: it is the fuller one. Verify it, and choose another folder to go on.',
  },
  damaged: {
    what: 'The mirror is damaged',
    todo: 'Keep it if you need to know why. Check its disk, and choose another folder, or move this one away and try again.',
  },
  'journal-damaged': {
    what: 'The journal is bad where the mirror was to go on',
    todo: 'The mirror holds everything before. Verify the journal here, and keep both.',
  },
};

/** Why a mirror is left alone. `why` is a part of a sentence. */
export function mirrorRefusal(
  code: RefusalCode,
  { directory }: { readonly directory: string },
  why: string,
): MirrorProblem {
  const { what, todo } = REFUSALS[code];
  return { code, message: `${what}: ${why} (${directory}). ${LEFT} ${STILL} ${todo}` };
}
