import { Empty } from '../../ui/empty';
import { ScreenHead } from '../../ui/screen-head';
import { Trouble } from '../../ui/trouble';
import { LeakScanPanel } from './leak-scan-panel';
import styles from './leaks-screen.module.css';
import { useLeakScan } from './use-leak-scan';

/** Has a key leaked into a file? */
export function LeaksScreen() {
  const { view, problem, refresh } = useLeakScan();
  return (
    <>
      <ScreenHead title="Leak scan" note="Has a key leaked into a file?" />
      {view === null && problem === '' && <Empty>Asking for the places…</Empty>}
      {view === null && problem !== '' && (
        <Trouble title="The leak scan could not be read" detail={problem}>
          Trading, limits and the halt do not depend on it and go on as before. Open this screen again to ask again.
        </Trouble>
      )}
      {view !== null && problem !== '' && (
        <p className={styles.problem} role="status">
          What is shown could not be brought up to date. {problem}
        </p>
      )}
      {view !== null && <LeakScanPanel view={view} onChange={refresh} />}
    </>
  );
}
