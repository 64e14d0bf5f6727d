import { z } from 'zod';

/** Type of the record. */
export const CHECKPOINT = 'journal.checkpoint';

const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`));

function isUtcText(text: string): boolean {
  const at = Date.parse(text);
  return !Number.isNaN(at) && new Date(at).toISOString() === text;
}

/** A checkpoint covers all records before it but for so many at most: those that waited for the disk when it was made (outbox.ts bounds them). */
export const MAX_UNCOVERED = 250_000;

/** Why a checkpoint is made; one that is read may have another reason, of a later version. */
export type CheckpointWhy = 'start' | 'interval' | 'halt' | 'unlocked' | 'asked' | 'stop';

/** Why one is not signed: there is no vault to hold a key, or it is locked. */
export type UnsignedWhy = 'no-vault' | 'locked';

const word = z.string().regex(/^[a-z-]{1,32}$/);

/** The data of `journal.checkpoint`, members in this order (docs/journal-format.md, "Checkpoints"). */
export const checkpointData = z.strictObject({
  why: word,
  at: z.string().refine(isUtcText),
  /** How many records the tree covers, from the first. */
  size: z.number().int().positive().max(Number.MAX_SAFE_INTEGER),
  /** The hash of the last record it covers. */
  head: hex(32),
  root: hex(32),
  /** Roots of its perfect subtrees, largest first. */
  peaks: z.array(hex(32)).min(1).max(53),
  /** Null: there was no sealing key. */
  seal: z.strictObject({ id: hex(8), step: z.number().int().nonnegative(), mac: hex(32) }).nullable(),
  signature: z.strictObject({ key: hex(32), value: hex(64) }).nullable(),
  unsigned: word.nullable(),
});
export type Checkpoint = z.infer<typeof checkpointData>;

/** What a signature and a seal vouch for. */
export type Stated = Pick<Checkpoint, 'why' | 'at' | 'size' | 'head' | 'root'>;

/** The bytes that are signed. */
export const statementOf = (journalId: string, { why, at, size, head, root }: Stated): Buffer =>
  Buffer.from(`holdfast journal checkpoint 1\n${journalId}\n${why}\n${at}\n${size}\n${head}\n${root}\n`);

/** The bytes that the seal's MAC covers. */
export const sealedTextOf = (journalId: string, stated: Stated, id: string, step: number): Buffer =>
  Buffer.concat([statementOf(journalId, stated), Buffer.from(`seal ${id} ${step}\n`)]);
