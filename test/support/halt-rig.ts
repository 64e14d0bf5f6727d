import type { HaltReport, PositionLeft } from '#shared/model/halt-report';
import { err, ok } from '#shared/model/result';
import type { RunbookStep } from '#shared/model/runbook';
import { PORTFOLIO, scopeKey } from '#shared/model/trading-state';
import { Scopes } from '../../electron/app/scopes';
import {
  type AccountListing,
  type GuardAccountResult,
  HaltClearance,
  type HaltPorts,
  HaltService,
  type KnownOrder,
  Passphrase,
} from '../../electron/domains/halt/index';
import { clearAll } from './clear-halts';
import { PASSPHRASE, VERIFIER } from './halt-passphrase';
import { settle, VirtualClock } from './virtual-clock';

export const empty = (accountId: string, change: Partial<GuardAccountResult> = {}): GuardAccountResult => ({
  accountId,
  state: 'verified-empty',
  listings: 1,
  problem: null,
  orders: [],
  firstCancelSentMs: 1,
  finishedMs: 5,
  ...change,
});

type Cancel = (
  known: readonly KnownOrder[],
  accountIds: readonly string[],
  symbols: readonly string[] | undefined,
) => Promise<readonly GuardAccountResult[] | undefined>;

/** The order of grid-1 on sub-1 that the gate is asked about. */
export const SUBJECT = { exchange: 'binance', accountId: 'sub-1', botId: 'grid-1', symbol: 'BTC/USDT' };

/** The halt service with everything around it played by hand. Files are variables: a second rig on them is a restart. */
export class HaltRig {
  readonly clock = new VirtualClock();
  readonly events: string[] = [];
  readonly journaled: Array<{ readonly type: string; readonly data: unknown }> = [];
  readonly reports: Array<HaltReport | undefined> = [];
  readonly accountIds = ['sub-1', 'sub-2'];
  readonly scopes = new Scopes(
    this.accountIds.map((id) => ({ id, exchange: 'binance', environment: 'paper' })),
    [1, 2].map((number) => ({ id: `grid-${number}`, accountId: `sub-${number}` })),
    ['BTC/USDT', 'ETH/USDT'],
  );
  isGuardReady = true;
  isWorkerReady = true;
  guard: Cancel = async (_known, ids) => ids.map((id) => empty(id));
  worker: Cancel = async (_known, ids) => ids.map((id) => empty(id));
  listing: (ids: readonly string[], symbols: readonly string[] | undefined) => Promise<readonly AccountListing[]> =
    async (ids) => ids.map((accountId) => ({ accountId, openOrders: 0, problem: null }));
  known: readonly KnownOrder[] = [];
  positions: readonly PositionLeft[] = [];
  inFlight = 0;
  inFlightSettled: (timeoutMs: number) => Promise<void> = async () => undefined;
  save: (text: string) => Promise<void> = async (text) => {
    this.file = text;
  };
  journalProblem: string | undefined;
  obstacles: readonly string[] = [];
  differences: readonly string[] = [];
  atWork: readonly string[] = [];
  /** None, unless a test is about them. */
  steps: readonly RunbookStep[] = [];
  clearanceFile: string | undefined;
  readonly service: HaltService;

  constructor(
    public file: string | undefined = undefined,
    public verifier: string | undefined = undefined,
    readonly coolDownMs = 0,
  ) {
    const journal: HaltPorts['journal'] = async (type, data) => {
      if (this.journalProblem !== undefined) return err({ message: this.journalProblem });
      this.journaled.push({ type, data });
      return ok({ seq: this.journaled.length });
    };
    this.service = new HaltService(
      {
        clock: this.clock,
        stateFile: {
          read: async () => this.file,
          write: (text) => {
            this.events.push('save');
            return this.save(text);
          },
        },
        guard: {
          isReady: () => this.isGuardReady,
          cancelAll: (_haltId, accountIds, known, symbols) => {
            this.events.push('guard cancels');
            return this.guard(known, accountIds, symbols);
          },
        },
        fallback: {
          isReady: () => this.isWorkerReady,
          cancelAll: (_haltId, accountIds, known, symbols) => {
            this.events.push('worker cancels');
            return this.worker(known, accountIds, symbols);
          },
        },
        list: (ids, symbols) => this.listing(ids, symbols),
        covered: (scope) => this.scopes.covered(scope),
        knownOrders: () => this.known,
        positionsLeft: () => this.positions,
        inFlightCount: () => this.inFlight,
        inFlightSettled: (timeoutMs) => this.inFlightSettled(timeoutMs),
        freeze: () => void this.events.push('freeze'),
        thaw: () => void this.events.push('thaw'),
        cancelGrowing: (scope) => void this.events.push(`cancel what grows ${scopeKey(scope)}`),
        tellBots: () => void this.events.push(`bots ${this.gate}`),
        journal,
        obstacles: () => this.obstacles,
        onChange: (report) => void this.reports.push(report),
      },
      new Passphrase(
        {
          read: async () => this.verifier,
          write: async (text) => {
            this.verifier = text;
          },
        },
        this.clock,
      ),
      new HaltClearance({
        clock: this.clock,
        file: {
          read: async () => this.clearanceFile,
          write: async (text) => {
            this.clearanceFile = text;
          },
        },
        journal,
        steps: () => this.steps,
        coolDownMs: this.coolDownMs,
        reconcile: async () => this.differences,
        idleProblems: () => this.atWork,
        onChange: () => undefined,
      }),
    );
  }

  /** Acknowledges and ticks everything under every halt that stands, as an operator would one by one. */
  clear(): Promise<void> {
    return clearAll(this.service, this.steps);
  }

  press() {
    return this.service.trip(PORTFOLIO, 'the operator pressed', 'button');
  }

  /** Whether an order of bot grid-1 may pass now. */
  get gate(): string {
    return this.service.gate.look(SUBJECT).state;
  }

  types(): string[] {
    return this.journaled.map(({ type }) => type);
  }

  /** Presses and lets the procedure run to its first report. */
  async halted(): Promise<this> {
    this.press();
    await settle();
    return this;
  }

  /** Halted, and everything acknowledged and ticked. */
  async cleared(): Promise<this> {
    await this.halted();
    await this.clear();
    return this;
  }
}

export { PASSPHRASE, VERIFIER };
