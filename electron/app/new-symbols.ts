import type { Clock } from '#shared/model/time';
import type { Recorder } from './recorder';
import { tradedSymbols } from './scopes';
import type { Settings } from './settings';

const AGAIN_AFTER_MS = 3_000;

export interface NewSymbolsOptions {
  readonly clock: Clock;
  /** The desk's list of symbols, which everybody who goes through all symbols holds: it is added to, and never taken from. */
  readonly symbols: string[];
  /** Has their prices begin; false when that has to be asked again. */
  readonly watch: (added: readonly string[]) => Promise<boolean>;
  readonly recorder: Pick<Recorder, 'record'>;
  readonly onChange: () => void;
}

/**
 * Symbols that limits newly allow: the console trades them from that moment on, not from its next start. One that is no longer allowed
 * stays watched until then; its orders are refused by the limit itself.
 */
export class NewSymbols {
  readonly #options: NewSymbolsOptions;
  #waiting: readonly string[] = [];
  #isAsking = false;

  constructor(options: NewSymbolsOptions) {
    this.#options = options;
  }

  /** The settings have changed. */
  look(settings: Pick<Settings, 'bots' | 'limits'>): void {
    const { symbols, recorder, onChange } = this.#options;
    const added = tradedSymbols(settings).filter((symbol) => !symbols.includes(symbol));
    if (added.length === 0) return;
    symbols.push(...added);
    recorder.record('desk.symbols-added', { symbols: added });
    this.#waiting = [...this.#waiting, ...added];
    onChange();
    void this.#ask();
  }

  /** Until the worker has taken them; one that is started anew is told all of them anyway. */
  async #ask(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    const asked = this.#waiting;
    const isDone = await this.#options.watch(asked);
    this.#isAsking = false;
    if (isDone) this.#waiting = this.#waiting.filter((symbol) => !asked.includes(symbol));
    if (this.#waiting.length > 0) this.#options.clock.after(isDone ? 0 : AGAIN_AFTER_MS, () => void this.#ask());
  }
}
