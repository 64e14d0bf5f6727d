import { memo } from 'react';
import type { PositionView } from '../../../shared/contract/views';
import { useDesk } from '../../mirror/store';
import { Age, useIsStale } from '../../ui/age';
import { Empty } from '../../ui/empty';
import { formatExact, formatFixed, formatMoney, formatPrice } from '../../ui/format';
import { LimitBar } from '../../ui/limit-bar';
import live from '../../ui/live-table.module.css';
import { Panel } from '../../ui/panel';
import { ScrollBox } from '../../ui/scroll-box';
import { Signed } from '../../ui/signed';
import table from '../../ui/table.module.css';
import styles from './positions-table.module.css';

/** What is held, per account and symbol, against its limit. */
export function PositionsTable() {
  const positions = useDesk((desk) => desk.positions);
  return (
    <Panel title="Positions" note={positions.length} className={styles.panel}>
      <ScrollBox name="Positions, scrollable">
        <table className={`${table.table} ${live.live} ${styles.positions}`} aria-label="Positions">
          <thead>
            <tr>
              <th scope="col">Symbol</th>
              <th scope="col">Bot</th>
              <th scope="col" className={table.number}>
                Quantity
              </th>
              <th scope="col" className={`${table.number} ${styles.wide}`}>
                Average cost
              </th>
              <th scope="col" className={`${table.number} ${styles.wide}`}>
                Mark price
              </th>
              <th scope="col" className={table.number}>
                Value of limit, USDT
              </th>
              <th scope="col" className={table.number}>
                Unrealised
              </th>
              <th scope="col" className={`${table.number} ${styles.wide}`}>
                Realised
              </th>
              <th scope="col" className={table.age}>
                Age
              </th>
            </tr>
          </thead>
          <tbody>
            {positions.map((position) => (
              <PositionRow key={position.id} position={position} />
            ))}
          </tbody>
        </table>
        {positions.length === 0 && <Empty>Nothing is held. Positions appear with the first fill.</Empty>}
      </ScrollBox>
    </Panel>
  );
}

const PositionRow = memo(function PositionRow({ position }: { readonly position: PositionView }) {
  const stale = useIsStale(position.asOf);
  return (
    <tr className={stale ? table.stale : undefined}>
      <th scope="row" title={position.symbol}>
        {position.symbol}
      </th>
      <td>{position.botId}</td>
      <td className={table.number}>{formatExact(position.quantity)}</td>
      <td className={`${table.number} ${styles.wide}`}>{formatAverage(position.averageCost, position.mark)}</td>
      <td className={`${table.number} ${styles.wide}`}>{formatPrice(position.mark)}</td>
      <td className={table.number} title={`${formatMoney(position.value)} USDT`}>
        <LimitBar observed={sizeOf(position.value)} limit={position.limit} />
      </td>
      <td className={table.number}>
        <Signed value={position.unrealised} />
      </td>
      <td className={`${table.number} ${styles.wide}`}>
        <Signed value={position.realised} />
      </td>
      <td className={table.age}>
        <Age at={position.asOf} />
      </td>
    </tr>
  );
});

/** A short counts against its limit like a long. */
const sizeOf = (value: string | null): string | null => (value?.startsWith('-') === true ? value.slice(1) : value);

/** An average has endless decimals: one more than the price itself tells it. */
const formatAverage = (average: string | null, mark: string | null): string =>
  formatFixed(average, Math.max(2, (mark?.split('.')[1] ?? '').length + 1));
