import { useDesk, useHasSnapshot, useMirrorPhase, useMirrorProblem } from '../mirror/store';
import { Since } from '../ui/age';
import { NoteIcon } from '../ui/icons';
import { LIGHT_ICONS } from '../ui/lights';
import styles from './attention.module.css';

/** What the operator must know whatever the screen: a silent main, lights that are not good, notices of this start. */
export function Attention() {
  const known = useHasSnapshot();
  return (
    <section className={styles.attention} aria-label="Attention" aria-live="polite">
      <MirrorLost />
      {known && <Lights />}
      {known && <Notices />}
    </section>
  );
}

function MirrorLost() {
  const phase = useMirrorPhase();
  const problem = useMirrorProblem();
  const known = useHasSnapshot();
  if (phase !== 'lost' || !known) return null;
  return (
    <p className={styles.bad}>
      <LIGHT_ICONS.bad />
      <span>
        <strong>Holdfast does not answer.</strong> {problem} Everything below is from <LastHeard />. Holdfast keeps
        asking. The halt button still works; if it does not confirm, quit Holdfast: the guard then cancels every order.
      </span>
    </p>
  );
}

function LastHeard() {
  const at = useDesk((desk) => desk.at);
  return (
    <>
      <Since at={at} /> ago
    </>
  );
}

function Lights() {
  const lights = useDesk((desk) => desk.health);
  return lights
    .filter((light) => light.level === 'bad' || light.level === 'warning')
    .map((light) => {
      const Icon = LIGHT_ICONS[light.level];
      return (
        <p key={light.id} className={styles[light.level]}>
          <Icon />
          <span>
            <strong>
              {light.name}: {light.level}.
            </strong>{' '}
            {light.message}
          </span>
        </p>
      );
    });
}

function Notices() {
  return useDesk((desk) => desk.notices).map((notice) => (
    <p key={notice} className={styles.note}>
      <NoteIcon />
      <span>{notice}</span>
    </p>
  ));
}
