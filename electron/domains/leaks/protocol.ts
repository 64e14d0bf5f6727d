/** One stored key as the scan gets it: over the channel of its process, never by argv or environment. */
export interface SecretToFind {
  readonly keyId: string;
  /** Last four characters of the public part: what a finding is told by. */
  readonly ending: string;
  /** The texts that nobody else may have: public part, secret, passphrase. */
  readonly parts: readonly string[];
}

/** How a key's text was written where it was found. */
export type SecretForm = 'as it is' | 'base64' | 'URL-encoded' | 'escaped' | 'UTF-16';

/** What was found: a stored key, known by its exact text, or something that looks like a secret. */
export type FoundWhat =
  | { readonly kind: 'key'; readonly keyId: string; readonly ending: string; readonly form: SecretForm }
  | { readonly kind: 'shape'; readonly shape: string; readonly name: string };

/** Where. Offsets in bytes from 0, lines from 1. A path that holds a stored key is told without it. */
export type FoundWhere =
  | {
      readonly kind: 'file';
      readonly path: string;
      /** Null in a file that is no text. */
      readonly line: number | null;
      readonly offset: number;
    }
  | {
      readonly kind: 'git';
      readonly repository: string;
      readonly object: string;
      /** Null when no commit that git can reach has the object: deleted, and not cleared away yet. */
      readonly commit: string | null;
      readonly path: string | null;
      readonly offset: number;
    };

/** One finding. It cannot hold the secret: see scan/excerpt.ts. */
export interface Finding {
  readonly id: number;
  readonly what: FoundWhat;
  readonly where: FoundWhere;
  /** What stands before it on its line, and its length; never the secret. */
  readonly excerpt: string;
}

/** A place that was not, or not wholly, looked into. */
export interface Unread {
  readonly path: string;
  readonly why: string;
}

export interface ScanCounts {
  readonly files: number;
  /** Of files and git objects as they were read, after unpacking. */
  readonly bytes: number;
  readonly gitRepositories: number;
  readonly gitObjects: number;
  /** Findings by kind, those beyond `FINDINGS_KEPT` too. */
  readonly keysFound: number;
  readonly shapesFound: number;
  readonly unread: number;
  readonly archives: number;
  /** Links, which are not followed, and sockets, pipes and devices, which are not read. */
  readonly notFollowed: number;
}

export interface ScanReport {
  readonly ended: 'done' | 'cancelled';
  readonly counts: ScanCounts;
  readonly ms: number;
}

export interface ScanRequest {
  /** Absolute paths of folders and files. One that is inside another is read once; one that is missing is told as unread. */
  readonly places: readonly string[];
  readonly secrets: readonly SecretToFind[];
  /** Whether things that look like secrets are looked for, too. */
  readonly shapes: boolean;
  /** Whether objects of git repositories are. */
  readonly git: boolean;
}

/** Most findings told in one scan; further ones are counted. */
export const FINDINGS_KEPT = 500;
/** Most findings told of one file or git object. */
export const FINDINGS_PER_FILE = 20;
/** Most unread places told; further ones are counted. */
export const UNREAD_KEPT = 200;

/** What travels between main and the scan's process. One scan at a time; the process ends after it. */
export interface LeakScanWire {
  readonly config: Record<string, never>;
  readonly ready: Record<string, never>;
  readonly requests: { readonly scan: { readonly params: ScanRequest; readonly result: ScanReport } };
  readonly notices: { readonly cancel: Record<string, never> };
  readonly events: {
    readonly progress: { readonly counts: ScanCounts; readonly current: string };
    readonly findings: { readonly findings: readonly Finding[] };
    readonly unread: { readonly unread: readonly Unread[] };
  };
}
