import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useMemo, useRef } from 'react';
import type { Numbered } from './live-list';

/** Height of a closed row, CSS pixels. */
export const LIST_ROW_HEIGHT = 28;
/** Height of an open row's detail until it is measured. */
const DETAIL_GUESS = 220;

export interface ListItem<Row> {
  readonly row: Row;
  /** Place of the row in the list, from 0. */
  readonly place: number;
  /** Place among everything laid out, details included. */
  readonly index: number;
  readonly start: number;
  readonly isDetail: boolean;
}

interface ListItems<Row> {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly items: readonly ListItem<Row>[];
  readonly height: number;
  readonly measure: (element: Element | null) => void;
  readonly scrollTo: (seq: number, align?: 'auto' | 'start') => void;
}

/** Lays out rows and the details of the open ones; only what is in sight exists. */
export function useListItems<Row extends Numbered>(rows: readonly Row[], open: ReadonlySet<number>): ListItems<Row> {
  const scroller = useRef<HTMLElement>(null);
  const laidOut = useMemo(
    () =>
      rows.flatMap((row, place) =>
        open.has(row.seq)
          ? [
              { row, place, isDetail: false },
              { row, place, isDetail: true },
            ]
          : [{ row, place, isDetail: false }],
      ),
    [rows, open],
  );
  // Closed rows are all of one height: which one stands where matters to the layout only once a measured detail is among
  // them. As long as this stays the same function, a row that comes does not have all the others laid out again.
  const opened = open.size > 0 ? laidOut : null;
  const keyOf = useCallback((index: number) => (opened === null ? index : keyOfItem(opened[index])), [opened]);
  const virtual = useVirtualizer({
    count: laidOut.length,
    estimateSize: (index) => (laidOut[index]?.isDetail ? DETAIL_GUESS : LIST_ROW_HEIGHT),
    getScrollElement: () => scroller.current,
    getItemKey: keyOf,
    overscan: 6,
    useFlushSync: false,
  });
  const items = virtual.getVirtualItems().flatMap(({ index, start }) => {
    const item = laidOut[index];
    return item === undefined ? [] : [{ ...item, index, start }];
  });
  return {
    scroller,
    items,
    height: virtual.getTotalSize(),
    measure: virtual.measureElement,
    scrollTo: (seq, align = 'auto') =>
      virtual.scrollToIndex(
        laidOut.findIndex((item) => item.row.seq === seq),
        { align },
      ),
  };
}

function keyOfItem(item: Pick<ListItem<Numbered>, 'row' | 'isDetail'> | undefined): string {
  return item === undefined ? '' : `${item.row.seq} ${item.isDetail}`;
}
