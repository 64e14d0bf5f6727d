import { type HaltSource, scopeWords } from '#shared/model/trading-state';
import { useDesk } from '../../mirror/store';
import { Empty } from '../../ui/empty';
import { BadIcon, GoodIcon, StartingIcon } from '../../ui/icons';
import { LocalTime } from '../../ui/local-time';
import { Panel } from '../../ui/panel';
import { ScrollBox } from '../../ui/scroll-box';
import { HaltStoryLink } from '../../ui/story-link';
import { HaltAccounts } from './halt-accounts';
import { HaltOrders } from './halt-orders';
import { HaltPositions } from './halt-positions';
import styles from './halt-report.module.css';
import { HaltSteps } from './halt-steps';
import { haltMeaning, haltProgress } from './progress';

/** The report of this run's last halt: each step, each account, each order by name. */
export function HaltReport() {
  const report = useDesk((desk) => desk.halt);
  if (report === null) return <NoReport />;
  const { icon: Icon, look } = LOOKS[report.state];
  return (
    <Panel
      title={report.scope.kind === 'portfolio' ? 'Halt report' : `Halt report: ${scopeWords(report.scope)}`}
      note={
        <>
          <LocalTime at={report.trippedAt} />, by {SOURCES[report.source]}
        </>
      }
    >
      <ScrollBox name="Halt report, scrollable">
        <div className={styles.body}>
          <p className={`${styles.verdict} ${look ?? ''}`}>
            <Icon /> {haltProgress(report)}
          </p>
          <p className={styles.meaning}>{haltMeaning(report)}</p>
          <p className={styles.reason}>
            Reason given: {report.reason === '' ? 'none' : report.reason} <span>({report.id})</span>{' '}
            <HaltStoryLink haltId={report.id} />
          </p>
          <HaltSteps report={report} />
          <HaltAccounts accounts={report.accounts} />
          <HaltPositions positions={report.positions} />
          <HaltOrders report={report} />
        </div>
      </ScrollBox>
    </Panel>
  );
}

function NoReport() {
  const state = useDesk((desk) => desk.trading.state);
  const reason = useDesk((desk) => desk.trading.reason);
  return (
    <Panel title="Halt report">
      <Empty>
        {state === 'HALTED'
          ? `Halted since before this start: ${reason} The report of that halt is in the journal.`
          : 'Nothing was halted in this run. A press of Halt all closes the gate at once, cancels every working order, and lists at the exchange until nothing is left; the proof then stands here.'}
      </Empty>
    </Panel>
  );
}

const LOOKS = {
  running: { icon: StartingIcon, look: styles.running },
  'verified-empty': { icon: GoodIcon, look: styles.good },
  'not-verified': { icon: BadIcon, look: styles.bad },
} as const;

const SOURCES: Record<HaltSource, string> = {
  button: 'the red button',
  keyboard: 'the keyboard',
  menu: 'the menu',
  tray: 'the tray',
  hotkey: 'the halt keys, from another program',
  command: 'the halt command',
  'halt-file': 'the file HALT',
  'start-up': 'the start of Holdfast',
  'dead-man': 'the dead-man',
  journal: 'the journal',
  guard: 'the guard',
  signal: 'a signal of the system',
  'unknown-outcome': 'an order of unknown outcome',
  sleep: 'what was found after a sleep',
  trigger: 'a trigger',
  resume: 'a resume that left it halted',
  rehearsal: 'a rehearsal',
};
