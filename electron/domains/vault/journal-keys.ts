import { hkdfSync } from 'node:crypto';
import { KEY_BYTES } from './seal';

/**
 * The journal's keys come from the vault's own secret that proves its list, which stays when the passphrase changes: they need no item of
 * their own that could be lost or fall behind, and whoever can open the vault, by passphrase or recovery code, has them (ADR 0035).
 * RFC 5869, each under a name of its own.
 */
const derived = (list: Buffer, name: string): Buffer =>
  Buffer.from(hkdfSync('sha256', list, 'holdfast journal', name, KEY_BYTES));

export interface JournalKeys {
  /** The private half of the Ed25519 key that checkpoints are signed with. */
  signingSeed(): Buffer;
  /** The first key of the seal with this id. */
  firstSealKey(sealId: string): Buffer;
}

/** Lends them to `use`, which must not keep them: they are zeroed when it returns. */
export function useJournalKeys<T>(list: Buffer, use: (keys: JournalKeys) => T): T {
  const lent: Buffer[] = [];
  const lend = (name: string): Buffer => {
    const key = derived(list, name);
    lent.push(key);
    return key;
  };
  try {
    return use({ signingSeed: () => lend('signing v1'), firstSealKey: (sealId) => lend(`seal v1 ${sealId}`) });
  } finally {
    for (const key of lent) key.fill(0);
  }
}
