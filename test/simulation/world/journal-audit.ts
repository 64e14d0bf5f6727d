import { dataTextOf, LINE_FEED, readHeader, sha256Hex, ZERO_HASH } from '../../../electron/domains/journal/record';
import type { DiskWatcher } from './disk';

/** A record that a loss of power would leave. */
export interface DurableRecord {
  readonly seq: number;
  readonly type: string;
  readonly hash: string;
  readonly dataText: string;
}

interface Segment {
  /** Bytes read so far, and the records before them. */
  scanned: number;
  records: number;
}

/** The decision's own words that the simulation compares with the order. */
export interface DecidedRecord {
  readonly botId: string;
  readonly accountId: string;
  readonly botOrderId: string;
  readonly symbol: string;
  readonly side: string;
  readonly quantity: string;
  readonly verdict: string;
}

/**
 * Reads the journal as a stranger would, from the bytes that the disk has synced and nothing else: what stands here is what
 * "durable" means in the invariants. Each line is checked against the chain as it comes.
 */
export class JournalAudit implements DiskWatcher {
  readonly #folder: string;
  readonly #onBroken: (what: string) => void;
  readonly #segments = new Map<string, Segment>();
  #records: DurableRecord[] = [];
  /** Read once: a decision is asked for at every boundary that its order crosses. */
  readonly #decisions = new Map<string, DecidedRecord>();
  /** Acknowledged to the core, by sequence: must be there for ever. */
  readonly #promised = new Map<number, string>();

  constructor(folder: string, onBroken: (what: string) => void) {
    this.#folder = folder;
    this.#onBroken = onBroken;
  }

  /** Records that are durable now, first to last. */
  get records(): readonly DurableRecord[] {
    return this.#records;
  }

  get promisedCount(): number {
    return this.#promised.size;
  }

  record(seq: number): DurableRecord | undefined {
    return this.#records[seq - 1];
  }

  decision(seq: number): DecidedRecord | undefined {
    const record = this.record(seq);
    if (record?.type !== 'order.decided') return undefined;
    const known = this.#decisions.get(record.hash);
    if (known !== undefined) return known;
    const decision = JSON.parse(record.dataText) as DecidedRecord;
    this.#decisions.set(record.hash, decision);
    return decision;
  }

  /** The core was told that this is recorded: it must stand there now, word for word, and from now on. `data`: what the text says. */
  promised(seq: number, type: string, dataText: string, data: unknown): void {
    const record = this.record(seq);
    if (record === undefined) this.#onBroken(`record ${seq} (${type}) was acknowledged and is not on the disk`);
    else if (record.type !== type || record.dataText !== dataText)
      this.#onBroken(`record ${seq} was acknowledged as ${type} and is another, ${record.type}`);
    else {
      this.#promised.set(seq, record.hash);
      // Word for word what was read: reading it again would tell the same.
      if (type === 'order.decided') this.#decisions.set(record.hash, data as DecidedRecord);
    }
  }

  becameDurable(path: string, durable: Buffer, first: number): void {
    if (!this.#isSegment(path)) return;
    const segment = this.#segments.get(path) ?? { scanned: 0, records: this.#records.length };
    this.#segments.set(path, segment);
    if (first < segment.scanned) {
      // An end that was never acknowledged was cut off: what stood there is read again.
      this.#records.length = segment.records;
      segment.scanned = 0;
    }
    this.#read(path, segment, durable);
  }

  restarted(files: ReadonlyMap<string, Buffer>): void {
    this.#records = [];
    this.#segments.clear();
    for (const path of [...files.keys()].sort()) this.becameDurable(path, files.get(path) ?? Buffer.alloc(0), 0);
    this.checkPromises();
  }

  /** Everything acknowledged so far is still there. */
  checkPromises(): void {
    for (const [seq, hash] of this.#promised) {
      if (this.record(seq)?.hash === hash) continue;
      this.#onBroken(`record ${seq} was acknowledged and is lost or changed`);
      return;
    }
  }

  #isSegment(path: string): boolean {
    return path.startsWith(`${this.#folder}/segment-`) && path.endsWith('.jsonl');
  }

  #read(path: string, segment: Segment, durable: Buffer): void {
    for (;;) {
      const feed = durable.indexOf(LINE_FEED, segment.scanned);
      if (feed < 0) return;
      const line = durable.subarray(segment.scanned, feed);
      const header = readHeader(line);
      const before = this.#records.at(-1);
      const fits =
        header !== undefined &&
        header.seq === (before?.seq ?? 0) + 1 &&
        header.prev === (before?.hash ?? ZERO_HASH) &&
        header.hash === sha256Hex(line.subarray(73));
      // Half-written ends are no records; the writer sets them aside when it comes to them.
      if (!fits) return;
      this.#records.push({
        seq: header.seq,
        type: header.type,
        hash: header.hash,
        dataText: dataTextOf(line, header),
      });
      if (this.#promised.has(header.seq) && this.#promised.get(header.seq) !== header.hash)
        this.#onBroken(`${path}: record ${header.seq} was acknowledged and was replaced`);
      segment.scanned = feed + 1;
    }
  }
}
