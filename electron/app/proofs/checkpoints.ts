import { randomBytes } from 'node:crypto';
import { err, ok, type Result } from '#shared/model/result';
import { type Clock, formatUtc } from '#shared/model/time';
import {
  CHECKPOINT,
  type Checkpoint,
  type CheckpointWhy,
  checkpointData,
  type Journal,
  type JournalHead,
  publicKeyOf,
  signWith,
  statementOf,
  type UnsignedWhy,
} from '../../domains/journal/index';
import type { JournalKeys } from '../../domains/vault/index';
import type { Recorder } from '../recorder';

/** A checkpoint is made so often while records are added. Requirement J3. */
export const CHECKPOINT_EVERY_MS = 60_000;
/** After a halt so much is left for its own records and cancels: a checkpoint reads the disk. */
const AFTER_HALT_MS = 500;

/** So far back a checkpoint of an earlier run is looked for. */
const LOOK_BACK_RECORDS = 200_000;

/** A checkpoint as it stands in the journal. */
export interface MadeCheckpoint extends Checkpoint {
  /** Of its own record. */
  readonly seq: number;
}

/** A head to keep outside this machine: who has it can prove later that nothing before it was changed. */
export interface OfferedHead extends JournalHead {
  readonly journalId: string;
  /** UTC milliseconds. */
  readonly at: number;
}

export interface CheckpointPorts {
  readonly clock: Clock;
  readonly journal: Pick<Journal, 'append' | 'proofs' | 'status' | 'isHealthy' | 'journalId' | 'tail'>;
  readonly recorder: Pick<Recorder, 'record'>;
  readonly vault: {
    readonly unsignedWhy: UnsignedWhy | undefined;
    withJournalKeys<T>(use: (keys: JournalKeys) => T): T | undefined;
  };
  /** Ids of the halts that stand. */
  readonly haltIds: () => readonly string[];
  /** Told each new head: alert channels send it off this machine. Must not throw, and is not waited for. */
  readonly offerHead: (head: OfferedHead) => void;
  readonly log: (line: string) => void;
}

/**
 * Makes the journal's checkpoints: each 60 s while records are added, at start, stop, unlock and each halt, and when asked. Nothing waits
 * for one: what cannot be made now is made the next time, and covers the same records.
 */
export class Checkpoints {
  readonly #ports: CheckpointPorts;
  #last: MadeCheckpoint | undefined;
  #lastSigned: MadeCheckpoint | undefined;
  #problem: string | undefined;
  #making: Promise<Result<MadeCheckpoint, string>> | undefined;
  readonly #stops: Array<() => void> = [];
  #haltsSeen: ReadonlySet<string> = new Set();
  #wasUnlocked = false;
  /** A seal could not be begun: not tried again before the next unlock, for each try is a record. */
  #isSealRefused = false;

  constructor(ports: CheckpointPorts) {
    this.#ports = ports;
  }

  /** The last of this run. */
  get last(): MadeCheckpoint | undefined {
    return this.#last;
  }

  /** Of an earlier run, too, once it was read. */
  get lastSigned(): MadeCheckpoint | undefined {
    return this.#lastSigned;
  }

  /** Why the last one could not be made; undefined: it was. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** The public half of the signing key; undefined while the vault is locked. */
  get publicKey(): string | undefined {
    return this.#ports.vault.withJournalKeys((keys) => publicKeyOf(keys.signingSeed()));
  }

  /** What is being made, made; the last one of this run. */
  async settled(): Promise<MadeCheckpoint | undefined> {
    await this.#making;
    return this.#last;
  }

