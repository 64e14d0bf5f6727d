import type { JournalHead } from '../protocol';
import { dataOf, dataTextOf, journalIdOf, type RecordHeader } from '../record';
import { digestOf, hexOf, rootOfPeaks } from '../tree/merkle';
import { RememberingTree } from '../tree/remembering-tree';
import { isSignedBy } from './ed25519';
import { SealChecks, type SealKeyAnswer, type SealsFound } from './seal-checks';
import { CHECKPOINT, type Checkpoint, checkpointData, MAX_UNCOVERED, statementOf } from './statement';

/** What a journal goes on from whose first records are elsewhere: the last of them, and the tree up to it as the archive's note has it. */
export interface GoesOnFrom {
  readonly journalId: string;
  readonly head: JournalHead;
  /** In hex, largest first, as many as the size has. */
  readonly peaks: readonly string[];
}

/** What is known besides the journal. */
export interface CheckOptions {
  /** Kept elsewhere: the record with this number has to be there and to have this hash (rule 7). */
  readonly head?: JournalHead;
  /** Public keys in hex; when given, a signature by any other key is bad. */
  readonly keys?: readonly string[];
  /** Ids of seals whose first keys the operator has: each has to be met (rule 8). Their keys are given by `giveSealKey`. */
  readonly seals?: readonly string[];
}

/** What the checkpoints of a journal proved so far. */
export interface Proven {
  readonly checkpoints: number;
  /** The last that is signed, and whose signature holds. */
  readonly lastSigned: { readonly seq: number; readonly size: number; readonly key: string } | undefined;
  readonly seals: SealsFound;
}

/** After so many records what no checkpoint can cover any more is forgotten. */
const FORGET_EACH = 50_000;

