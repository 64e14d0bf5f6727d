import type { Answer, Change, Snapshot } from '../../../shared/contract/index';
import type { VaultView } from '../../../shared/contract/keys';

/** Opens the made-up vault. */
export const FAKE_PASSPHRASE = 'four unrelated quiet words';
export const FAKE_RECOVERY_CODE = '7C4M-Q9ZD-0VXK-2HRT-W8AB-N5PE-J3GS-F6Y1';

/** What the made-up vault answers, and what changes on the desk with it. */
export function fakeVaultAnswer(
  name: string,
  { passphrase }: { readonly passphrase?: string },
  { vault, trading }: Snapshot,
): { readonly change?: Partial<Change>; readonly answer: Answer<object> } {
  const become = (state: VaultView['state']): Partial<Change> => ({
    vault: { ...vault, state },
    trading: { ...trading, passphraseSet: true },
  });
  const code = { ok: true, value: { recoveryCode: FAKE_RECOVERY_CODE } } as const;
  if (name === 'vault.lock') return { change: become('locked'), answer: { ok: true, value: {} } };
  if (name === 'vault.recover') return { change: become('unlocked'), answer: code };
  if (name === 'vault.set-up' && !trading.passphraseSet) return { change: become('unlocked'), answer: code };
  if (passphrase !== FAKE_PASSPHRASE) {
    const message = 'That is not the passphrase. Nothing was changed.';
    return { answer: { ok: false, code: 'wrong-passphrase', message, retry: true } };
  }
  if (name === 'vault.unlock') return { change: become('unlocked'), answer: { ok: true, value: {} } };
  return { change: become('unlocked'), answer: code };
}
