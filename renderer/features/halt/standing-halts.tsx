import { scopeWords } from '#shared/model/trading-state';
import type { StandingHaltView } from '../../../shared/contract/views';
import { LocalTime } from '../../ui/local-time';
import styles from './standing-halts.module.css';

interface Props {
  readonly halts: readonly StandingHaltView[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}

const PROGRESS = {
  none: '',
  running: 'cancelling and verifying',
  'verified-empty': 'verified empty',
  'not-verified': 'NOT verified',
} as const;

/** Every halt that stands, to choose the one to resume: each is resumed by itself, and what another covers stays as it is. */
export function StandingHalts({ halts, chosen, onChoose }: Props) {
  return (
    <fieldset className={styles.halts}>
      <legend className={styles.legend}>
        {halts.length === 1 ? 'One halt stands' : `${halts.length} halts stand; each is resumed by itself`}
      </legend>
      {halts.map((halt) => (
        <label key={halt.id} className={styles.halt} data-chosen={halt.id === chosen || undefined}>
          <input
            type="radio"
            name="standing-halt"
            checked={halt.id === chosen}
            onChange={() => onChoose(halt.id)}
            aria-label={`${scopeWords(halt.scope)}, ${halt.state}`}
          />
          <span>
            <strong>{scopeWords(halt.scope)}</strong> {halt.state}
            {PROGRESS[halt.progress] === '' ? '' : `, ${PROGRESS[halt.progress]}`}
            <span className={styles.why}>
              since <LocalTime at={halt.trippedAt} />. {halt.reason}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
