import { memo, type ReactNode } from 'react';
import { hrefOf } from '../../app/routes';
import { AccountKind } from '../../ui/account-kind';
import { Since } from '../../ui/age';
import { formatCount, formatExact } from '../../ui/format';
import { LocalTime } from '../../ui/local-time';
import { orderPriceText } from '../../ui/order-price';
import { meaningOf, ORDER_STATE_WORDS } from '../../ui/order-states';
import { Panel } from '../../ui/panel';
import { useVirtualRows } from '../../ui/virtual-rows';
import type { AnyOrder } from './order-filter';
import styles from './orders-table.module.css';

/** Height of a row, CSS pixels; the same in the CSS. */
const ROW_HEIGHT = 25;

interface Props {
  readonly name: string;
  readonly note: string;
  /** In the order in which they are shown. */
  readonly orders: readonly AnyOrder[];
  /** What the last column tells: the age of a working order's state, or why an order ended. */
  readonly last: 'Since' | 'Why';
  readonly empty: ReactNode;
}

/** Orders with their states, each leading to its decision. Only the rows in sight exist. */
export function OrdersTable({ name, note, orders, last, empty }: Props) {
  const { scroller, rows, height } = useVirtualRows(orders.length, ROW_HEIGHT, (index) => orders[index]?.id ?? index);
  return (
    <Panel title={name} note={note} className={styles.panel}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard reaches what scrolls only if it can be focused */}
      <section className={styles.scroller} ref={scroller} tabIndex={0} aria-label={`${name}, scrollable`}>
        <table className={styles.table} aria-label={name} aria-rowcount={orders.length + 1} data-last={last}>
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col">{last === 'Why' ? 'Ended' : 'Changed'}</th>
              <th scope="col">Bot</th>
              <th scope="col" className={styles.wide}>
                Account
              </th>
              <th scope="col">Symbol</th>
              <th scope="col">Side</th>
              <th scope="col" className={styles.wide}>
                Type
              </th>
              <th scope="col" className={styles.number}>
                Price
              </th>
              <th scope="col" className={styles.number}>
                Quantity
              </th>
              <th scope="col" className={styles.number}>
                Filled
              </th>
              <th scope="col" className={styles.after}>
                State
              </th>
              <th scope="col" className={last === 'Why' ? styles.wide : undefined}>
                Order id
              </th>
              <th scope="col">Decision</th>
              <th scope="col" className={last === 'Since' ? styles.number : undefined}>
                {last === 'Since' ? 'Placed, ago' : 'Why'}
              </th>
            </tr>
          </thead>
          <tbody style={{ height }}>
            {rows.map(({ key, index, start }) => {
              const order = orders[index];
              return order && <OrderRow key={key} order={order} index={index} top={start} last={last} />;
            })}
          </tbody>
        </table>
        {orders.length === 0 && empty}
      </section>
    </Panel>
  );
}

interface RowProps {
  readonly order: AnyOrder;
  readonly index: number;
  readonly top: number;
  readonly last: Props['last'];
}

/** One order. Draws only when this order, or its place, changed. */
const OrderRow = memo(function OrderRow({ order, index, top, last }: RowProps) {
  const reason = 'reason' in order ? order.reason : '';
  const price = orderPriceText(order);
  return (
    <tr
      aria-rowindex={index + 2}
      className={order.state === 'unknown' ? styles.unknown : undefined}
      style={{ transform: `translateY(${top}px)` }}
    >
      <td>
        <LocalTime at={order.updatedAt} />
      </td>
      <td>{order.botId}</td>
      <td className={styles.wide}>
        {order.accountId} <AccountKind accountId={order.accountId} />
      </td>
      <td>{order.symbol}</td>
      <td>{order.side}</td>
      <td className={styles.wide}>{order.type}</td>
      <td className={styles.number} title={price.full || undefined}>
        {price.text}
      </td>
      <td className={styles.number}>{formatExact(order.quantity)}</td>
      <td className={styles.number}>{formatExact(order.filled)}</td>
      <td className={styles.after} title={meaningOf(order.state)}>
        {ORDER_STATE_WORDS[order.state]}
      </td>
      <td className={`${styles.id} ${last === 'Why' ? styles.wide : ''}`}>
        {order.decisionSeq === null ? order.id : <a href={hrefOf('story', order.decisionSeq)}>{order.id}</a>}
      </td>
      <td>
        {order.decisionSeq === null ? (
          <span className={styles.none} title="This journal did not decide it: it was found at the exchange.">
            not ours
          </span>
        ) : (
          <a href={hrefOf('decisions', order.decisionSeq)} aria-label={`Decision ${formatCount(order.decisionSeq)}`}>
            {formatCount(order.decisionSeq)}
          </a>
        )}
      </td>
      {last === 'Since' ? (
        <td className={styles.number}>
          <Since at={order.createdAt} />
        </td>
      ) : (
        <td title={reason}>{reason}</td>
      )}
    </tr>
  );
});
