import type { Result } from '#shared/model/result';
import type { JournalFailure } from '../failure';
import type { CheckpointMaker, FoundRecord, Prepared } from './maker';
import type { CheckpointWhy } from './statement';

type Empty = Record<string, never>;

/** What the journal process is asked about checkpoints and proofs. All but `evolve-seal` reads the journal, and fails when it cannot. */
export type ProofRequests = {
  readonly 'prepare-checkpoint': { readonly params: { readonly why: CheckpointWhy }; readonly result: Prepared };
  /** `key`: 64 hex digits. Kept in the sealing key's file, from where it is erased step by step. */
  readonly 'begin-seal': { readonly params: { readonly id: string; readonly key: string }; readonly result: Empty };
  readonly 'evolve-seal': { readonly params: { readonly id: string; readonly step: number }; readonly result: Empty };
  /** Record `seq`, also of the archive where that is at hand. */
  readonly 'find-record': { readonly params: { readonly seq: number }; readonly result: FoundRecord };
  /** The inclusion proof of record `seq` in the tree over the first `size` records: RFC 9162, digests in hex. */
  readonly 'prove-record': {
    readonly params: { readonly seq: number; readonly size: number };
    readonly result: { readonly proof: readonly string[] };
  };
  /** The proof that the tree over `size` records goes on from the one over `first`. */
  readonly 'prove-growth': {
    readonly params: { readonly first: number; readonly size: number };
    readonly result: { readonly proof: readonly string[] };
  };
};

type Name = keyof ProofRequests;
type Answer<N extends Name> = Promise<Result<ProofRequests[N]['result'], JournalFailure>>;

/** Main's side: each as the request of that name. Never rejects. */
export interface JournalProofs {
  prepare(why: CheckpointWhy): Answer<'prepare-checkpoint'>;
  beginSeal(id: string, key: string): Answer<'begin-seal'>;
  evolveSeal(id: string, step: number): Answer<'evolve-seal'>;
  find(seq: number): Answer<'find-record'>;
  record(seq: number, size: number): Answer<'prove-record'>;
  growth(first: number, size: number): Answer<'prove-growth'>;
}

export const proofsOf = (
  request: <N extends Name>(name: N, params: ProofRequests[N]['params']) => Answer<N>,
): JournalProofs => ({
  prepare: (why) => request('prepare-checkpoint', { why }),
  beginSeal: (id, key) => request('begin-seal', { id, key }),
  evolveSeal: (id, step) => request('evolve-seal', { id, step }),
  find: (seq) => request('find-record', { seq }),
  record: (seq, size) => request('prove-record', { seq, size }),
  growth: (first, size) => request('prove-growth', { first, size }),
});

/** The journal process's side. `reading` makes a failure to read one that is told in words. */
export function serveProofs(
  maker: CheckpointMaker,
  reading: <T>(work: Promise<T>) => Promise<T>,
): { readonly [N in Name]: (params: ProofRequests[N]['params']) => Promise<ProofRequests[N]['result']> } {
  return {
    'prepare-checkpoint': ({ why }) => reading(maker.prepare(why)),
    'begin-seal': async ({ id, key }) => {
      const bytes = Buffer.from(key, 'hex');
      await reading(maker.beginSeal(id, bytes)).finally(() => bytes.fill(0));
      return {};
    },
    'evolve-seal': async ({ id, step }) => {
      await reading(maker.evolveSeal(id, step));
      return {};
    },
    'find-record': ({ seq }) => reading(maker.find(seq)),
    'prove-record': async ({ seq, size }) => ({ proof: await reading(maker.inclusion(seq, size)) }),
    'prove-growth': async ({ first, size }) => ({ proof: await reading(maker.consistency(first, size)) }),
  };
}
