import { type UIEvent, useState } from 'react';
import type { Numbered } from './live-list';

/** Scrolled by more than this counts as reading further down, CSS pixels. */
const AT_TOP_WITHIN = 4;

interface LiveRows<Row> {
  readonly rows: readonly Row[];
  /** How many rows have come since the list was held still. */
  readonly newer: number;
  readonly onScroll: (event: UIEvent<HTMLElement>) => void;
  /** Lets the list run to the newest row, once. */
  readonly showNewest: () => void;
}

/** Holds a newest-first list still while it is being read: rows above the reader would push away what is read. */
export function useLiveRows<Row extends Numbered>(all: readonly Row[], hasOpenRow: boolean): LiveRows<Row> {
  const [isDown, setIsDown] = useState(false);
  const [heldAt, setHeldAt] = useState<number | null>(null);
  const newest = all[0]?.seq ?? 0;
  const isReading = isDown || hasOpenRow;
  // An empty list holds nothing still: its first rows are yet to come.
  if (isReading && heldAt === null && all.length > 0) setHeldAt(newest);
  if (!isReading && heldAt !== null) setHeldAt(null);

  const rows = heldAt === null ? all : all.filter((row) => row.seq <= heldAt);
  return {
    rows,
    newer: all.length - rows.length,
    onScroll: (event) => setIsDown(event.currentTarget.scrollTop > AT_TOP_WITHIN),
    showNewest: () => setHeldAt(newest),
  };
}
