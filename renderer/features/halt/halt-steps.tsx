import type { HaltReportView } from '../../../shared/contract/views';
import { formatDuration } from '../../ui/time';
import styles from './halt-report.module.css';

/** When each step was reached, counted from the press. */
export function HaltSteps({ report }: { readonly report: HaltReportView }) {
  const steps = [
    ['Gate closed', report.gateClosedMs],
    ['State saved', report.stateSavedMs],
    ['First cancel sent', report.firstCancelSentMs],
    ['Verified empty', report.verifiedEmptyMs],
    ['Empty again', report.emptyAgainMs],
  ] as const;
  return (
    <dl className={styles.steps} aria-label="Time after the press">
      {steps.map(([name, ms]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{ms === null ? (report.state === 'running' ? '…' : 'not reached') : formatDuration(ms)}</dd>
        </div>
      ))}
    </dl>
  );
}
