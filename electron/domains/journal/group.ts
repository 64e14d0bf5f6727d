import type { Result } from '#shared/model/result';
import type { EntrySpan } from './entry-bytes';
import type { JournalFailure } from './failure';
import type { JournalEnd } from './journal-end';
import type { JournalHead } from './protocol';
import type { RecordEncoder } from './record-encoder';
import type { DurableRecords } from './writer';

export interface Appended {
  readonly firstSeq: number;
  /** The last record of this append. */
  readonly head: JournalHead;
}

interface Waiting {
  readonly appended: Appended;
  readonly settle: (result: Result<Appended, JournalFailure>) => void;
}

/**
 * Appends that become durable by one write and one sync. Their records are chained as they arrive, while the group before is
 * being synced; should that fail, this one fails with it.
 */
export class Group {
  readonly encoder: RecordEncoder;
  readonly segment: number;
  readonly isNewSegment: boolean;
  /** Where in the segment its bytes go. */
  readonly offset: number;
  readonly #waiting: Waiting[] = [];
  /** Set once it is being written: it takes no more. */
  isClosed = false;

  constructor(encoder: RecordEncoder, before: JournalEnd, segmentBytes: number, time: string) {
    this.encoder = encoder;
    this.isNewSegment = before.offset >= segmentBytes;
    this.segment = this.isNewSegment ? before.segment + 1 : before.segment;
    this.offset = this.isNewSegment ? 0 : before.offset;
    encoder.begin(before.head);
    if (!this.isNewSegment) return;
    encoder.addValue('journal.segment-opened', { segment: this.segment, prevHead: before.head.hash }, time);
  }

  /** Where the journal ends once this group is durable. */
  get end(): JournalEnd {
    const { segment, offset, encoder } = this;
    return { segment, offset: offset + encoder.bytes.length, head: encoder.head };
  }

  /** Its records, the opening one of a new segment among them. */
  get records(): DurableRecords {
    const { end, encoder } = this;
    return { firstSeq: end.head.seq - encoder.hashes.length + 1, hashes: encoder.hashes, end };
  }

  add(source: Buffer, entries: readonly EntrySpan[], time: string): Promise<Result<Appended, JournalFailure>> {
    const firstSeq = this.encoder.head.seq + 1;
    for (const { type, from, to } of entries) this.encoder.add(type, source, from, to, time);
    const appended = { firstSeq, head: this.encoder.head };
    return new Promise((settle) => this.#waiting.push({ appended, settle }));
  }

  acknowledge(): void {
    for (const { appended, settle } of this.#waiting) settle({ ok: true, value: appended });
  }

  refuse(failure: () => JournalFailure): void {
    for (const { settle } of this.#waiting) settle({ ok: false, error: failure() });
  }
}
