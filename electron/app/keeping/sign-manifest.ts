import { signWith } from '../../domains/journal/index';
import { type ManifestSigned, type ManifestToSign, manifestStatement } from '../../domains/keeping/index';
import type { VaultDesk } from '../vault/vault-desk';

/** Signs by the key that signs the journal's checkpoints; not while the vault is locked, or where there is none. */
export function signManifest(
  vault: Pick<VaultDesk, 'withJournalKeys' | 'unsignedWhy'>,
  manifest: ManifestToSign,
): ManifestSigned {
  const signature = vault.withJournalKeys((keys) => signWith(keys.signingSeed(), manifestStatement(manifest)));
  return signature === undefined
    ? { signature: null, unsigned: vault.unsignedWhy ?? 'locked' }
    : { signature, unsigned: null };
}
