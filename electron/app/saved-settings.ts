import { type Settings, settingsProblem } from './settings';

/** The settings as they are stored: what the next start begins with. Several parts change them, each beside what the others saved. */
export class SavedSettings {
  #current: Settings;
  readonly #store: (settings: Settings) => void;

  constructor(current: Settings, store: (settings: Settings) => void) {
    this.#current = current;
    this.#store = store;
  }

  get current(): Settings {
    return this.#current;
  }

  /** Stores a part of them. Throws when they could not be read again, or cannot be stored; they are as before then. */
  save(part: Partial<Settings>): void {
    const next = { ...this.#current, ...part };
    // What the next start would not read must not be written: it would set up the first-run desk instead.
    const problem = settingsProblem(next);
    if (problem !== undefined) throw new Error(problem);
    this.#store(next);
    this.#current = next;
  }
}
