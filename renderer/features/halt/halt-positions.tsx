import type { HaltReportView } from '../../../shared/contract/views';
import { formatCount, formatExact } from '../../ui/format';
import { GoodIcon, WarningIcon } from '../../ui/icons';
import table from '../../ui/table.module.css';
import styles from './halt-report.module.css';

type Closing = HaltReportView['positions'][number]['closing'];

/** What is left when the orders are gone, and how closing it goes where somebody asked for that. */
export function HaltPositions({ positions }: { readonly positions: HaltReportView['positions'] }) {
  if (positions.length === 0) return null;
  return (
    <div className={styles.part}>
      <h3>
        Positions left
        <span>as the book had them; closed only where the account says so, or you do</span>
      </h3>
      <table className={table.table} aria-label="Positions left">
        <thead>
          <tr>
            <th scope="col">Account</th>
            <th scope="col">Symbol</th>
            <th scope="col" className={table.number}>
              Quantity
            </th>
            <th scope="col">Closing</th>
          </tr>
        </thead>
        <tbody>
          {positions.map(({ accountId, symbol, quantity, closing }) => (
            <tr key={`${accountId} ${symbol}`}>
              <th scope="row">{accountId}</th>
              <td>{symbol}</td>
              <td className={table.number}>{formatExact(quantity)}</td>
              <td>
                <ClosingWords closing={closing} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ClosingWords({ closing }: { readonly closing: Closing }) {
  if (closing === null) return '–';
  const { state, left, orders, why } = closing;
  const sent = orders === 1 ? '1 order' : `${formatCount(orders)} orders`;
  switch (state) {
    case 'closed':
      return (
        <span className={styles.good}>
          <GoodIcon /> closed, {sent}
        </span>
      );
    case 'dust':
      return (
        <span className={styles.good} title={why}>
          <GoodIcon /> closed, {sent}; {formatExact(left)} is too little to sell
        </span>
      );
    case 'closing':
      return (
        <span>
          closing, {formatExact(left)} left{why === '' ? '' : `: ${why}`}
        </span>
      );
    case 'not-closed':
      return (
        <span className={styles.bad}>
          <WarningIcon /> {formatExact(left)} left: {why}
        </span>
      );
  }
}
