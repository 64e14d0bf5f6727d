import { type Decimal, decimal, ZERO } from '#shared/model/decimal';
import type { MarketRules } from '#shared/model/market';
import type { Fill, Order, OrderIntent } from '#shared/model/order';
import { err, ok, type Result } from '#shared/model/result';
import type { TradingState } from '#shared/model/trading-state';
import type {
  Balance,
  DecisionNotice,
  EntryFailure,
  ExecutionPorts,
  OneOrder,
  OrderUpdate,
  OutgoingOrder,
  WalletIncome,
} from '../../electron/domains/execution/index';
import { Execution } from '../../electron/domains/execution/index';
import { type LIMITS, limitsWith, order, REFERENCE, RULES, SYMBOL, watched } from './risk-world';
import { VirtualClock } from './virtual-clock';

type Answer = Result<OrderUpdate, EntryFailure>;
/** What the fake exchange does with a request; a promise keeps it waiting. */
type Script<T> = (order: T) => Answer | Promise<Answer>;

export const failure = (code: string, message = code): Answer => err({ code, message });

/** A promise to be settled from outside. */
export function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/**
 * Execution with an exchange, a journal and a gate that a test plays by hand, on a virtual clock. `steps` lists in order
 * what crossed each boundary: `durable 7`, `place h…`, `cancel h…`, `query h…`.
 */
export class ExecutionRig {
  readonly clock = new VirtualClock();
  readonly steps: string[] = [];
  readonly placed: OutgoingOrder[] = [];
  readonly journaled: Array<{ readonly type: string; readonly data: Record<string, unknown> }> = [];
  /** When each of them was, UTC. */
  readonly journaledAt: number[] = [];
  readonly decisions: DecisionNotice[] = [];
  readonly unresolved: Order[] = [];
  /** What was handed over for signing; nothing of it may leave. */
  readonly prepared: OutgoingOrder[] = [];
  readonly fills: Array<{
    readonly fill: Fill;
    readonly botId: string | undefined;
    readonly botOrderId: string | undefined;
  }> = [];
  readonly incomes: WalletIncome[] = [];
  readonly moved: Array<{ readonly asset: string; readonly by: Decimal }> = [];
  /** What the journal guesses for the decision being written. */
  expectedSeq: number | 'right' | undefined = 'right';
  state: TradingState = 'ACTIVE';
  /** HALTED is a block, and no halt. */
  isBlock = false;
  /** What the market takes; undefined once it is not told any more. */
  rules: MarketRules | undefined = RULES;
  onPlace: Script<OutgoingOrder> = (out) => ok(this.report(out.clientOrderId));
  onCancel: Script<OneOrder> = ({ clientOrderId }) => ok(this.report(clientOrderId, { state: 'cancelled' }));
  onQuery: Script<OneOrder> = () => failure('unknown-order');
  /** Awaited before a decision counts as durable; an error makes the append fail. */
  onAppend: () => Promise<string | undefined> | string | undefined = () => undefined;
  onReadAccount: () => Awaited<ReturnType<ExecutionPorts['readAccount']>> = () => ok(undefined);
  readonly execution: Execution;
  #seq = 0;
  #appending = 0;
  #tradeId = 0;
  #exchangeIds = new Map<string, string>();

