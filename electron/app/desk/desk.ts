import type { Change, Snapshot } from '#shared/contract/desk';
import type { VaultView } from '#shared/contract/keys';
import type { AccountView, BotView, HealthView, JournalView, TradingView } from '#shared/contract/views';
import type { Account } from '#shared/model/account';
import { decimal, formatDecimal, toNumber } from '#shared/model/decimal';
import type { FlattenedPosition } from '#shared/model/flatten';
import type { HaltReport } from '#shared/model/halt-report';
import type { Order } from '#shared/model/order';
import type { Clock } from '#shared/model/time';
import type { TradingStanding } from '#shared/model/trading-state';
import type { BotStatus } from '../../domains/bots/index';
import type { DecisionNotice } from '../../domains/execution/index';
import { DeskMirror } from './mirror';
import { accountView, distanceBps, type MoneySources, positionViews, totalView } from './money';
import { decisionView, endedOrderView, haltReportView, workingOrderView } from './records';

/** Money is worked out and told this often; orders and decisions as they change. */
const MONEY_EVERY_MS = 250;
const EQUITY_EVERY_MS = 2_000;
/** About two hours at full detail, twice that and more thinned out. */
const EQUITY_POINTS = 4_000;
const DISTANCE_EVERY_MS = 1_000;

export interface DeskSources extends MoneySources {
  readonly clock: Clock;
  botStatuses(): readonly BotStatus[];
  trading(): TradingView;
  vault(): VaultView;
  /** Triggers that fired and wait for an acknowledgement. */
  firings(): Snapshot['firings'];
  /** What became of the positions under a halt. */
  closing(haltId: string): readonly FlattenedPosition[];
  journal(): JournalView;
  health(): readonly HealthView[];
  orderCounts(botId: string): { readonly placed: number; readonly refused: number; readonly fills: number };
  /** What the bot that is yet to be started waits for, in a sentence; undefined for one that does not wait. */
  botWaitsFor(botId: string): string | undefined;
  /** The decision that a client order id names; null for an order that is not of this journal. */
  decisionSeqOf(clientOrderId: string): number | null;
  /** What the bot is told: a halt or a block may hold its orders though its process runs. */
  tradingOf(botId: string, accountId: string): TradingStanding;
}

/** Puts what the domains know into what the screens show, and keeps the mirror up to date. */
export class Desk {
  readonly #sources: DeskSources;
  readonly #mirror: DeskMirror;
  readonly #decisionByOrder = new Map<string, number>();
  #lastEquityAt = 0;
  #lastDistanceAt = 0;
  #stop: (() => void) | undefined;

