import type { DecisionRow } from '../../../shared/contract/decisions';
import type { DecisionView } from '../../../shared/contract/views';

/** Most decisions in the list; beyond that the oldest are left to the journal, and the screen says so. */
export const MOST_ROWS = 5_000;

const made = new WeakMap<DecisionView, DecisionRow>();

/** A mirrored decision as a row. The same decision gives the same row, so that only what changed is drawn and searched. */
export function rowOf(decision: DecisionView): DecisionRow {
  const known = made.get(decision);
  if (known !== undefined) return known;
  const { checks, resizedQuantity, ...facts } = decision;
  const row: DecisionRow = {
    ...facts,
    resizedQuantity: resizedQuantity ?? null,
    failed: checks.filter(({ passed }) => !passed).map(({ id, name }) => ({ id, name })),
    checks: checks.length,
  };
  made.set(decision, row);
  return row;
}

/** The mirror keeps so many decisions: those that leave it (oldest first there) go on as rows, newest first. */
export function carryOver(
  before: readonly DecisionView[],
  now: readonly DecisionView[],
  carried: readonly DecisionRow[],
): readonly DecisionRow[] {
  const oldest = now[0]?.seq ?? Number.POSITIVE_INFINITY;
  const left = before.filter(({ seq }) => seq < oldest && seq > (carried[0]?.seq ?? 0)).map(rowOf);
  return left.length === 0 ? carried : [...left.reverse(), ...carried].slice(0, MOST_ROWS);
}

/**
 * All that is known, newest first: the mirror's, those that left it, and what was read from the journal, each once and
 * the mirror's word first; none from before `from`, and at most `MOST_ROWS`.
 */
export function joinRows(
  live: readonly DecisionView[],
  carried: readonly DecisionRow[],
  read: readonly DecisionRow[],
  from: number,
): readonly DecisionRow[] {
  const rows: DecisionRow[] = [];
  let last = Number.POSITIVE_INFINITY;
  const add = (row: DecisionRow): void => {
    if (row.seq >= last || row.at < from || rows.length === MOST_ROWS) return;
    last = row.seq;
    rows.push(row);
  };
  for (let index = live.length - 1; index >= 0; index -= 1) {
    const decision = live[index];
    if (decision !== undefined) add(rowOf(decision));
  }
  for (const row of carried) add(row);
  for (const row of read) add(row);
  return rows;
}

export interface Counts {
  readonly allowed: number;
  readonly resized: number;
  readonly refused: number;
}

export function countVerdicts(rows: readonly DecisionRow[]): Counts {
  const counts = { allow: 0, resize: 0, deny: 0 };
  for (const { verdict } of rows) counts[verdict] += 1;
  return { allowed: counts.allow, resized: counts.resize, refused: counts.deny };
}
