/** Orders remembered by name; beyond that the oldest go. A name and its state take about 150 bytes: 7 MB. */
const MOST = 50_000;

export interface Fate {
  /** An order state. */
  readonly outcome: string;
  readonly reason: string;
}

/**
 * What became of orders, by client order id: those of this run as they change, and those met while reading the journal
 * backwards. The end of an order stands in the journal after its decision, often far after it.
 */
export class Fates {
  readonly #known = new Map<string, Fate>();

  get(orderId: string): Fate | undefined {
    return this.#known.get(orderId);
  }

  /** The latest word on an order. */
  set(orderId: string, fate: Fate): void {
    this.#known.delete(orderId);
    this.#known.set(orderId, fate);
    if (this.#known.size <= MOST) return;
    const oldest = this.#known.keys().next().value;
    if (oldest !== undefined) this.#known.delete(oldest);
  }

  /** A word from the journal, read newest first: it counts unless a later one is known. */
  setIfNew(orderId: string, fate: Fate): void {
    if (!this.#known.has(orderId)) this.set(orderId, fate);
  }
}
