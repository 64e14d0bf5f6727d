import { setImmediate as othersFirst } from 'node:timers/promises';
import type { Files } from '../../../platform/files';
import type { JournalEnd } from '../journal-end';
import { type Digest, digestOf, GrowingTree } from '../tree/merkle';
import { type HashPlace, readHashes, segmentOf } from '../tree/read-hashes';
import type { DurableRecords } from '../writer';
import type { Checkpoint } from './statement';

/** Records taken into the tree at once: 5 ms, and more than the writer is sent between two looks at what else there is to do. */
const SLICE_RECORDS = 4_096;
/** What is told and not yet taken is at most so much, 8 MB of memory; beyond it the files are read. */
const MOST_WAITING_RECORDS = 100_000;
/** The tree is this many records behind the journal at most when a checkpoint is made, if the reading keeps up. */
const CLOSE_ENOUGH = 1_000;
const MOST_ROUNDS = 10;

export interface LiveTreeOptions {
  readonly files: Files;
  readonly directory: string;
  /** The durable end of the journal. */
  readonly end: () => JournalEnd;
}

/**
 * The tree over the durable journal, kept while it grows. The writer tells the hashes of what became durable, and they are taken in once it
 * has answered; whatever it did not tell, or told out of turn, is read from the files when a checkpoint is due. Nothing is added but the record that is next.
 */
export class LiveTree {
  readonly #options: LiveTreeOptions;
  #tree = new GrowingTree();
  #head = '';
  /** At or before the next record; undefined: not loaded. */
  #place: HashPlace | undefined;
  #isFollowing = false;
  /** Oldest first, without gaps between them. */
  #told: DurableRecords[] = [];
  #waiting = 0;
  #taking: Promise<void> | undefined;

  constructor(options: LiveTreeOptions) {
    this.#options = options;
  }

  get isLoaded(): boolean {
    return this.#place !== undefined;
  }

  get size(): number {
    return this.#tree.size;
  }

  /** The hash of the last record in the tree. */
  get head(): string {
    return this.#head;
  }

  get root(): Digest {
    return this.#tree.root;
  }

  get peaks(): readonly Digest[] {
    return this.#tree.peaks;
  }

  /** Goes on from a checkpoint of the journal whose peaks are those of its size and root; from nothing without one. Rejects when the journal cannot be read. */
  async load(from: Checkpoint | undefined): Promise<void> {
    const { files, directory, end } = this.#options;
    this.#forgetTold();
    this.#isFollowing = true;
    this.#tree = new GrowingTree(
      from?.size,
      from?.peaks.map((peak) => digestOf(peak) ?? ''),
    );
    this.#head = from?.head ?? '';
    const at = end();
    this.#place = await this.#read(await segmentOf(files, directory, this.#tree.size + 1, at), at);
  }

  /** What is known of the journal is read again by the next `load`. */
  forget(): void {
    this.#place = undefined;
    this.#isFollowing = false;
    this.#forgetTold();
  }

  /** These records became durable. Returns at once. */
  told(records: DurableRecords): void {
    if (!this.#isFollowing) return;
    const last = this.#told.at(-1);
    const isNext = last === undefined || records.firstSeq === last.firstSeq + last.hashes.length;
    if (!isNext || this.#waiting > MOST_WAITING_RECORDS) this.#forgetTold();
    this.#told.push(records);
    this.#waiting += records.hashes.length;
    this.#takeSoon();
  }

  /** Takes in what was durable when this was called, and of what came meanwhile all but the last few. Rejects when the journal cannot be read. */
  async catchUp(): Promise<void> {
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const end = this.#options.end();
      await this.#taking;
      const behind = end.head.seq - this.#tree.size;
      if (this.#place === undefined || behind <= (round === 0 ? 0 : CLOSE_ENOUGH)) return;
      this.#place = await this.#read(this.#place, end);
      this.#takeSoon();
    }
  }

  #takeSoon(): void {
    if (this.#told.length > 0) this.#taking ??= this.#takeAll();
  }

  async #takeAll(): Promise<void> {
    do await othersFirst();
    while (this.#take());
    this.#taking = undefined;
  }

  /** Takes in one slice of what was told. Returns whether there is more that can be taken. */
  #take(): boolean {
    for (let left = SLICE_RECORDS; left > 0; ) {
      const records = this.#told[0];
      if (records === undefined || records.firstSeq > this.#tree.size + 1 || this.#place === undefined) return false;
      const { firstSeq, hashes, end } = records;
      const from = this.#tree.size + 1 - firstSeq;
      const taken = hashes.slice(from, from + left);
      for (const hash of taken) this.#add(hash);
      left -= taken.length;
      if (from + taken.length < hashes.length) continue;
      this.#told.shift();
      this.#waiting -= hashes.length;
      if (end.head.seq === this.#tree.size)
        this.#place = { segment: end.segment, offset: end.offset, seq: end.head.seq + 1 };
    }
    return true;
  }

  #add(hash: string): void {
    this.#tree.add(hash);
    this.#head = hash;
  }

  #read(place: HashPlace, end: JournalEnd): Promise<HashPlace> {
    const { files, directory } = this.#options;
    return readHashes(files, directory, place, end, (seq, hash) => {
      if (seq === this.#tree.size + 1) this.#add(hash);
    });
  }

  #forgetTold(): void {
    this.#told = [];
    this.#waiting = 0;
  }
}
