import type { ChannelName } from '../../../shared/contract/index';
import type { CheckpointView, ProofView } from '../../../shared/contract/proof';
import { fakeHash } from './journal';

type ProofChannel = Extract<ChannelName, `proof.${string}`>;
export type ProofState = 'signed' | 'locked' | 'no-vault' | 'none' | 'failing';

const KEY = fakeHash(4_711);

function checkpoint(size: number, isSigned: boolean, isSealed = true): CheckpointView {
  return {
    seq: size + 1,
    why: 'interval',
    at: Date.now() - 23_000,
    size,
    head: fakeHash(size),
    root: fakeHash(size + 1),
    signedBy: isSigned ? KEY : null,
    sealStep: isSealed ? 1_204 : null,
  };
}

function viewIn(state: ProofState): ProofView {
  const view = { journalId: 'k3x9pa', publicKey: KEY, problem: '', lastSigned: checkpoint(130_001, true) };
  switch (state) {
    case 'signed':
      return { ...view, last: checkpoint(130_001, true), unsigned: null };
    case 'locked':
      return { ...view, last: checkpoint(131_450, false), unsigned: 'locked' };
    case 'no-vault':
      return { ...view, last: checkpoint(412, false, false), lastSigned: null, publicKey: null, unsigned: 'no-vault' };
    case 'none':
      return { ...view, journalId: '', last: null, lastSigned: null, publicKey: null, unsigned: 'no-vault' };
    case 'failing':
      return {
        ...view,
        last: checkpoint(130_001, true),
        unsigned: null,
        problem:
          'The disk that holds the journal is full (ENOSPC). No new order is sent; cancels and the halt still work.',
      };
  }
}

/** The journal's proofs in whatever state a test or a picture wants. */
export class FakeProof {
  #state: ProofState = 'signed';

  static answers(name: string): name is ProofChannel {
    return name.startsWith('proof.');
  }

  show(state: ProofState): void {
    this.#state = state;
  }

  answer(name: ProofChannel, request: { readonly seq?: number }): unknown {
    const view = viewIn(this.#state);
    if (name === 'proof.read') return { ok: true, value: view };
    const { last } = view;
    if (last === null || view.problem !== '')
      return { ok: false, code: 'journal-failed', message: view.problem, retry: true };
    if (name === 'proof.checkpoint') return { ok: true, value: { ...last, why: 'asked', at: Date.now() } };
    const { seq = 0 } = request;
    if (seq > last.size)
      return { ok: false, code: 'no-such-record', message: `The journal has no record ${seq}.`, retry: false };
    const path = Buffer.alloc(17 * 32, 7).toString('base64');
    const text = `holdfast record proof 1\njournal k3x9pa\nrecord ${seq} ${fakeHash(seq)}\ntree ${last.size}\npath ${path}\n`;
    return { ok: true, value: { text, bytes: text.length, checkpoint: last } };
  }
}
