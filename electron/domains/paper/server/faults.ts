import type { PaperFaults } from '../protocol';

const COUNTED = ['unknownOutcome', 'cutAfterAccept', 'cutBeforeAccept', 'fillDuringCancel'] as const;
type Counted = (typeof COUNTED)[number];

/** The faults in force. Each call sets the kinds it names; `undefined`, `false`, `0` or an empty list lifts one. */
export class Faults {
  #set: PaperFaults = {};
  readonly #left: Record<Counted, number> = {
    unknownOutcome: 0,
    cutAfterAccept: 0,
    cutBeforeAccept: 0,
    fillDuringCancel: 0,
  };

  set(faults: PaperFaults): void {
    this.#set = { ...this.#set, ...faults };
    for (const kind of COUNTED) if (kind in faults) this.#left[kind] = Math.max(0, faults[kind]?.count ?? 0);
  }

  get outage(): boolean {
    return this.#set.outage === true;
  }

  /** Half of the added round trip, milliseconds: one half before the engine acts, one after. */
  get halfLatencyMs(): number {
    return Math.max(0, this.#set.latencyMs ?? 0) / 2;
  }

  get status(): 429 | 418 | undefined {
    return this.#set.status;
  }

  get duplicateAck(): boolean {
    return this.#set.duplicateAck === true;
  }

  get prices(): PaperFaults['prices'] {
    return this.#set.prices;
  }

  get priceSymbols(): PaperFaults['priceSymbols'] {
    return this.#set.priceSymbols;
  }

  isRevoked(apiKey: string): boolean {
    return this.#set.revokedKeys?.includes(apiKey) === true;
  }

  /** True when one more of this kind is due, and uses it up. */
  take(kind: Counted): boolean {
    if (this.#left[kind] === 0) return false;
    this.#left[kind] -= 1;
    return true;
  }
}
