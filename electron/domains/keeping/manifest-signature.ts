/** Stands in a bundle beside the manifest, which names it. */
export const MANIFEST_SIGNATURE = 'manifest-signature.json';

/** What is signed of a manifest. */
export interface ManifestToSign {
  /** Empty where there is no journal. */
  readonly journalId: string;
  /** As the manifest says it, UTC. */
  readonly savedAt: string;
  /** Of manifest.json, lower-case hex. */
  readonly sha256: string;
}

/** By the vault's journal key; or why it is not signed, as checkpoints say it. */
export type ManifestSigned =
  | { readonly signature: { readonly key: string; readonly value: string }; readonly unsigned: null }
  | { readonly signature: null; readonly unsigned: string };

/** The text that is signed (docs/guide/evidence.md): it cannot be taken for a checkpoint's statement, nor the other way round. */
export const manifestStatement = ({ journalId, savedAt, sha256 }: ManifestToSign): Buffer =>
  Buffer.from(`holdfast evidence manifest 1\n${journalId}\n${savedAt}\n${sha256}\n`);

/** The file's text. */
export const signatureText = (about: ManifestToSign, signed: ManifestSigned): Buffer =>
  Buffer.from(
    `${JSON.stringify({ format: 'holdfast-evidence-signature', version: 1, journalId: about.journalId, savedAt: about.savedAt, manifestSha256: about.sha256, ...signed }, null, 2)}\n`,
  );
