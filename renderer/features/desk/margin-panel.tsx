import { Fragment, memo } from 'react';
import type { AccountView, PositionView } from '../../../shared/contract/views';
import { useDesk } from '../../mirror/store';
import { Age, useIsStale } from '../../ui/age';
import { formatExact, formatFixed, formatMoney, MISSING, percentAway, percentOf } from '../../ui/format';
import live from '../../ui/live-table.module.css';
import { Panel } from '../../ui/panel';
import { ScrollBox } from '../../ui/scroll-box';
import { Signed } from '../../ui/signed';
import table from '../../ui/table.module.css';
import styles from './margin-panel.module.css';

/** Margin accounts and their perpetual positions: what is bound, what is free, and how far the liquidation is. Not there without one. */
export function MarginPanel() {
  const accounts = useDesk((desk) => desk.accounts);
  const positions = useDesk((desk) => desk.positions);
  const onMargin = accounts.filter(({ margin }) => margin !== null);
  if (onMargin.length === 0) return null;
  return (
    <Panel title="Margin" note="perpetuals; USDT" className={styles.panel}>
      <ScrollBox name="Margin, scrollable" fit>
        <table className={`${table.table} ${live.live} ${styles.margin}`} aria-label="Margin">
          <thead>
            <tr>
              <th scope="col">Account, position</th>
              {COLUMNS.map((name) => (
                <th key={name} scope="col" className={table.number}>
                  {name}
                </th>
              ))}
              <th scope="col" className={table.age}>
                Age
              </th>
            </tr>
          </thead>
          <tbody>
            {onMargin.map((account) => (
              <Fragment key={account.accountId}>
                <AccountRow account={account} />
                {positions
                  .filter(({ accountId, quantity }) => accountId === account.accountId && quantity !== '0')
                  .map((position) => (
                    <PositionRow key={position.id} position={position} />
                  ))}
              </Fragment>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </Panel>
  );
}

const COLUMNS = ['Quantity', 'Entry', 'Mark', 'Leverage', 'Bound', 'Free', 'Liquidation', 'Away', 'Funding'];

const AccountRow = memo(function AccountRow({ account }: { readonly account: AccountView }) {
  const stale = useIsStale(account.asOf);
  const { margin, equity } = account;
  const maintenance = percentOf(margin?.maintenance ?? null, equity);
  return (
    <tr className={`${stale ? table.stale : ''} ${styles.account}`}>
      <th scope="row">{account.accountId}</th>
      <td colSpan={4} className={styles.words} title="At 100 % of its equity the account is liquidated">
        maintenance margin {maintenance === undefined ? MISSING : `${maintenance} % of equity`}
      </td>
      <td className={table.number}>{formatMoney(margin?.used ?? null)}</td>
      <td className={table.number}>{formatMoney(margin?.available ?? null)}</td>
      <td colSpan={3} className={styles.rest} />
      <td className={table.age}>
        <Age at={account.asOf} />
      </td>
    </tr>
  );
});

const PositionRow = memo(function PositionRow({ position }: { readonly position: PositionView }) {
  const stale = useIsStale(position.asOf);
  const { margin, mark, quantity } = position;
  const away = percentAway(margin?.liquidationPrice ?? null, mark);
  // As many decimals as the mark has: more than six tell nothing, fewer than two do not line up.
  const places = Math.max(2, Math.min((mark?.split('.')[1] ?? '').length, 6));
  return (
    <tr className={stale ? table.stale : undefined}>
      <th scope="row" className={styles.position}>
        {position.symbol} <span className={styles.side}>{quantity.startsWith('-') ? 'short' : 'long'}</span>
        {margin?.isIsolated === true && <span className={styles.side}> isolated</span>}
      </th>
      <td className={table.number}>{formatExact(quantity)}</td>
      <td className={table.number}>{formatFixed(position.averageCost, places)}</td>
      <td className={table.number}>{formatFixed(mark, places)}</td>
      <td className={table.number}>
        {margin?.leverage === null ? MISSING : `${formatExact(margin?.leverage ?? null)} ×`}
      </td>
      <td className={table.number}>{formatMoney(margin?.used ?? null)}</td>
      <td />
      <td className={table.number}>{formatFixed(margin?.liquidationPrice ?? null, places)}</td>
      <td className={table.number} data-danger={away !== undefined && away < NEAR_PERCENT ? true : undefined}>
        {away === undefined ? MISSING : away > 999 ? '> 999 %' : `${away} %`}
      </td>
      <td className={table.number}>
        <Signed value={margin?.funding ?? null} />
      </td>
      <td className={table.age}>
        <Age at={position.asOf} />
      </td>
    </tr>
  );
});

/** Nearer than this to its liquidation, a position is money in danger. */
const NEAR_PERCENT = 10;
