import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useRef } from 'react';

/** Rows drawn beyond each edge of what is in sight. */
const OVERSCAN = 4;

export interface VirtualRows {
  readonly scroller: RefObject<HTMLElement | null>;
  /** The rows in sight: their key, place in the list, and offset from the top in CSS pixels. */
  readonly rows: readonly { readonly key: string | number | bigint; readonly index: number; readonly start: number }[];
  /** Height of all rows together. */
  readonly height: number;
}

/** Rows of one height, of which only those in sight exist. */
export function useVirtualRows(
  count: number,
  rowHeight: number,
  keyOf: (index: number) => string | number,
): VirtualRows {
  const scroller = useRef<HTMLElement>(null);
  const virtual = useVirtualizer({
    count,
    estimateSize: () => rowHeight,
    getScrollElement: () => scroller.current,
    getItemKey: keyOf,
    overscan: OVERSCAN,
    useFlushSync: false,
  });
  return { scroller, rows: virtual.getVirtualItems(), height: virtual.getTotalSize() };
}
