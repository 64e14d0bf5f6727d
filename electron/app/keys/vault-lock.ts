import type { VaultView } from '#shared/contract/keys';
import { err, ok } from '#shared/model/result';
import type { PassphraseAnswer } from '../../domains/halt/index';
import { askPassphrase } from '../limits/ask-passphrase';
import type { VaultLock } from './ports';

/**
 * The desk of keys' view of the vault's lock, made of what the vault shows and of the operator's one passphrase. `changed` is to be
 * called at each change of what the vault shows; whoever waits for the lock is told when it has just locked.
 */
export function vaultLock(
  view: () => VaultView,
  checkPassphrase: (passphrase: string) => Promise<PassphraseAnswer>,
): VaultLock & { changed(): void } {
  const listeners: Array<() => void> = [];
  let wasOpen = false;
  return {
    view,
    check: async (passphrase) => {
      const problem = await askPassphrase(
        checkPassphrase,
        passphrase,
        'This changes what is kept',
        'Nothing was changed.',
      );
      if (problem === undefined) return ok(undefined);
      const { code, message } = problem;
      return err({ code: code === 'passphrase-needed' ? 'wrong-passphrase' : code, message });
    },
    onLock: (listener) => void listeners.push(listener),
    changed: () => {
      const isOpen = view().state === 'unlocked';
      const hasLocked = wasOpen && !isOpen;
      wasOpen = isOpen;
      if (hasLocked) for (const listener of listeners) listener();
    },
  };
}
