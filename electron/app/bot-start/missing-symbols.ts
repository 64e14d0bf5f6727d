import type { Recorder } from '../recorder';

export interface MissingSymbolsOptions {
  /** Each linked exchange, by the name of its place, with the symbols that are traded there now; may grow. */
  readonly exchanges: ReadonlyArray<{ readonly id: string; readonly symbols: readonly string[] }>;
  readonly bots: ReadonlyArray<{ readonly id: string; readonly symbols: readonly string[] }>;
  /** Symbols that bots name or limits allow by the settings as they are now: one that nobody wants any more is not missed. */
  readonly wanted: () => readonly string[];
  readonly recorder: Pick<Recorder, 'record'>;
  /** What is missing at an exchange has changed. */
  readonly onChange: () => void;
}

/**
 * Symbols that somebody set up and their exchange does not have. Only an exchange that told its markets can miss one: before that, and
 * while it is away, nothing is known and nothing is said.
 */
export class MissingSymbols {
  readonly #options: MissingSymbolsOptions;
  readonly #listed = new Map<string, ReadonlySet<string>>();
  /** What each exchange was asked for: a symbol that is newly allowed counts once its answer is there. */
  readonly #asked: Set<string>;
  readonly #told = new Map<string, string>();

  constructor(options: MissingSymbolsOptions) {
    this.#options = options;
    this.#asked = new Set(options.exchanges.flatMap(({ symbols }) => symbols));
  }

  /** The exchange has told its markets; of those asked for the ones that it has. */
  onMarkets(id: string, symbols: readonly string[]): void {
    this.#listed.set(id, new Set(symbols));
    this.look();
  }

  /** The exchanges have answered for these newly allowed symbols. */
  onAsked(symbols: readonly string[]): void {
    for (const symbol of symbols) this.#asked.add(symbol);
    this.look();
  }

  /** Whether its exchange is known not to have it. */
  has(symbol: string): boolean {
    return this.#at().some(({ symbols }) => symbols.includes(symbol));
  }

  /** What the operator has to know and do, in one sentence; undefined while nothing that is wanted is missing. */
  get sentence(): string | undefined {
    const symbols = this.#wanted().flatMap((at) => at.symbols);
    if (symbols.length === 0) return undefined;
    const waiting = this.#botsOn(symbols);
    const waits = waiting.length === 0 ? '' : `, and ${listed(waiting)} ${waiting.length === 1 ? 'waits' : 'wait'}`;
    return (
      `The exchange does not have ${listed(symbols)}: orders on ${symbols.length === 1 ? 'it' : 'them'} are refused${waits}, ` +
      'until the name is corrected or taken off the list of symbols allowed (Limits).'
    );
  }

  /** Looks again, after the settings changed too; journals what has changed. */
  look(): void {
    let hasChanged = false;
    for (const { id, symbols } of this.#wanted()) {
      const told = symbols.join(' ');
      if (told === (this.#told.get(id) ?? '')) continue;
      this.#told.set(id, told);
      hasChanged = true;
      const bots = this.#botsOn(symbols);
      this.#options.recorder.record('market.symbols-missing', { exchange: id, symbols, bots });
    }
    if (hasChanged) this.#options.onChange();
  }

  #botsOn(missing: readonly string[]): string[] {
    const { bots } = this.#options;
    return bots.filter(({ symbols }) => symbols.some((symbol) => missing.includes(symbol))).map(({ id }) => id);
  }

  #wanted(): ReadonlyArray<{ readonly id: string; readonly symbols: readonly string[] }> {
    const wanted = new Set(this.#options.wanted());
    return this.#at().map(({ id, symbols }) => ({ id, symbols: symbols.filter((symbol) => wanted.has(symbol)) }));
  }

  #at(): ReadonlyArray<{ readonly id: string; readonly symbols: readonly string[] }> {
    return this.#options.exchanges.map(({ id, symbols }) => {
      const has = this.#listed.get(id);
      const isMissing = (symbol: string): boolean => has !== undefined && this.#asked.has(symbol) && !has.has(symbol);
      return { id, symbols: symbols.filter(isMissing) };
    });
  }
}

/** `a`, `a and b`, `a, b and c`. */
const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
