/**
 * Market: the freshest rules and prices of every market, as told by the exchange workers. Prices are kept as they came,
 * crossed or old ones too: judging them is the gate's. Everything is answered from memory; nothing here waits.
 */
import type { MarketRules, MarketSymbol, Reference } from '#shared/model/market';

export type ReferenceListener = (reference: Reference) => void;

export class MarketData {
  readonly #rules = new Map<MarketSymbol, MarketRules>();
  readonly #references = new Map<MarketSymbol, Reference>();
  readonly #listeners = new Map<MarketSymbol, Set<ReferenceListener>>();

  /** Replaces the rules of these markets; a market whose filters change while orders work is judged by the new ones. */
  setRules(rules: readonly MarketRules[]): void {
    for (const rule of rules) this.#rules.set(rule.symbol, rule);
  }

  setReference(reference: Reference): void {
    this.#references.set(reference.symbol, reference);
    for (const listener of this.#listeners.get(reference.symbol) ?? []) listener(reference);
  }

  /** Undefined until the exchange has listed the market. */
  rules(symbol: MarketSymbol): MarketRules | undefined {
    return this.#rules.get(symbol);
  }

  /** The last price told, however old; undefined before the first. */
  reference(symbol: MarketSymbol): Reference | undefined {
    return this.#references.get(symbol);
  }

  /** Calls back on each price until the returned function is called; at once when there is one. */
  subscribe(symbol: MarketSymbol, listener: ReferenceListener): () => void {
    const listeners = this.#listeners.get(symbol) ?? new Set();
    listeners.add(listener);
    this.#listeners.set(symbol, listeners);
    const known = this.#references.get(symbol);
    if (known !== undefined) listener(known);
    return () => listeners.delete(listener);
  }
}
