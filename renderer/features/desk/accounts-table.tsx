import { memo } from 'react';
import type { AccountView } from '../../../shared/contract/views';
import { useDesk } from '../../mirror/store';
import { Age, useIsStale } from '../../ui/age';
import { EnvironmentWord, useShowsKinds } from '../../ui/environment-word';
import { formatCount, formatMoney } from '../../ui/format';
import live from '../../ui/live-table.module.css';
import { Panel } from '../../ui/panel';
import { ScrollBox } from '../../ui/scroll-box';
import { Signed } from '../../ui/signed';
import table from '../../ui/table.module.css';
import styles from './accounts-table.module.css';

/** What the portfolio and each account hold and risk, in USDT; every row with the age of its oldest number. */
export function AccountsTable() {
  const total = useDesk((desk) => desk.total);
  const accounts = useDesk((desk) => desk.accounts);
  const kinds = useShowsKinds();
  return (
    <Panel
      title="At risk"
      note={`all ${total.environment} accounts together, then each; USDT`}
      className={styles.panel}
    >
      <ScrollBox name="At risk, scrollable" fit>
        <table
          className={`${table.table} ${live.live} ${styles.accounts}`}
          aria-label="At risk"
          data-kinds={kinds || undefined}
        >
          <thead>
            <tr>
              <th scope="col">Account</th>
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
            <AccountRow account={total} isTotal />
            {accounts.map((account) => (
              <AccountRow key={account.accountId} account={account} />
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </Panel>
  );
}

const COLUMNS = ['Equity', 'Cash', 'Positions', 'Unrealised', 'Realised', 'Fees paid', 'Gross exposure', 'Working'];

interface RowProps {
  readonly account: AccountView;
  readonly isTotal?: boolean;
}

const AccountRow = memo(function AccountRow({ account, isTotal = false }: RowProps) {
  const stale = useIsStale(account.asOf);
  const kinds = useShowsKinds();
  return (
    <tr className={`${stale ? table.stale : ''} ${isTotal ? styles.total : ''}`}>
      <th scope="row">
        {isTotal ? 'Total' : account.accountId} {kinds && <EnvironmentWord environment={account.environment} />}
      </th>
      <td className={table.number}>{formatMoney(account.equity)}</td>
      <td className={table.number}>{formatMoney(account.cash)}</td>
      <td className={table.number}>{formatMoney(account.positionsValue)}</td>
      <td className={table.number}>
        <Signed value={account.unrealised} />
      </td>
      <td className={table.number}>
        <Signed value={account.realised} />
      </td>
      <td className={table.number}>{formatMoney(account.feesPaid)}</td>
      <td className={table.number}>{formatMoney(account.grossExposure)}</td>
      <td className={table.number}>{formatCount(account.workingOrders)}</td>
      <td className={table.age}>
        <Age at={account.asOf} />
      </td>
    </tr>
  );
});
