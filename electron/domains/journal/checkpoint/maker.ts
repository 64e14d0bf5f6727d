import { type Clock, formatUtc } from '#shared/model/time';
import type { Files } from '../../../platform/files';
import { archivedBefore, readArchiveNote } from '../archive/note';
import { ArchiveAwayError, withArchive } from '../archive/whole';
import type { JournalEnd } from '../journal-end';
import type { JournalRecord } from '../protocol';
import { readTail, type TailQuery } from '../tail';
import { type Digest, digestOf, hexOf, peaksOf, rootOfPeaks } from '../tree/merkle';
import { consistencyRanges, inclusionRanges, type Range, RangeRoots } from '../tree/proofs';
import { JOURNAL_START, readHashes } from '../tree/read-hashes';
import type { DurableRecords } from '../writer';
import { LiveTree } from './live-tree';
import { sealMac } from './seal';
import { SealFile } from './seal-file';
import { CHECKPOINT, type Checkpoint, type CheckpointWhy, checkpointData } from './statement';

/** A checkpoint that nobody has signed yet. */
export type PreparedCheckpoint = Omit<Checkpoint, 'signature' | 'unsigned'>;

/** Why the seal that was there is not gone on with, for the record. */
export interface SealLost {
  readonly id: string;
  /** The step that the key was for. */
  readonly step: number;
  /** The last step in the journal; null when it holds none of that seal. */
  readonly lastStep: number | null;
}

export interface Prepared {
  readonly checkpoint: PreparedCheckpoint;
  /** Told once, when it was found: the journal does not hold the steps that the key says were made. */
  readonly sealLost: SealLost | undefined;
}

export interface MakerOptions {
  readonly files: Files;
  readonly clock: Clock;
  readonly directory: string;
  readonly journalId: string;
  /** The durable end of the journal. */
  readonly end: () => JournalEnd;
  /** The sealing key's file; undefined: nothing is sealed. */
  readonly sealFile: string | undefined;
}

/** Both null: the journal has no such record. */
export interface FoundRecord {
  readonly record: JournalRecord | null;
  /** It is in this segment of an archive that is not at hand; all records up to `throughSeq` are archived. */
  readonly away: { readonly segment: number; readonly folder: string; readonly throughSeq: number } | null;
}

/** Checkpoints looked at for the last one that is sealed. */
const LOOK_BACK = 100;

/**
 * The journal process's part of checkpoints and proofs. Its tree takes in what the writer made durable, after that was acknowledged; after a
 * restart it goes on from the peaks that the last checkpoint holds.
 */
