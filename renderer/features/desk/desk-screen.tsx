import { useCallback, useState } from 'react';
import { AccountsTable } from './accounts-table';
import { BotLog } from './bot-log';
import { BotsTable } from './bots-table';
import styles from './desk-screen.module.css';
import { EquityPanel } from './equity-panel';
import { MarginPanel } from './margin-panel';
import { PositionsTable } from './positions-table';
import { Welcome } from './welcome';
import { WorkingOrdersTable } from './working-orders-table';

/** The desk: what is at risk, on one screen without scrolling. */
export function DeskScreen() {
  const [logOf, setLogOf] = useState<string | null>(null);
  const toggleLog = useCallback((botId: string) => setLogOf((open) => (open === botId ? null : botId)), []);
  const closeLog = useCallback(() => {
    // Whoever worked in the log by keyboard goes on where it was opened.
    document.querySelector<HTMLElement>('button[data-log][aria-expanded="true"]')?.focus();
    setLogOf(null);
  }, []);
  return (
    <div className={styles.desk} data-log={logOf === null ? undefined : true}>
      <h1 className="visually-hidden">Desk: what is at risk</h1>
      <Welcome />
      <AccountsTable />
      <MarginPanel />
      <div className={styles.middle}>
        <EquityPanel />
        <PositionsTable />
      </div>
      <BotsTable logOf={logOf} onLog={toggleLog} />
      {logOf !== null && <BotLog botId={logOf} onClose={closeLog} />}
      <WorkingOrdersTable />
    </div>
  );
}
