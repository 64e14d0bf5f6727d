import { messageOf } from '#shared/model/result';
import type { Handlers } from '../../platform/ipc-answers';
import type { Console } from '../console';
import type { Copies } from './copies';

const done = { ok: true, value: {} } as const;
const noMirror = {
  ok: false,
  code: 'no-mirror',
  message: 'No mirror of the journal is kept, so nothing was done. Choose a folder for one first.',
  retry: false,
} as const;

type CopiesChannel =
  | 'journal.copies'
  | 'journal.verify'
  | 'journal.cancel-verify'
  | 'journal.choose-mirror'
  | 'journal.stop-mirror'
  | 'journal.retry-mirror'
  | 'journal.paste-seal-keys'
  | 'journal.forget-seal-keys'
  | 'journal.save-seal-keys';

/** What each channel of the journal's verification and mirror does. */
export function copiesHandlers({ copies }: Pick<Console, 'copies'>): Pick<Handlers, CopiesChannel> {
  const { keeper } = copies;
  return {
    'journal.copies': () => ({ ok: true, value: copies.view() }),
    'journal.verify': ({ kind, head }) => {
      if (kind === 'mirror' && keeper.mirror.folder === null) return noMirror;
      const started = keeper.verify(kind, head, copies.sealKeys.given);
      if (started.ok) return done;
      return started.error === 'running'
        ? {
            ok: false,
            code: 'running',
            message: 'A verification runs already. Wait for its end, or cancel it.',
            retry: true,
          }
        : {
            ok: false,
            code: 'journal-failed',
            message:
              'The journal is not open yet, so nothing was verified. Wait until its light is good, and verify again.',
            retry: true,
          };
    },
    'journal.cancel-verify': () =>
      keeper.cancelVerify()
        ? done
        : { ok: false, code: 'not-running', message: 'No verification runs, so nothing was cancelled.', retry: false },
    'journal.choose-mirror': async () => {
      if (copies.chooseFolder === undefined)
        return {
          ok: false,
          code: 'no-dialog',
          message:
            'There is no dialog for folders here, so no mirror was begun. Start Holdfast on a desktop to choose one.',
          retry: false,
        };
      const folder = await copies.chooseFolder('Choose a folder on another disk for the mirror of the journal');
      if (folder === undefined) return { ok: true, value: { isChosen: false } };
      const prepared = await keeper.prepareMirror(folder);
      if (!prepared.ok) {
        const { code, message } = prepared.error;
        if (isRefusal(code)) return { ok: false, code, message, retry: true };
        return {
          ok: false,
          code: 'journal-failed',
          message: `No mirror was begun: ${message} Try again in a moment.`,
          retry: true,
        };
      }
      return (
        keep(copies, prepared.value.mirrorFolder, prepared.value.sharesDisk) ?? { ok: true, value: { isChosen: true } }
      );
    },
    'journal.paste-seal-keys': () => copies.sealKeys.paste(),
    'journal.forget-seal-keys': () => {
      copies.sealKeys.forget();
      return done;
    },
    'journal.save-seal-keys': () => copies.sealKeys.save(keeper.verification?.outcome?.report.seals?.fitting ?? []),
    'journal.stop-mirror': () => (keeper.mirror.folder === null ? noMirror : (keep(copies, null, null) ?? done)),
    'journal.retry-mirror': () => {
      if (keeper.mirror.folder === null) return noMirror;
      keeper.retryMirror();
      return done;
    },
  };
}

/** The folder itself will not do. */
const isRefusal = (code: string): code is 'inside-data-folder' | 'not-writable' =>
  code === 'inside-data-folder' || code === 'not-writable';

/** Why it could not be kept in the settings; undefined when it is. */
function keep(copies: Copies, folder: string | null, sharesDisk: boolean | null) {
  try {
    copies.keepMirror(folder, sharesDisk);
    return undefined;
  } catch (thrown) {
    return {
      ok: false,
      code: 'not-saved',
      message: `The settings could not be written (${messageOf(thrown)}), so the mirror stays as it was. Check the disk that holds Holdfast's data folder.`,
      retry: true,
    } as const;
  }
}
