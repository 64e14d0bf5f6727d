import type { KeyRow } from '../../../shared/contract/keys';
import { isDue } from '../../../shared/model/key-calendar';
import { Panel } from '../../ui/panel';
import { ScrollBox } from '../../ui/scroll-box';
import styles from './key-calendar.module.css';
import { DATE_WORDS, dayOf, inDays, nameOf } from './words';

interface Props {
  readonly rows: readonly KeyRow[];
  readonly now: number;
  readonly onChoose: (keyId: string) => void;
}

/** What is going to happen to the keys, all of it, the soonest first. */
export function KeyCalendar({ rows, now, onChoose }: Props) {
  const dates = rows
    .flatMap((row) => row.dates.map((date) => ({ row, ...date })))
    .sort((a, b) => a.at - b.at || a.row.keyId.localeCompare(b.row.keyId));
  return (
    <Panel title="Calendar" note="what happens to them next" className={styles.panel}>
      <ScrollBox name="Calendar, scrollable">
        <ol className={styles.list}>
          {dates.map(({ row, kind, at, why }) => (
            <li key={`${row.keyId} ${kind}`} data-due={isDue(at, now) || undefined}>
              <span className={styles.day}>{dayOf(at)}</span>
              <button type="button" title={why} onClick={() => onChoose(row.keyId)}>
                {nameOf(row)}
              </button>
              <span className={styles.kind}>
                {DATE_WORDS[kind]} {inDays(at, now)}
              </span>
            </li>
          ))}
        </ol>
      </ScrollBox>
    </Panel>
  );
}
