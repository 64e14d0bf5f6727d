import type { ArchivedBefore } from './archive/note';
import { ArchiveOnRecord } from './archive/on-record';
import { type CheckOptions, CheckpointCheck } from './checkpoint/check';
import type { SealKeyAnswer, SealsFound } from './checkpoint/seal-checks';
import { CHECKPOINT } from './checkpoint/statement';
import type { Anchor, JournalHead } from './protocol';
import type { RecordHeader } from './record';
import type { ScannedRecord } from './scan';

/**
 * One more rule over the records of a journal, beside those of every record by itself (`checkRecord`). It is told each good record in
 * order, and says why one is bad all the same; at the end, what is missing.
 */
export interface ChainRule {
  record(header: RecordHeader, line: Buffer): string | undefined;
  end(): string | undefined;
  /** The seal of the record about to be told whose key has to be asked for before it is: see CheckpointCheck. */
  sealToAskFor?(header: RecordHeader, line: Buffer): string | undefined;
  giveSealKey?(id: string, answer: SealKeyAnswer): void;
  /** What was proved of seals so far. */
  readonly proven?: { readonly seals: SealsFound };
  /** Zeroes what is secret. */
  forget(): void;
}

/**
 * The rules of a verification that begins at `fromSeq`: the place for a new one. Checkpoints cover a journal from its first record, or go
 * on from what was archived before it.
 */
export function chainRules(fromSeq: number, known: CheckOptions, archived?: ArchivedBefore): readonly ChainRule[] {
  if (archived !== undefined) return [new CheckpointCheck(known, archived), new ArchiveOnRecord(archived)];
  return fromSeq === 1 ? [new CheckpointCheck(known)] : [];
}

/** Remembers the last record that something outside the chain vouches for. */
export class Anchors {
  readonly #kept: JournalHead | undefined;
  last: Anchor | null = null;

  constructor(kept: JournalHead | undefined) {
    this.#kept = kept;
  }

  /** `isSealRight`: it is a checkpoint whose seal was checked. */
  onGood({ header: { seq, hash, time, type } }: ScannedRecord, isSealRight: boolean): void {
    if (this.#kept?.seq === seq) this.last = { kind: 'head', seq, hash, time, isSealRight };
    else if (type === CHECKPOINT) this.last = { kind: 'checkpoint', seq, hash, time, isSealRight };
  }
}
