import type { BotPorts } from '../domains/bots/index';
import { type ExecutionListener, type ExecutionPorts, UNKNOWN_DEADLINE_MS } from '../domains/execution/index';
import type { Journal } from '../domains/journal/index';
import type { RecentFills } from './bot-ports';
import type { Console } from './console';
import type { DecisionHistory } from './decisions/history';
import { differenceWords, isOurs, isOursAndStands, noteStranger } from './exchange-feed';
import type { Recorder } from './recorder';
import type { RiskDesk } from './risk-desk';

/** Decisions of a bot in this run. */
export interface OrderCount {
  placed: number;
  refused: number;
}

export interface OrderEventsOptions {
  readonly journal: Journal;
  readonly recorder: Recorder;
  readonly decisions: DecisionHistory;
  readonly risk: RiskDesk;
  readonly fills: RecentFills;
  /** By bot. */
  readonly counts: ReadonlyMap<string, OrderCount>;
  readonly balances: BotPorts['book']['balances'];
  /** Parts that are made after execution, which they need. */
  readonly later: () => Pick<Console, 'bots' | 'desk' | 'halt' | 'scopes' | 'triggers' | 'wake'>;
}

/** Who hears what of an order: this desk's parts, each in the order that it relies on. */
export function orderEvents(options: OrderEventsOptions): Pick<ExecutionPorts, 'journal' | 'listener'> {
  const { journal, recorder, decisions, risk, fills, counts, balances, later } = options;
  const listener: ExecutionListener = {
    onDecision: (notice) => {
      const { desk, triggers } = later();
      const count = counts.get(notice.intent.botId);
      if (count !== undefined) count[notice.decision.verdict === 'deny' ? 'refused' : 'placed'] += 1;
      desk.onDecision(notice);
      triggers.tell.onDecision(notice);
    },
    onOrder: (order) => {
      const { bots, desk, halt, scopes, triggers } = later();
      risk.onOrder(order);
      triggers.tell.onOrder(order);
      desk.onOrder(order);
      decisions.onOrder(order);
      const journalId = journal.idForOrders;
      if (isOursAndStands(order, journalId)) halt.orderAppeared(scopes.subjectOf(order.intent));
      if (journalId !== '' && !isOurs(order, journalId)) noteStranger(halt, scopes, order);
      if (order.clientOrderId !== '') bots.deliver.orderUpdate(order);
    },
    onUnresolved: ({ clientOrderId, intent }) => {
      const what = `${intent.side} ${intent.symbol} order ${clientOrderId} of ${intent.botId} on ${intent.accountId}`;
      const why = `The exchange has not said for ${UNKNOWN_DEADLINE_MS / 1_000} seconds what became of the ${what}.`;
      recorder.record('order.unresolved', { clientOrderId, accountId: intent.accountId });
      const scope = { kind: 'account', accountId: intent.accountId } as const;
      later().halt.trip(scope, `${why} Look it up at the exchange before resuming.`, 'unknown-outcome');
    },
    onFill: (fill, botId, botOrderId) => {
      const { bots, triggers } = later();
      risk.onFill(fill);
      triggers.tell.onFill(fill, botId);
      if (botId === undefined) return;
      fills.add(botId, fill, botOrderId);
      bots.deliver.fill(botId, { fill, botOrderId });
    },
    onAccount: (accountId) => {
      risk.onAccount(accountId);
      later().bots.deliver.balances(accountId, balances(accountId));
    },
    onIncome: (income) => risk.onIncome(income),
    onMoneyMoved: (accountId, asset, by) => risk.onMoneyMoved(accountId, asset, by),
  };
  return {
    listener,
    journal: {
      append: (type, data) => recorder.append(type, data),
      record: (type, data) => {
        const { desk, triggers, wake } = later();
        recorder.record(type, data);
        triggers.tell.onRecord(type, data);
        if (type === 'order.withheld') {
          const { seq, reason } = data as { seq: number; reason: string };
          desk.onWithheld(seq, reason);
        }
        if (type === 'account.adjusted' || type === 'position.adjusted') wake.foundDifference(differenceWords(data));
      },
      journalId: () => journal.idForOrders,
      expectedSeq: () => journal.expectedSeq,
    },
  };
}
