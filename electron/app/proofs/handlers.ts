import type { CheckpointView } from '#shared/contract/proof';
import type { Handlers } from '../../platform/ipc-answers';
import type { Console } from '../console';
import type { MadeCheckpoint } from './checkpoints';
import { proveRecord } from './record-proof';

/** What each channel of the journal's proofs does. */
export function proofHandlers({
  proofs,
  journal,
  vault,
}: Pick<Console, 'proofs' | 'journal' | 'vault'>): Pick<Handlers, Extract<keyof Handlers, `proof.${string}`>> {
  return {
    'proof.read': () => ({
      ok: true,
      value: {
        journalId: journal.journalId,
        last: proofs.last === undefined ? null : checkpointView(proofs.last),
        lastSigned: proofs.lastSigned === undefined ? null : checkpointView(proofs.lastSigned),
        publicKey: proofs.publicKey ?? proofs.lastSigned?.signature?.key ?? null,
        unsigned: vault.unsignedWhy ?? null,
        problem: proofs.problem ?? '',
      },
    }),
    'proof.checkpoint': async () => {
      const made = await proofs.make('asked');
      return made.ok
        ? { ok: true, value: checkpointView(made.value) }
        : { ok: false, code: 'journal-failed', message: made.error, retry: true };
    },
    'proof.record': async ({ seq }) => {
      const proven = await proveRecord(journal, proofs, seq);
      if (!proven.ok) return { ok: false, ...proven.error, retry: proven.error.code !== 'no-such-record' };
      const { text, bytes, checkpoint } = proven.value;
      return { ok: true, value: { text, bytes, checkpoint: checkpointView(checkpoint) } };
    },
  };
}

const checkpointView = ({ seq, why, at, size, head, root, signature, seal }: MadeCheckpoint): CheckpointView => ({
  seq,
  why,
  at: Date.parse(at),
  size,
  head,
  root,
  signedBy: signature?.key ?? null,
  sealStep: seal?.step ?? null,
});
