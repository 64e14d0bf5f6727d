import { type KeyboardEvent, type RefObject, useEffect, useState } from 'react';
import type { ListItem } from './list-items';
import type { Numbered } from './live-list';

interface RowKeys {
  /** The one row that the Tab key reaches. */
  readonly tabStop: number | undefined;
  readonly onFocus: (seq: number) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** Arrow keys, Home and End over the rows of a long list; one Tab stop for all of them. */
export function useRowKeys<Row extends Numbered>(
  rows: readonly Row[],
  items: readonly ListItem<Row>[],
  scroller: RefObject<HTMLElement | null>,
  scrollTo: (seq: number) => void,
): RowKeys {
  const [current, setCurrent] = useState<number>();
  const [wanted, setWanted] = useState<number>();
  const isInSight = items.some((item) => item.row.seq === current);

  // The row moved to may not exist yet: it is focused once it has been scrolled into sight and drawn.
  useEffect(() => {
    if (wanted === undefined) return;
    const target = scroller.current?.querySelector<HTMLElement>(`button[data-seq="${wanted}"]`);
    if (!target) return;
    target.focus({ preventScroll: true });
    setWanted(undefined);
  });

  return {
    tabStop: isInSight ? current : items[0]?.row.seq,
    onFocus: setCurrent,
    onKeyDown: (event) => {
      if (!(event.target instanceof HTMLElement) || event.target.dataset.seq === undefined) return;
      const place = rows.findIndex((row) => row.seq === Number((event.target as HTMLElement).dataset.seq));
      const next = rows[nextPlace(event.key, place, rows.length)];
      if (next === undefined) return;
      event.preventDefault();
      scrollTo(next.seq);
      setWanted(next.seq);
    },
  };
}

function nextPlace(key: string, place: number, count: number): number {
  switch (key) {
    case 'ArrowDown':
      return Math.min(place + 1, count - 1);
    case 'ArrowUp':
      return Math.max(place - 1, 0);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return -1;
  }
}
