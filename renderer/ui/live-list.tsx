import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { ChevronIcon } from './icons';
import { LIST_ROW_HEIGHT, useListItems } from './list-items';
import styles from './live-list.module.css';
import { useLiveRows } from './live-rows';
import { useRowKeys } from './row-keys';

/** Anything numbered upwards: a decision, a journal record. */
export interface Numbered {
  readonly seq: number;
}

export interface ListColumn<Row> {
  readonly name: string;
  readonly isNumber?: boolean;
  /** Only where there is room for it. */
  readonly isWide?: boolean;
  readonly cell: (row: Row) => ReactNode;
}

interface Props<Row extends Numbered> {
  readonly name: string;
  /** Newest first. */
  readonly rows: readonly Row[];
  readonly columns: readonly ListColumn<Row>[];
  /** Sets `--columns`, the grid of the columns. */
  readonly className: string | undefined;
  /** What the opening button says to a screen reader, such as `Checks of decision 812`. */
  readonly openName: (row: Row) => string;
  readonly detail: (row: Row) => ReactNode;
  readonly empty: ReactNode;
  /** Open and in sight from the start, once it is among the rows. */
  readonly openAt?: number | null;
  /** At the end of the list, when there may be more. */
  readonly more?: ReactNode;
}

/**
 * A long list, newest first, whose rows open. It runs along while the reader is at its top with nothing open, and
 * holds still otherwise, saying how many have come meanwhile. Arrow keys move, Enter or Space opens.
 */
export function LiveList<Row extends Numbered>(props: Props<Row>) {
  const { name, columns, className, openName, detail, empty, more, openAt = null } = props;
  const [open, setOpen] = useState<ReadonlySet<number>>(() => new Set(openAt === null ? [] : [openAt]));
  const { rows, newer, onScroll, showNewest } = useLiveRows(props.rows, open.size > 0);
  const { scroller, items, height, measure, scrollTo } = useListItems(rows, open);
  const keys = useRowKeys(rows, items, scroller, scrollTo);

  const isThere = openAt !== null && rows.some(({ seq }) => seq === openAt);
  const goTo = useRef(scrollTo);
  goTo.current = scrollTo;
  useEffect(() => {
    if (isThere && openAt !== null) goTo.current(openAt, 'start');
  }, [isThere, openAt]);

  const toggle = (seq: number) => {
    const next = new Set(open);
    if (!next.delete(seq)) next.add(seq);
    setOpen(next);
  };
  const backToNewest = () => {
    showNewest();
    scroller.current?.scrollTo({ top: 0 });
  };

  return (
    <div className={`${styles.list} ${className ?? ''}`}>
      {newer > 0 && (
        <Button className={styles.newer} size="compact-sm" onClick={backToNewest}>
          Paused while you read: {newer} newer – back to the newest
        </Button>
      )}
      <section
        ref={scroller}
        className={styles.scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard reaches what scrolls only if it can be focused
        tabIndex={0}
        aria-label={`${name}, scrollable`}
        onScroll={onScroll}
      >
        <table className={styles.table} aria-label={name} aria-rowcount={rows.length + 1}>
          <thead>
            <tr aria-rowindex={1}>
              {columns.map((column) => (
                <th key={column.name} scope="col" className={looksOf(column)}>
                  {column.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody style={{ height }} onKeyDown={keys.onKeyDown}>
            {items.map(({ row, place, index, start, isDetail }) =>
              isDetail ? (
                <tr
                  key={`${row.seq} open`}
                  ref={measure}
                  data-index={index}
                  className={styles.detail}
                  style={at(start)}
                >
                  <td colSpan={columns.length} id={`open-${row.seq}`}>
                    {detail(row)}
                  </td>
                </tr>
              ) : (
                <tr
                  key={row.seq}
                  aria-rowindex={place + 2}
                  className={styles.row}
                  data-open={open.has(row.seq) || undefined}
                  style={{ ...at(start), height: LIST_ROW_HEIGHT }}
                >
                  {columns.map((column, columnIndex) => (
                    <td key={column.name} className={looksOf(column)}>
                      {columnIndex === 0 && (
                        <button
                          type="button"
                          className={styles.open}
                          data-seq={row.seq}
                          tabIndex={keys.tabStop === row.seq ? 0 : -1}
                          aria-expanded={open.has(row.seq)}
                          aria-label={openName(row)}
                          onFocus={() => keys.onFocus(row.seq)}
                          onClick={() => toggle(row.seq)}
                        >
                          <ChevronIcon />
                        </button>
                      )}
                      {column.cell(row)}
                    </td>
                  ))}
                </tr>
              ),
            )}
          </tbody>
        </table>
        {rows.length === 0 && empty}
        {more}
      </section>
    </div>
  );
}

const looksOf = ({ isNumber, isWide }: { readonly isNumber?: boolean; readonly isWide?: boolean }): string =>
  `${isNumber ? styles.number : ''} ${isWide ? styles.wide : ''}`;

const at = (top: number) => ({ transform: `translateY(${top}px)` });