  start(): void {
    this.#haltsSeen = new Set(this.#ports.haltIds());
    this.#wasUnlocked = this.#ports.vault.unsignedWhy === undefined;
    void this.#readEarlier();
    void this.make('start');
    this.#stops.push(
      this.#ports.clock.every(CHECKPOINT_EVERY_MS, () => {
        if (this.#hasNews) void this.make('interval');
      }),
    );
  }

  /** Told that something of the desk changed. Only compares; never waits. */
  look(): void {
    if (this.#stops.length === 0) return;
    const { clock, haltIds, vault } = this.#ports;
    const ids = haltIds();
    if (ids.some((id) => !this.#haltsSeen.has(id)))
      this.#stops.push(clock.after(AFTER_HALT_MS, () => void this.make('halt')));
    this.#haltsSeen = new Set(ids);
    const isUnlocked = vault.unsignedWhy === undefined;
    if (isUnlocked && !this.#wasUnlocked) this.#stops.push(clock.after(0, () => void this.make('unlocked')));
    this.#wasUnlocked = isUnlocked;
    if (!isUnlocked) this.#isSealRefused = false;
  }

  /** The last one of this run. */
  async stop(): Promise<void> {
    for (const stop of this.#stops.splice(0)) stop();
    await this.make('stop');
  }

  /** One after the other. Resolves when it is durable, or with why it is not, in words. */
  make(why: CheckpointWhy): Promise<Result<MadeCheckpoint, string>> {
    const begin = async (): Promise<Result<MadeCheckpoint, string>> => {
      const made = await this.#make(why);
      const problem = made.ok ? undefined : made.error;
      if (problem !== undefined && problem !== this.#problem) this.#ports.log(`no checkpoint: ${problem}`);
      this.#problem = problem;
      return made;
    };
    const before = this.#making ?? Promise.resolve();
    const making = before.then(begin);
    this.#making = making;
    return making;
  }

  get #hasNews(): boolean {
    return (this.#ports.journal.status.head?.seq ?? 0) > (this.#last?.seq ?? 0);
  }

  /** The last signed checkpoint of an earlier run, if it is not long ago. Without it none is shown; nothing else needs it. */
  async #readEarlier(): Promise<void> {
    const { journal } = this.#ports;
    const afterSeq = Math.max(0, (journal.status.head?.seq ?? 0) - LOOK_BACK_RECORDS);
    const found = await journal.tail({ limit: 1_000, types: [CHECKPOINT], afterSeq });
    if (!found.ok) return;
    for (const { seq, data } of [...found.value].reverse()) {
      const parsed = checkpointData.safeParse(data);
      if (this.#lastSigned !== undefined || !parsed.success || parsed.data.signature === null) continue;
      this.#lastSigned = { ...parsed.data, seq };
    }
  }

  async #make(why: CheckpointWhy): Promise<Result<MadeCheckpoint, string>> {
    const { journal, vault, clock } = this.#ports;
    if (!journal.isHealthy()) return err(journal.status.message);
    const prepared = await this.#prepare(why);
    if (!prepared.ok) return prepared;
    const stated = prepared.value;
    const { journalId } = journal;
    const signature =
      vault.withJournalKeys((keys) => signWith(keys.signingSeed(), statementOf(journalId, stated))) ?? null;
    const unsigned = signature === null ? (vault.unsignedWhy ?? 'locked') : null;
    const checkpoint: Checkpoint = { ...stated, signature, unsigned };
    const written = await journal.append({ type: CHECKPOINT, data: checkpoint });
    if (!written.ok) return err(written.error.message);
    const { seal } = checkpoint;
    if (seal !== null) {
      const evolved = await journal.proofs.evolveSeal(seal.id, seal.step);
      if (!evolved.ok) this.#ports.log(`the key of seal step ${seal.step} may not be erased: ${evolved.error.message}`);
    }
    const made = { ...checkpoint, seq: written.value.seq };
    this.#last = made;
    if (signature !== null) this.#lastSigned = made;
    this.#ports.offerHead({ journalId, seq: checkpoint.size, hash: checkpoint.head, at: clock.now() });
    return ok(made);
  }

  /** With a seal begun where there is none and the vault can give its first key. */
  async #prepare(why: CheckpointWhy): Promise<Result<Omit<Checkpoint, 'signature' | 'unsigned'>, string>> {
    const { proofs } = this.#ports.journal;
    const prepared = await proofs.prepare(why);
    if (!prepared.ok) return err(prepared.error.message);
    const { checkpoint, sealLost } = prepared.value;
    if (sealLost !== undefined) this.#ports.recorder.record('journal.seal-lost', { ...sealLost });
    if (checkpoint.seal !== null || !(await this.#beginSeal())) return ok(checkpoint);
    const sealed = await proofs.prepare(why);
    if (!sealed.ok) return err(sealed.error.message);
    this.#isSealRefused = sealed.value.checkpoint.seal === null;
    return ok(sealed.value.checkpoint);
  }

  async #beginSeal(): Promise<boolean> {
    const { journal, vault, log } = this.#ports;
    if (this.#isSealRefused) return false;
    const id = randomBytes(8).toString('hex');
    const key = vault.withJournalKeys((keys) => keys.firstSealKey(id).toString('hex'));
    if (key === undefined) return false;
    // On record first: a seal that is in use and was never begun would look like a forged one.
    const written = await journal.append({ type: 'journal.seal-begun', data: { id } });
    if (!written.ok) return false;
    const begun = await journal.proofs.beginSeal(id, key);
    this.#isSealRefused = !begun.ok;
    if (!begun.ok) log(`the journal is not sealed: ${begun.error.message}`);
    return begun.ok;
  }
}

/** What a head is told as, in a file or a QR code. */
export const headText = ({ journalId, seq, hash, at }: OfferedHead): string =>
  `holdfast journal ${journalId} head ${seq}:${hash} at ${formatUtc(at)}`;
