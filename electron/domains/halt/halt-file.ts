import { REASON_MAX } from '#shared/contract/bounds';
import { messageOf } from '#shared/model/result';
import { scopeFromText } from '#shared/model/scope-text';
import type { Clock } from '#shared/model/time';
import { type HaltScope, PORTFOLIO, scopeKey, scopeWords } from '#shared/model/trading-state';

/** Name of the file in the data folder whose being there halts. */
export const HALT_FILE = 'HALT';
/** The file is acted on within 250 ms of being there, also where the system tells nothing of changes. */
const LOOK_EVERY_MS = 150;
/** `echo bot:grid-2 > HALT` makes the file empty first: what is empty is looked at once more before it means everything. */
const SETTLE_MS = 50;

export interface HaltFilePort {
  /** The beginning of the file, a few thousand characters; undefined when there is none. Rejects when it is there and cannot be read. */
  read(): Promise<string | undefined>;
  /** Calls back soon after something changed there, as far as the system tells; returns how to stop. */
  watch(onChange: () => void): () => void;
}

/** What the file asks for. */
export interface HaltFileOrder {
  readonly scope: HaltScope;
  readonly reason: string;
}

/**
 * Reads the file: its first line a scope (`bot:grid-2`), the rest the reason, both optional. Whatever is not a scope that
 * `exists` means everything: a slip of the pen must not leave trading on.
 */
export function readHaltFile(text: string, exists: (scope: HaltScope) => boolean): HaltFileOrder {
  const [first = '', ...rest] = text.split(/\r?\n/);
  const scope = scopeFromText(first);
  if (scope !== undefined && exists(scope)) {
    const said = clean(rest.join(' '));
    return { scope, reason: `The file ${HALT_FILE} was put into the data folder${said === '' ? '.' : `: ${said}`}` };
  }
  const reason = `The file ${HALT_FILE} was put into the data folder. It names nothing on this desk, so everything is halted. It says: ${clean(text)}`;
  return { scope: PORTFOLIO, reason };
}

const clean = (text: string): string =>
  text.replaceAll(/\s+/g, ' ').replaceAll(/\p{C}/gu, '').trim().slice(0, REASON_MAX);

export interface HaltFileActions {
  exists(scope: HaltScope): boolean;
  /** Called once for each content that is found. */
  onOrder(order: HaltFileOrder): void;
  /** A person, or a script, removed it. */
  onRemoved(): void;
}

/**
 * Watches for the halt file. Any program can create one; it halts what it names, and while it is there that cannot be
 * resumed. It is never written or removed here.
 */
export class HaltFile {
  readonly #port: HaltFilePort;
  readonly #clock: Clock;
  readonly #actions: HaltFileActions;
  #order: HaltFileOrder | undefined;
  #text: string | undefined;
  #look: Promise<void> | undefined;
  #mustLookAgain = false;
  #stops: ReadonlyArray<() => void> = [];

  constructor(port: HaltFilePort, clock: Clock, actions: HaltFileActions) {
    this.#port = port;
    this.#clock = clock;
    this.#actions = actions;
  }

  /** Looks at once, and then at each change. Resolves after the first look. Never rejects. */
  async start(): Promise<void> {
    await this.look();
    this.#stops = [this.#port.watch(() => void this.look()), this.#clock.every(LOOK_EVERY_MS, () => void this.look())];
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
  }

  /** Why this scope cannot be resumed now, in a sentence; empty when the file does not stand in the way. */
  obstacles(scope: HaltScope): readonly string[] {
    if (this.#order === undefined || scopeKey(this.#order.scope) !== scopeKey(scope)) return [];
    return [
      `The file ${HALT_FILE} in the data folder halts ${scopeWords(scope)}. Find out who put it there, then remove it.`,
    ];
  }

  /** One look, or one more after the one that is on. */
  look(): Promise<void> {
    if (this.#look !== undefined) {
      this.#mustLookAgain = true;
      return this.#look;
    }
    this.#look = this.#lookUntilDone();
    return this.#look;
  }

  async #lookUntilDone(): Promise<void> {
    do {
      this.#mustLookAgain = false;
      await this.#lookOnce();
    } while (this.#mustLookAgain);
    this.#look = undefined;
  }

  async #lookOnce(): Promise<void> {
    const before = this.#text;
    let text = await this.#read();
    if (text?.trim() === '' && before === undefined) {
      await new Promise<void>((resolve) => this.#clock.after(SETTLE_MS, resolve));
      text = await this.#read();
    }
    if (text === before) return;
    this.#text = text;
    if (text === undefined) {
      this.#order = undefined;
      this.#actions.onRemoved();
      return;
    }
    this.#order = readHaltFile(text, (scope) => this.#actions.exists(scope));
    this.#actions.onOrder(this.#order);
  }

  /** What cannot be read is there, and names nothing. */
  async #read(): Promise<string | undefined> {
    try {
      return await this.#port.read();
    } catch (thrown) {
      return `(it could not be read: ${messageOf(thrown)})`;
    }
  }
}
