import type { DecisionRow } from '../../../shared/contract/decisions';

/** All decisions that failed one check. */
export interface ReasonGroup {
  /** Of the check. */
  readonly id: string;
  readonly name: string;
  /** Newest first. */
  readonly rows: readonly DecisionRow[];
  /** Of all decisions looked at, from 0 to 1. */
  readonly share: number;
  readonly lastAt: number;
  /** By how often, most first. */
  readonly bots: readonly string[];
  readonly symbols: readonly string[];
}

/**
 * Decisions by the checks they failed, most frequent first; equal ones by name, so that a group moves only when it grows.
 * A decision that failed several checks stands in each of their groups: the shares may add up to more than all. `rows`
 * are newest first.
 */
export function groupByReason(rows: readonly DecisionRow[]): ReasonGroup[] {
  const groups = new Map<string, { name: string; rows: DecisionRow[] }>();
  for (const row of rows) {
    for (const { id, name } of row.failed) {
      const group = groups.get(id);
      if (group === undefined) groups.set(id, { name, rows: [row] });
      else if (group.rows.at(-1) !== row) group.rows.push(row);
    }
  }
  return [...groups]
    .map(([id, { name, rows: fallen }]) => ({
      id,
      name,
      rows: fallen,
      share: fallen.length / rows.length,
      lastAt: fallen[0]?.at ?? 0,
      bots: byFrequency(fallen.map(({ botId }) => botId)),
      symbols: byFrequency(fallen.map(({ symbol }) => symbol)),
    }))
    .sort((a, b) => b.rows.length - a.rows.length || a.name.localeCompare(b.name));
}

function byFrequency(words: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort(([a, often], [b, oftener]) => oftener - often || a.localeCompare(b)).map(([word]) => word);
}

/** A share as an operator reads it: `7.2 %`, `<0.1 %`. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return '<0.1 %';
  return `${percent.toFixed(1)} %`;
}
