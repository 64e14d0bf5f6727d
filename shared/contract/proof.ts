import { z } from 'zod';
import { channel, nothing } from './define';

const hex64 = z.string().regex(/^[0-9a-f]{64}$/);

/** A checkpoint of the journal as it is shown. */
export const checkpointView = z.strictObject({
  seq: z.number().int().positive(),
  why: z.string().max(32),
  /** UTC milliseconds. */
  at: z.number(),
  /** It covers the records 1 to this. */
  size: z.number().int().positive(),
  head: hex64,
  root: hex64,
  /** The public key it is signed with; null: it is not signed. */
  signedBy: hex64.nullable(),
  /** Step of the seal; null: it is not sealed. */
  sealStep: z.number().int().nullable(),
});
export type CheckpointView = z.infer<typeof checkpointView>;

export const proofView = z.strictObject({
  journalId: z.string().max(6),
  /** Of this run; null: none was made yet. */
  last: checkpointView.nullable(),
  /** The last that is signed, of an earlier run too. */
  lastSigned: checkpointView.nullable(),
  /** The public half of the signing key; null: the vault is locked and nothing was signed lately. */
  publicKey: hex64.nullable(),
  /** Why the next one will not be signed; null: it will be. */
  unsigned: z.enum(['no-vault', 'locked']).nullable(),
  /** Why the last one could not be made, for the operator; empty: it was. */
  problem: z.string(),
});
export type ProofView = z.infer<typeof proofView>;

export const proofChannels = {
  /** What proves the journal now. */
  'proof.read': channel({ request: nothing, response: proofView, errors: [] }),
  /** Makes a checkpoint now. */
  'proof.checkpoint': channel({ request: nothing, response: checkpointView, errors: ['journal-failed'] }),
  /** The proof that a record is among those of a checkpoint, as text for `verify_journal.py --proof`. */
  'proof.record': channel({
    request: z.strictObject({ seq: z.number().int().positive() }),
    response: z.strictObject({
      /** All of the file. */
      text: z.string().max(100_000),
      /** Bytes of the proof itself, without the two records it speaks of. */
      bytes: z.number().int().positive(),
      checkpoint: checkpointView,
    }),
    errors: ['journal-failed', 'no-such-record', 'archived'],
  }),
} as const;