  constructor(limits: typeof LIMITS | undefined = limitsWith({ 'duplicate-window': null })) {
    this.execution = new Execution({
      clock: this.clock,
      entry: {
        prepare: (out) => void this.prepared.push(out),
        place: async (out) => {
          this.steps.push(`place ${out.clientOrderId}`);
          this.placed.push(out);
          return this.onPlace(out);
        },
        cancel: async (one) => {
          this.steps.push(`cancel ${one.clientOrderId}`);
          return this.onCancel(one);
        },
        query: async (one) => {
          this.steps.push(`query ${one.clientOrderId}`);
          return this.onQuery(one);
        },
      },
      journal: {
        append: async (type, data) => {
          this.#appending += 1;
          const problem = await this.onAppend();
          this.#appending -= 1;
          if (problem !== undefined) return err({ message: problem });
          this.#seq += 1;
          const seq = this.#seq;
          this.journaledAt.push(this.clock.now());
          this.journaled.push({ type, data: data as Record<string, unknown> });
          this.steps.push(`durable ${seq}`);
          return ok({ seq });
        },
        record: (type, data) => {
          this.journaledAt.push(this.clock.now());
          this.journaled.push({ type, data: data as Record<string, unknown> });
        },
        expectedSeq: () => (this.expectedSeq === 'right' ? this.#seq + this.#appending : this.expectedSeq),
        journalId: () => 'abc123',
      },
      gate: {
        look: () => ({
          state: this.state,
          reason: this.state === 'ACTIVE' ? '' : `it is ${this.state}`,
          ...(this.isBlock ? { isBlock: true as const } : {}),
        }),
      },
      market: {
        rules: () => this.rules,
        reference: () => ({ ...REFERENCE, receivedMonotonicMs: this.clock.monotonicMs() }),
      },
      risk: {
        look: () => ({
          limits,
          watched: watched(),
          working: undefined,
          isAccountLocked: false,
          stage: 'paper',
          environment: 'paper',
          availableMargin: undefined,
          leverage: undefined,
        }),
      },
      readAccount: async () => this.onReadAccount(),
      exchangeOf: () => 'binance',
      listener: {
        onDecision: (notice) => void this.decisions.push(notice),
        onOrder: () => undefined,
        onUnresolved: (order) => void this.unresolved.push(order),
        onFill: (fill, botId, botOrderId) => void this.fills.push({ fill, botId, botOrderId }),
        onAccount: () => undefined,
        onIncome: (income) => void this.incomes.push(income),
        onMoneyMoved: (_accountId, asset, by) => void this.moved.push({ asset, by }),
      },
    });
  }

  get book(): Execution['book'] {
    return this.execution.book;
  }

  get account() {
    return this.book.account('sub-1');
  }

  /** The account's money is known: the first snapshot. */
  open(balances: Readonly<Record<string, string>> = { USDT: '10000', BTC: '0' }): this {
    this.execution.reports.applySnapshot('sub-1', {
      fills: [],
      orders: [],
      balances: free(balances),
      at: this.clock.now(),
    });
    return this;
  }

  balances(balances: ReadonlyMap<string, Balance>, at = this.clock.now()): void {
    this.execution.reports.applyBalances('sub-1', balances, at);
  }

  submit(name: string, change: Partial<OrderIntent> = {}) {
    return this.execution.submit(order({ botOrderId: name, ...change }));
  }

  /** What the exchange says of an order; acknowledged and unfilled where not told otherwise. */
  report(clientOrderId: string, change: Partial<OrderUpdate> = {}): OrderUpdate {
    const intent = this.book.byClientOrderId(clientOrderId)?.intent ?? change.intent ?? order();
    let exchangeOrderId = this.#exchangeIds.get(clientOrderId);
    if (exchangeOrderId === undefined) {
      exchangeOrderId = String(1_000 + this.#exchangeIds.size);
      this.#exchangeIds.set(clientOrderId, exchangeOrderId);
    }
    return {
      accountId: 'sub-1',
      symbol: intent.symbol,
      clientOrderId,
      exchangeOrderId,
      state: 'acknowledged',
      filledQuantity: ZERO,
      filledNotional: ZERO,
      createdAt: this.clock.now(),
      updatedAt: this.clock.now(),
      intent,
      ...change,
    };
  }

  fill(clientOrderId: string, quantity: string, change: Partial<Fill> = {}): Fill {
    const intent = this.book.byClientOrderId(clientOrderId)?.intent ?? order();
    this.#tradeId += 1;
    return {
      tradeId: String(this.#tradeId),
      accountId: 'sub-1',
      symbol: SYMBOL,
      clientOrderId,
      exchangeOrderId: this.#exchangeIds.get(clientOrderId) ?? '1',
      side: intent.side,
      price: intent.price ?? decimal('10000'),
      quantity: decimal(quantity),
      fee: ZERO,
      feeAsset: 'USDT',
      isMaker: true,
      at: this.clock.now(),
      ...change,
    };
  }

  /** The order's state as the book has it. */
  stateOf(clientOrderId: string): string | undefined {
    return this.book.byClientOrderId(clientOrderId)?.state;
  }

  types(): string[] {
    return this.journaled.map(({ type }) => type);
  }

  /** Working totals added up afresh over the working orders, to compare with those the book keeps. */
  workingByHand(symbol = SYMBOL): { readonly buys: Decimal; readonly sells: Decimal } {
    let [buys, sells] = [0n, 0n];
    for (const each of this.book.workingOrders) {
      if (each.intent.symbol !== symbol) continue;
      if (each.intent.side === 'buy') buys += each.remaining;
      else sells += each.remaining;
    }
    return { buys: buys as Decimal, sells: sells as Decimal };
  }
}

export const free = (
  balances: Readonly<Record<string, string>>,
  locked: Readonly<Record<string, string>> = {},
): Map<string, Balance> =>
  new Map(
    Object.entries(balances).map(([asset, text]) => [
      asset,
      { free: decimal(text), locked: decimal(locked[asset] ?? '0') },
    ]),
  );
