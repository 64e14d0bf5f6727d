import type { Decimal } from '#shared/model/decimal';
import type { OrderIntent } from '#shared/model/order';
import type { Halt, HaltScope } from '#shared/model/trading-state';
import type { DecisionNotice, OrderEntryPort, SubmitOutcome } from '../../../electron/domains/execution/index';
import type { Journal, JournalEntry } from '../../../electron/domains/journal/index';
import type {
  AlgoOrder,
  Income,
  PerpOrderEvent,
  PerpTrade,
} from '../../../electron/domains/paper/engine/futures/types';
import type { AccountTrade, OrderEvent } from '../../../electron/domains/paper/engine/types';
import { marketIdOf } from '../../../electron/platform/venue/binance/symbols';
import type { SimConsole } from './console';
import { ExposureWatch } from './exposure-watch';
import type { JournalAudit } from './journal-audit';
import { exchangeOf, isPerp, PERP_ACCOUNT, SPOT_ACCOUNTS } from './limits';
import { MoneyWatch } from './money-watch';
import { standingPerps } from './perp-exchange';
import type { Report } from './report';
import { standing } from './settled';
import type { Venue } from './venue';
import type { VenueWatcher } from './watch-ports';

interface HandedOver {
  readonly intent: OrderIntent;
  written: number;
  /** Ids of the exchange's orders that came of it. */
  readonly placed: number[];
}

/** `h`, the journal's six characters, the decision's sequence in base 36. */
const seqOf = (clientOrderId: string): number => Number.parseInt(clientOrderId.slice(7), 36);

/**
 * Stands at every boundary and compares what crosses it with what must hold. It believes the synced bytes, the exchange's
 * engine and its own memory; never the book, the gate or the recorder that it judges.
 */
export class Watch implements VenueWatcher {
  readonly audit: JournalAudit;
  readonly #report: Report;
  #venue: Venue | undefined;
  readonly #money: MoneyWatch;
  #exposure: ExposureWatch | undefined;
  /** What was halted and not resumed, by what was pressed and not by what the gate says. */
  #halts: readonly Pick<Halt, 'scope' | 'state'>[] = [];
  readonly #handedOver = new Map<string, HandedOver>();
  /** Accounts of placements that have left and not arrived. */
  readonly #onTheirWay = new Map<string, string>();
  readonly #notices = new Map<OrderIntent, DecisionNotice>();
  readonly #noticedSeqs = new Set<number>();
  /** What the book held of the symbol when each order was submitted. */
  readonly #held = new Map<OrderIntent, Decimal>();

  constructor(report: Report, audit: JournalAudit, initial: ReadonlyMap<string, Decimal>) {
    this.#report = report;
    this.audit = audit;
    this.#money = new MoneyWatch(report, initial);
  }

  /** The engine needs a watcher to be made, and the watch needs the engine. */
  attach(venue: Venue): void {
    this.#venue = venue;
    this.#exposure = new ExposureWatch(this.#report, venue);
  }

  get money(): MoneyWatch {
    return this.#money;
  }

  get #exchange(): Venue {
    if (this.#venue === undefined) throw new Error('no exchange yet');
    return this.#venue;
  }

