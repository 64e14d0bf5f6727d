import { messageOf } from '#shared/model/result';
import type { Handlers } from '../../platform/ipc-answers';
import type { Console } from '../console';
import type { LentForScan } from './secrets';

const done = { ok: true, value: {} } as const;

/** What each channel of the leak scan does. */
export function leakHandlers({
  leaks,
}: Pick<Console, 'leaks'>): Pick<Handlers, Extract<keyof Handlers, `leaks.${string}`>> {
  const { scanner } = leaks;
  return {
    'leaks.read': () => ({
      ok: true,
      value: {
        places: leaks.places(),
        run: scanner.run === undefined ? null : { ...scanner.run, places: [...scanner.run.places] },
        findings: [...scanner.findings],
        unread: [...scanner.unread],
      },
    }),
    'leaks.add-folder': async () => {
      if (leaks.chooseFolder === undefined)
        return {
          ok: false,
          code: 'no-dialog',
          message:
            'There is no dialog for folders here. Tick your home folder instead: it holds what you would choose.',
          retry: false,
        };
      const path = await leaks.chooseFolder();
      if (path === undefined) return { ok: true, value: { placeId: null } };
      let placeId: string | undefined;
      try {
        placeId = leaks.addFolder(path);
      } catch (thrown) {
        return notSaved(thrown);
      }
      if (placeId !== undefined) return { ok: true, value: { placeId } };
      return {
        ok: false,
        code: 'too-many',
        message: 'No more folders fit on this list. Take one off it, or choose the folder that holds them.',
        retry: false,
      };
    },
    'leaks.remove-folder': ({ placeId }) => {
      try {
        return leaks.removeFolder(placeId) ? done : noSuchPlace;
      } catch (thrown) {
        return notSaved(thrown);
      }
    },
    'leaks.scan': async ({ placeIds }) => {
      const places = leaks.places().filter((place) => placeIds.includes(place.placeId));
      if (places.length < new Set(placeIds).size) return noSuchPlace;
      let lent: LentForScan;
      try {
        lent = await leaks.secretsToLookFor();
      } catch (thrown) {
        return {
          ok: false,
          code: 'keys-not-lent',
          message: `Nothing was looked through. ${messageOf(thrown)}`,
          retry: true,
        };
      }
      const started = scanner.start({ places, secrets: lent.secrets, onGone: lent.giveBack });
      if (started.ok) return { ok: true, value: { scanId: started.value } };
      lent.giveBack();
      return {
        ok: false,
        code: 'running',
        message: 'A scan runs already. Wait for its end, or cancel it.',
        retry: true,
      };
    },
    'leaks.cancel': () =>
      scanner.cancel()
        ? done
        : { ok: false, code: 'not-running', message: 'No scan runs, so nothing was cancelled.', retry: false },
  };
}

const notSaved = (thrown: unknown) =>
  ({
    ok: false,
    code: 'not-saved',
    message: `The list of folders could not be saved (${messageOf(thrown)}), so it is as it was. Free some space and try again.`,
    retry: true,
  }) as const;

const noSuchPlace = {
  ok: false,
  code: 'no-such-place',
  message:
    'One of these places is not on the list any more. Nothing was looked through; open this screen again and choose anew.',
  retry: false,
} as const;
