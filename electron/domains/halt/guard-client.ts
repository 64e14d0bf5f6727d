import type { ExchangeTimerStanding } from '#shared/model/exchange-timer';
import type { Clock } from '#shared/model/time';
import { type ProcessStatus, SupervisedProcess } from '../../platform/process/supervised-process';
import type { Launch } from '../../platform/process/wire';
import type { GuardAccount, GuardAccountResult, GuardProtocol } from './guard-protocol';
import type { AccountListing, CancelPort } from './ports';

/** Main beats this often (requirement H7). */
const BEAT_MS = 250;
/** The guard takes this much silence of main for death or a hang, where nothing else is set. */
export const GUARD_SILENCE_SECONDS = 1.5;
/** The guard gives up on one account after this; main waits a little longer. */
const DEADLINE_MS = 30_000;
/** Longer than an exchange usually takes for an order, and shorter than the paper exchange outlives the console (3 s). */
const LOOK_AGAIN_MS = 2_500;
const LIST_TIMEOUT_MS = 15_000;
/** Time enough to take the exchange's own timers away. */
const DISARM_TIMEOUT_MS = 4_000;

export interface GuardClientOptions {
  readonly launch: Launch;
  readonly clock: Clock;
  readonly reportDirectory: string;
  /** How long main may be silent, 1 to 10; missing: GUARD_SILENCE_SECONDS. */
  readonly silenceSeconds?: number;
  /** Called at each start of the guard, so that a restarted one gets the accounts of now. */
  readonly accounts: () => readonly GuardAccount[];
  readonly onStatus: (status: ProcessStatus) => void;
  /** `unable`: accounts that it cannot cancel on; undefined: it cannot on any. */
  readonly onArmed: (armed: boolean, message: string, unable: readonly string[] | undefined) => void;
  readonly onDeadMan: (why: 'silent' | 'parent-gone', accounts: readonly GuardAccountResult[]) => void;
  /** How the exchange's own timers stand, at each change; and for which they ran out. */
  readonly onTimers?: (accounts: readonly ExchangeTimerStanding[]) => void;
  readonly onTimerRanOut?: (accountId: string, symbols: readonly string[]) => void;
  readonly onOutput: (line: string) => void;
}

/** Main's side of the guard: keeps it running, beats its heart, and asks it to cancel. */
export class GuardClient implements CancelPort {
  readonly #process: SupervisedProcess<GuardProtocol>;
  readonly #clock: Clock;
  #stopBeat: (() => void) | undefined;

  constructor(options: GuardClientOptions) {
    this.#clock = options.clock;
    this.#process = new SupervisedProcess<GuardProtocol>({
      name: 'guard',
      launch: options.launch,
      clock: options.clock,
      config: () => ({
        accounts: options.accounts(),
        silentAfterMs: (options.silenceSeconds ?? GUARD_SILENCE_SECONDS) * 1_000,
        deadlineMs: DEADLINE_MS,
        lookAgainMs: LOOK_AGAIN_MS,
        reportDirectory: options.reportDirectory,
      }),
      onStatus: (status) => {
        if (status.state !== 'ready') options.onArmed(false, `The guard is ${status.state}.`, undefined);
        options.onStatus(status);
      },
      onEvent: (event, payload) => {
        if (event === 'armed') {
          const { armed, message, unable } = payload as GuardProtocol['events']['armed'];
          options.onArmed(armed, message, armed || unable.length > 0 ? unable : undefined);
        } else if (event === 'deadMan') {
          const { why, accounts } = payload as GuardProtocol['events']['deadMan'];
          options.onDeadMan(why, accounts);
        } else if (event === 'timers') {
          options.onTimers?.((payload as GuardProtocol['events']['timers']).accounts);
        } else if (event === 'timerRanOut') {
          const { accountId, symbols } = payload as GuardProtocol['events']['timerRanOut'];
          options.onTimerRanOut?.(accountId, symbols);
        }
      },
      onOutput: options.onOutput,
    });
  }

  get status(): ProcessStatus {
    return this.#process.status;
  }

  start(): void {
    this.#stopBeat ??= this.#clock.every(BEAT_MS, () => this.#process.notify('heartbeat', {}));
    this.#process.start();
  }

  /** New endpoints or keys, for a guard that runs. */
  setAccounts(accounts: readonly GuardAccount[]): void {
    this.#process.notify('accounts', { accounts });
  }

  isReady(): boolean {
    return this.#process.isReady;
  }

  async cancelAll(
    ...[haltId, accountIds, known, symbols]: Parameters<CancelPort['cancelAll']>
  ): Promise<readonly GuardAccountResult[] | undefined> {
    const answer = await this.#process.request(
      'cancelAll',
      { haltId, accountIds, known, symbols },
      DEADLINE_MS + 2_000,
    );
    return answer.ok ? answer.value.accounts : undefined;
  }

  async list(accountIds: readonly string[], symbols?: readonly string[]): Promise<readonly AccountListing[]> {
    const answer = await this.#process.request('list', { accountIds, symbols }, LIST_TIMEOUT_MS);
    if (answer.ok) return answer.value.accounts;
    return accountIds.map((accountId) => ({ accountId, openOrders: null, problem: answer.error.message }));
  }

  /** Sets the exchange's own timers, or takes them away, as before its maintenance. What could not be done, in words; else empty. */
  async turnTimers(on: boolean): Promise<string> {
    const answer = await this.#process.request('timers', { on }, LIST_TIMEOUT_MS);
    return answer.ok ? answer.value.problem : answer.error.message;
  }

  /**
   * The clean end: its next loss of us is not a death. The exchange's own timers are taken away, save with `keepTimers`: then
   * orders may still work, and the exchange cancels them when the timers run out. Resolves when it is gone.
   */
  async stop(keepTimers = false): Promise<void> {
    await this.#process.request('disarm', { keepTimers }, DISARM_TIMEOUT_MS);
    this.#stopBeat?.();
    this.#stopBeat = undefined;
    await this.#process.stop();
  }
}