  constructor(
    sources: DeskSources,
    about: { appVersion: string; dataFolder: string; notices: string[] },
    push: (change: Change) => void,
  ) {
    this.#sources = sources;
    const accounts = sources.accounts.map((account) => accountView(sources, account));
    this.#mirror = new DeskMirror(
      sources.clock,
      {
        ...about,
        trading: sources.trading(),
        vault: sources.vault(),
        journal: sources.journal(),
        halt: null,
        firings: sources.firings(),
        health: [...sources.health()],
        bots: [],
        accounts,
        total: totalOf(accounts),
      },
      push,
    );
  }

  start(): void {
    this.#stop = this.#sources.clock.every(MONEY_EVERY_MS, () => this.#refresh());
  }

  stop(): void {
    this.#stop?.();
  }

  snapshot(): Snapshot {
    this.#refresh();
    return this.#mirror.snapshot();
  }

  get current(): Snapshot {
    return this.#mirror.current;
  }

  /** A halt, a resume or a change of health: told at once. */
  refreshState(report: HaltReport | undefined): void {
    this.#mirror.set(
      {
        trading: this.#sources.trading(),
        vault: this.#sources.vault(),
        halt: report === undefined ? null : haltReportView(report, this.#sources.closing(report.halt.id)),
        health: [...this.#sources.health()],
        journal: this.#sources.journal(),
        firings: this.#sources.firings(),
        bots: this.#bots(),
      },
      true,
    );
  }

  setNotices(notices: string[]): void {
    this.#mirror.set({ notices }, true);
  }

  onDecision(notice: DecisionNotice): void {
    const view = decisionView(notice);
    if (view.orderId !== null) {
      this.#decisionByOrder.set(view.orderId, view.seq);
      if (this.#decisionByOrder.size > 2_000) {
        const oldest = this.#decisionByOrder.keys().next().value;
        if (oldest !== undefined) this.#decisionByOrder.delete(oldest);
      }
    }
    this.#mirror.setDecision(view);
  }

  /** A decided order that the gate held back at its second look: it has no name, and nothing of it left. */
  onWithheld(seq: number, reason: string): void {
    const decision = this.#mirror.decision(seq);
    if (decision !== undefined) this.#mirror.setDecision({ ...decision, outcome: 'not-placed', reason });
  }

  onOrder(order: Order): void {
    if (order.clientOrderId === '') return;
    this.#showOrder(order);
    const ended = endedOrderView(order, this.#sources.decisionSeqOf(order.clientOrderId));
    if (ended !== undefined) this.#mirror.setEnded(ended);
    const seq = this.#decisionByOrder.get(order.clientOrderId);
    const decision = seq === undefined ? undefined : this.#mirror.decision(seq);
    if (decision !== undefined)
      this.#mirror.setDecision({ ...decision, outcome: order.state, reason: order.reason ?? decision.reason });
  }

  #showOrder(order: Order): void {
    const reference = this.#sources.market.reference(order.intent.symbol);
    const distance = distanceBps(order.intent.price, reference);
    const view = workingOrderView(order, distance, this.#sources.decisionSeqOf(order.clientOrderId));
    this.#mirror.setOrder(order.clientOrderId, view);
  }

  #refresh(): void {
    const sources = this.#sources;
    const now = sources.now();
    const accounts = sources.accounts.map((account) => accountView(sources, account));
    const total = totalOf(accounts);
    this.#mirror.set({
      accounts,
      total,
      bots: this.#bots(),
      health: [...sources.health()],
      journal: sources.journal(),
      trading: sources.trading(),
    });
    for (const account of sources.accounts)
      for (const view of positionViews(sources, account)) this.#mirror.setPosition(view);
    if (now - this.#lastDistanceAt >= DISTANCE_EVERY_MS) {
      this.#lastDistanceAt = now;
      for (const order of sources.execution.book.workingOrders)
        if (order.clientOrderId !== '') this.#showOrder(order.view());
    }
    if (total.equity !== null && now - this.#lastEquityAt >= EQUITY_EVERY_MS) {
      this.#lastEquityAt = now;
      this.#mirror.addEquity({ at: now, equity: toNumber(decimal(total.equity)) }, EQUITY_POINTS);
    }
  }

  #bots(): BotView[] {
    const sources = this.#sources;
    return sources.botStatuses().map((status): BotView => {
      const account = sources.accounts.find(({ id }) => id === status.accountId);
      const money = account === undefined ? undefined : accountView(sources, account);
      const counts = sources.orderCounts(status.botId);
      const limit = sources.positionLimit(status.botId);
      const now = sources.now();
      const waitsFor = status.state === 'stopped' ? sources.botWaitsFor(status.botId) : undefined;
      const trading = sources.tradingOf(status.botId, status.accountId);
      return {
        botId: status.botId,
        program: status.program,
        accountId: status.accountId,
        environment: account?.environment ?? 'paper',
        symbols: [...status.symbols],
        ...(waitsFor !== undefined
          ? { state: 'starting', reason: whyWaiting(account, trading, waitsFor) }
          : status.state === 'running'
            ? runningAs(trading, status)
            : { state: status.state, reason: status.reason }),
        pid: status.pid ?? null,
        restarts: status.restarts,
        lastHeardAt: status.lastHeardMs === undefined ? null : roundSecond(now - status.lastHeardMs),
        startedAt: status.uptimeMs === undefined ? null : roundSecond(now - status.uptimeMs),
        equity: money?.equity ?? null,
        realised: money?.realised ?? null,
        unrealised: money?.unrealised ?? null,
        exposure: money?.grossExposure ?? null,
        exposureLimit: limit === undefined ? null : formatDecimal(limit),
        workingOrders: money?.workingOrders ?? 0,
        ordersPlaced: counts.placed,
        ordersRefused: counts.refused,
        fills: counts.fills,
        messageErrors: status.messageErrors,
        asOf: money?.asOf ?? 0,
      };
    });
  }
}

/** What a bot whose process runs may do. */
function runningAs({ state, reason, blocked }: TradingStanding, own: BotStatus): Pick<BotView, 'state' | 'reason'> {
  if (state === 'HALTED') return { state: 'halted', reason };
  if (own.paused !== '') return { state: 'paused', reason: own.paused };
  if (blocked !== '') return { state: 'blocked', reason: blocked };
  return state === 'REDUCING' ? { state: 'reducing', reason } : { state: 'running', reason: own.reason };
}

/** Whole seconds, so that a time worked out from an age does not differ at each look. */
const roundSecond = (at: number): number => Math.round(at / 1_000) * 1_000;

/** An account with a key of the vault says by itself what it waits for. */
const whyWaiting = (account: Account | undefined, { blocked }: TradingStanding, waitsFor: string): string =>
  account === undefined || account.environment === 'paper' || blocked === '' ? waitsFor : blocked;

/** Money is added up of one environment alone: of the one that matters most. */
function totalOf(accounts: readonly AccountView[]): AccountView {
  const environment = (['live', 'testnet', 'paper'] as const).find((each) =>
    accounts.some((account) => account.environment === each),
  );
  const counted = accounts.filter((account) => account.environment === environment);
  return totalView(counted, environment ?? 'paper', counted[0]?.exchange ?? '');
}
