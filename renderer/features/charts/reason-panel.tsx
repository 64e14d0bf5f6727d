import type { ChartsView } from '../../../shared/contract/history';
import { Empty } from '../../ui/empty';
import { formatCount } from '../../ui/format';
import { Panel } from '../../ui/panel';
import { ScrollBox } from '../../ui/scroll-box';
import styles from './charts.module.css';

/** How often each reason decided, the most frequent first; bars are measured against the most frequent refusal. */
export function ReasonPanel({ reasons }: Pick<ChartsView, 'reasons'>) {
  const most = Math.max(1, ...reasons.filter(({ reason }) => reason !== 'allowed').map(({ count }) => count));
  return (
    <Panel title="Decisions by reason" note="one refused by several checks counts at each" className={styles.panel}>
      {reasons.length === 0 ? (
        <Empty>No bot asked for an order in this period.</Empty>
      ) : (
        <ScrollBox name="Decisions by reason, scrollable">
          <table className={styles.reasons} aria-label="Decisions by reason">
            <tbody>
              {reasons.map(({ reason, count }) => (
                <tr key={reason}>
                  <th scope="row">{inWords(reason)}</th>
                  <td className={styles.count}>{formatCount(count)}</td>
                  <td aria-hidden="true">
                    {reason !== 'allowed' && (
                      <span className={styles.bar} style={{ width: `${(100 * count) / most}%` }} />
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
    </Panel>
  );
}

const inWords = (reason: string): string =>
  reason === 'allowed' ? 'Allowed' : reason === 'resized' ? 'Made smaller' : `Refused by ${reason}`;
