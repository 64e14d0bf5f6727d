import { Tooltip } from '@mantine/core';
import type { HealthView } from '../../shared/contract/views';
import { useDesk } from '../mirror/store';
import { byWorst, LIGHT_ICONS } from '../ui/lights';
import styles from './health.module.css';

/** All lights in one: `All 5 good`, or the worst one by name. */
export function HealthSummary() {
  const lights = useDesk((desk) => desk.health);
  const worst = byWorst(lights)[0];
  if (worst === undefined) return null;
  const Icon = LIGHT_ICONS[worst.level];
  const troubled = lights.filter((light) => light.level !== 'good').length;
  return (
    <span className={`${styles.summary} ${styles[worst.level]}`}>
      <Icon /> {troubled === 0 ? `All ${lights.length} good` : `${worst.name} ${worst.level}`}
      {troubled > 1 && ` +${troubled - 1}`}
    </span>
  );
}

/** Every light with its word; the message, with what to do, on hover and on focus. */
export function HealthList() {
  const lights = useDesk((desk) => desk.health);
  return (
    <section className={styles.list} aria-label="Health">
      <h2>Health</h2>
      <ul>
        {lights.map((light) => (
          <li key={light.id}>
            <Light light={light} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Light({ light }: { readonly light: HealthView }) {
  const Icon = LIGHT_ICONS[light.level];
  const restarts =
    light.restarts === 0 ? '' : ` Restarted ${light.restarts === 1 ? 'once' : `${light.restarts} times`}.`;
  return (
    <Tooltip
      label={`${light.message}${restarts}`}
      position="right"
      multiline
      w={280}
      events={{ hover: true, focus: true, touch: true }}
      transitionProps={{ duration: 0 }}
    >
      <button type="button" className={styles.light}>
        <span className={styles[light.level]}>
          <Icon />
        </span>
        <span className={styles.name}>{light.name}</span>
        <span className={styles[light.level]}>{light.level}</span>
      </button>
    </Tooltip>
  );
}
