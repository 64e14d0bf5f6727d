import { createPortal } from 'react-dom';
import { hrefOf } from '../../app/routes';
import { useDesk, useHasSnapshot, useMirrorPhase } from '../../mirror/store';
import { Since } from '../../ui/age';
import { LIGHT_ICONS } from '../../ui/lights';
import { LocalTime } from '../../ui/local-time';
import { formatDuration } from '../../ui/time';
import styles from './halt-rail.module.css';
import { usePress } from './press';
import { haltProgress } from './progress';
import { useRunbook } from './runbook-store';

/** What stands under the halt button on every screen: what the press did, the guard, the last halt. */
export function HaltRail() {
  const place = document.getElementById('halt-rail-info');
  const known = useHasSnapshot();
  if (place === null) return null;
  return createPortal(
    <div className={styles.rail}>
      <output className={styles.progress} aria-label="Halt progress">
        <PressProblem />
        {known && <Progress />}
      </output>
      {known && (
        <>
          <Guard />
          <LastHalt />
          <LastRehearsal />
        </>
      )}
    </div>,
    place,
  );
}

function PressProblem() {
  const press = usePress();
  const lost = useMirrorPhase() === 'lost';
  if (press.state === 'failed') {
    return <strong className={styles.danger}>The press was not confirmed. {press.problem}</strong>;
  }
  if (press.state === 'sent') return <span>Pressed. Waiting for Holdfast to answer…</span>;
  if (lost && press.state === 'none') return <span>The button works although the numbers stand still.</span>;
  return null;
}

function Progress() {
  const state = useDesk((desk) => desk.trading.state);
  const report = useDesk((desk) => desk.halt);
  const haltId = useDesk((desk) => desk.trading.haltId);
  if (state !== 'HALTED') return null;
  if (report === null || report.id !== haltId) {
    return (
      <>
        <strong>Halted</strong> <a href={hrefOf('halt')}>Why, and resume</a>
        <RunbookLink />
      </>
    );
  }
  return (
    <>
      <strong className={report.state === 'not-verified' ? styles.danger : undefined}>{haltProgress(report)}</strong>{' '}
      {report.state !== 'running' && <a href={hrefOf('halt')}>Halt report</a>}
      <RunbookLink />
    </>
  );
}

/** On every screen while everything is halted: where the runbook is, and how far. It takes no focus. */
function RunbookLink() {
  const { runbook } = useRunbook();
  const done = useDesk((desk) => desk.trading.halts.find(({ scope }) => scope.kind === 'portfolio')?.ticks.length ?? 0);
  if (runbook === null) return null;
  return (
    <a href={hrefOf('halt')}>
      Runbook: {done} of {runbook.steps.length} done
    </a>
  );
}

function Guard() {
  const guard = useDesk((desk) => desk.health.find((light) => light.id === 'guard'));
  if (guard === undefined) return null;
  const Icon = LIGHT_ICONS[guard.level];
  const armed = { good: 'armed', starting: 'starting', warning: 'armed, see below', bad: 'NOT armed' }[guard.level];
  return (
    <section className={styles.item} aria-label="Dead-man">
      <h2>Dead-man</h2>
      <p className={styles[guard.level]}>
        <Icon /> {armed}
      </p>
      <p className={styles.fine}>
        {guard.level === 'good' ? 'If Holdfast dies or hangs, the guard cancels every order.' : guard.message}
      </p>
    </section>
  );
}

/** How long ago the halt was last tried, and how long it took. */
function LastRehearsal() {
  const rehearsal = useDesk((desk) => desk.trading.rehearsal);
  return (
    <section className={styles.item} aria-label="Last rehearsal">
      <h2>Rehearsal</h2>
      <p className={rehearsal?.isOk === false ? styles.warning : styles.fine}>
        {rehearsal === null ? (
          'Never rehearsed'
        ) : (
          <>
            {rehearsal.isOk ? 'Rehearsed' : 'Failed'} <Since at={rehearsal.at} /> ago
            {rehearsal.ms !== null && `, ${formatDuration(rehearsal.ms)}`}
          </>
        )}
        {' · '}
        <a href={hrefOf('halt')}>rehearse</a>
      </p>
    </section>
  );
}

function LastHalt() {
  const report = useDesk((desk) => desk.halt);
  const state = useDesk((desk) => desk.trading.state);
  const outcome = { running: 'running', 'verified-empty': 'verified empty', 'not-verified': 'not verified' };
  return (
    <section className={styles.item} aria-label="Last halt">
      <h2>Last halt</h2>
      {report === null ? (
        <p className={styles.fine}>none in this run</p>
      ) : (
        <>
          <p>
            <LocalTime at={report.trippedAt} />
          </p>
          <p className={styles.fine}>
            {outcome[report.state]}
            {state !== 'HALTED' && (
              <>
                {' · '}
                <a href={hrefOf('halt')}>report</a>
              </>
            )}
          </p>
        </>
      )}
    </section>
  );
}
