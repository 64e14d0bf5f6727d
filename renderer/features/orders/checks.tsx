import type { CheckView, DecisionView } from '../../../shared/contract/views';
import { formatExact, MISSING } from '../../ui/format';
import styles from './checks.module.css';
import { Verdict } from './verdict';

/** Every check of one decision: what was seen, what was allowed, and whether it passed. */
export function Checks({ decision }: { readonly decision: DecisionView }) {
  const passed = decision.checks.filter((check) => check.passed).length;
  return (
    <>
      <p className={styles.summary}>
        {passed} of {decision.checks.length} checks passed. Journal record {decision.seq}
        {decision.orderId !== null && <>, order {decision.orderId}</>}, account {decision.accountId}.
        {decision.reason !== '' && <strong> {decision.reason}</strong>}
      </p>
      <table className={styles.checks} aria-label={`Checks of decision ${decision.seq}`}>
        <thead>
          <tr>
            <th scope="col">Check</th>
            <th scope="col" className={styles.number}>
              Observed
            </th>
            <th scope="col" className={styles.number}>
              Limit
            </th>
            <th scope="col">Unit</th>
            <th scope="col">Result</th>
            <th scope="col">In words</th>
          </tr>
        </thead>
        <tbody>
          {decision.checks.map((check) => (
            <CheckRow key={check.id} check={check} />
          ))}
        </tbody>
      </table>
    </>
  );
}

function CheckRow({ check }: { readonly check: CheckView }) {
  return (
    <tr>
      <th scope="row">{check.name}</th>
      <td className={styles.number}>{valueInWords(check.observed)}</td>
      <td className={styles.number}>{check.limit === null ? 'missing' : valueInWords(check.limit)}</td>
      <td>{check.unit}</td>
      <td>
        <Verdict passed={check.passed} words={['passed', 'failed']} />
      </td>
      <td className={styles.words}>{check.message}</td>
    </tr>
  );
}

/** A number grouped, words as they are. */
function valueInWords(value: string): string {
  const shown = formatExact(value);
  return shown === MISSING ? value : shown;
}
