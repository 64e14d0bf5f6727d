import { useDesk } from '../../mirror/store';
import { ScreenHead } from '../../ui/screen-head';
import { DeadManPanel } from './dead-man-panel';
import { HaltPart } from './halt-part';
import { HaltReport } from './halt-report';
import styles from './halt-screen.module.css';
import { ResumePanel } from './resume-panel';

/** What a halt stopped, with the proof; and the one place where trading is resumed. */
export function HaltScreen() {
  const state = useDesk((desk) => desk.trading.state);
  const isRunning = useDesk((desk) => desk.halt?.state === 'running');
  const standing = useDesk((desk) => desk.trading.halts.length);
  const note = isRunning
    ? 'Cancelling now'
    : state === 'HALTED'
      ? 'Halted; resuming is deliberate'
      : standing > 0
        ? `Trading is ${state}, except for ${standing === 1 ? 'one part' : `${standing} parts`} of the desk`
        : `Trading is ${state}`;
  return (
    <>
      <ScreenHead title="Halt & resume" note={note} />
      <div className={styles.columns}>
        <div className={styles.report}>
          <HaltReport />
          <DeadManPanel />
        </div>
        <div className={styles.side}>
          <ResumePanel />
          <HaltPart />
        </div>
      </div>
    </>
  );
}
