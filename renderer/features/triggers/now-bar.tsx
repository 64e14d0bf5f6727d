import type { TriggerRow } from '../../../shared/contract/triggers';
import type { TriggerUnit } from '../../../shared/model/triggers';
import { Bar, levelOf } from '../../ui/bar';
import styles from './now-bar.module.css';
import { percentOf, valueInWords } from './words';

interface Props {
  readonly now: TriggerRow['now'];
  readonly threshold: number;
  readonly unit: TriggerUnit;
  /** The value when all is well. */
  readonly base: number | undefined;
  readonly isOn: boolean;
}

/** The worst that is seen now, of whom, and how far it is to the threshold. */
export function NowBar({ now, threshold, unit, base, isOn }: Props) {
  if (!isOn) return <span className={styles.dim}>off</span>;
  if (now === null) return <span className={styles.dim}>nothing seen yet</span>;
  const percent = percentOf(now.value, threshold, base);
  const level = levelOf(percent);
  const words = valueInWords(now.value, unit);
  return (
    <span className={styles.now} data-level={level} title={`${words} of ${now.key}, ${percent} % of the threshold`}>
      <span className={styles.words}>
        {words} <span className={styles.dim}>{now.key}</span>
      </span>
      <Bar percent={percent} level={level} />
    </span>
  );
}
