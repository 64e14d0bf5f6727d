import { Rolling } from './rolling';

/** Pairs of bot and symbol counted apart; what comes after is counted together under `OTHERS`. */
const MOST_GROUPS = 128;
export const OTHERS = 'others';

export interface Group {
  readonly botId: string;
  readonly symbol: string;
  readonly rolling: Rolling;
}

/** The counts of each bot on each symbol. Sums over bots, symbols and all are made when asked for. */
export class Groups {
  readonly #byBot = new Map<string, Map<string, Rolling>>();
  readonly #all: Group[] = [];

  get all(): readonly Group[] {
    return this.#all;
  }

  of(botId: string, symbol: string): Rolling {
    const known = this.#byBot.get(botId)?.get(symbol);
    if (known !== undefined) return known;
    if (this.#all.length >= MOST_GROUPS && botId !== OTHERS) return this.of(OTHERS, OTHERS);
    const rolling = new Rolling();
    let symbols = this.#byBot.get(botId);
    if (symbols === undefined) {
      symbols = new Map();
      this.#byBot.set(botId, symbols);
    }
    symbols.set(symbol, rolling);
    this.#all.push({ botId, symbol, rolling });
    return rolling;
  }
}