  get exposure(): ExposureWatch {
    if (this.#exposure === undefined) throw new Error('no engine yet');
    return this.#exposure;
  }

  /** Whether everything is halted. */
  get isTripped(): boolean {
    return this.#halts.some(({ scope, state }) => scope.kind === 'portfolio' && state === 'HALTED');
  }

  // The console's own turns

  consoleStarted(console: SimConsole): void {
    this.#halts = console.halt.gate.halts;
  }

  consoleEnded(console: SimConsole): void {
    this.exposure.consoleEnded(console);
  }

  tripped(scope: HaltScope, state: Halt['state']): void {
    this.#halts = [...this.#halts, { scope, state }];
  }

  /** One of them was resumed: those that still stand. */
  resumed(standing: readonly Halt[]): void {
    this.#halts = standing;
    this.#report.count('resumes');
  }

  /** A part of the console complained that something cannot be: that is a bug somewhere. */
  onComplaint(line: string): void {
    if (line.startsWith('exchange event')) this.#report.violate('sound', line);
  }

  tapFeed(console: SimConsole): void {
    const onTheirWay = new Set(this.#onTheirWay.values());
    const { engine, perps } = this.#exchange;
    const trading = SPOT_ACCOUNTS.filter(
      (account) => engine.store.open(account).length !== 0 || onTheirWay.has(account),
    );
    const isMoving =
      onTheirWay.has(PERP_ACCOUNT) ||
      standingPerps(perps, PERP_ACCOUNT).length > 0 ||
      [...perps.engine.accounts.get(PERP_ACCOUNT).positions.values()].some(({ quantity }) => quantity !== 0n);
    this.money.follow(console, isMoving ? [...trading, PERP_ACCOUNT] : trading);
  }

  // The journal

  /** What it acknowledges is compared with the disk at once, and from then on. */
  tapJournal(journal: Journal): Journal {
    const appendMany = async (entries: readonly JournalEntry[]): ReturnType<Journal['appendMany']> => {
      for (const { type } of entries)
        if (type === 'order.impossible-step') this.#report.count('steps not in the table of states');
      const texts = entries.map(({ data }) => JSON.stringify(data));
      const result = await journal.appendMany(entries);
      if (result.ok) {
        for (const [index, { type, data }] of entries.entries())
          this.audit.promised(result.value.seq + index, type, texts[index] ?? '', data);
      } else this.#report.count(`append ${result.error.code}`);
      return result;
    };
    return new Proxy(journal, {
      get: (target, name) => {
        if (name === 'appendMany') return appendMany;
        if (name === 'append') return (entry: JournalEntry) => appendMany([entry]);
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }

  onDecision(notice: DecisionNotice): void {
    const { intent, seq, decision } = notice;
    if (this.#notices.has(intent)) this.#report.violate('one-decision', `${nameOf(intent)} was decided twice`);
    this.#notices.set(intent, notice);
    const record = this.audit.decision(seq);
    const isIts =
      record !== undefined &&
      record.botId === intent.botId &&
      record.botOrderId === intent.botOrderId &&
      record.verdict === decision.verdict;
    if (!isIts || this.#noticedSeqs.has(seq))
      this.#report.violate('one-decision', `${nameOf(intent)} has no decision of its own at ${seq}`);
    this.#noticedSeqs.add(seq);
  }

  // The order path

  submitted(console: SimConsole, intent: OrderIntent, submit: () => Promise<SubmitOutcome>): Promise<SubmitOutcome> {
    this.#report.count('submits');
    const reach = this.exposure.reach(intent);
    this.#held.set(intent, console.execution.book.account(intent.accountId).position(intent.symbol).quantity);
    const outcome = submit();
    const reserved = console.execution.book.byName(intent.botId, intent.botOrderId);
    if (reserved?.intent === intent) {
      this.exposure.allowed(console, intent, reach);
      if (this.#isAbsurd(console, intent.symbol)) this.#report.count('allowed on a price ten times off');
    }
    void outcome.then((told) => {
      this.#report.count(told.kind === 'refused' ? `refused by ${told.checks[0]}` : told.kind);
      this.exposure.settled(intent);
      this.#checkOutcome(intent, told);
    });
    return outcome;
  }

  /** The gate has no check for a price that jumps (docs/known-issues.md): counted, so that it shows when it has one. */
  #isAbsurd(console: SimConsole, symbol: string): boolean {
    const told = console.market.reference(symbol)?.ask ?? 0n;
    const real = this.#exchange.engine.market(marketIdOf(symbol))?.tape.last ?? 0n;
    return told > real * 10n || told * 10n < real;
  }

  #checkOutcome(intent: OrderIntent, outcome: SubmitOutcome): void {
    const notice = this.#notices.get(intent);
    const isUnrecorded = outcome.kind === 'refused' && outcome.checks[0] === 'journal';
    if (isUnrecorded) return;
    const isDenied = notice?.decision.verdict === 'deny';
    if (notice === undefined) this.#report.violate('one-decision', `${nameOf(intent)} ended without a decision`);
    else if (isDenied && outcome.kind !== 'refused')
      this.#report.violate('one-decision', `${nameOf(intent)} was denied and ${outcome.kind}`);
  }

  tapEntry(entry: OrderEntryPort, console: SimConsole): OrderEntryPort {
    return {
      ...entry,
      place: (order) => {
        const { intent } = console.execution.book.byClientOrderId(order.clientOrderId) ?? {};
        if (intent === undefined) {
          this.#report.violate('sound', `${order.clientOrderId} was handed over and is not in the book`);
          return entry.place(order);
        }
        const { accountId, botId, symbol } = intent;
        const answer = console.halt.gate.look({ exchange: exchangeOf(accountId), accountId, botId, symbol });
        const covering = this.#halts.filter(({ scope }) => console.scopes.isIn(scope, intent));
        const isHalted = answer.state === 'HALTED' || covering.some(({ state }) => state === 'HALTED');
        const mayOnlyExit = answer.state === 'REDUCING' || covering.length > 0;
        if (isHalted || (mayOnlyExit && !this.#isExit(intent)))
          this.#report.violate('halted', `${order.clientOrderId} was handed over while trading was halted`);
        if (this.#handedOver.has(order.clientOrderId))
          this.#report.violate('sent-once', `${order.clientOrderId} was handed over twice`);
        this.#handedOver.set(order.clientOrderId, { intent, written: 0, placed: [] });
        this.#requireDecision(order.clientOrderId, intent);
        return entry.place(order);
      },
    };
  }

  /** On spot an exit is a sell: the exchange lets nobody sell more than is there. A perpetual's is judged by what was held at the decision. */
  #isExit(intent: OrderIntent): boolean {
    if (!isPerp(intent.accountId)) return intent.side === 'sell';
    const held = this.#held.get(intent) ?? 0n;
    return intent.reduceOnly || (intent.side === 'sell' ? held > 0n : held < 0n);
  }

  // The exchange

  placementWritten(clientOrderId: string): void {
    const handed = this.#handedOver.get(clientOrderId);
    if (handed === undefined) {
      this.#report.violate('decision-first', `${clientOrderId} left this machine and was never handed over`);
      return;
    }
    handed.written += 1;
    if (handed.written > 1) this.#report.violate('sent-once', `${clientOrderId} was sent ${handed.written} times`);
    this.#requireDecision(clientOrderId, handed.intent);
    this.#onTheirWay.set(clientOrderId, handed.intent.accountId);
    this.exposure.written(clientOrderId, handed.intent);
  }

  placementGone(clientOrderId: string): void {
    this.#onTheirWay.delete(clientOrderId);
    this.exposure.arrivedOrLost(clientOrderId);
  }

  engineTrade(trade: AccountTrade): void {
    this.#report.count('fills');
    this.money.engineTrade(trade);
  }

  engineOrder({ execution, order }: OrderEvent): void {
    if (execution === 'NEW') this.#stands(order.clientOrderId, order.id);
  }

  perpOrder({ execution, order }: PerpOrderEvent): void {
    // The exchange's own order takes a position over, nobody's leave asked; a triggered one was counted when it was placed.
    if (execution !== 'NEW' || order.type === 'LIQUIDATION') return;
    this.#requireReduceOnly(order.clientOrderId, order.reduceOnly);
    if (order.origType === order.type) this.#stands(order.clientOrderId, order.id);
    else if (!this.#handedOver.has(order.clientOrderId))
      this.#report.violate('decision-first', `${order.clientOrderId} was triggered and never handed over`);
  }

  algoOrder({ status, clientAlgoId, algoId, reduceOnly }: AlgoOrder): void {
    if (status === 'TRIGGERED') this.#report.count('conditional orders triggered');
    if (status !== 'NEW') return;
    this.#requireReduceOnly(clientAlgoId, reduceOnly);
    this.#stands(clientAlgoId, -algoId);
  }

  /** What was decided as an exit must not be able to open anything at the exchange. */
  #requireReduceOnly(clientOrderId: string, isSo: boolean): void {
    if (this.intentOf(clientOrderId)?.reduceOnly === true && !isSo)
      this.#report.violate('exposure', `${clientOrderId} may only reduce and stands at the exchange without that`);
  }

  perpTrade(trade: PerpTrade): void {
    this.#report.count('fills of perpetuals');
    this.money.perps.trade(trade);
  }

  income(income: Income): void {
    if (income.type === 'FUNDING_FEE') this.#report.count('fundings');
    this.money.perps.income(income);
  }

  liquidated(): void {
    this.#report.count('liquidations');
  }

  #stands(clientOrderId: string, id: number): void {
    const handed = this.#handedOver.get(clientOrderId);
    if (handed === undefined) {
      this.#report.violate('decision-first', `${clientOrderId} stands at the exchange and was never handed over`);
      return;
    }
    if (handed.placed.includes(id)) return;
    handed.placed.push(id);
    if (handed.placed.length > 1)
      this.#report.violate('sent-once', `${clientOrderId} became ${handed.placed.length} orders`);
    this.#requireDecision(clientOrderId, handed.intent);
    this.#requireOneOrderPerName(handed.intent, clientOrderId);
  }

  /** Orders that the exchange has made of what was handed over, with the intent of each. */
  intentOf(clientOrderId: string): OrderIntent | undefined {
    return this.#handedOver.get(clientOrderId)?.intent;
  }

  #requireDecision(clientOrderId: string, { botId, botOrderId, accountId, symbol, side }: OrderIntent): void {
    const record = this.audit.decision(seqOf(clientOrderId));
    const isIts =
      record?.verdict === 'allow' &&
      record.botId === botId &&
      record.botOrderId === botOrderId &&
      record.accountId === accountId &&
      record.symbol === symbol &&
      record.side === side;
    if (!isIts) this.#report.violate('decision-first', `${clientOrderId} has no durable decision that allows it`);
  }

  #requireOneOrderPerName({ botId, botOrderId, accountId }: OrderIntent, clientOrderId: string): void {
    for (const order of standing(this.#exchange, accountId)) {
      const other = this.#handedOver.get(order.clientOrderId)?.intent;
      if (order.clientOrderId === clientOrderId) continue;
      if (other?.botId === botId && other.botOrderId === botOrderId)
        this.#report.violate('sent-once', `${botId} has two orders named ${botOrderId} at the exchange`);
    }
  }
}

const nameOf = ({ botId, botOrderId }: OrderIntent): string => `${botId} ${botOrderId}`;
