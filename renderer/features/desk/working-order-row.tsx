import { memo } from 'react';
import type { WorkingOrderView } from '../../../shared/contract/views';
import { Since } from '../../ui/age';
import { formatExact, MISSING } from '../../ui/format';
import { orderPriceText } from '../../ui/order-price';
import { ORDER_STATE_WORDS } from '../../ui/order-states';
import styles from './working-orders-table.module.css';

/** Height of a row, CSS pixels; the same in the CSS. */
export const WORKING_ROW_HEIGHT = 25;

interface Props {
  readonly order: WorkingOrderView;
  /** Place in the sorted list, from 0. */
  readonly index: number;
  readonly top: number;
}

/** One working order. Draws only when this order, or its place, changed. */
export const WorkingOrderRow = memo(function WorkingOrderRow({ order, index, top }: Props) {
  const price = orderPriceText(order);
  return (
    <tr
      aria-rowindex={index + 2}
      className={order.state === 'unknown' ? styles.unknown : undefined}
      style={{ transform: `translateY(${top}px)` }}
    >
      <td>{order.symbol}</td>
      <td>{order.side}</td>
      <td className={styles.wide}>{order.type}</td>
      <td className={styles.number} title={price.full || undefined}>
        {price.text}
      </td>
      <td className={styles.number}>{formatExact(order.quantity)}</td>
      <td className={styles.number}>{formatExact(order.filled)}</td>
      <td className={styles.number}>{order.distanceBps === null ? MISSING : order.distanceBps.toFixed(1)}</td>
      <td className={styles.after}>{ORDER_STATE_WORDS[order.state]}</td>
      <td>{order.botId}</td>
      <td className={`${styles.wide} ${styles.id}`}>{order.id}</td>
      <td className={styles.number}>
        <Since at={order.createdAt} />
      </td>
    </tr>
  );
});
