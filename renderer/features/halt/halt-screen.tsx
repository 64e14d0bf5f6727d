import { useState } from 'react';
import { useDesk } from '../../mirror/store';
import { ScreenHead } from '../../ui/screen-head';
import { DeadManPanel } from './dead-man-panel';
import { HaltPart } from './halt-part';
import { HaltReport } from './halt-report';
import styles from './halt-screen.module.css';
import { RehearsalPanel } from './rehearsal-panel';
import { ResumePanel } from './resume-panel';
import { RunbookPanel } from './runbook-panel';

/** What a halt stopped, with the proof; what to do in its first minutes; and the one place where trading is resumed. */
export function HaltScreen() {
  const state = useDesk((desk) => desk.trading.state);
  const isRunning = useDesk((desk) => desk.halt?.state === 'running');
  const halts = useDesk((desk) => desk.trading.halts);
  const [wanted, setWanted] = useState('');
  const everything = halts.find(({ scope }) => scope.kind === 'portfolio');
  const chosen = halts.find(({ id }) => id === wanted) ?? everything ?? halts[0];
  // There is no part to halt, and nothing to rehearse, while everything is halted.
  const isAllHalted = everything?.state === 'HALTED';
  const note = isRunning
    ? 'Cancelling now'
    : state === 'HALTED'
      ? 'Halted; resuming is deliberate'
      : halts.length > 0
        ? `Trading is ${state}, except for ${halts.length === 1 ? 'one part' : `${halts.length} parts`} of the desk`
        : `Trading is ${state}`;
  return (
    <>
      <ScreenHead title="Halt & resume" note={note} />
      <div className={styles.columns}>
        <div className={styles.main} data-halted={isAllHalted || undefined}>
          <div className={styles.report}>
            <HaltReport />
            <DeadManPanel />
          </div>
          <RunbookPanel halt={chosen?.state === 'HALTED' ? chosen : undefined} />
        </div>
        <div className={styles.side} data-parts={(halts.length > 0 && !isAllHalted) || undefined}>
          <ResumePanel chosen={chosen} onChoose={setWanted} />
          {!isAllHalted && (
            <>
              <HaltPart />
              <RehearsalPanel />
            </>
          )}
        </div>
      </div>
    </>
  );
}
