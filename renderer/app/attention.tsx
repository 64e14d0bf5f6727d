import { RecoveryCode } from '../features/vault/recovery-code';
import { useDesk, useHasSnapshot, useMirrorPhase, useMirrorProblem } from '../mirror/store';

import { Since } from '../ui/age';
import { NoteIcon } from '../ui/icons';
import { LIGHT_ICONS } from '../ui/lights';
import styles from './attention.module.css';
import { hrefOf, type ScreenId } from './routes';

/** What the operator must know whatever the screen: a silent main, lights that are not good, notices of this start. */
export function Attention({ screen }: { readonly screen: ScreenId }) {
  const known = useHasSnapshot();
  return (
    <section className={styles.attention} aria-label="Attention" aria-live="polite">
      <MirrorLost />
      <RecoveryCode />
      {known && <Lights />}
      {known && screen !== 'triggers' && <FiredTriggers />}
      {known && screen !== 'vault' && <Locked />}
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

/** Firings told here; the Triggers screen has them all. */
const TOLD_FIRINGS = 2;

/** Triggers that fired and wait for an acknowledgement, the newest first. */
function FiredTriggers() {
  const firings = useDesk((desk) => desk.firings);
  const more = firings.length - TOLD_FIRINGS;
  return firings
    .slice(-TOLD_FIRINGS)
    .toReversed()
    .map(({ id, action, message }, index) => (
      <p key={id} className={action === 'warn' ? styles.warning : styles.bad}>
        <LIGHT_ICONS.warning />
        <span>
          <strong>Trigger.</strong> {message} {index === TOLD_FIRINGS - 1 && more > 0 && `And ${more} more. `}
          <a href={hrefOf('triggers')}>Look, and acknowledge</a>
        </span>
      </p>
    ));
}

/** Only where keys are kept: on a desk without any there is nothing to lock. */
function Locked() {
  const isShut = useDesk(({ vault }) => vault.keys > 0 && vault.state !== 'unlocked');
  if (!isShut) return null;
  return (
    <p className={styles.warning}>
      <LIGHT_ICONS.warning />
      <span>
        <strong>The vault is locked.</strong> No new order of a live or testnet account is sent. The halt, the guard and
        paper accounts go on. <a href={hrefOf('vault')}>Unlock</a>
      </span>
    </p>
  );
}

function Notices() {
  return useDesk((desk) => desk.notices).map((notice) => (
    <p key={notice} className={styles.note}>
      <NoteIcon />
      <span>{notice}</span>
    </p>
  ));
}
