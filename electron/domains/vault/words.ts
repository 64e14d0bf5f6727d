import type { KeychainTrouble, VaultFailure } from './ports';

/** What a keychain's state means and what to do, by state (K2). */
export const REMEDIES: Readonly<Record<KeychainTrouble['state'], string>> = {
  locked:
    'The OS keychain is locked, so no key can be taken out or put in. Paper trading, the halt and the guard go on. Unlock it (log in to the desktop, or open its password manager), then try again.',
  absent:
    'There is no OS keychain here, so no key can be kept. Paper trading needs none. On Linux install and start gnome-keyring or KWallet, then start Holdfast again.',
  changed:
    'The OS keychain holds another half of the vault than the one your keys were sealed with: it was replaced, restored or changed. The keys cannot be opened. Restore the keychain this vault was made with; if it is lost, make new keys at the exchanges and set the vault up again.',
  'item-missing':
    'The OS keychain works, but what Holdfast stored there is gone. Perhaps another keychain is in use, or the item was removed. Restore the keychain; if it is lost, make new keys at the exchange and delete the old ones there.',
  denied:
    'The OS keychain refuses Holdfast its items. Allow Holdfast in the keychain’s own settings, then try again. Until then no key can be used; paper trading, the halt and the guard go on.',
};

/** `why` is the keychain's own text: it names no secret, for none is in what it is asked. */
export const keychainFailure = ({ state, why }: KeychainTrouble): VaultFailure => ({
  code: 'keychain',
  message: why === '' ? REMEDIES[state] : `${REMEDIES[state]} (${why})`,
});

export const LOCKED: VaultFailure = {
  code: 'locked',
  message:
    'The vault is locked, so no key is given out or taken in. Orders that work, the halt and the guard are not touched. Unlock it on the Vault page.',
};

export const NOT_SET_UP: VaultFailure = {
  code: 'not-set-up',
  message: 'There is no vault yet, so no key can be kept. Set it up on the Vault page.',
};

export const LIST_DAMAGED =
  'The vault’s files in the data folder (passphrase, keys.json) cannot be read, or are not of the same vault, so no key is used. Put them back from a backup. If there is none, delete the keys at their exchanges, move keys.json away, start again and enter new keys.';

export const unknownKey = (keyId: string): VaultFailure => ({
  code: 'unknown-key',
  message: `There is no key ${keyId}. Nothing was done.`,
});

export const damaged = (keyId: string): VaultFailure => ({
  code: 'damaged',
  message: `The key ${keyId} is not what was sealed: the keychain's item or keys.json was changed. It is not used. Delete the key at its exchange, drop it here and enter a new one.`,
});

export const couldNotSave = (why: string): VaultFailure => ({
  code: 'could-not-save',
  message: `It could not be saved (${why}), so nothing was changed. Free some space and try again.`,
});

export const notOnRecord = (why: string): VaultFailure => ({
  code: 'journal-failed',
  message: `It could not be put on record (${why}), so it was not done. See the Journal screen.`,
});

export const tooLong = (maxBytes: number): VaultFailure => ({
  code: 'could-not-save',
  message: `This key is too long for this system's keychain, which takes ${maxBytes} bytes. Nothing was stored. Make a key of a shorter kind (HMAC or Ed25519 instead of RSA).`,
});
