import type { Archived, ArchiveOrder, JournalHead } from '../journal/index';
import type { ManifestSigned, ManifestToSign } from './manifest-signature';

/** One file that goes into a bundle as it is. */
export interface BundlePart {
  /** Path inside the bundle, `/` between folders. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface BundleOrder {
  /** Absolute path of the zip; must not be there yet. */
  readonly file: string;
  readonly journalFolder: string;
  /** The last record that must be in it, which is durable; null: what is on the disk. */
  readonly headSeq: number | null;
  /** Records from this time on, in whole segments, UTC ms; null: all. */
  readonly sinceMs: number | null;
  readonly parts: readonly BundlePart[];
  /** What the manifest says of the bundle besides its files. */
  readonly about: Readonly<Record<string, unknown>>;
  /** UTC ms. */
  readonly savedAt: number;
}

export interface BundleMade {
  /** SHA-256 of the whole zip, and of its manifest.json, lower-case hex. */
  readonly sha256: string;
  readonly manifestSha256: string;
  /** The public key that signed the manifest, hex; null: nobody did, and `unsigned` says why in a word. */
  readonly signedBy: string | null;
  readonly unsigned: string | null;
  readonly bytes: number;
  readonly records: number;
  /** Null where there is no journal. */
  readonly head: JournalHead | null;
  /** Where the journal is not intact, and why; empty when it is. */
  readonly journalProblem: string;
}

export interface BackupOrder {
  /** Absolute path of the backup; must not be there yet. */
  readonly file: string;
  readonly dataFolder: string;
  readonly headSeq: number | null;
  readonly passphrase: string;
  readonly appVersion: string;
  /** UTC ms. */
  readonly madeAt: number;
  /** An empty folder to restore into for the proof, which the asker removes afterwards. */
  readonly proofFolder: string;
}

export interface BackupMade {
  readonly bytes: number;
  readonly files: number;
  readonly proof: BackupProof;
}

/** What a restore into an empty folder found. */
export type BackupProof =
  | { readonly proved: true; readonly records: number; readonly head: JournalHead }
  | { readonly proved: false; readonly why: string };

export interface RestoreOrder {
  readonly file: string;
  /** Must be empty, or not be there. */
  readonly folder: string;
  readonly passphrase: string;
}

export interface Restored {
  readonly madeAt: number;
  readonly appVersion: string;
  readonly files: number;
  readonly records: number;
  readonly head: JournalHead;
}

/** What is being done now, and how far; bytes. `total` is 0 while it is not known. */
export interface Progress {
  readonly doing: string;
  readonly done: number;
  readonly total: number;
}

/** What travels between main and the process that makes bundles and backups. One request a process; it ends after it. */
export interface PackerWire {
  readonly config: Record<string, never>;
  readonly ready: Record<string, never>;
  readonly requests: {
    readonly bundle: { readonly params: BundleOrder; readonly result: BundleMade };
    readonly backup: { readonly params: BackupOrder; readonly result: BackupMade };
    /** Copies old segments into an archive and verifies them there; removes none. Fails with the codes of an ArchiveRefusal, too. */
    readonly archive: { readonly params: ArchiveOrder; readonly result: Archived };
    /** Removes the archived ones here, once that is on record. */
    readonly 'remove-archived': {
      readonly params: { readonly directory: string; readonly through: number };
      readonly result: Record<string, never>;
    };
  };
  readonly notices: { readonly cancel: Record<string, never>; readonly signed: ManifestSigned };
  /** `sign`: a manifest is whole, and waits for `signed`: the key never leaves main. */
  readonly events: { readonly progress: Progress; readonly sign: ManifestToSign };
}
