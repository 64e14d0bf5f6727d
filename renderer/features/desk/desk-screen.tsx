import { AccountsTable } from './accounts-table';
import { BotsTable } from './bots-table';
import styles from './desk-screen.module.css';
import { EquityPanel } from './equity-panel';
import { PositionsTable } from './positions-table';
import { Welcome } from './welcome';
import { WorkingOrdersTable } from './working-orders-table';

/** The desk: what is at risk, on one screen without scrolling. */
export function DeskScreen() {
  return (
    <div className={styles.desk}>
      <h1 className="visually-hidden">Desk: what is at risk</h1>
      <Welcome />
      <AccountsTable />
      <div className={styles.middle}>
        <EquityPanel />
        <PositionsTable />
      </div>
      <BotsTable />
      <WorkingOrdersTable />
    </div>
  );
}
