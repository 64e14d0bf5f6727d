import type { SecretToFind } from '../../domains/leaks/index';
import type { KeyStore } from '../../domains/vault/index';
import { redaction } from '../../platform/redaction';

/** Keys lent for one scan. */
export interface LentForScan {
  readonly secrets: readonly SecretToFind[];
  /** To be called once the scan's process is gone. */
  readonly giveBack: () => void;
}

/**
 * Every kept key, lent for one scan; each loan is on record. Rejects, in words for the operator, when one is not lent: a scan that
 * leaves a key out would look clean. Until it is given back no line of this process can hold what was lent.
 */
export async function secretsOf(store: KeyStore): Promise<LentForScan> {
  const secrets: SecretToFind[] = [];
  const loans: Array<() => void> = [];
  const giveBack = (): void => {
    for (const loan of loans) loan();
    secrets.length = 0;
  };
  for (const { keyId, ending } of store.list()) {
    const lent = await store.lend(keyId, 'leak-scan');
    if (!lent.ok) {
      giveBack();
      throw new Error(`${lent.error.message} Nothing was scanned.`);
    }
    const { apiKey, secret, passphrase } = lent.value;
    const parts = [apiKey, secret, ...(passphrase === undefined ? [] : [passphrase])];
    loans.push(redaction.lend(parts));
    secrets.push({ keyId, ending, parts });
  }
  return { secrets, giveBack };
}
