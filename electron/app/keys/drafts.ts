import { KEY_GUIDES, type KeyPart } from '#shared/model/key-guides';
import type { KeyVerdict } from '#shared/model/keys';
import type { Clock } from '#shared/model/time';
import type { KeySlot } from '../../domains/vault/index';

/** Most drafts at a time; the oldest makes room. */
const MOST = 4;
/** A draft that nothing was done with for so long is forgotten, milliseconds. */
export const DRAFT_TTL_MS = 600_000;

/** A key on its way in: held in memory only, and only here. */
export interface Draft {
  readonly id: string;
  readonly slot: KeySlot;
  /** The kept key it is to take the place of. */
  readonly replaces: string | undefined;
  readonly parts: Map<KeyPart, string>;
  /** What the last check found of exactly these parts. */
  verdict: KeyVerdict | undefined;
  /** Something of it is under way. */
  isBusy: boolean;
}

/** Drafts, forgotten after ten minutes, when they are discarded, kept or crowded out, and all at once when the vault locks. */
export class Drafts {
  readonly #clock: Clock;
  readonly #drafts = new Map<string, { readonly draft: Draft; forget: () => void }>();
  #made = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  begin(slot: KeySlot, replaces: string | undefined): Draft {
    const [oldest] = this.#drafts.keys();
    if (this.#drafts.size >= MOST && oldest !== undefined) this.forget(oldest);
    this.#made += 1;
    const id = `draft-${this.#made}`;
    const draft: Draft = { id, slot, replaces, parts: new Map(), verdict: undefined, isBusy: false };
    this.#drafts.set(id, { draft, forget: this.#forgetLater(id) });
    return draft;
  }

  /** Something is done with it: its time begins anew. */
  use(id: string): Draft | undefined {
    const held = this.#drafts.get(id);
    if (held === undefined) return undefined;
    held.forget();
    held.forget = this.#forgetLater(id);
    return held.draft;
  }

  /** Whether it is still there, after something that took time. */
  has(draft: Draft): boolean {
    return this.#drafts.get(draft.id)?.draft === draft;
  }

  forget(id: string): void {
    const held = this.#drafts.get(id);
    held?.forget();
    held?.draft.parts.clear();
    this.#drafts.delete(id);
  }

  forgetAll(): void {
    for (const id of [...this.#drafts.keys()]) this.forget(id);
  }

  get size(): number {
    return this.#drafts.size;
  }

  #forgetLater(id: string): () => void {
    return this.#clock.after(DRAFT_TTL_MS, () => this.forget(id));
  }
}

/** Parts of a draft that are not there yet, in the exchange's words. */
export const missingParts = ({ slot, parts }: Draft): readonly string[] =>
  KEY_GUIDES[slot.exchange].parts.filter(({ part }) => !parts.has(part)).map(({ name }) => name);
