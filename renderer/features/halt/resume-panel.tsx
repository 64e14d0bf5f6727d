import { useState } from 'react';
import { useDesk } from '../../mirror/store';
import { Panel } from '../../ui/panel';
import { ScrollBox } from '../../ui/scroll-box';
import { PassphraseSetup } from './passphrase-setup';
import { ResumeForm } from './resume-form';
import styles from './resume-panel.module.css';
import { StandingHalts } from './standing-halts';

/** Resuming: deliberate, here only, and never by a shortcut. */
export function ResumePanel() {
  const { halts, passphraseSet, state } = useDesk((desk) => desk.trading);
  const [wanted, setWanted] = useState('');
  const everything = halts.find(({ scope }) => scope.kind === 'portfolio');
  const chosen = halts.find(({ id }) => id === wanted) ?? everything ?? halts[0];
  return (
    <Panel title="Resume trading">
      <ScrollBox name="Resume, scrollable">
        <div className={styles.body}>
          {chosen === undefined ? (
            <p>Trading is {state}. There is nothing to resume.</p>
          ) : (
            <StandingHalts halts={halts} chosen={chosen.id} onChoose={setWanted} />
          )}
          {!passphraseSet && <PassphraseSetup isHalted={chosen !== undefined} />}
          {chosen !== undefined && <ResumeForm key={chosen.id} halt={chosen} />}
        </div>
      </ScrollBox>
    </Panel>
  );
}
