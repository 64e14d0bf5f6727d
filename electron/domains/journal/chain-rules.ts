import type { Anchor, JournalHead } from './protocol';
import type { ScannedRecord } from './scan';

/**
 * One more rule over the records of a journal, beside those of every record by itself (`checkRecord`). It is told each good record in
 * order, and says why one is bad all the same. A verification may begin in the middle of a journal: `fromSeq` is the first it is told.
 */
export interface ChainRule {
  onRecord(record: ScannedRecord): string | undefined;
}

/** The rules of a verification that begins at `fromSeq`: the place for a new one. */
export const chainRules = (_fromSeq: number, heads: readonly JournalHead[]): readonly ChainRule[] => [
  sameAsKept(heads),
];

/** Rule 7 of docs/journal-format.md: the record of a head kept elsewhere has that hash. */
function sameAsKept(heads: readonly JournalHead[]): ChainRule {
  const kept = new Map(heads.map(({ seq, hash }) => [seq, hash]));
  return {
    onRecord: ({ header: { seq, hash } }) => {
      const expected = kept.get(seq);
      return expected === undefined || expected === hash
        ? undefined
        : 'the hash is not that of the head kept elsewhere';
    },
  };
}

const CHECKPOINT = 'journal.checkpoint';

/** Remembers the last record that something outside the chain vouches for. */
export class Anchors {
  readonly #kept: ReadonlySet<number>;
  last: Anchor | null = null;

  constructor(heads: readonly JournalHead[]) {
    this.#kept = new Set(heads.map(({ seq }) => seq));
  }

  onGood({ header: { seq, hash, time, type } }: ScannedRecord): void {
    if (this.#kept.has(seq)) this.last = { kind: 'head', seq, hash, time };
    else if (type === CHECKPOINT) this.last = { kind: 'checkpoint', seq, hash, time };
  }
}
