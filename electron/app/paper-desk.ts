import { randomBytes } from 'node:crypto';
import { type Credential, isMarginExchange } from '#shared/model/account';
import type { Clock } from '#shared/model/time';
import type { PaperProtocol, PaperUrls } from '../domains/paper/index';
import { type ProcessStatus, SupervisedProcess } from '../platform/process/supervised-process';
import type { Launch } from '../platform/process/wire';
import type { Settings } from './settings';

type PaperAccount = Extract<Settings['accounts'][number], { readonly environment: 'paper' }>;
export const isOnPaper = (account: Settings['accounts'][number]): account is PaperAccount =>
  account.environment === 'paper';

export interface PaperDeskOptions {
  readonly launch: Launch;
  readonly clock: Clock;
  readonly settings: Settings;
  readonly ledgerFile: string;
  /** The exchange serves; told again after each of its restarts. */
  readonly onReady: (urls: PaperUrls) => void;
  readonly onStatus: (status: ProcessStatus) => void;
  readonly onOutput: (line: string) => void;
}

/**
 * The paper exchange's process with the keys of its accounts. Keys are made afresh for each run and live in memory only.
 * After a death it is asked back to its old port, so that everyone's endpoints stay; if that is taken it gets another.
 */
export class PaperDesk {
  readonly #process: SupervisedProcess<PaperProtocol>;
  readonly #credentials = new Map<string, Credential>();
  #port = 0;
  #servedOnPort = false;

  constructor(options: PaperDeskOptions) {
    const accounts = options.settings.accounts.filter(isOnPaper);
    for (const account of accounts) {
      this.#credentials.set(account.id, {
        apiKey: randomBytes(32).toString('hex'),
        secret: randomBytes(32).toString('hex'),
      });
    }
    this.#process = new SupervisedProcess<PaperProtocol>({
      name: 'paper exchange',
      launch: options.launch,
      clock: options.clock,
      config: () => ({
        seed: options.settings.paper.seed,
        port: this.#takePort(),
        stateFile: options.ledgerFile,
        accounts: accounts.map((account) => ({
          name: account.id,
          ...this.credential(account.id),
          ...(isMarginExchange(account.exchange)
            ? { balances: {}, futuresBalances: account.paperBalances }
            : { balances: account.paperBalances }),
        })),
      }),
      onReady: (urls) => {
        this.#servedOnPort = true;
        this.#port = Number(new URL(urls.rest).port);
        options.onReady(urls);
      },
      onStatus: options.onStatus,
      onOutput: options.onOutput,
    });
  }

  /** Where it serves REST; empty before it is ready. */
  get address(): string {
    return this.#port === 0 ? '' : `http://127.0.0.1:${this.#port}`;
  }

  get status(): ProcessStatus {
    return this.#process.status;
  }

  start(): void {
    this.#process.start();
  }

  stop(): Promise<void> {
    return this.#process.stop();
  }

  /** For a drill or a test: scripted faults of the paper exchange. */
  setFaults(faults: PaperProtocol['requests']['setFaults']['params']): Promise<unknown> {
    return this.#process.request('setFaults', faults);
  }

  /** The key of one account, lent to the exchange worker and the guard. */
  credential(accountId: string): Credential {
    const credential = this.#credentials.get(accountId);
    if (credential === undefined) throw new Error(`no paper account ${accountId}`);
    return credential;
  }

  /** The port it last served on; any free one when the last start on it failed. */
  #takePort(): number {
    const port = this.#servedOnPort ? this.#port : 0;
    this.#servedOnPort = false;
    return port;
  }
}
