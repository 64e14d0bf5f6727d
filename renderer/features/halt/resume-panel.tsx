import { useDesk } from '../../mirror/store';
import { LocalTime } from '../../ui/local-time';
import { Panel } from '../../ui/panel';
import { ScrollBox } from '../../ui/scroll-box';
import { PassphraseSetup } from './passphrase-setup';
import { ResumeForm } from './resume-form';
import styles from './resume-panel.module.css';

/** Resuming: deliberate, here only, and never by a shortcut. */
export function ResumePanel() {
  const trading = useDesk((desk) => desk.trading);
  return (
    <Panel title="Resume trading">
      <ScrollBox name="Resume, scrollable">
        <div className={styles.body}>
          {trading.state === 'HALTED' ? (
            <p>
              <strong>
                Halted since <LocalTime at={trading.since} />.
              </strong>{' '}
              {trading.reason}
            </p>
          ) : (
            <p>Trading is {trading.state}. There is nothing to resume.</p>
          )}
          {!trading.passphraseSet && <PassphraseSetup isHalted={trading.state === 'HALTED'} />}
          {trading.state === 'HALTED' && <ResumeForm />}
        </div>
      </ScrollBox>
    </Panel>
  );
}
