import type { SecretToFind } from '../../domains/leaks/index';
import type { KeyStore } from '../../domains/vault/index';
import { redaction } from '../../platform/redaction';

/**
 * Every kept key, lent for one scan; each loan is on record. Rejects, in words for the operator, when one is not lent: a scan that
 * leaves a key out would look clean. What was lent stays with the redactor, so that no line of this process can hold it.
 */
export async function secretsOf(store: KeyStore): Promise<readonly SecretToFind[]> {
  const secrets: SecretToFind[] = [];
  for (const { keyId, ending } of store.list()) {
    const lent = await store.lend(keyId, 'leak-scan');
    if (!lent.ok) throw new Error(`${lent.error.message} Nothing was scanned.`);
    const { apiKey, secret, passphrase } = lent.value;
    const parts = [apiKey, secret, ...(passphrase === undefined ? [] : [passphrase])];
    redaction.lend(parts);
    secrets.push({ keyId, ending, parts });
  }
  return secrets;
}
