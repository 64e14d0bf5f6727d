import { memo } from 'react';
import type { HaltReportView } from '../../../shared/contract/views';
import { Empty } from '../../ui/empty';
import { formatExact } from '../../ui/format';
import { GoodIcon, NoteIcon, WarningIcon } from '../../ui/icons';
import table from '../../ui/table.module.css';
import { formatUtcWords } from '../../ui/time';
import styles from './halt-report.module.css';
import { countOrders } from './progress';

type Order = HaltReportView['orders'][number];

const LOOKS = {
  cancelled: { icon: GoodIcon, look: styles.good },
  filled: { icon: NoteIcon, look: undefined },
  unknown: { icon: WarningIcon, look: styles.bad },
} as const;

/** Every order by name: cancelled, filled or unknown, and how that is known. Unknown ones first. */
export function HaltOrders({ report }: { readonly report: HaltReportView }) {
  const { cancelled, filled, unknown } = countOrders(report);
  const sorted = [...report.orders].sort((a, b) => RANK[a.outcome] - RANK[b.outcome]);
  return (
    <div className={styles.part}>
      <h3>
        Orders
        <span>
          {cancelled} cancelled, {filled} filled, {unknown} unknown
        </span>
      </h3>
      {sorted.length === 0 ? (
        <Empty>No order was working when the halt was pressed.</Empty>
      ) : (
        <table className={`${table.table} ${styles.orders}`} aria-label="Halted orders">
          <thead>
            <tr>
              <th scope="col">Outcome</th>
              <th scope="col">Account</th>
              <th scope="col">What</th>
              <th scope="col" className={table.number}>
                Filled
              </th>
              <th scope="col">Order id</th>
              <th scope="col">Known from</th>
            </tr>
          </thead>
          <tbody>
            {sorted.map((order) => (
              <OrderRow key={keyOf(order)} order={order} />
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

/** Where it is known from, and what the exchange itself said and when. */
const evidenceOf = ({ evidence, exchangeStatus, exchangeAt, exchangeOrderId }: Order): string =>
  exchangeStatus === null || exchangeAt === null
    ? evidence
    : `${evidence}: ${exchangeStatus} at ${formatUtcWords(exchangeAt).slice(11)}, order ${exchangeOrderId ?? 'of unknown id'}`;

const RANK = { unknown: 0, filled: 1, cancelled: 2 } as const;
const keyOf = (order: Order) => `${order.accountId} ${order.exchangeOrderId} ${order.clientOrderId}`;

const OrderRow = memo(function OrderRow({ order }: { readonly order: Order }) {
  const { icon: Icon, look } = LOOKS[order.outcome];
  const name = order.clientOrderId ?? order.exchangeOrderId ?? 'no id known';
  return (
    <tr>
      <td className={`${styles.outcome} ${look ?? ''}`}>
        <Icon /> {order.outcome}
      </td>
      <td>{order.accountId}</td>
      <td>
        {order.side ?? ''} {order.symbol}
      </td>
      <td className={table.number}>
        {formatExact(order.filledQuantity)} of {formatExact(order.quantity)}
      </td>
      <td title={`${name}; exchange id ${order.exchangeOrderId ?? 'not known'}`}>{name}</td>
      <td title={evidenceOf(order)}>{evidenceOf(order)}</td>
    </tr>
  );
});
