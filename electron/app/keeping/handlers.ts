import { messageOf } from '#shared/model/result';
import type { Handlers } from '../../platform/ipc-answers';
import type { Console } from '../console';
import { archiveOld, chooseArchiveFolder } from './archive';
import { backUp } from './back-up';
import { saveEvidence } from './save-evidence';

/** What each channel about evidence and backups does. */
export function keepHandlers(console: Console): Pick<Handlers, Extract<keyof Handlers, `keep.${string}`>> {
  const { keeping } = console;
  return {
    'keep.read': async () => ({ ok: true, value: await keeping.view() }),
    'keep.save-evidence': (request) => saveEvidence(console, request),
    'keep.back-up': (request) => backUp(console, request),
    'keep.choose-backup-folder': async () => {
      const folder = await keeping.window?.chooseFolder(
        'Choose a folder for backups, on another disk than the journal',
      );
      if (folder === undefined) return { ok: true, value: { folder: null } };
      try {
        keeping.setBackupFolder(folder);
      } catch (thrown) {
        return {
          ok: false,
          code: 'not-saved',
          message: `The folder could not be kept in the settings (${messageOf(thrown)}). Backups go where they went before.`,
          retry: true,
        };
      }
      console.recorder.record('backup.folder-chosen', { folder });
      return { ok: true, value: { folder } };
    },
    'keep.archive': (request) => archiveOld(console, request),
    'keep.choose-archive-folder': () => chooseArchiveFolder(console),
    'keep.cancel': () =>
      keeping.packer.cancel()
        ? { ok: true, value: {} }
        : { ok: false, code: 'nothing-to-cancel', message: 'Nothing is being made just now.', retry: false },
  };
}
