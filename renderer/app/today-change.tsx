import { useDesk } from '../mirror/store';
import { formatFixed } from '../ui/format';
import { todayChange } from './today';
import styles from './today-change.module.css';

/** How equity moved today, as far as it is known: from the first point of the day that this run has seen. */
export function TodayChange() {
  const points = useDesk((desk) => desk.equity);
  const change = todayChange(points);
  if (change === undefined) return null;
  const { amount, percent, since } = change;
  const [arrow, sign, look] =
    percent >= 0.005 ? ['▲', '+', styles.gain] : percent <= -0.005 ? ['▼', '-', styles.loss] : ['', '', ''];
  return (
    <span className={look} title={`${since}: ${sign}${formatFixed(Math.abs(amount).toFixed(2), 2)} USDT`}>
      <span aria-hidden="true">{arrow}</span> {sign}
      {Math.abs(percent).toFixed(2)} % <span className={styles.since}>{since}</span>
    </span>
  );
}
