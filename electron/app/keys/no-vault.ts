import { err } from '#shared/model/result';
import type { KeyInspector, KeyStore } from '../../domains/vault/index';
import type { VaultLock } from './ports';

const MESSAGE =
  'This build of Holdfast has no sealed vault, so no exchange key can be taken in. Paper trading needs none; nothing of yours is at risk.';
const refused = async () => err({ code: 'keychain', message: MESSAGE } as const);

/** Where there is no vault nothing is kept, lent or asked: every call is refused with the reason. */
export const NO_VAULT: { readonly store: KeyStore; readonly inspector: KeyInspector; readonly lock: VaultLock } = {
  store: { list: () => [], put: refused, update: refused, drop: refused, lend: refused },
  inspector: {
    inspect: async () => {
      throw new Error('no key is inspected without a vault: none can be begun');
    },
  },
  lock: {
    view: () => ({ state: 'unusable', keychain: 'absent', message: MESSAGE, autoLockMinutes: 15, keys: 0 }),
    check: refused,
    onLock: () => undefined,
  },
};
