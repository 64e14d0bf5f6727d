import type { Clock } from '#shared/model/time';
import { type ProcessStatus, SupervisedProcess } from '../../platform/process/supervised-process';
import type { Launch } from '../../platform/process/wire';
import type { GuardAccount, GuardAccountResult, GuardProtocol } from './guard-protocol';
import type { AccountListing, CancelPort } from './ports';

/** Main beats this often, and the guard takes this much silence for death or a hang (requirement H7). */
const BEAT_MS = 250;
const SILENT_AFTER_MS = 1_500;
/** The guard gives up on one account after this; main waits a little longer. */
const DEADLINE_MS = 30_000;
const LIST_TIMEOUT_MS = 15_000;

export interface GuardClientOptions {
  readonly launch: Launch;
  readonly clock: Clock;
  readonly reportDirectory: string;
  /** Called at each start of the guard, so that a restarted one gets the accounts of now. */
  readonly accounts: () => readonly GuardAccount[];
  readonly onStatus: (status: ProcessStatus) => void;
  readonly onArmed: (armed: boolean, message: string) => void;
  readonly onDeadMan: (why: 'silent' | 'parent-gone', accounts: readonly GuardAccountResult[]) => void;
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
        silentAfterMs: SILENT_AFTER_MS,
        deadlineMs: DEADLINE_MS,
        reportDirectory: options.reportDirectory,
      }),
      onStatus: (status) => {
        if (status.state !== 'ready') options.onArmed(false, `The guard is ${status.state}.`);
        options.onStatus(status);
      },
      onEvent: (event, payload) => {
        if (event === 'armed') {
          const { armed, message } = payload as GuardProtocol['events']['armed'];
          options.onArmed(armed, message);
        } else if (event === 'deadMan') {
          const { why, accounts } = payload as GuardProtocol['events']['deadMan'];
          options.onDeadMan(why, accounts);
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

  /** The clean end: its next loss of us is not a death. Resolves when it is gone. */
  async stop(): Promise<void> {
    await this.#process.request('disarm', {}, 2_000);
    this.#stopBeat?.();
    this.#stopBeat = undefined;
    await this.#process.stop();
  }
}
