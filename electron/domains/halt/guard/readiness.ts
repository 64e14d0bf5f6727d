import type { CancelOnlyPort } from '../../../platform/venue/cancel-port';

const EVERY_MS = 10_000;
const FLOOR_MS = 1_000;
const LIMIT_MS = 3_000;
/** Beyond this many sockets warmth costs more of the address's request budget than it saves. */
const MAX_WARM_SOCKETS = 32;
/** Keep-alive hints are cut by this: the exchange counts from its last byte, we from ours. */
const HINT_MARGIN_MS = 1_500;

/** One account as the readiness round sees it. */
export interface CheckedAccount {
  readonly accountId: string;
  readonly port: CancelOnlyPort;
  readonly socketsNeeded: number;
}

/**
 * Keeps the sockets of the first wave of cancels open, and knows whether a cancel would be accepted now: one signed request
 * per account and one ping per further socket, each 10 s (or sooner, where the exchange drops idle sockets sooner). When the
 * exchange wants quiet there is no round before it is over: during a ban each request would make it longer.
 */
export class Readiness {
  readonly #accounts: () => readonly CheckedAccount[];
  readonly #tell: (armed: boolean, message: string, unable: readonly string[]) => void;
  #timer: NodeJS.Timeout | undefined;
  #lastTold: string | undefined;
  #stopped = false;
  #round = 0;

  constructor(
    accounts: () => readonly CheckedAccount[],
    tell: (armed: boolean, message: string, unable: readonly string[]) => void,
  ) {
    this.#accounts = accounts;
    this.#tell = tell;
  }

  /** Checks now and from now on; also after the accounts changed. */
  restart(): void {
    this.#stopped = false;
    clearTimeout(this.#timer);
    this.#round += 1;
    this.#lastTold = undefined;
    void this.#check(this.#round);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #check(round: number): Promise<void> {
    const accounts = this.#accounts();
    let sockets = 0;
    const problems = new Map<string, string>();
    let quietMs = 0;
    await Promise.all(
      accounts.flatMap(({ accountId, port, socketsNeeded }) => {
        const checked = port.check(LIMIT_MS).then((answer) => {
          if (answer.ok) return;
          problems.set(accountId, answer.error.message);
          quietMs = Math.max(quietMs, answer.error.waitMs);
        });
        const wanted = Math.max(0, Math.min(socketsNeeded, MAX_WARM_SOCKETS - sockets));
        sockets += wanted;
        const pings = Array.from({ length: Math.max(0, wanted - 1) }, () => port.ping(LIMIT_MS).then(() => undefined));
        return [checked, ...pings];
      }),
    );
    if (this.#stopped || round !== this.#round) return;
    this.#tellOnce(accounts.length, problems);
    const hints = accounts.flatMap(({ port }) => port.keepAliveMs() ?? []);
    const everyMs = Math.max(FLOOR_MS, Math.min(EVERY_MS, ...hints.map((hint) => hint - HINT_MARGIN_MS)));
    this.#timer = setTimeout(() => void this.#check(round), Math.max(everyMs, quietMs));
  }

  #tellOnce(count: number, problems: ReadonlyMap<string, string>): void {
    const armed = count > 0 && problems.size === 0;
    const message = armed
      ? `can cancel on ${count} ${count === 1 ? 'account' : 'accounts'}`
      : [...problems].map(([accountId, problem]) => `${accountId}: ${problem}`).join('; ') || 'no accounts';
    const told = `${armed} ${message}`;
    if (told === this.#lastTold) return;
    this.#lastTold = told;
    this.#tell(armed, message, [...problems.keys()]);
  }
}
