import type { HaltReportView } from '../../../shared/contract/views';
import { formatExact } from '../../ui/format';
import table from '../../ui/table.module.css';
import styles from './halt-report.module.css';

/** What is left when the orders are gone: a halt closes no position. */
export function HaltPositions({ positions }: { readonly positions: HaltReportView['positions'] }) {
  if (positions.length === 0) return null;
  return (
    <div className={styles.part}>
      <h3>
        Positions left
        <span>as the book has them; a halt closes none</span>
      </h3>
      <table className={table.table} aria-label="Positions left">
        <thead>
          <tr>
            <th scope="col">Account</th>
            <th scope="col">Symbol</th>
            <th scope="col" className={table.number}>
              Quantity
            </th>
          </tr>
        </thead>
        <tbody>
          {positions.map(({ accountId, symbol, quantity }) => (
            <tr key={`${accountId} ${symbol}`}>
              <th scope="row">{accountId}</th>
              <td>{symbol}</td>
              <td className={table.number}>{formatExact(quantity)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
