import type { Numbered } from './live-list';

/**
 * Puts newly come rows (oldest first) behind those there, of which the last `kept` stay. Should some be missing between,
 * the older ones go: a list never hides a hole. Rows there already stay as they are.
 */
export function appendRows<Row extends Numbered>(
  there: readonly Row[],
  incoming: readonly Row[],
  kept: number,
): readonly Row[] {
  const last = there.at(-1)?.seq ?? 0;
  const more = incoming.filter((row) => row.seq > last);
  const first = more[0];
  if (first === undefined) return there;
  const hasHole = there.length > 0 && first.seq !== last + 1;
  return [...(hasHole ? [] : there), ...more].slice(-kept);
}
