import { useMemo, useState } from 'react';
import { useDesk } from '../../mirror/store';
import { Empty } from '../../ui/empty';
import { Panel } from '../../ui/panel';
import { SortHeader } from '../../ui/sort-header';
import { useVirtualRows } from '../../ui/virtual-rows';
import { ORDER_COLUMNS, type OrderSort, sortOrders } from './order-columns';
import { WORKING_ROW_HEIGHT, WorkingOrderRow } from './working-order-row';
import styles from './working-orders-table.module.css';

/** Every order that may still trade. Only the rows in sight exist, and each draws only when its own order changed. */
export function WorkingOrdersTable() {
  const orders = useDesk((desk) => desk.orders);
  const isHalted = useDesk((desk) => desk.trading.state === 'HALTED');
  const isBlocked = useDesk((desk) => desk.trading.blocked !== '');
  const [sort, setSort] = useState<OrderSort>({ column: 'symbol', descending: false });
  const sorted = useMemo(() => sortOrders(orders, sort), [orders, sort]);
  const { scroller, rows, height } = useVirtualRows(
    sorted.length,
    WORKING_ROW_HEIGHT,
    (index) => sorted[index]?.id ?? index,
  );

  return (
    <Panel title="Working orders" note={orders.length} className={styles.panel}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard reaches what scrolls only if it can be focused */}
      <section className={styles.scroller} ref={scroller} tabIndex={0} aria-label="Working orders, scrollable">
        <table className={styles.table} aria-label="Working orders" aria-rowcount={sorted.length + 1}>
          <thead>
            <tr aria-rowindex={1}>
              {ORDER_COLUMNS.map(({ id, name, isNumber, isWide }) => (
                <SortHeader
                  key={id}
                  name={name}
                  className={`${isNumber ? styles.number : ''} ${isWide ? styles.wide : ''} ${id === 'state' ? styles.after : ''}`}
                  direction={sort.column !== id ? 'none' : sort.descending ? 'descending' : 'ascending'}
                  onSort={() => setSort({ column: id, descending: sort.column === id ? !sort.descending : isNumber })}
                />
              ))}
            </tr>
          </thead>
          <tbody style={{ height }}>
            {rows.map(({ key, index, start }) => {
              const order = sorted[index];
              return order && <WorkingOrderRow key={key} order={order} index={index} top={start} />;
            })}
          </tbody>
        </table>
        {orders.length === 0 && (
          <Empty>
            No order works at the exchange.{' '}
            {isHalted
              ? 'Trading is halted, so none can be placed.'
              : isBlocked
                ? 'Orders are blocked for the moment; the line above says why.'
                : 'Bots place them when their prices come.'}
          </Empty>
        )}
      </section>
    </Panel>
  );
}
