import type { WorkerProtocol } from '../../../platform/process/wire';
import type { SealKeyAnswer } from '../checkpoint/seal-checks';
import type { JournalHead, VerifyReport } from '../protocol';

/**
 * Why a mirror is not kept now. These are tried again by themselves:
 * - `missing`: its folder is not there, as of a disk that is not plugged in;
 * - `full`, `read-only`, `failed`: it cannot be written;
 * - `journal-unreadable`: the journal itself cannot be read.
 *
 * These are not, and nothing is written there, since what stands there may be the better one of the two:
 * - `other-journal`: it is of another journal;
 * - `diverged`: a record of it is not the journal's;
 * - `longer`: it holds records that the journal has lost;
 * - `damaged`: it is damaged before its end;
 * - `journal-damaged`: the journal is bad where the mirror was to go on.
 */
export type MirrorProblemCode =
  | 'missing'
  | 'full'
  | 'read-only'
  | 'failed'
  | 'journal-unreadable'
  | 'other-journal'
  | 'diverged'
  | 'longer'
  | 'damaged'
  | 'journal-damaged';

export interface MirrorProblem {
  readonly code: MirrorProblemCode;
  /** What happened, what it means, what to do. */
  readonly message: string;
}

/**
 * How the mirror stands. `comparing`: its end is held against the journal; `copying`: it is behind by more than a pass; `current`: all that
 * was durable at the last pass stands in it; `away`: tried again by itself; `refused`: left alone until the operator does something.
 */
export interface MirrorStatus {
  readonly state: 'off' | 'comparing' | 'copying' | 'current' | 'away' | 'refused';
  /** The folder that holds its segments; null: none is kept. */
  readonly folder: string | null;
  readonly problem: MirrorProblem | null;
  /** The last record that is durable in it; null while that is not known. */
  readonly seq: number | null;
  /** The last record that is durable in the journal. */
  readonly journalSeq: number;
  /** Since when records wait to be copied, UTC milliseconds; null: none do, or it is not known. */
  readonly behindSince: number | null;
  /** On the same disk as the journal: of little use when that disk fails. Null while not known. */
  readonly sharesDisk: boolean | null;
}

export const NO_MIRROR: MirrorStatus = {
  state: 'off',
  folder: null,
  problem: null,
  seq: null,
  journalSeq: 0,
  behindSince: null,
  sharesDisk: null,
};

/** `recent`: from where the last one ended; `full`: from the first record; `mirror`: the mirror from its first record. */
export type VerifyKind = 'recent' | 'full' | 'mirror';

/**
 * How the verified part ends on the one that the last verification ended on: it goes on from there; there was none; or what was
 * verified then is not in this journal, so that it began with the first record.
 */
export type Continuation = 'goes-on' | 'first' | 'other';

export interface VerifyOutcome {
  readonly report: VerifyReport;
  readonly continuation: Continuation;
}

/** The durable end of the journal, as its writer acknowledged it. */
export interface DurableHead {
  readonly journalId: string;
  readonly head: JournalHead;
}

/** The journal keeper: reads the journal, verifies it, and copies what is durable to the mirror. It never writes the journal. */
export interface KeeperProtocol extends WorkerProtocol {
  readonly config: {
    readonly directory: string;
    readonly dataFolder: string;
    /** Where the last verified record is noted: see verified-point.ts. */
    readonly pointFile: string;
    readonly mirrorFolder: string | null;
    readonly durable: DurableHead;
  };
  readonly ready: Record<string, never>;
  readonly requests: {
    /**
     * `head`: one kept elsewhere; `seals`: ids of seals whose keys the operator gave, which have to be met. A `recent` verification looks at
     * neither. It asks for the key of each seal it meets by `sealKeyWanted`, and waits for `sealKey`. Fails with `cancelled`, `running`, `no-mirror` or `journal-failed`.
     */
    readonly verify: {
      readonly params: {
        readonly kind: VerifyKind;
        readonly head: JournalHead | null;
        readonly seals: readonly string[];
      };
      readonly result: VerifyOutcome;
    };
    /**
     * Makes the mirror's own folder in a folder that the operator chose, and tries that it can be written. Fails with
     * `inside-data-folder` or `not-writable`.
     */
    readonly prepareMirror: {
      readonly params: { readonly folder: string };
      readonly result: { readonly mirrorFolder: string; readonly sharesDisk: boolean };
    };
    /** Keeps the mirror there from now on; null: none. Resolves when the mirror before has been let go of. */
    readonly setMirror: {
      readonly params: { readonly mirrorFolder: string | null };
      readonly result: Record<string, never>;
    };
  };
  readonly notices: {
    readonly durable: DurableHead;
    readonly cancelVerify: Record<string, never>;
    readonly sealKey: { readonly answer: SealKeyAnswer };
    /** Looks at a mirror that is away or refused at once. */
    readonly retryMirror: Record<string, never>;
  };
  readonly events: {
    readonly mirror: MirrorStatus;
    /** At most 10 a second. Bytes of the journal's segments. */
    readonly progress: { readonly records: number; readonly bytes: number; readonly totalBytes: number };
    /** A verification met this seal for the first time. */
    readonly sealKeyWanted: { readonly sealId: string };
    /** A half-written end of the mirror was kept in a file beside it before it was cut off. */
    readonly mirrorSetAside: { readonly file: string; readonly bytes: number };
  };
}
