import { SealCheck } from './seal';
import type { Checkpoint } from './statement';

/**
 * What is known of a seal's first key, 64 hex digits. `operator`: given as this seal's, so that one that does not fit makes the journal bad.
 * `vault`: what this vault would have begun it with; `signer` is the vault's public key. Null: why it is not known.
 */
export type SealKeyAnswer =
  | { readonly of: 'operator'; readonly key: string }
  | { readonly of: 'vault'; readonly key: string; readonly signer: string }
  | { readonly of: null; readonly why: SealsUnchecked };
export type SealsUnchecked = 'locked' | 'no-vault';

/** What was found of the seals of the checkpoints that were read. */
export interface SealsFound {
  /** Checkpoints whose seal's MAC is right. */
  readonly right: number;
  /** Checkpoints whose seal was not checked, for want of its key. */
  readonly unchecked: number;
  /** Ids of seals that the vault's key does not fit from the first one read on, and that nothing else shows to be the vault's: 16 hex digits. */
  readonly others: readonly string[];
  /** Why the vault gave no key; null: it was not asked, or gave all. */
  readonly why: SealsUnchecked | null;
  /** Ids of the seals whose keys fit. */
  readonly fitting: readonly string[];
}

/** The MACs of the seals of one journal, checked as their keys are made known. Keys are zeroed by `forget`. */
export class SealChecks {
  readonly #checks = new Map<
    string,
    { readonly check: SealCheck; readonly signer: string | undefined; fits: boolean }
  >();
  readonly #fitting = new Set<string>();
  readonly #others = new Set<string>();
  #right = 0;
  #unchecked = 0;
  #why: SealsUnchecked | null = null;

  get found(): SealsFound {
    const [right, unchecked, why] = [this.#right, this.#unchecked, this.#why];
    return { right, unchecked, others: [...this.#others], why, fitting: [...this.#fitting] };
  }

  /** What is known of the key of seal `id`; before its first checkpoint is looked at. */
  give(id: string, answer: SealKeyAnswer): void {
    if (answer.of === null) {
      this.#why = answer.why;
      return;
    }
    const key = Buffer.from(answer.key, 'hex');
    const signer = answer.of === 'vault' ? answer.signer : undefined;
    this.#checks.set(id, { check: new SealCheck(key), signer, fits: answer.of === 'operator' });
    key.fill(0);
  }

  /** The seal of the next checkpoint, whose steps are in order: why it is bad. */
  look(journalId: string, checkpoint: Checkpoint): string | undefined {
    const id = checkpoint.seal?.id;
    if (id === undefined) return undefined;
    const known = this.#checks.get(id);
    if (known === undefined) {
      this.#unchecked += 1;
      return undefined;
    }
    if (known.check.isRight(journalId, checkpoint)) {
      known.fits = true;
      this.#fitting.add(id);
      this.#right += 1;
      return undefined;
    }
    // An earlier vault of this data folder had other keys: what its seals are, this one cannot tell. One that this vault signed it sealed, too.
    if (known.fits || checkpoint.signature?.key === known.signer) return 'the seal’s MAC is not that of its key';
    known.check.forget();
    this.#checks.delete(id);
    this.#others.add(id);
    this.#unchecked += 1;
    return undefined;
  }

  forget(): void {
    for (const { check } of this.#checks.values()) check.forget();
  }
}
