import type { WorkerProtocol } from '../../platform/process/wire';
import type { ProofRequests } from './checkpoint/requests';
import type { SealsFound } from './checkpoint/seal-checks';

/** A record as handed to the writer: it adds sequence, time, chain and durability. */
export interface JournalEntry {
  /** Lower-case words joined by dots, 1 to 64 characters: `order.decided`. */
  readonly type: string;
  /** Any JSON value; never a secret. */
  readonly data: unknown;
}

/** A record as it stands in the journal. */
export interface JournalRecord extends JournalEntry {
  readonly seq: number;
  readonly time: string;
  readonly hash: string;
  readonly prev: string;
}

/** The last record: keep it elsewhere and truncation can be proved. */
export interface JournalHead {
  readonly seq: number;
  readonly hash: string;
}

/** What was set aside when the journal was opened: see docs/journal-format.md, "Durability and damage". */
export interface TailSetAside {
  readonly file: string;
  readonly segment: string;
  readonly offset: number;
  readonly bytes: number;
  readonly reason: string;
}

export interface JournalReady {
  /** Six characters a-z 0-9, made when the journal was created; part of every client order id. */
  readonly journalId: string;
  readonly head: JournalHead;
  /** True when this start created the journal. */
  readonly isNew: boolean;
  readonly setAside: TailSetAside | undefined;
}

/** A record before which nothing can have been changed: a signed checkpoint, or one whose head somebody kept elsewhere. */
export interface Anchor extends JournalHead {
  readonly kind: 'checkpoint' | 'head';
  readonly time: string;
  /** It is a checkpoint whose seal was checked and fits. */
  readonly isSealRight: boolean;
}

/** `fromSeq`: the first record that was checked. `anchor`: the last good one among those checked. Times are the records' own, UTC. */
export type VerifyReport =
  | {
      readonly intact: true;
      readonly records: number;
      readonly head: JournalHead;
      /** The last record, the segment it is in, and where it ends there, in bytes. */
      readonly end: { readonly segment: number; readonly offset: number; readonly head: JournalHead };
      readonly ms: number;
      readonly fromSeq: number;
      readonly anchor: Anchor | null;
      /** Null: they were not looked at, as by a verification that does not begin with the first record. */
      readonly seals: SealsFound | null;
    }
  | {
      readonly intact: false;
      readonly where: string;
      readonly reason: string;
      readonly ms: number;
      readonly fromSeq: number;
      /** What the first bad record says of its time, which need not be true; null when it says nothing readable. */
      readonly time: string | null;
      readonly lastGood: { readonly seq: number; readonly time: string } | null;
      readonly anchor: Anchor | null;
      /** Null: they were not looked at, as by a verification that does not begin with the first record. */
      readonly seals: SealsFound | null;
    };

/** The journal writer process. `append` resolves only when all its entries are durable; order is the order of calls. */
export interface JournalProtocol extends WorkerProtocol {
  readonly config: { readonly directory: string };
  readonly ready: JournalReady;
  readonly requests: ProofRequests & {
    /** Fails with `journal-full`, `journal-read-only` or `journal-failed`: then nothing of it was acknowledged. */
    readonly append: {
      readonly params: { readonly entries: readonly JournalEntry[] };
      readonly result: { readonly firstSeq: number; readonly head: JournalHead };
    };
    /**
     * The newest records, oldest first; at most 1,000; before `beforeSeq` and after `afterSeq` when given; only of the types
     * given, if any. `headersOnly`: the data is null, and is not even read as JSON.
     */
    readonly tail: {
      readonly params: {
        readonly limit: number;
        readonly beforeSeq?: number;
        readonly afterSeq?: number;
        readonly types?: readonly string[];
        readonly headersOnly?: boolean;
      };
      readonly result: { readonly records: readonly JournalRecord[] };
    };
    /** Re-reads and verifies every segment from disk. */
    readonly verify: { readonly params: Record<string, never>; readonly result: VerifyReport };
  };
  readonly notices: Record<string, never>;
  readonly events: {
    /** Writing works again, or does not: `message` says why and what to do. Sent on each change. */
    readonly health: {
      readonly healthy: boolean;
      readonly code: 'ok' | 'journal-full' | 'journal-read-only' | 'journal-failed';
      readonly message: string;
    };
  };
}
