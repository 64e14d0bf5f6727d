import type { CheckView } from '../../../shared/contract/views';
import styles from './checks.module.css';
import { CheckResult } from './verdict';
import { inDigits } from './words';

/** Every check of one decision, those that failed first: what was seen, what was allowed, and who set that. */
export function Checks({ seq, checks }: { readonly seq: number; readonly checks: readonly CheckView[] }) {
  const failed = checks.filter(({ passed }) => !passed);
  const passed = checks.filter((check) => check.passed);
  const hasLevels = checks.some(({ level }) => level !== undefined);
  return (
    <table className={styles.checks} aria-label={`Checks of decision ${seq}`}>
      <thead>
        <tr>
          <th scope="col">Check</th>
          <th scope="col">Result</th>
          <th scope="col" className={styles.number}>
            Observed
          </th>
          <th scope="col" className={styles.number}>
            Limit
          </th>
          <th scope="col">Unit</th>
          {hasLevels && <th scope="col">Set by</th>}
          <th scope="col">In words</th>
        </tr>
      </thead>
      <tbody>
        {[...failed, ...passed].map((check) => (
          <tr key={check.id} data-failed={!check.passed || undefined}>
            <th scope="row">{check.name}</th>
            <td>
              <CheckResult passed={check.passed} />
            </td>
            <td className={styles.number}>{inDigits(check.observed)}</td>
            <td className={styles.number}>{check.limit === null ? 'missing' : inDigits(check.limit)}</td>
            <td>{check.unit}</td>
            {hasLevels && <td>{check.level ?? ''}</td>}
            <td className={styles.words}>{check.message}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
