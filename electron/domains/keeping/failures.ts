import { messageOf } from '#shared/model/result';
import { errorCodeOf } from '../../platform/files';

/** Why a bundle, a backup, a restore or an archive was not made. Each has its own sentence: what happened, what to do. */
export type KeepingCode =
  | 'in-the-way'
  | 'shrank'
  | 'no-journal'
  | 'not-a-backup'
  | 'header-damaged'
  | 'later-version'
  | 'wrong-passphrase'
  | 'truncated'
  | 'damaged'
  | 'reordered'
  | 'too-much'
  | 'folder-not-empty'
  | 'journal-not-intact'
  | 'no-space'
  | 'cancelled'
  | 'failed';

export class KeepingError extends Error {
  readonly code: KeepingCode;
  constructor(code: KeepingCode, message: string) {
    super(message);
    this.code = code;
  }

  /** What a file operation on `path` threw, in words; `exists` is the code for a file that is there already. */
  static of(thrown: unknown, exists: KeepingCode, path: string): KeepingError {
    if (thrown instanceof KeepingError) return thrown;
    if (thrown instanceof Error && thrown.name === 'AbortError')
      return new KeepingError('cancelled', 'It was cancelled. Nothing was kept of it, and nothing was changed.');
    switch (errorCodeOf(thrown)) {
      case 'EEXIST':
        return new KeepingError(exists, `${path} is there already, and nothing is replaced. Choose another name.`);
      case 'ENOSPC':
      case 'EDQUOT':
        return new KeepingError(
          'no-space',
          `There is no room for it on the disk of ${path}. Free some, or choose another disk.`,
        );
      case 'EACCES':
      case 'EPERM':
      case 'EROFS':
        return new KeepingError('failed', `${path} may not be written. Choose a folder of your own.`);
      case 'ENOENT':
        return new KeepingError('failed', `${path} is not there. Check the path, and that the disk is connected.`);
      default:
        return new KeepingError(
          'failed',
          `${messageOf(thrown)}. Nothing else was changed; check the disk and try again.`,
        );
    }
  }
}
