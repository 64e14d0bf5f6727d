import { RECORD_PAGE_CHARS } from '#shared/contract/bounds';
import type {
  DecisionView,
  EndedOrderView,
  HaltReportView,
  JournalRecordView,
  WorkingOrderView,
} from '#shared/contract/views';
import { formatDecimal } from '#shared/model/decimal';
import type { FlattenedPosition } from '#shared/model/flatten';
import type { HaltReport } from '#shared/model/halt-report';
import { type Order, WORKING_STATES } from '#shared/model/order';
import type { DecisionNotice } from '../../domains/execution/index';
import type { JournalRecord } from '../../domains/journal/index';

const MAX_DATA = 4_000;
/** Longest member of a long record that a list is told, characters of JSON. */
const MAX_MEMBER = 300;

/** A working order as shown; undefined once it has ended or before it has its name. */
export function workingOrderView(
  order: Order,
  distance: number | null,
  decisionSeq: number | null,
): WorkingOrderView | undefined {
  if (!WORKING_STATES.has(order.state) || order.clientOrderId === '') return undefined;
  return { ...orderView(order, decisionSeq), distanceBps: distance };
}

/** An order that has ended as shown; undefined while it works or when it never had a name. */
export function endedOrderView(order: Order, decisionSeq: number | null): EndedOrderView | undefined {
  if (WORKING_STATES.has(order.state) || order.clientOrderId === '') return undefined;
  return { ...orderView(order, decisionSeq), reason: order.reason ?? '' };
}

function orderView(order: Order, decisionSeq: number | null): Omit<WorkingOrderView, 'distanceBps'> {
  const { intent, state } = order;
  return {
    id: order.clientOrderId,
    decisionSeq,
    accountId: intent.accountId,
    botId: intent.botId,
    symbol: intent.symbol,
    side: intent.side,
    type: intent.type,
    quantity: formatDecimal(intent.quantity),
    filled: formatDecimal(order.filledQuantity),
    price: intent.price === undefined ? null : formatDecimal(intent.price),
    stopPrice: intent.stopPrice === undefined ? null : formatDecimal(intent.stopPrice),
    state,
    createdAt: order.decidedAt,
    updatedAt: order.updatedAt,
  };
}

export function decisionView(notice: DecisionNotice): DecisionView {
  const { intent, decision } = notice;
  const failed = decision.checks.filter(({ passed }) => !passed);
  return {
    seq: notice.seq,
    at: notice.at,
    botId: intent.botId,
    accountId: intent.accountId,
    symbol: intent.symbol,
    side: intent.side,
    type: intent.type,
    quantity: formatDecimal(intent.quantity),
    price: intent.price === undefined ? null : formatDecimal(intent.price),
    verdict: decision.verdict,
    ...(decision.resizedQuantity !== undefined && { resizedQuantity: decision.resizedQuantity }),
    checks: decision.checks.map((check) => ({ ...check })),
    orderId: notice.clientOrderId,
    outcome: decision.verdict === 'deny' ? 'refused' : 'decided',
    reason: failed.map(({ message }) => message).join(' '),
  };
}

const closingView = ({ state, left, orders, why }: FlattenedPosition) => ({ state, left, orders, why });

export function haltReportView(report: HaltReport, closing: readonly FlattenedPosition[]): HaltReportView {
  const { halt, steps } = report;
  return {
    id: halt.id,
    scope: halt.scope,
    source: halt.source,
    reason: halt.reason,
    trippedAt: halt.trippedAt,
    state: report.state,
    accounts: report.accounts.map((account) => ({ ...account, problem: account.problem ?? null })),
    orders: report.orders.map((order) => ({
      accountId: order.accountId,
      symbol: order.symbol,
      exchangeOrderId: order.exchangeOrderId ?? null,
      clientOrderId: order.clientOrderId ?? null,
      side: order.side ?? null,
      outcome: order.outcome,
      filledQuantity: order.filledQuantity ?? null,
      quantity: order.quantity ?? null,
      evidence: order.evidence,
      exchangeStatus: order.exchangeStatus ?? null,
      exchangeAt: order.exchangeAt ?? null,
    })),
    positions: report.positions.map((position) => {
      const found = closing.find(
        ({ accountId, symbol }) => accountId === position.accountId && symbol === position.symbol,
      );
      return { ...position, closing: found === undefined ? null : closingView(found) };
    }),
    gateClosedMs: steps.gateClosedMs,
    stateSavedMs: steps.stateSavedMs ?? null,
    firstCancelSentMs: steps.firstCancelSentMs ?? null,
    verifiedEmptyMs: steps.verifiedEmptyMs ?? null,
    emptyAgainMs: steps.emptyAgainMs ?? null,
    finishedAt: report.finishedAt ?? null,
  };
}

export function journalRecordView(record: JournalRecord): JournalRecordView {
  const data = JSON.stringify(record.data) ?? 'null';
  return {
    seq: record.seq,
    time: record.time,
    type: record.type,
    hash: record.hash,
    data: data.length > MAX_DATA ? shortened(record.data) : data,
    isCut: data.length > MAX_DATA,
  };
}

/** What a line about a long record needs, as JSON: its short members, and of a long list of checks those that failed. */
function shortened(data: unknown): string {
  const isShort = (value: unknown): boolean => (JSON.stringify(value)?.length ?? 0) <= MAX_MEMBER;
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return '{}';
  const members = Object.entries(data).flatMap(([name, value]) => {
    if (isShort(value)) return [[name, value]];
    if (!Array.isArray(value)) return [];
    return [[name, value.filter((item) => item?.passed === false && isShort(item)).slice(0, 5)]];
  });
  const text = JSON.stringify(Object.fromEntries(members));
  return text.length > MAX_DATA ? '{}' : text;
}

/** A page of a record's data, laid out over lines. */
export function recordPage(record: JournalRecord, from: number): { readonly text: string; readonly length: number } {
  const all = JSON.stringify(record.data, null, 2) ?? 'null';
  return { text: all.slice(from, from + RECORD_PAGE_CHARS), length: all.length };
}
