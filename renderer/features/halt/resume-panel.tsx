import type { StandingHaltView } from '../../../shared/contract/views';
import { useDesk } from '../../mirror/store';
import { Panel } from '../../ui/panel';
import { ScrollBox } from '../../ui/scroll-box';
import { SetPassphrase } from '../vault/forms';
import { OperatorName } from './operator-name';
import { ResumeForm } from './resume-form';
import styles from './resume-panel.module.css';
import { StandingHalts } from './standing-halts';

interface Props {
  /** The halt that is looked at; undefined when none stands. */
  readonly chosen: StandingHaltView | undefined;
  readonly onChoose: (id: string) => void;
}

/** Resuming: deliberate, here only, and never by a shortcut. */
export function ResumePanel({ chosen, onChoose }: Props) {
  const { halts, passphraseSet, state } = useDesk((desk) => desk.trading);
  return (
    <Panel title="Resume trading">
      <ScrollBox name="Resume, scrollable">
        <div className={styles.body}>
          {chosen === undefined ? (
            <p>Trading is {state}. There is nothing to resume.</p>
          ) : (
            <StandingHalts halts={halts} chosen={chosen.id} onChoose={onChoose} />
          )}
          {chosen !== undefined && <OperatorName />}
          {!passphraseSet && <SetPassphrase isHalted={chosen !== undefined} />}
          {chosen !== undefined && <ResumeForm key={chosen.id} halt={chosen} />}
        </div>
      </ScrollBox>
    </Panel>
  );
}