const SEAL_ID = /"seal":\{"id":"([0-9a-f]{16})"/;

/**
 * Rules 7 and 8 of docs/journal-format.md: told every record of a journal in order from the first, or from the first that is not archived,
 * it grows the tree and holds each checkpoint against it; those that cover archived records alone only by themselves. Every record is hashed
 * when it is told, so that no checkpoint, however many it covers, holds its process up. Needs memory for the hashes of the last 300,000
 * records at most.
 */
export class CheckpointCheck {
  readonly #options: CheckOptions;
  readonly #tree: RememberingTree;
  /** The last record that is archived; number 0: none is. */
  readonly #absent: JournalHead;
  #journalId = '';
  #seq = 0;
  #lastSize = 0;
  #checkpoints = 0;
  #lastSigned: Proven['lastSigned'];
  #seal: { readonly id: string; readonly step: number } | undefined;
  readonly #seenSeals = new Set<string>();
  readonly #sealChecks = new SealChecks();
  readonly #asked = new Set<string>();

  constructor(options: CheckOptions, from?: GoesOnFrom) {
    this.#options = options;
    this.#absent = from?.head ?? { seq: 0, hash: '' };
    this.#tree = new RememberingTree(this.#absent.seq, from?.peaks.map((peak) => digestOf(peak) ?? '') ?? []);
    this.#journalId = from?.journalId ?? '';
    this.#seq = this.#absent.seq;
  }

  /** Whether a checkpoint states the tree up to the archived records, or further: only then is that tree more than the note's word. */
  get coversAbsent(): boolean {
    return this.#lastSize >= this.#absent.seq && this.#checkpoints > 0;
  }

  get proven(): Proven {
    return { checkpoints: this.#checkpoints, lastSigned: this.#lastSigned, seals: this.#sealChecks.found };
  }

  /** The seal of the record about to be told whose key has to be asked for first; undefined: none. Each is named once. */
  sealToAskFor(header: RecordHeader, line: Buffer): string | undefined {
    const id = header.type === CHECKPOINT ? SEAL_ID.exec(dataTextOf(line, header))?.[1] : undefined;
    if (id === undefined || this.#asked.has(id)) return undefined;
    this.#asked.add(id);
    return id;
  }

  giveSealKey(id: string, answer: SealKeyAnswer): void {
    this.#sealChecks.give(id, answer);
  }

  /** The next record and its line, good by rules 1 to 6. Returns why it is bad. */
  record(header: RecordHeader, line: Buffer): string | undefined {
    if (header.seq === 1) this.#journalId = journalIdOf(dataOf(line, header)) ?? '';
    const { head } = this.#options;
    if (header.seq === head?.seq && header.hash !== head.hash)
      return `the record has the hash ${header.hash}, but the given head is ${head.seq}:${head.hash}`;
    this.#seq = header.seq;
    const why = header.type === CHECKPOINT ? this.#checkpoint(header.seq, dataTextOf(line, header)) : undefined;
    if (why !== undefined) return why;
    this.#tree.add(header.hash);
    if (header.seq % FORGET_EACH === 0) this.#tree.forgetBefore(Math.max(this.#lastSize, header.seq - MAX_UNCOVERED));
    return undefined;
  }

  /** What is missing at the journal's end. */
  end(): string | undefined {
    const { head, keys, seals } = this.#options;
    if (head !== undefined && head.seq > this.#seq)
      return `the journal ends after seq ${this.#seq}, before the given head's seq ${head.seq}`;
    if (keys !== undefined && this.#lastSigned === undefined) return 'no checkpoint is signed by the given key';
    const seal = seals?.find((id) => !this.#seenSeals.has(id));
    return seal === undefined ? undefined : `no checkpoint carries the given seal ${seal}`;
  }

  /** Zeroes the sealing keys. */
  forget(): void {
    this.#sealChecks.forget();
  }

  #checkpoint(seq: number, text: string): string | undefined {
    const parsed = checkpointData.safeParse(JSON.parse(text));
    if (!parsed.success || JSON.stringify(parsed.data) !== text)
      return 'the checkpoint does not hold what a checkpoint holds, or not in that order';
    const checkpoint = parsed.data;
    return (
      this.#tooShort(seq, checkpoint) ??
      this.#otherTree(checkpoint) ??
      this.#otherSeal(checkpoint) ??
      this.#otherHand(seq, checkpoint)
    );
  }

  #tooShort(seq: number, { size }: Checkpoint): string | undefined {
    if (size >= seq) return `the checkpoint covers ${size} records, but only ${seq - 1} stand before it`;
    if (size < this.#lastSize) return `the checkpoint covers ${size} records, the one before covered ${this.#lastSize}`;
    if (size < seq - 1 - MAX_UNCOVERED)
      return `the checkpoint covers ${size} records, though ${seq - 1} stand before it`;
    this.#lastSize = size;
    return undefined;
  }

  #otherTree({ size, head, root, peaks }: Checkpoint): string | undefined {
    // All that it covers is archived.
    if (size < this.#absent.seq) return undefined;
    const due = this.#tree.peaksAt(size);
    if (!this.#isLast(head, size)) return `the checkpoint’s head is not the hash of record ${size}`;
    if (root !== hexOf(rootOfPeaks(due))) return `the checkpoint’s root is not that of the first ${size} records`;
    if (peaks.join() !== due.map(hexOf).join())
      return `the checkpoint’s peaks are not those of the first ${size} records`;
    return undefined;
  }

  #isLast(hash: string, size: number): boolean {
    return size === this.#absent.seq ? hash === this.#absent.hash : this.#tree.endsWith(hash, size);
  }

  #otherSeal(checkpoint: Checkpoint): string | undefined {
    const { seal } = checkpoint;
    if (seal === null) return undefined;
    const { id, step } = seal;
    const isSame = this.#seal?.id === id;
    if (!isSame && this.#seenSeals.has(id)) return `the seal ${id} is gone on with after another one`;
    // The steps before may be archived.
    const first = this.#absent.seq > 0 && this.#seal === undefined ? step : 0;
    const due = isSame ? (this.#seal?.step ?? 0) + 1 : first;
    if (step !== due) return `the seal’s step is ${step}, where ${due} is due: checkpoints are missing`;
    this.#seal = { id, step };
    this.#seenSeals.add(id);
    return this.#sealChecks.look(this.#journalId, checkpoint);
  }

  #otherHand(seq: number, checkpoint: Checkpoint): string | undefined {
    const { signature, unsigned, size } = checkpoint;
    this.#checkpoints += 1;
    if ((signature === null) === (unsigned === null)) return 'the checkpoint has to be signed, or to say why not';
    if (signature === null) return undefined;
    const { key, value } = signature;
    const { keys } = this.#options;
    if (keys !== undefined && !keys.includes(key)) return `the checkpoint is signed by another key: ${key}`;
    if (!isSignedBy(key, value, statementOf(this.#journalId, checkpoint)))
      return 'the checkpoint’s signature does not hold';
    this.#lastSigned = { seq, size, key };
    return undefined;
  }
}
