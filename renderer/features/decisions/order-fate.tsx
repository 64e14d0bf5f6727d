import type { DecisionRecord } from '../../../shared/contract/decisions';
import { formatCount } from '../../ui/format';
import { LocalTime } from '../../ui/local-time';
import { formatDuration } from '../../ui/time';
import styles from './decision-detail.module.css';
import { stepInWords } from './words';

/** The steps of a decision's order that are on record, each with how long after the decision it came. */
export function OrderFate({ record }: { readonly record: DecisionRecord }) {
  const { orderId, steps, isFollowed, followedTo, at, seq } = record;
  if (orderId === null) return null;
  return (
    <>
      <ol className={styles.steps}>
        {steps.map((step) => (
          <li key={step.seq}>
            <LocalTime at={step.at} />
            <span className={styles.after}>+{formatDuration(Math.max(0, step.at - at))}</span>
            <span>{stepInWords(step)}</span>
          </li>
        ))}
      </ol>
      {steps.length === 0 && isFollowed && <p className={styles.dim}>Nothing is on record of it since.</p>}
      {!isFollowed && (
        <p className={styles.dim}>
          Looked for in the {formatCount(followedTo - seq)} records after the decision. What came later is in the
          journal.
        </p>
      )}
    </>
  );
}