export class CheckpointMaker {
  readonly #options: MakerOptions;
  readonly #seal: SealFile | undefined;
  readonly #tree: LiveTree;
  #lost: SealLost | undefined;
  #isOutstanding = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: MakerOptions) {
    this.#options = options;
    const { files, sealFile } = options;
    this.#seal = sealFile === undefined ? undefined : new SealFile(files, sealFile);
    this.#tree = new LiveTree(options);
  }

  /** What the writer made durable. Returns at once; the tree is kept without being told, too, but by reading the files. */
  told(records: DurableRecords): void {
    this.#tree.told(records);
  }

  /** The tree head of the durable journal, sealed where there is a key. Rejects when the journal cannot be read. */
  prepare(why: CheckpointWhy): Promise<Prepared> {
    return this.#inTurn(async () => {
      // Whether the last one is in the journal was never told.
      if (this.#isOutstanding) this.#forget();
      await this.#load();
      await this.#tree.catchUp();
      const { clock, journalId } = this.#options;
      const { size, head, root, peaks } = this.#tree;
      const stated = {
        why,
        at: formatUtc(clock.now()),
        size,
        head,
        root: hexOf(root),
        peaks: peaks.map(hexOf),
      };
      const state = this.#seal?.state;
      const seal =
        state === undefined
          ? null
          : { id: state.id, step: state.step, mac: sealMac(state.key, journalId, stated, state.id, state.step) };
      const sealLost = this.#lost;
      this.#lost = undefined;
      this.#isOutstanding = seal !== null;
      return { checkpoint: { ...stated, seal }, sealLost };
    });
  }

  /** Seals from now on, under a seal of this id and first key. Rejects when the key could not be kept: then nothing is sealed. */
  beginSeal(id: string, key: Buffer): Promise<void> {
    return this.#inTurn(async () => this.#seal?.begin(id, key));
  }

  /** The checkpoint of this step is durable: its key is erased. Does nothing when it was already. */
  evolveSeal(id: string, step: number): Promise<void> {
    return this.#inTurn(async () => {
      this.#isOutstanding = false;
      const state = this.#seal?.state;
      if (state?.id === id && state.step === step) await this.#seal?.evolve();
    });
  }

  /** The record, also from the archive where that is at hand; where it is not, which segment of which folder it is in. Nothing is verified. */
  async find(seq: number): Promise<FoundRecord> {
    const { files, directory, end } = this.#options;
    const before = await archivedBefore(files, directory);
    if (before === undefined || seq > before.head.seq)
      return found(await readTail(files, directory, end(), one(seq)), seq);
    const archived = (await readArchiveNote(files, directory))?.segments.find((each) => each.seq >= seq);
    if (archived === undefined) return { record: null, away: null };
    const { segment, bytes, hash, folder } = archived;
    const last = { segment, offset: bytes, head: { seq: archived.seq, hash } };
    try {
      return found(await readTail(withArchive(files, directory), directory, last, one(seq)), seq);
    } catch (thrown) {
      if (!(thrown instanceof ArchiveAwayError)) throw thrown;
      return { record: null, away: { segment, folder, throughSeq: before.head.seq } };
    }
  }

  /**
   * The inclusion proof of record `seq` in the tree over the first `size`, in hex. Reads the whole journal up to there, or what is here of it
   * for a record that is: the archive's note has the tree's peaks up to that, for what they are worth.
   */
  async inclusion(seq: number, size: number): Promise<readonly string[]> {
    return this.#rootsOf(inclusionRanges(seq - 1, size), seq, size);
  }

  /** The proof that the tree over `size` records goes on from the one over the first `first`. */
  async consistency(first: number, size: number): Promise<readonly string[]> {
    return this.#rootsOf(consistencyRanges(first, size), first + 1, size);
  }

  /** `fromSeq`: the first record of which more has to be known than the peaks of the tree before it. */
  async #rootsOf(ranges: readonly Range[], fromSeq: number, size: number): Promise<readonly string[]> {
    const { files, directory, end } = this.#options;
    const before = await archivedBefore(files, directory);
    const known = before !== undefined && fromSeq > before.head.seq ? before : undefined;
    const told = new RangeRoots(ranges, known && { size: known.head.seq, peaks: digestsOf(known.peaks) });
    const from = known === undefined ? JOURNAL_START : { segment: known.segment, offset: 0, seq: known.head.seq + 1 };
    // The tree is over all records: those that are archived are read from their archive where their hashes are needed.
    await readHashes(withArchive(files, directory), directory, from, end(), (seq, hash) => {
      if (seq <= size) told.tell(seq - 1, hash);
    });
    if (told.roots === undefined) throw new Error(`the journal holds fewer than ${size} records`);
    return told.roots.map(hexOf);
  }

  /** Where the tree stands and which key is next, from the journal's last checkpoint. */
  async #load(): Promise<void> {
    if (this.#tree.isLoaded) return;
    const newest = await this.#checkpoints();
    await this.#loadSeal(newest);
    await this.#tree.load(newest.find(({ size, peaks, root }) => isTree(size, peaks, root)));
  }

  /** Newest first. */
  async #checkpoints(): Promise<readonly Checkpoint[]> {
    const { files, directory, end } = this.#options;
    const found = await readTail(files, directory, end(), { limit: LOOK_BACK, types: [CHECKPOINT] });
    return [...found].reverse().flatMap(({ data }) => {
      const parsed = checkpointData.safeParse(data);
      return parsed.success ? [parsed.data] : [];
    });
  }

  async #loadSeal(newest: readonly Checkpoint[]): Promise<void> {
    await this.#seal?.load();
    const state = this.#seal?.state;
    if (state === undefined) return;
    const { id, step } = state;
    const lastStep = newest.find(({ seal }) => seal !== null)?.seal;
    const last = lastStep?.id === id ? lastStep.step : undefined;
    const due = last === undefined ? 0 : last + 1;
    if (step > due) {
      // Records were taken away, or this is another journal: a key that has moved on cannot seal what came before.
      this.#lost = { id, step, lastStep: last ?? null };
      await this.#seal?.clear();
      return;
    }
    for (let behind = step; behind < due; behind += 1) await this.#seal?.evolve();
  }

  /** What is known of the journal is read again before the next checkpoint. */
  #forget(): void {
    this.#tree.forget();
    this.#isOutstanding = false;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work, work);
    this.#last = result.then(
      () => undefined,
      // Whoever asked is told; what is known may be half read.
      () => this.#forget(),
    );
    return result;
  }
}

function isTree(size: number, peaks: readonly string[], root: string): boolean {
  if (peaks.length !== peaksOf(size)) return false;
  return rootOfPeaks(digestsOf(peaks)) === digestOf(root);
}

const digestsOf = (hexes: readonly string[]): readonly Digest[] => hexes.map((hex) => digestOf(hex) ?? '');
const one = (seq: number): TailQuery => ({ limit: 1, beforeSeq: seq + 1 });
const found = (records: readonly JournalRecord[], seq: number): FoundRecord => ({
  record: records.find((each) => each.seq === seq) ?? null,
  away: null,
});
