import type { Change, Snapshot } from '../../shared/contract/index';

/** Most decisions kept, newest last: the same number main keeps. */
export const DECISIONS_KEPT = 500;
/** Most ended orders kept, newest last: the same number main keeps. */
export const ENDED_KEPT = 300;
/** Most points of the equity line kept; beyond that the oldest go. */
export const EQUITY_POINTS_KEPT = 20_000;

/**
 * The snapshot after one numbered change. Pure. Whatever the change does not touch keeps its identity, row by row, so
 * that a table draws only the rows that changed. The caller has made sure that the change is the next one.
 */
export function applyChange(before: Snapshot, change: Change): Snapshot {
  return {
    ...before,
    revision: change.revision,
    at: change.at,
    notices: change.notices ?? before.notices,
    trading: change.trading ?? before.trading,
    vault: change.vault ?? before.vault,
    journal: change.journal ?? before.journal,
    firings: change.firings ?? before.firings,
    halt: change.halt === undefined ? before.halt : change.halt,
    total: change.total ?? before.total,
    equity: appended(before.equity, change.equity, EQUITY_POINTS_KEPT),
    health: merged(before.health, change.health, undefined, (light) => light.id),
    accounts: merged(before.accounts, change.accounts, undefined, (account) => account.accountId),
    bots: merged(before.bots, change.bots, undefined, (bot) => bot.botId),
    positions: merged(before.positions, change.positions, change.positionsRemoved, (position) => position.id),
    orders: merged(before.orders, change.orders, change.ordersRemoved, (order) => order.id),
    ended: newest(
      merged(before.ended, change.ended, undefined, (order) => order.id),
      ENDED_KEPT,
    ),
    decisions: newest(
      merged(before.decisions, change.decisions, undefined, (decision) => decision.seq),
      DECISIONS_KEPT,
    ),
  };
}

/** Replaces rows in place by key, appends new ones, and drops the removed ones. A row both changed and removed is gone. */
function merged<Row, Key>(
  rows: Row[],
  changed: readonly Row[] | undefined,
  removed: readonly Key[] | undefined,
  keyOf: (row: Row) => Key,
): Row[] {
  if ((changed === undefined || changed.length === 0) && (removed === undefined || removed.length === 0)) return rows;
  const incoming = new Map((changed ?? []).map((row) => [keyOf(row), row]));
  const gone = new Set(removed ?? []);
  const after: Row[] = [];
  for (const row of rows) {
    const key = keyOf(row);
    if (!gone.has(key)) after.push(incoming.get(key) ?? row);
    incoming.delete(key);
  }
  for (const [key, row] of incoming) if (!gone.has(key)) after.push(row);
  return after;
}

function appended<Row>(rows: Row[], more: readonly Row[] | undefined, most: number): Row[] {
  if (more === undefined || more.length === 0) return rows;
  return [...rows, ...more].slice(-most);
}

const newest = <Row>(rows: Row[], most: number): Row[] => (rows.length > most ? rows.slice(-most) : rows);
